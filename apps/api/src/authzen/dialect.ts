/** What OpenID AuthZEN asks of every answer of its routes, refusals included, where it differs from the rest of the API. */
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import type { ErrorCode } from '../errors/codes.js';

/** Where its routes stand; the address of the discovery document needs nothing of its own. */
export const ACCESS_ROUTES = '/access/v1/';

/** The specification knows one status for whatever is wrong with a request itself: 400. */
const BAD_REQUESTS: readonly ErrorCode[] = ['invalid_input', 'media_type_unsupported'];

function speaksAuthzen({ url }: FastifyRequest): boolean {
  return url.startsWith(ACCESS_ROUTES);
}

/** The id that an answer carries as `X-Request-Id`: here the asker's own, where one was sent. */
export function answerIdOf(request: FastifyRequest): string {
  const sent = request.headers['x-request-id'];
  return speaksAuthzen(request) && typeof sent === 'string' && sent !== '' ? sent : request.id;
}

/** The same failure in the codes that these routes know. */
export function inItsWords(error: AppError, request: FastifyRequest): AppError {
  if (!speaksAuthzen(request) || !BAD_REQUESTS.includes(error.code)) return error;
  return new AppError('malformed_request', error.detail, error.options);
}
