/** Reads JSON bodies, and refuses at the door what no record could hold. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { AppError } from './errors/app-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as it came; of nothing when there was none. */
    bodyHash: Uint8Array;
  }
}

/** Escapes that may stand for U+0000 or half a surrogate pair: only a body that has one is walked through. */
const SUSPECT = /\\u(?:0000|d[89a-f])/i;

/** No body of this service goes deeper than seven; readers that call themselves would run out of stack long after. */
const DEPTH_MAX = 32;

/** Only JSON is read: any other media type answers 415. */
export function readJsonOnly(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.decorateRequest('bodyHash');
  fastify.addHook('onRequest', async (request) => {
    request.bodyHash = EMPTY_HASH;
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    const body = String(text);
    if (body === '') {
      // Acts such as `send` take no body, and many clients announce JSON all the same.
      done(null, undefined);
      return;
    }
    if (isTooDeep(body)) {
      done(TOO_DEEP);
      return;
    }
    request.bodyHash = createHash('sha256').update(body).digest();
    void parse(request, body, (error, value) => {
      if (error === null && SUSPECT.test(body) && !isStorable(value)) done(UNSTORABLE);
      else done(error, value);
    });
  });
}

const EMPTY_HASH: Uint8Array = createHash('sha256').digest();
const UNSTORABLE = new AppError('malformed_request', 'the body has a text with U+0000 or half a character; remove it');

const TOO_DEEP = new AppError(
  'malformed_request',
  `the body has more than ${DEPTH_MAX} objects and lists within each other; send it flatter`,
);

/** Counts brackets outside texts, so that the depth is known before anything is built from it. */
function isTooDeep(body: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index];
    if (isInText && character === '\\') index += 1;
    else if (character === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, part]) => isStorable(name) && isStorable(part));
}
