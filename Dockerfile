# One image for the API, the worker and the command line; docker-compose.yml says which of them a container runs.

FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Left out is what is optional: the embedded PostgreSQL, which a container does not need.
RUN npm ci --omit=optional --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY libs libs
COPY apps apps
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY apps/portal/public apps/portal/public
COPY migrations migrations
USER node
CMD ["node", "--enable-source-maps", "dist/apps/api/src/main.js"]
