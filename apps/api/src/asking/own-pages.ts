/**
 * A browser attaches cookies whoever wrote the page, but says where the page came from: what changes something is taken
 * from the service's own pages alone, from before anybody is signed in until after they have signed out.
 */
import type { FastifyRequest } from 'fastify';
import { isThisMachine } from '#discretion';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';

const READING = ['GET', 'HEAD'];

export function refuseForeignWrite({ method, headers }: FastifyRequest, { baseUrl }: Pick<Config, 'baseUrl'>): void {
  // With a key the cookie is not read at all, and no page of another origin can attach a key without being asked first.
  if (READING.includes(method) || headers.authorization !== undefined) return;
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  const isFromElsewhere =
    (site !== undefined && site !== 'same-origin') || (origin !== undefined && !isOurs(origin, host, baseUrl));
  const isUnsaid = site === undefined && origin === undefined;
  if (isFromElsewhere || (isUnsaid && isBrowser(headers)))
    throw new AppError('foreign_origin', 'send this from a page of this service, or with an API key');
}

/** At this machine the names of the machine are one and the same; elsewhere a name that points here could be anybody's. */
function isOurs(origin: string, host: string | undefined, baseUrl: string): boolean {
  if (origin === baseUrl) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === host && isThisMachine(from) && isThisMachine(new URL(baseUrl));
}

/**
 * Every browser of the last years says where a write comes from. One that says nothing was made to be silent, by an
 * extension or a proxy, and cannot be told from an attack; programs that are no browsers carry nobody's cookies unasked.
 */
function isBrowser(headers: FastifyRequest['headers']): boolean {
  // Node's own `fetch` says `cors` as well, and no more; in a browser such a write always has an origin.
  const isProgram = headers['sec-fetch-mode'] === 'cors';
  const hasSigns = Object.keys(headers).some(
    (name) => name === 'referer' || (name.startsWith('sec-') && !(isProgram && name === 'sec-fetch-mode')),
  );
  return hasSigns || /^mozilla\//i.test(headers['user-agent'] ?? '');
}
