/** The one place that knows HTTP statuses: whatever was thrown leaves as one RFC 9457 problem, without a stack. */
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AlreadyExists, DatabaseUnavailable, StatementTimeout, TooContended, type RememberedAnswer } from '#store';
import { methodsAt } from '../access.js';
import type { Asker } from '../asking/asker.js';
import { orFactorNeeded } from '../asking/held-back.js';
import { answerIdOf, inItsWords } from '../authzen/dialect.js';
import type { SafetyHeaders } from '../safety-headers.js';
import { AppError, type InputError } from './app-error.js';
import { ERRORS, type ErrorCode } from './codes.js';

declare module 'fastify' {
  interface FastifyReply {
    /** Why this is no success, for the line that is logged of it. */
    problem?: ErrorCode;
  }
}

/** The status of each code. */
export const STATUS: Readonly<Record<ErrorCode, number>> = {
  malformed_request: 400,
  not_signed_in: 401,
  key_refused: 401,
  not_allowed: 403,
  foreign_origin: 403,
  second_factor_needed: 403,
  factor_refused: 403,
  passkey_refused: 403,
  sign_in_again: 403,
  sign_on_failed: 403,
  not_found: 404,
  route_unknown: 404,
  method_not_allowed: 405,
  version_changed: 409,
  state_conflict: 409,
  already_exists: 409,
  idempotency_in_flight: 409,
  replay_superseded: 409,
  replay_secret: 409,
  not_ready_yet: 409,
  code_ended: 410,
  challenge_ended: 410,
  link_ended: 410,
  request_too_slow: 408,
  body_too_large: 413,
  address_too_long: 414,
  media_type_unsupported: 415,
  headers_too_large: 431,
  invalid_input: 422,
  terms_refused: 422,
  code_wrong: 422,
  idempotency_key_reused: 422,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  write_not_seen: 503,
};

/** The body of every answer that is not a success. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly errors?: readonly InputError[];
}

export function problemOf(error: AppError, requestId: string): Problem {
  const { errors } = error.options;
  return {
    type: `/reference/problems#${error.code}`,
    title: ERRORS[error.code].title,
    status: STATUS[error.code],
    detail: error.detail,
    code: error.code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
  };
}

/** A problem that was the remembered answer to an idempotency key: it leaves with the same bytes. */
export class RememberedProblem extends Error {
  constructor(readonly answer: Pick<RememberedAnswer, 'status' | 'headers' | 'body'>) {
    super('a remembered problem');
  }
}

/** What Fastify says of a request that it could not read; any other of its codes is our own fault. */
const FASTIFY: Readonly<Record<string, AppError>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: new AppError('malformed_request', 'the body is not JSON; mend it'),
  FST_ERR_CTP_EMPTY_JSON_BODY: new AppError('malformed_request', 'the body is empty; send a JSON object'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new AppError(
    'malformed_request',
    'the body is not as long as `Content-Length` says',
  ),
  FST_ERR_BAD_URL: new AppError('malformed_request', 'the address is not well formed; mend its percent signs'),
  FST_ERR_CTP_BODY_TOO_LARGE: new AppError('body_too_large', 'the body is larger than this route takes; send less'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new AppError('media_type_unsupported', 'send the body as `application/json`'),
  FST_ERR_MAX_PARAM_LENGTH: new AppError('address_too_long', 'a part of the address is too long; check the id'),
};

const BROKEN_OFF = new AppError('malformed_request', 'the request broke off before its end; send it again');

@Catch()
export class ErrorsFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (thrown instanceof RememberedProblem) {
      void reply.headers({ ...thrown.answer.headers, 'idempotent-replayed': 'true' });
      send(reply, thrown.answer.status, thrown.answer.body);
      return;
    }
    answerProblem(asAppError(thrown, request), thrown, request, reply);
  }
}

/** Logs what is our fault, and answers. */
export function answerProblem(found: AppError, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  // What the router itself refuses has passed no gate.
  const { asker }: { readonly asker?: Asker } = request;
  const error = inItsWords(orFactorNeeded(found, asker), request);
  if (error.code === 'internal') request.log.error({ err: thrown }, 'the request failed');
  if (error.code === 'unavailable') request.log.warn({ err: thrown }, 'the database cannot be reached');
  if (reply.sent) return;
  reply.problem = error.code;

  // Set here too: what the router itself refuses has passed no hook.
  void reply.header('x-request-id', answerIdOf(request));
  const { allow, retryAfterSeconds } = error.options;
  if (allow !== undefined) void reply.header('allow', allow.join(', '));
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  if (STATUS[error.code] === 401) void reply.header('www-authenticate', 'Bearer');
  send(reply, STATUS[error.code], JSON.stringify(problemOf(error, request.id)));
}

function send(reply: FastifyReply, status: number, body: string): void {
  void reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(body);
}

/** What Node says of what it cannot read, or does not wait for any longer. */
const UNREADABLE: Readonly<Record<string, readonly [status: string, error: AppError]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    new AppError('headers_too_large', 'the headers are too long together; send less'),
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    '408 Request Timeout',
    new AppError('request_too_slow', 'the request took too long to arrive; send it again, faster'),
  ],
};
const MALFORMED = [
  '400 Bad Request',
  new AppError('malformed_request', 'this is no HTTP request that can be read'),
] as const;

/**
 * The whole answer to what is not even a request: Node's parser refused it before there was anything to reply to. The
 * connection cannot be read further, so it ends.
 */
export function answerUnreadable(error: { readonly code?: string }, requestId: string, safety: SafetyHeaders): string {
  const [status, found] = UNREADABLE[error.code ?? ''] ?? MALFORMED;
  const body = JSON.stringify(problemOf(found, requestId));
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...Object.entries(safety).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

/** Nothing of a foreign error reaches the answer: its text may hold SQL, a path or a person's name. */
export function asAppError(thrown: unknown, request: FastifyRequest): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException && thrown.getStatus() === 404) return noRoute(request);
  if (isOutage(thrown)) {
    return new AppError('unavailable', 'the database does not answer; send it again later', { retryAfterSeconds: 2 });
  }
  if (thrown instanceof AlreadyExists)
    return new AppError('already_exists', 'the same was recorded meanwhile; read it');
  // Nest wraps what Fastify says of a request that it could not read.
  const cause = thrown instanceof HttpException ? thrown.cause : thrown;
  // Whoever hangs up while sending hears nothing any more; the log shall not call it a fault of ours.
  if (cause !== null && cause === request.raw.errored) return BROKEN_OFF;
  const known = knownOf(cause);
  if (known !== undefined) return known;
  if (thrown instanceof HttpException && thrown.getStatus() < 500) {
    return new AppError('malformed_request', 'the request cannot be read; see `/reference`');
  }
  return new AppError('internal', 'the service failed; the fault is recorded under the request id');
}

/** better-auth wraps what its pool throws, so the reason may lie deeper. */
function isOutage(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const isOurs = [DatabaseUnavailable, TooContended, StatementTimeout].some((type) => thrown instanceof type);
  return isOurs || isOutage(thrown.cause);
}

function knownOf(error: unknown): AppError | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? FASTIFY[code] : undefined;
}

function noRoute(request: FastifyRequest): AppError {
  const allow = methodsAt(request.url.split('?', 1)[0] ?? '');
  if (allow.includes(request.method))
    return new AppError('address_too_long', 'a part of the address is too long; check the id');
  if (allow.length === 0) return new AppError('route_unknown', 'no route has this address; see `/reference`');
  return new AppError('method_not_allowed', `send one of ${allow.join(', ')}; see \`/reference\``, { allow });
}
