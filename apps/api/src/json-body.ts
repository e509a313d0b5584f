/** Reads JSON bodies, and refuses at the door what no record could hold. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { AppError } from './errors/app-error.js';
import { invalidInput } from './validation.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as it came; of nothing when there was none. */
    bodyHash: Uint8Array;
  }
}

/**
 * Escapes that may stand for U+0000, half a surrogate pair or a letter of `constructor`: only a body that has one is walked
 * through.
 */
const SUSPECT = /\\u(?:00|d[89a-f])|constructor/i;

/** No body of this service goes deeper than seven; readers that call themselves would run out of stack long after. */
const DEPTH_MAX = 32;

/** Members and items of one body, whose largest are terms; a batch of a thousand checks has so many times ten. */
const PARTS_MAX = 20_000;
const PARTS_OF_BATCH_MAX = 200_000;

/** What a body may have; a batch of checks takes more. */
export const BODY_BYTES_MAX = 256 * 1024;

/** Only JSON is read, and the form in which providers answer: any other media type answers 415. */
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
    const fault = faultOf(body, request.routeOptions.bodyLimit > BODY_BYTES_MAX ? PARTS_OF_BATCH_MAX : PARTS_MAX);
    if (fault !== null) {
      done(fault);
      return;
    }
    request.bodyHash = createHash('sha256').update(body).digest();
    void parse(request, body, (error, value) => {
      const isSuspect = error === null && SUSPECT.test(body);
      if (isSuspect && !isStorable(value)) done(UNSTORABLE);
      else if (isSuspect && !isPlain(value)) done(NOT_PLAIN);
      // Each of its items would be validated as a whole body, however many there are.
      else if (error === null && Array.isArray(value)) done(NO_OBJECT);
      else done(error, value);
    });
  });
  readForm(fastify);
}

/** The one route that a page of another site posts a form to. */
const FORM_ROUTE = '/v1/sso/:organization/saml';

const STOP_ROUTE = '/reminders/:token';

function readForm(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (request, text, done) => {
    const form = new URLSearchParams(String(text));
    // What else is in it is nobody's: only what the route takes becomes a member of the body.
    const known = ['SAMLResponse', 'RelayState'].filter((name) => form.has(name));
    // What mail programs send to stop reminders says nothing but that (RFC 8058).
    if (request.routeOptions.url === STOP_ROUTE) done(null, {});
    else if (request.routeOptions.url === FORM_ROUTE)
      done(null, Object.fromEntries(known.map((name) => [name, form.get(name)])));
    else done(NO_FORM);
  });
}

const NO_FORM = new AppError('media_type_unsupported', 'send the body as `application/json`');

const EMPTY_HASH: Uint8Array = createHash('sha256').digest();
const UNSTORABLE = new AppError('malformed_request', 'the body has a text with U+0000 or half a character; remove it');

const NO_OBJECT = invalidInput([{ path: '', message: 'send an object' }]);
const NOT_PLAIN = new AppError('malformed_request', 'the body has a member named `constructor`; leave it out');

const TOO_DEEP = new AppError(
  'malformed_request',
  `the body has more than ${DEPTH_MAX} objects and lists within each other; send it flatter`,
);

const TOO_MANY = new AppError('body_too_large', 'the body has more members and items than this route takes; send less');

/** Counts brackets and commas outside texts, so that its shape is known before anything is built from it. */
function faultOf(body: string, partsMax: number): AppError | null {
  let [depth, parts] = [0, 0];
  let isInText = false;
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index];
    if (isInText && character === '\\') index += 1;
    else if (character === '"') isInText = !isInText;
    else if (isInText) continue;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    else if (character === ',') parts += 1;
    if (depth > DEPTH_MAX) return TOO_DEEP;
    if (parts > partsMax) return TOO_MANY;
  }
  return null;
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, part]) => isStorable(name) && isStorable(part));
}

/** Libraries ask a value for its `constructor` to learn what it is; the parser refuses `__proto__` itself. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return !Object.hasOwn(value, 'constructor') && Object.values(value).every(isPlain);
}
