/** Which part of a search is wanted. A token belongs to one question: to another one it is refused, as it should be. */
import { createHash } from 'node:crypto';
import { invalidInput } from '../validation.js';
import { recordOf, type Evaluation, type Sought } from './read-evaluation.js';

const LIMIT_MAX = 50;
const VERSION = 1;

export interface SearchPage {
  readonly limit: number;
  /** The place behind which to go on, as the search wrote it; empty at the start. */
  readonly after: string;
  /** The token of a place in the same search. */
  readonly tokenAt: (place: string) => string;
}

export function searchPageOf(json: unknown, evaluation: Evaluation, sought: Sought): SearchPage {
  const { page: sent } = recordOf(json) ?? {};
  const page = sent === undefined || sent === null ? {} : recordOf(sent);
  if (page === null) throw invalidInput([{ path: '/page', message: 'send an object, or leave it out' }]);
  const { token = '' } = page;
  if (typeof token !== 'string') throw invalidInput([{ path: '/page/token', message: 'send a text' }]);
  const asked = limitOf(page['limit']);
  const question = hashOf([sought, evaluation]);
  const read = token === '' ? null : readToken(token, question);
  // A client may leave the limit out once it has a token, and may not change it.
  if (read !== null && asked !== null && asked !== read.limit) {
    throw invalidInput([{ path: '/page/limit', message: 'keep it as it was, or leave it out, beside a token' }]);
  }
  const limit = read?.limit ?? asked ?? LIMIT_MAX;
  return { limit, after: read?.after ?? '', tokenAt: (place) => encode([VERSION, limit, place, question]) };
}

function limitOf(limit: unknown): number | null {
  if (limit === undefined || limit === null) return null;
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0) return Math.min(limit, LIMIT_MAX);
  throw invalidInput([{ path: '/page/limit', message: 'send a whole number, 0 or more' }]);
}

function readToken(token: string, question: string): { readonly limit: number; readonly after: string } {
  const [version, limit, after, of] = decoded(token);
  if (version === VERSION && typeof limit === 'number' && typeof after === 'string' && of === question)
    return { limit: limitOf(limit) ?? LIMIT_MAX, after };
  throw invalidInput([{ path: '/page/token', message: 'send the `next_token` of the same search' }]);
}

function encode(parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

function decoded(token: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('base64url');
}

/** The order of members means nothing, so it must not make another question. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  const members = recordOf(value);
  if (members === null) return value;
  return Object.entries(members)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
