/** What happened to a performer's record: checks, looks and changes, as she reads them. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { SHOWN_TO_OTHERS } from './events.js';
import { ENTRY, entryOf } from './log.js';
import type { EntryColumns, StoredEntry } from './log.js';
import { PERSONAL } from './keyring.js';
import type { Keyring, PersonalColumns } from './keyring.js';
import { withClient } from './pool.js';

/** Decisions, looks at the record, and all else that is about her. */
export const ACTIVITY_KINDS = ['check', 'view', 'change'] as const;
/** One of these kinds. */
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** Which part of it. */
export interface ActivityRequest {
  /** A person with all profiles that are hers, or one profile; with both, this one of hers. */
  readonly user: string | null;
  readonly performer: string | null;
  readonly kinds: readonly ActivityKind[];
  readonly limit: number;
  readonly cursor?: string;
  /**
   * Whether runs are told as one: what the same party asks or looks at in one production with the same tools and the same
   * answer within an hour. A deny is never in a run.
   */
  readonly isFolded: boolean;
}

/** An entry, or a run of which it is the newest. */
export interface Happening {
  readonly kind: ActivityKind;
  readonly entry: StoredEntry;
  readonly count: number;
  /** When the run began. */
  readonly since: Instant;
}

/** What those are called who stand in entries, as others see them; nobody who is erased. */
export interface Named {
  /** Keys, organizations and productions by their ids; people by actor and organization, as in `user:… org_…`. */
  readonly names: ReadonlyMap<string, string>;
  /** Of who acts under an authority, as what: by `user:… perf_…`. */
  readonly capacities: ReadonlyMap<string, string>;
}

/** How many entries one page looks at to fold them: a longer run is told in parts. */
const FOLDED_MAX = 1000;

/** Reads what happened. */
export class Activity {
  constructor(
    private readonly pool: pg.Pool,
    private readonly keyring: Keyring,
  ) {}

  /** Newest first. A cursor stands for a place in the log, so what is added meanwhile is neither missed nor repeated. */
  async read(request: ActivityRequest): Promise<{ items: Happening[]; next: string | null }> {
    const { user, performer, kinds, limit, isFolded } = request;
    const place = placeOf(request.cursor);
    const [below, count] = isFolded ? [place.from, FOLDED_MAX] : [place.below, limit + 1];
    const rows = await this.query<LightColumns>(LIGHT, [user, performer, below, count, kinds, isFolded]);
    const found = rows.map((row) => lightOf(row, this.keyring));
    const { runs, next } = isFolded ? foldedPage(found, place, limit) : plainPage(found, limit);
    const whole = await this.query<EntryColumns>(`${ENTRY} WHERE e.serial = ANY ($1)`, [
      runs.map(({ serial }) => serial),
    ]);
    const entries = new Map(whole.map((row) => [row.serial, entryOf(row, this.keyring)]));
    const items = runs.map(({ serial, kind, count: length, since }) => {
      const entry = entries.get(serial);
      if (entry === undefined) throw new Error('an entry went from the log');
      return { kind, entry, count: length, since };
    });
    return { items, next };
  }

