/**
 * What a check would have read at a past point of the log: the entries up to there, folded anew by the same functions that
 * fold them into rows. So nothing that came later can be seen, whatever it changed.
 */
import type pg from 'pg';
import type { Instant } from '#consent';
import { changesOf } from './projections.js';
import type { Change, Table } from './change.js';
import { factsOf } from './check-facts.js';
import type { CheckQuestion, Facts, Read } from './check-facts.js';
import type { Writing } from './append.js';
import { TABLES } from './change.js';
import type { EntryType } from './entry-types.js';
import { PERSONAL } from './keyring.js';
import { rowOf } from './project.js';
import { openedOf } from './recorded.js';
import type { SealedEntry } from './recorded.js';
import type { ProjectionRows } from './rows.js';
import type { ReservationRow } from './usage-rows.js';

/**
 * A point of the log. `before` is a serial, and is exact for a decision made again: an entry draws its serial while it
 * holds what it changes, and a check while it holds in share all that it reads. So what has a lower serial had committed
 * before the check got its locks and was read, and what has a higher one began after the check was over, even within the
 * same millisecond. `until` is an instant, for answers as of a time.
 */
export type Cut = { readonly before: number } | { readonly until: Instant };

/** What was known at a cut, and whether something of it has been erased since: then it is what is left. */
export interface PastFacts extends Facts {
  readonly isErased: boolean;
}

/** What this question would have been decided on at the cut, as `readFacts` gives it for now. */
export async function readPastFacts(
  { client, keyring }: Writing,
  question: CheckQuestion,
  cut: Cut,
  at: Instant,
): Promise<PastFacts> {
  const log = new Past({ client, keyring }, cut);
  const { performer, production, tools } = question;
  await log.fold('tool', tools, TOOL_TYPES);
  await log.fold('suspension', null, SUSPENSION_TYPES);
  const made = log.rows('tools').flatMap(({ likenessOf }) => likenessOf ?? []);
  if (performer !== null) {
    await log.seedReservations(performer);
    await log.fold('performer', [performer], [...PERSON_TYPES, ...PERFORMER_TYPES]);
    made.push(...(await sameAs(client, performer)));
  }
  const others = [...new Set(made)].filter((id) => id !== performer);
  await log.fold('performer', others, PERSON_TYPES);
  const records = [...log.rows('consents'), ...log.rows('requests').filter(({ sentAt }) => sentAt !== null)];
  const named = [production, ...(question.mentions ?? []), ...records.flatMap(({ productions }) => productions)];
  const paths = await pathsOf(client, named, production);
  await log.fold('production', [...new Set(paths.flatMap(({ path }) => path))], PRODUCTION_TYPES);
  const ids = new Set(paths.map(({ id }) => id));
  return { ...factsOf(readOf(log, question, ids), at, new Map()), isErased: log.isErased };
}

const TOOL_TYPES = ['tool.registered', 'attestation.given', 'attestation.withdrawn'] as const;
const SUSPENSION_TYPES = ['suspension.declared', 'suspension.lifted'] as const;
const PERSON_TYPES = [
  ...(['performer.invited', 'performer.claimed', 'performer.described', 'erasure.done'] as const),
  ...(['instruction.made', 'instruction.lifted'] as const),
];
const PERFORMER_TYPES = [
  ...([
    'request.created',
    'request.sent',
    'request.countered',
    'request.declined',
    'request.cosigned',
    'request.withdrawn',
  ] as const),
  ...(['consent.given', 'consent.withdrawn', 'consent.withdrawal_asked', 'consent.revoked'] as const),
  ...(['consent.withdrawal_refused'] as const),
  ...(['consent.disputed', 'consent.dispute_ended', 'consent.superseded'] as const),
  ...(['authority.recorded', 'authority.verified', 'authority.ended'] as const),
  ...(['claim.made', 'claim.reviewed', 'claim.questioned', 'claim.answered'] as const),
  ...(['usage.reported', 'reservation.released', 'use.paid'] as const),
];
const PRODUCTION_TYPES = [
  ...(['production.created', 'production.policies_stated'] as const),
  ...(['participation.invited', 'participation.accepted', 'participation.ended'] as const),
  ...(['clearance.recorded', 'clearance.ended', 'disclosure.made'] as const),
  ...(['approval.given', 'approval.refused', 'approval.voided'] as const),
];

