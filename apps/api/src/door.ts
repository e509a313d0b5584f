/**
 * What is taken from the network at all: sizes and times of requests, and shapes that two readers could read in two ways.
 * Each number stands in docs/operate.md, and test/e2e/api-raw-http.spec.ts knocks with a bare socket.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Config } from './config.js';
import { AppError } from './errors/app-error.js';

const HEADER_BYTES_MAX = 16 * 1024;
const HEADERS_MAX = 100;
const ADDRESS_LENGTH_MAX = 8 * 1024;
/** Longer than proxies keep theirs, so that it is they who close. */
const KEEP_ALIVE_MS = 72_000;
const CONNECTIONS_MAX = 10_000;

/** Where the second of two would be read by another than the first. Node itself refuses a second length of the body. */
const ONCE = ['host', 'authorization', 'content-type', 'origin', 'transfer-encoding'];

/** What Node's server is made with. */
export function serverOptions({ times }: Pick<Config, 'times'>) {
  const http: ServerOptions = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: times.headersMs,
    connectionsCheckingInterval: Math.min(5000, Math.ceil(times.headersMs / 4)),
    // Refused below, in our own words.
    requireHostHeader: false,
  };
  return {
    http,
    requestTimeout: times.requestMs,
    // A reader that takes nothing more is let go, and so is one that sends nothing more.
    connectionTimeout: times.requestMs * 2,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
}

/** Sees to what only the running server can be told. */
export function guardServer(server: Server): void {
  server.maxConnections = CONNECTIONS_MAX;
  // Node would drop those beyond it in silence; they are counted and refused instead.
  server.maxHeadersCount = 0;
  // Node would refuse it by itself, in words of its own; whoever expects something else is answered without it.
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const asked = underWay.get(socket) ?? new Set();
    underWay.set(socket, asked.add(request));
    response.once('close', () => asked.delete(request));
  });
}

/**
 * Ends in bounded time. A connection that carries a request when the end begins is idle once it is answered, and nothing closes it
 * by itself before the time for idle ones is over: so the answer says that it is the last. What is not over by then is cut.
 */
export function endInTime(fastify: FastifyInstance, { endingMs }: Config['times']): void {
  let isEnding = false;
  fastify.addHook('preClose', async () => {
    isEnding = true;
    setTimeout(() => {
      fastify.server.closeAllConnections();
    }, endingMs).unref();
  });
  fastify.addHook('onSend', async (_request, reply) => {
    if (isEnding) void reply.header('connection', 'close');
  });
}

const underWay = new WeakMap<Duplex, Set<IncomingMessage>>();

/**
 * Whether what could not be read is the next thing that the other side waits for an answer to. Said before the answer to an
 * earlier request on the same connection, a refusal would be taken for that answer.
 */
export function isNextToAnswer(socket: Duplex): boolean {
  const asked = [...(underWay.get(socket) ?? [])];
  return asked.length === 0 || (asked.length === 1 && asked[0]?.complete === false);
}

/** Refuses at the door what no client of ours sends. */
export function refuseOddShapes(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async ({ raw }: FastifyRequest) => {
    const { rawHeaders, httpVersion, url = '' } = raw;
    if (!['1.0', '1.1'].includes(httpVersion)) throw new AppError('malformed_request', 'send HTTP/1.1');
    // Of an address with a host of its own, proxies believe one or the other.
    if (!url.startsWith('/')) throw new AppError('malformed_request', 'the address does not begin with a slash');
    if (url.length > ADDRESS_LENGTH_MAX)
      throw new AppError(
        'address_too_long',
        `the address is longer than ${ADDRESS_LENGTH_MAX} characters; ask for less`,
      );
    if (rawHeaders.length > 2 * HEADERS_MAX)
      throw new AppError('headers_too_large', `there are more than ${HEADERS_MAX} headers; send fewer`);
    const twice = ONCE.find((name) => countOf(name, rawHeaders) > 1);
    if (twice !== undefined)
      throw new AppError('malformed_request', `the header \`${twice}\` is there twice; send one`);
    if (raw.headers.host === undefined && httpVersion === '1.1')
      throw new AppError('malformed_request', 'the header `host` is missing; send it');
  });
}

/** Names and values in turn, as they came. */
function countOf(name: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const each = rawHeaders[index];
    if (each?.length === name.length && each.toLowerCase() === name) count += 1;
  }
  return count;
}
