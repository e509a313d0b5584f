/** Builds the application from its configuration, so that tests run the very thing that is served. */
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { openLog } from '#discretion';
import { openStore, type StoreOptions } from '#store';
import { refuseUnlistedRoutes, ruleOf } from './access.js';
import { ApiModule } from './api.module.js';
import { Accounts } from './asking/accounts.js';
import { actorOf, type Asker } from './asking/asker.js';
import { closeGate } from './asking/gate.js';
import { KeyUses } from './asking/key-uses.js';
import { Limits } from './asking/limits.js';
import { answerIdOf } from './authzen/dialect.js';
import type { Config } from './config.js';
import { endInTime, guardServer, isNextToAnswer, refuseOddShapes, serverOptions } from './door.js';
import { answerProblem, answerUnreadable, asAppError, ErrorsFilter } from './errors/errors.filter.js';
import { BODY_BYTES_MAX, readJsonOnly } from './json-body.js';
import { openApiDocument } from './openapi/document.js';
import { Document } from './openapi/served-document.js';
import { servePortal } from './portal/files.js';
import { safetyHeaders } from './safety-headers.js';
import { Keys } from './trust/keys.js';
import { VALIDATION } from './validation.js';
import { SeenTokens } from './writing/seen.js';

const BATCH_BYTES_MAX = 4 * 1024 * 1024;
const ID_LENGTH_MAX = 128;

export interface Api {
  readonly nest: NestFastifyApplication;
  /** Takes requests from now on; returns the address it listens at. */
  listen(): Promise<string>;
  /** Answers what is under way, takes nothing new, and lets the database go. */
  close(): Promise<void>;
}

/** `clock` turns the database's time into the one to act by: for scenario runs and tests. */
export async function createApi(config: Config, options: Pick<StoreOptions, 'clock'> = {}): Promise<Api> {
  const log = openLog({ app: 'api', level: config.logLevel, file: config.logFile });
  for (const warning of config.warnings) log.warn(warning);
  const store = openStore({ connectionString: config.databaseUrl, personalSecret: config.personalSecret, ...options });
  const accounts = new Accounts(config, store.authPool);
  const keys = await Keys.read(config);
  const adapter = openServer(config, log);
  const fastify = adapter.getInstance();
  const routes = collectRoutes(fastify);
  readJsonOnly(fastify);
  const uses = new KeyUses(store, log);
  const limits = new Limits(config, store);
  const seen = new SeenTokens(config.authSecret);
  closeGate(fastify, { config, store, accounts, limits, uses, seen });

  const nest = await NestFactory.create<NestFastifyApplication>(
    ApiModule.of({ config, store, accounts, limits, keys, seen }),
    adapter,
    {
      logger: nestLogger(log),
      bodyParser: false,
      abortOnError: false,
    },
  );
  nest.useGlobalFilters(new ErrorsFilter());
  nest.useGlobalPipes(new ValidationPipe(VALIDATION));
  await servePortal(nest);
  await nest.init();
  await fastify.ready();
  nest.get(Document).set(openApiDocument(nest));
  refuseUnlistedRoutes(routes);

  return {
    nest,
    listen: async () => {
      await nest.listen(config.port, config.host);
      return nest.getUrl();
    },
    close: async () => {
      await nest.close();
      await uses.close();
      await store.close();
    },
  };
}

function openServer(config: Config, log: Logger): FastifyAdapter {
  const safety = safetyHeaders(config);
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    // Requests are logged below, by their route.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    // What the router refuses before any hook runs, such as an address with a broken percent sign.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      void reply.headers(safety);
      answerProblem(asAppError(error, request), error, request, reply);
    },
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return;
      if (!isNextToAnswer(socket)) {
        socket.destroySoon();
        return;
      }
      socket.end(answerUnreadable(error, randomUUID(), safety));
    },
    ...serverOptions(config),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_BYTES_MAX,
    routerOptions: { maxParamLength: ID_LENGTH_MAX },
    forceCloseConnections: 'idle',
    // While closing, what still comes in on an open connection is answered like any other request.
    return503OnClosing: false,
  });
  const fastify = adapter.getInstance();
  fastify.decorateReply('problem');
  fastify.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...safety, 'x-request-id': answerIdOf(request) });
  });
  guardServer(fastify.server);
  endInTime(fastify, config.times);
  refuseOddShapes(fastify);
  fastify.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the address: an address may hold what belongs to one person.
    const route = `${request.method} ${request.routeOptions.url ?? '(unknown)'}`;
    const { statusCode: status, elapsedTime, problem } = reply;
    log.info({ requestId: request.id, route, who: whoIs(request.asker), status, problem, ms: Math.round(elapsedTime) });
  });
  return adapter;
}

/** As entries name it. What the router refused has nobody, and a key that nothing has read yet no name. */
function whoIs(asker: Asker | undefined): string {
  if (asker?.kind === 'unread-key') return 'key';
  return asker === undefined || asker.kind === 'nobody' ? 'nobody' : actorOf(asker);
}

/** Notes every route as it is registered, and lets those that ask up to a thousand questions at once take large bodies. */
function collectRoutes(fastify: FastifyInstance): ReadonlySet<string> {
  const routes = new Set<string>();
  fastify.addHook('onRoute', (route) => {
    const own = [route.method].flat().map((method) => `${method} ${route.url}`);
    if (own.some((each) => ruleOf(each)?.batch !== undefined)) route.bodyLimit = BATCH_BYTES_MAX;
    for (const each of own) if (!each.startsWith('HEAD ')) routes.add(each);
  });
  return routes;
}

function nestLogger(log: Logger) {
  return {
    log: (message: unknown) => {
      log.debug(String(message));
    },
    warn: (message: unknown) => {
      log.warn(String(message));
    },
    error: (message: unknown) => {
      log.error({ err: message }, 'the framework reports an error');
    },
  };
}