/** Entries of one kind of subject, by the indexes that leave decisions and views out. */
const ENTRIES = `
  SELECT e.serial, e.type, e.at, e.refs, p.evidence::json AS evidence, e.id, ${PERSONAL}
  FROM entries e JOIN payloads p ON p.entry = e.serial LEFT JOIN personals q ON q.entry = e.serial`;
const RARE = `e.type <> 'decision.made' AND e.type <> 'record.viewed'`;
const OF = {
  performer: `e.refs ? 'performer' AND e.refs ->> 'performer' = ANY ($1) AND ${RARE}`,
  production: `e.refs ? 'production' AND e.refs ->> 'production' = ANY ($1) AND ${RARE}`,
  tool: `e.refs ? 'tool' AND e.refs ->> 'tool' = ANY ($1)`,
  suspension: `e.refs ? 'suspension' AND e.type IN ('suspension.declared', 'suspension.lifted') AND $1::text[] IS NULL`,
};

/** Rows folded in memory. */
class Past {
  private readonly tables = new Map<Table, Map<string, unknown>>();
  /** Rows that an entry after the cut has changed: they stand as they were before it. */
  private readonly closed = new Set<string>();
  /** Whether something of what was read here has been erased. */
  isErased = false;
  private readonly before: number;
  private readonly until: Instant | null;

  constructor(
    private readonly reading: Writing,
    cut: Cut,
  ) {
    this.before = 'before' in cut ? cut.before : Number.MAX_SAFE_INTEGER;
    this.until = 'until' in cut ? cut.until : null;
  }

  rows<T extends Table>(table: T): ProjectionRows[T][] {
    // Set by `keep` under the table's own name.
    return [...(this.tables.get(table)?.values() ?? [])] as ProjectionRows[T][];
  }

  async fold(subject: keyof typeof OF, ids: readonly string[] | null, types: readonly EntryType[]): Promise<void> {
    if (ids?.length === 0) return;
    const { rows } = await this.reading.client.query<SealedEntry>(
      `${ENTRIES} WHERE ${OF[subject]} AND e.type = ANY ($2) AND e.serial < $3 ORDER BY e.serial`,
      [ids, types, this.before],
    );
    for (const row of rows) {
      const { part, entry } = openedOf(row, this.reading.keyring);
      if (part === null) this.isErased = true;
      for (const change of changesOf(entry)) this.apply(change, entry.at);
    }
  }

  /** What decisions before the cut hold; the reports and releases are folded on top. */
  async seedReservations(performer: string): Promise<void> {
    const { rows } = await this.reading.client.query<Record<string, unknown>>(
      `SELECT * FROM reservations WHERE performer = $1 AND entry < $2 AND held <> '[]'`,
      [performer, this.before],
    );
    for (const columns of rows) {
      const kept = rowOf('reservations', columns);
      const takenOver = this.isKnown(kept.takenOver) ? kept.takenOver : null;
      const row: ReservationRow = { ...kept, releasedAt: null, takenOver, uses: [], payments: [] };
      this.keep('reservations', row.decision, row, row.madeAt);
    }
  }

  /** Whether that had happened at the cut. */
  private isKnown(happened: { readonly at: Instant; readonly entry: number } | null): boolean {
    if (happened === null || happened.entry >= this.before) return false;
    return this.until === null || happened.at <= this.until;
  }

  private apply({ table, key, fold }: Change, at: Instant): void {
    // The key has these columns, whichever table it is of.
    const columns = key as Readonly<Record<string, unknown>>;
    const names: readonly string[] = TABLES[table].key;
    const id = names.map((name) => columns[name]).join(' ');
    if (this.closes(table, id, at)) return;
    // The row was made by a change of the same table.
    const row = fold((this.tables.get(table)?.get(id) ?? null) as never);
    this.keep(table, id, row, at);
  }

  private keep(table: Table, id: string, row: unknown, at: Instant): void {
    if (this.closes(table, id, at)) return;
    const rows = this.tables.get(table) ?? new Map<string, unknown>();
    this.tables.set(table, rows.set(id, row));
  }