  /** What all those are called who stand in these entries. */
  async named(entries: readonly StoredEntry[]): Promise<Named> {
    const refs = entries.map((entry) => entry.refs);
    const people = refs.filter(({ actor }) => actor.startsWith('user:'));
    const ids = refs.flatMap(({ actor, organization = '', production = '' }) => [actor, organization, production]);
    const things = await this.query<{ id: string; name: string }>(THINGS, [[...new Set(ids)]]);
    const persons = await this.query<{ id: string; name: string | null }>(PEOPLE, [
      people.map(({ actor }) => actor),
      people.map(({ organization = '' }) => organization),
    ]);
    const acting = await this.query<{ id: string; capacity: string; name: string | null }>(REPRESENTATIVES, [
      people.map(({ actor }) => actor),
      people.map(({ performer = '' }) => performer),
    ]);
    const names = [...things, ...persons, ...acting].flatMap(({ id, name }) =>
      name === null ? [] : [[id, name] as const],
    );
    return { names: new Map(names), capacities: new Map(acting.map(({ id, capacity }) => [id, capacity])) };
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}

/** As much of an entry as a page is made from. */
interface Light {
  readonly serial: number;
  readonly kind: ActivityKind;
  readonly at: Instant;
  /** What one run has in common; `null` for what is told by itself. */
  readonly key: string | null;
}

/** As it is read; what was said of a look is sealed, and part of the key. */
type LightColumns = Light & PersonalColumns;

function lightOf({ serial, kind, at, key, ...sealed }: LightColumns, keyring: Keyring): Light {
  const part = key === null || kind !== 'view' ? null : keyring.open(sealed);
  return { serial, kind, at, key: part === null ? key : `${key ?? ''} ${JSON.stringify(part.personal)}` };
}

interface Run {
  readonly serial: number;
  readonly kind: ActivityKind;
  readonly count: number;
  readonly since: Instant;
}

interface PageOfRuns {
  readonly runs: readonly Run[];
  readonly next: string | null;
}

/** Entries are looked at below `from`; runs whose newest entry is not below `below` were told before. */
interface PlaceIn {
  readonly from: number;
  readonly below: number;
}

function plainPage(found: readonly Light[], limit: number): PageOfRuns {
  const runs = found.slice(0, limit).map(({ serial, kind, at }) => ({ serial, kind, count: 1, since: at }));
  const last = runs.at(-1);
  const isCut = found.length > limit && last !== undefined;
  return { runs, next: isCut ? cursorAt({ from: last.serial, below: last.serial }) : null };
}

function foldedPage(found: readonly Light[], { below }: PlaceIn, limit: number): PageOfRuns {
  const last = found.at(-1);
  const isFull = found.length === FOLDED_MAX && last !== undefined;
  // Of an hour that goes on behind what was looked at, the runs are not whole: they are told with the next page, unless
  // there is nothing else to tell.
  const whole = isFull ? found.filter(({ at }) => hourOf(at) !== hourOf(last.at)) : found;
  const told = whole.length === 0 ? found : whole;
  const all = foldedRuns(told).filter(({ serial }) => serial < below);
  const runs = all.slice(0, limit);
  const end = runs.at(-1);
  if (all.length > limit && end !== undefined) {
    // The next page folds this hour anew, to know what was told of it.
    const hour = told.find(({ at }) => hourOf(at) === hourOf(end.at));
    return { runs, next: cursorAt({ from: (hour?.serial ?? end.serial) + 1, below: end.serial }) };
  }
  const edge = told.at(-1)?.serial ?? 0;
  return { runs, next: isFull ? cursorAt({ from: edge, below: edge }) : null };
}

function foldedRuns(found: readonly Light[]): (Run & { readonly at: Instant })[] {
  const runs = new Map<string, Run & { readonly at: Instant }>();
  for (const { serial, kind, at, key } of found) {
    const name = key === null ? String(serial) : `${hourOf(at)} ${key}`;
    const run = runs.get(name) ?? { serial, kind, at, count: 0 };
    runs.set(name, { ...run, count: run.count + 1, since: at });
  }
  return [...runs.values()];
}

/** As in `2026-11-27T19`. */
function hourOf(at: Instant): string {
  return at.slice(0, 13);
}

function cursorAt({ from, below }: PlaceIn): string {
  return Buffer.from(`${String(from)}.${String(below)}`).toString('base64url');
}

/** A cursor that we did not make points behind the end: the page is empty, and nobody learns why. */
function placeOf(cursor: string | undefined): PlaceIn {
  if (cursor === undefined) return { from: Number.MAX_SAFE_INTEGER, below: Number.MAX_SAFE_INTEGER };
  const [from = 0, below = 0] = Buffer.from(cursor, 'base64url').toString().split('.').map(Number);
  const isOurs = Number.isSafeInteger(from) && Number.isSafeInteger(below);
  return isOurs ? { from, below } : { from: 0, below: 0 };
}

// Each kind by an index of its own, for each profile. What was drafted is not hers yet.
const LIGHT = `
  WITH mine AS (
    SELECT p.id::text FROM performers p WHERE coalesce($1, $2) IS NOT NULL
      AND ($1::text IS NULL OR p."user" = $1) AND ($2::text IS NULL OR p.id = $2)
  ), picked AS (
    SELECT each.* FROM mine CROSS JOIN LATERAL (
      (SELECT d.entry AS serial, 'check' AS kind FROM decisions d
       WHERE 'check' = ANY ($5::text[]) AND d.performer = mine.id AND d.entry < $3 ORDER BY d.entry DESC LIMIT $4)
      UNION ALL
      (SELECT e.serial, 'view' FROM entries e
       WHERE 'view' = ANY ($5) AND e.type = 'record.viewed' AND e.refs ->> 'performer' = mine.id AND e.serial < $3
       ORDER BY e.serial DESC LIMIT $4)
      UNION ALL
      (SELECT e.serial, 'change' FROM entries e
       WHERE 'change' = ANY ($5) AND e.refs ? 'performer' AND e.refs ->> 'performer' = mine.id AND e.serial < $3
         AND e.type <> 'decision.made' AND e.type <> 'record.viewed' AND e.type <> 'request.created'
         AND ${SHOWN_TO_OTHERS}
       ORDER BY e.serial DESC LIMIT $4)
    ) each ORDER BY each.serial DESC LIMIT $4
  )
  SELECT picked.serial, picked.kind, e.at, CASE
    WHEN NOT $6 OR picked.kind = 'change' OR d.outcome = 'deny' THEN NULL
    WHEN picked.kind = 'check' THEN concat_ws(' ', 'check', d.performer, d.actor, d.organization, d.production, d.outcome,
      p.evidence::json -> 'use' ->> 'pipeline')
    ELSE concat_ws(' ', 'view', e.refs ->> 'performer', e.refs ->> 'actor', e.refs ->> 'organization',
      e.refs ->> 'production', p.evidence::json ->> 'how', p.evidence::json ->> 'purpose') END AS key,
    e.id, ${PERSONAL}
  FROM picked JOIN entries e USING (serial) JOIN payloads p ON p.entry = e.serial
    LEFT JOIN personals q ON q.entry = e.serial LEFT JOIN decisions d ON d.entry = e.serial
  ORDER BY picked.serial DESC`;

const THINGS = `
  SELECT id, name FROM keys WHERE id = ANY ($1) UNION ALL
  SELECT id, name FROM organizations WHERE id = ANY ($1) UNION ALL
  SELECT id, title FROM productions WHERE id = ANY ($1)`;
// As the members of an organization are called elsewhere: see `readMemberNames`.
const PEOPLE = `
  SELECT DISTINCT who.actor || ' ' || who.organization AS id,
    CASE WHEN m."user" IS NULL THEN nullif(u.name, '') WHEN m.name IS NULL THEN NULL
      ELSE coalesce(nullif(m.name, ''), nullif(u.name, ''), m.email) END AS name
  FROM unnest($1::text[], $2::text[]) AS who (actor, organization)
    LEFT JOIN members m ON 'user:' || m."user" = who.actor AND m.organization = who.organization
    LEFT JOIN auth."user" u ON 'user:' || u.id = who.actor`;
const REPRESENTATIVES = `
  SELECT DISTINCT ON (1) who.actor || ' ' || who.performer AS id, a.capacity, a.name
  FROM unnest($1::text[], $2::text[]) AS who (actor, performer)
    JOIN authorities a ON 'user:' || a."user" = who.actor AND a.performer = who.performer
  ORDER BY 1, a.entry DESC`;
