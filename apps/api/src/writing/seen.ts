/**
 * What lets a reader be sure of a write: every answer that wrote carries a token of the newest entry it appended, and a
 * request that carries the token back is answered from a database that has that entry, or not at all.
 *
 * INVARIANT: a token is the entry's id under a mark that only this service makes. Whoever tries ids finds each of them
 * refused in the same words, before any database is asked, so that no token tells what is recorded.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isId } from '#store';
import { AppError } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';

/** As it is written in documents; Node has header names in lower case. */
export const SEEN = 'Countersign-Seen';
export const SEEN_HEADER = 'countersign-seen';

const MARK_LENGTH = 22;

declare module 'fastify' {
  interface FastifyRequest {
    /** The entry that whoever asks has seen; `null` where they named none. */
    seen: string | null;
    /** The newest entry that a check outside of any act has appended. */
    checked: string | null;
  }
}

/** Makes and reads the tokens of this service: all its processes share `AUTH_SECRET`. */
export class SeenTokens {
  private readonly key: Buffer;

  constructor(authSecret: string) {
    this.key = Buffer.from(hkdfSync('sha256', authSecret, '', 'countersign seen 1', 32));
  }

  of(entry: string): string {
    return `${entry}.${this.markOf(entry)}`;
  }

  /** The entry that a request names, or `null`; throws where the token is none of this service. */
  entryIn({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
    const sent = headers[SEEN_HEADER];
    if (sent === undefined) return null;
    const [entry = '', mark = '', ...more] = typeof sent === 'string' ? sent.split('.') : [];
    if (more.length === 0 && isId('entr', entry) && isSame(mark, this.markOf(entry))) return entry;
    const message = 'send it as an answer of this service gave it, or leave it out';
    throw invalidInput([{ path: SEEN, message }]);
  }

  /** Tells whoever asked what they see from now on. */
  tell(reply: FastifyReply, entry: string | null): void {
    if (entry !== null) void reply.header(SEEN_HEADER, this.of(entry));
  }

  private markOf(entry: string): string {
    return createHmac('sha256', this.key).update(entry).digest('base64url').slice(0, MARK_LENGTH);
  }
}

export const notSeen = (): AppError =>
  new AppError('write_not_seen', `this database does not have the write that \`${SEEN}\` names yet; ask again`, {
    retryAfterSeconds: 1,
  });

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
