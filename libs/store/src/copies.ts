/** The copy of everything that is held of a person, for that person: nothing in it is anybody else's. */
import type pg from 'pg';
import type { JsonObject } from '#ledger';
import { SHOWN_TO_OTHERS } from './events.js';
import type { Keyring } from './keyring.js';
import { ENTRY, entryOf, type EntryColumns, type StoredEntry } from './log.js';
import { personsOf } from './persons.js';
import { rowsOf } from './pool.js';

/** How much is read at a time: no connection is held while a reader takes their time. */
const CHUNK = 200;

/** One line of a copy; `is` says of what kind. */
export type CopiedLine = JsonObject & { readonly is: string };

const MINE = `SELECT id::text FROM performers WHERE "user" = $1`;
const ADDRESSES = `SELECT lower(email) FROM auth."user" WHERE id = $1 UNION SELECT lower(email) FROM performers WHERE "user" = $1`;

/** What lies beside the log: each by a key that pages are told apart by, and the row without what is a secret or somebody else's. */
const ROWS: Readonly<Record<string, string>> = {
  account: `SELECT u.id AS key, json_build_object('id', u.id, 'email', u.email, 'name', u.name, 'since', u."createdAt") AS row
    FROM auth."user" u WHERE u.id = $1`,
  session: `SELECT s.id, json_build_object('id', s.id, 'level', s.level, 'userAgent', s."userAgent", 'address', s."ipAddress",
    'since', s."createdAt", 'seenAt', s."lastSeenAt", 'until', s."expiresAt") FROM auth.session s WHERE s."userId" = $1`,
  device: `SELECT encode(d.token_hash, 'hex'), json_build_object('seenAt', d.seen_at) FROM auth.device d WHERE d."user" = $1`,
  factor: `SELECT f.id, json_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'addedAt', f.added_at, 'removedAt', f.removed_at)
    FROM factors f WHERE f."user" = $1`,
  member: `SELECT m.organization, json_build_object('organization', m.organization, 'role', m.role, 'name', m.name, 'email', m.email)
    FROM members m WHERE m."user" = $1`,
  profile: `SELECT p.id, json_build_object('id', p.id, 'organization', p.organization, 'name', p.name, 'email', p.email,
    'stated', p.record, 'unions', p.unions, 'invitedAt', p.invited_at, 'claimedAt', p.claimed_at) FROM performers p WHERE p."user" = $1`,
  authority: `SELECT a.id, json_build_object('id', a.id, 'performer', a.performer, 'capacity', a.capacity, 'name', a.name, 'email', a.email)
    FROM authorities a WHERE a."user" = $1 OR lower(a.email) IN (${ADDRESSES})`,
  membership: `SELECT m.id, json_build_object('id', m.id, 'organization', m.organization, 'email', m.email, 'statedAt', m.stated_at,
    'endedAt', m.ended_at) FROM memberships m WHERE lower(m.email) IN (${ADDRESSES})`,
  invitation: `SELECT i.id, json_build_object('id', i.id, 'production', i.production, 'email', i.email)
    FROM participations i WHERE lower(i.email) IN (${ADDRESSES})`,
  hold: `SELECT h.id, json_build_object('id', h.id, 'reason', h.reason, 'placedAt', h.placed_at, 'liftedAt', h.lifted_at)
    FROM holds h WHERE h."user" = $1 OR h.performer IN (${MINE})`,
  document: `SELECT d.id, json_build_object('id', d.id, 'kind', d.kind, 'about', d.refs, 'mediaType', d.media_type, 'madeAt', d.made_at)
    FROM documents d WHERE d.refs ->> 'performer' IN (${MINE})
      OR d.refs ->> 'consent' IN (SELECT id FROM consents WHERE performer IN (${MINE}))
      OR d.refs ->> 'decision' IN (SELECT id FROM decisions WHERE performer IN (${MINE}))`,
  mail: `SELECT d.id, json_build_object('id', d.id, 'mail', d.payload ->> 'mail', 'to', d.payload ->> 'to', 'state', d.state)
    FROM deliveries d WHERE lower(d.payload ->> 'to') IN (${ADDRESSES})`,
};