  private closes(table: Table, id: string, at: Instant): boolean {
    if (this.until !== null && at > this.until) this.closed.add(`${table} ${id}`);
    return this.closed.has(`${table} ${id}`);
  }
}

/** The other profiles of the same person, as they are joined now: which were then, the folded rows tell. */
async function sameAs(client: pg.ClientBase, performer: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT other.id FROM performers p JOIN performers other ON other."user" = p."user" WHERE p.id = $1`,
    [performer],
  );
  return rows.map(({ id }) => id);
}

/** Paths never change. */
async function pathsOf(
  client: pg.ClientBase,
  named: readonly string[],
  asked: string,
): Promise<{ id: string; path: string[] }[]> {
  const { rows } = await client.query<{ id: string; path: string[] }>(
    `SELECT id, path FROM productions WHERE id = ANY ($1) OR id = (SELECT root FROM productions WHERE id = $2)`,
    [named, asked],
  );
  return rows;
}

function readOf(log: Past, { performer, production, useHash }: CheckQuestion, named: ReadonlySet<string>): Read {
  const productions = new Map(log.rows('productions').map((row) => [row.id, row]));
  const profiles = new Map(log.rows('performers').map((row) => [row.id, row]));
  const path = productions.get(production)?.path ?? [];
  const isHere = (row: { readonly production: string }): boolean => path.includes(row.production);
  const isOfUse = (row: { readonly useHash: string }): boolean => row.useHash === useHash;
  const accepted = log.rows('participations').filter(({ state }) => state === 'accepted');
  return {
    keys: [],
    personKeys: {},
    performers: [...profiles.values()]
      .filter(({ id, erasedAt }) => id === performer && erasedAt === null)
      .map(({ id, organization, user, record }) => ({ id, organization, person: user, record })),
    consents: log.rows('consents').map(({ performer: whose, production: on, record }) => ({
      ...{ performer: whose, production: on, record },
    })),
    requests: log
      .rows('requests')
      .filter(({ sentAt }) => sentAt !== null)
      .map(({ performer: whose, production: on, state, record, closedAt }) => ({
        ...{ performer: whose, production: on, closedAt },
        record: state === 'declined' || (state === 'sent' && record.cosigned !== undefined) ? record : null,
      })),
    instructions: log.rows('standing_instructions').map(({ id, performer: whose, box, from, until }) => ({
      ...{ person: profiles.get(whose)?.user ?? null, performer: whose, id, box, from, until },
    })),
    paths: Object.fromEntries([...productions].filter(([id]) => named.has(id))),
    members: [],
    seen: [],
    parts: accepted.map(({ organization, production: node }) => `${organization ?? ''} ${node}`),
    statements: path.flatMap((node) => productions.get(node)?.statements ?? []),
    tools: log.rows('tools').map((row) => ({
      ...row,
      likenessPerson: profiles.get(row.likenessOf ?? '')?.user ?? null,
    })),
    approvals: log.rows('approvals').filter((row) => isOfUse(row) && row.verdict === 'given' && row.voidedAt === null),
    disclosures: log.rows('disclosures').filter(isOfUse),
    claims: log.rows('claims'),
    clearances: log.rows('clearances').filter(isHere),
    authorities: log.rows('authorities'),
    suspensions: log
      .rows('suspensions')
      .filter(({ liftedAt }) => liftedAt === null)
      .flatMap((row) => row.agreements.map((agreement) => ({ ...row, agreement }))),
    ...usageOf(log.rows('reservations')),
  };
}

/** A report takes the place of what is held in each unit that it speaks of. */
function usageOf(reservations: readonly ReservationRow[]): Pick<Read, 'used' | 'held'> {
  const parts = reservations.flatMap(({ held, uses, decision, firstCheck, until, releasedAt, takenOver }) =>
    held.map((each) => {
      const reported = uses.flatMap(({ quantity }) => quantity[each.unit] ?? []);
      return { ...each, decision, firstCheck, until, isHeld: releasedAt === null && takenOver === null, reported };
    }),
  );
  return {
    used: parts
      .filter(({ reported }) => reported.length > 0)
      .map(({ reported, ...each }) => ({ ...each, amount: reported.reduce((sum, amount) => sum + amount, 0) })),
    held: parts.filter(({ reported, isHeld }) => reported.length === 0 && isHeld),
  };
}