/** Entries about her, but drafts, and whatever is sealed under her own key. */
const ENTRIES = `
  SELECT DISTINCT serial FROM (
    SELECT each.serial FROM (${MINE}) mine CROSS JOIN LATERAL (
      (SELECT d.entry AS serial FROM decisions d WHERE d.performer = mine.id AND d.entry > $2 ORDER BY d.entry LIMIT $3)
      UNION ALL
      (SELECT e.serial FROM entries e WHERE e.type = 'record.viewed' AND e.refs ->> 'performer' = mine.id AND e.serial > $2
       ORDER BY e.serial LIMIT $3)
      UNION ALL
      (SELECT e.serial FROM entries e WHERE e.refs ? 'performer' AND e.refs ->> 'performer' = mine.id AND e.serial > $2
         AND e.type <> 'decision.made' AND e.type <> 'record.viewed' AND e.type <> 'request.created' AND ${SHOWN_TO_OTHERS}
       ORDER BY e.serial LIMIT $3)) each
    UNION ALL
    (SELECT q.entry FROM personals q WHERE q.persons[1] = 'user:' || $1 AND q.entry > $2 ORDER BY q.entry LIMIT $3)
    UNION ALL
    (SELECT q.entry FROM personals q WHERE q.persons[2] = 'user:' || $1 AND q.entry > $2 ORDER BY q.entry LIMIT $3)
  ) found ORDER BY serial LIMIT $3`;

/** Reads copies. */
export class Copies {
  constructor(
    private readonly pool: pg.Pool,
    private readonly keyring: Keyring,
  ) {}

  /** Everything of this person, line by line: what lies beside the log, then the entries in their order. */
  async *of(user: string): AsyncGenerator<CopiedLine> {
    for (const is of Object.keys(ROWS)) yield* this.rows(is, user);
    const mine = await rowsOf<{ id: string }>(this.pool, MINE, [user]);
    const performers = mine.map(({ id }) => id);
    for (let after = 0, isMore = true; isMore;) {
      const entries = await this.entries(user, after);
      for (const entry of entries) yield lineOf(entry, user, performers);
      after = entries.at(-1)?.serial ?? after;
      isMore = entries.length === CHUNK;
    }
  }

  private async *rows(is: string, user: string): AsyncGenerator<CopiedLine> {
    const text = `SELECT key, row FROM (${ROWS[is] ?? ''}) AS found (key, row) WHERE key > $2 ORDER BY key LIMIT $3`;
    for (let after = '', isMore = true; isMore;) {
      const rows: { key: string; row: JsonObject }[] = await rowsOf(this.pool, text, [user, after, CHUNK]);
      for (const { row } of rows) yield { is, ...row };
      after = rows.at(-1)?.key ?? after;
      isMore = rows.length === CHUNK;
    }
  }

  private async entries(user: string, after: number): Promise<StoredEntry[]> {
    const rows = await rowsOf<EntryColumns>(this.pool, `${ENTRY} WHERE e.serial IN (${ENTRIES}) ORDER BY e.serial`, [
      user,
      after,
      CHUNK,
    ]);
    return rows.map((row) => entryOf(row, this.keyring));
  }
}

/**
 * Of an entry about her, all of it but what somebody else has in it as well: who acted for her typed their own name. Of one that is about
 * another, what is hers alone.
 */
function lineOf(entry: StoredEntry, user: string, performers: readonly string[]): CopiedLine {
  const { id, type, at, refs, evidence, personal } = entry;
  const account = `user:${user}`;
  const isAbout = refs.performer !== undefined && performers.includes(refs.performer);
  const isHers = personsOf(entry).every((person) => person === account || performers.includes(person));
  return {
    ...{ is: 'entry', id, type, at },
    ...(isAbout && { refs: { ...refs }, evidence }),
    ...((isHers || refs.actor === account) && { personal }),
  };
}
