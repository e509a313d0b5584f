/** Events: what happened in productions, in the order of the log, for whoever takes part there and for whom it is about. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { EntryType, RefName, Refs } from './entry-types.js';
import type { Viewer } from './log.js';
import { withClient } from './pool.js';

/** The entries that are events, all of them about a production; an event is called as its entry is. */
export const EVENT_TYPES = [
  ...(['request.sent', 'request.countered', 'request.declined', 'request.cosigned', 'request.withdrawn'] as const),
  ...([
    'consent.given',
    'consent.withdrawn',
    'consent.withdrawal_asked',
    'consent.withdrawal_refused',
    'consent.superseded',
  ] as const),
  ...(['consent.disputed', 'consent.dispute_ended', 'consent.revoked'] as const),
  ...(['consent.suspended', 'consent.resumed'] as const),
  ...(['decision.made', 'disclosure.made', 'approval.given', 'approval.refused', 'approval.voided'] as const),
  ...(['claim.made', 'claim.reviewed', 'claim.questioned', 'claim.answered'] as const),
  ...(['clearance.recorded', 'clearance.ended', 'production.policies_stated'] as const),
  ...(['participation.accepted', 'participation.ended'] as const),
  ...(['decision.recalled', 'recall.opened', 'recall.settled', 'recall.told', 'recall.unreached'] as const),
  ...(['recall.acknowledged', 'recall.deletion_stated', 'recall.escalated', 'recall.completed'] as const),
] as const satisfies readonly EntryType[];
/** What an event says happened. */
export type EventKind = (typeof EVENT_TYPES)[number];

/** An event says what happened to which records; what they hold is for whoever may read them to fetch. */
export interface LogEvent {
  /** The entry's own id. */
  readonly id: string;
  readonly type: EventKind;
  readonly at: Instant;
  /** The index of its leaf: all events have one order, with gaps where the log holds what is not the reader's. */
  readonly sequence: number;
  /** The records that it is about, by the names of their kinds. */
  readonly refs: Readonly<Record<string, string>>;
}

/** A part of what happened. */
export interface EventPage {
  readonly items: readonly LogEvent[];
  /** The sequence up to which was looked, the reader's or not; `null` where nothing was. */
  readonly last: number | null;
  /** Whether the log held more than was looked at. */
  readonly hasMore: boolean;
}

/** How many leaves one look goes over, however few of them are the reader's. */
const SCANNED_MAX = 10_000;

/** Reads events. */
export class Events {
  constructor(private readonly pool: pg.Pool) {}

  /** Up to `limit` events of this viewer after a sequence, in order; after `null`, from the first on. */
  async read(viewer: Viewer, after: number | null, limit: number): Promise<EventPage> {
    return withClient(this.pool, async (client) => {
      const from = after === null ? 0 : after + 1;
      const size = await readSize(client);
      const until = Math.max(from, Math.min(size, from + SCANNED_MAX));
      const [condition, id] = concerning(viewer);
      const { rows } = await client.query<EventColumns>(
        `SELECT ${EVENT} FROM leaves l JOIN entries e ON e.serial = l.entry
         WHERE l.index >= $2 AND l.index < $3 AND e.type = ANY ($4) AND ${condition} ORDER BY l.index LIMIT $5`,
        [id, from, until, EVENT_TYPES, limit],
      );
      const items = rows.map(eventOf);
      const last = (items.length === limit ? items.at(-1)?.sequence : undefined) ?? until - 1;
      return { items, last: last < 0 ? null : last, hasMore: last + 1 < size };
    });
  }
}

/**
 * How many leaves the tree has. INVARIANT: all below it are committed, since whoever extends the tree holds its head; so a
 * reader that goes on from where it stopped misses none, however the writers race.
 */
export async function readSize(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ size: number }>('SELECT size FROM tree_head');
  return rows[0]?.size ?? 0;
}

/** An event as it is read from the database. */
export interface EventColumns {
  id: string;
  type: EventKind;
  at: Instant;
  refs: Refs;
  sequence: number;
}

/** What is read of an entry `e` and its leaf `l`. */
export const EVENT = 'e.id, e.type, e.at, e.refs, l.index AS sequence';

/** The records that events name. Who acted is no part of it: that is read where the record is. */
const NAMED = {
  ...{ production: 'production', organization: 'organization', performer: 'performer', request: 'request' },
  ...{
    consent: 'consent',
    dispute: 'dispute',
    suspension: 'suspension',
    decision: 'check',
    disclosure: 'disclosure',
    approval: 'approval',
  },
  ...{ claim: 'claim', clearance: 'clearance', participation: 'participation', recall: 'recall' },
} as const satisfies Partial<Record<RefName, string>>;

/** The event that these columns hold. */
export function eventOf({ id, type, at, refs, sequence }: EventColumns): LogEvent {
  const given: Readonly<Record<string, string | undefined>> = refs;
  const named = Object.entries(NAMED).flatMap(([ref, name]) => {
    const record = given[ref];
    return record === undefined ? [] : [[name, record] as const];
  });
  return { id, type, at, sequence, refs: Object.fromEntries(named) };
}

/**
 * Whether an entry `e` is about what was shown to somebody else than its owner: a draft is its owner's alone, and so is its end
 * where it was taken back before it was sent.
 */
export const SHOWN_TO_OTHERS = `(e.type <> 'request.withdrawn' OR EXISTS (
  SELECT FROM requests r WHERE r.id = e.refs ->> 'request' AND r.sent_at IS NOT NULL))`;

/**
 * The condition under which an event `e` concerns an organization, which `viewer` names in SQL. What is of a recall is of whose
 * business it is, who else relied on something being nobody's to know; a decision is the asker's and the owner's; a consent or a clearance is also for those who take part only below its production, where it counts; all else
 * is for whoever takes part. As `sight.ts` shows the records themselves.
 */
export function concernsOrganization(viewer: string): string {
  return `(e.refs ->> 'organization' = ${viewer} OR e.type !~ '^recall[.]' AND EXISTS (
    SELECT FROM productions node WHERE node.id = e.refs ->> 'production' AND (node.organization = ${viewer}
      OR e.type !~ '^decision[.]' AND ${SHOWN_TO_OTHERS} AND EXISTS (
        SELECT FROM participations part JOIN productions mine ON mine.id = part.production
        WHERE part.organization = ${viewer} AND part.state = 'accepted' AND (mine.id = ANY (node.path)
          OR e.type ~ '^(consent|clearance)[.]' AND node.id = ANY (mine.path))))))`;
}

const OF_USER = `e.refs ->> 'performer' IN (SELECT id FROM performers WHERE "user" = $1) AND ${SHOWN_TO_OTHERS}`;
const OF_REPRESENTED = `e.refs ->> 'performer' = ANY ($1) AND ${SHOWN_TO_OTHERS}`;

function concerning(viewer: Viewer): readonly [condition: string, of: string | readonly string[]] {
  if ('user' in viewer) return [OF_USER, viewer.user];
  if ('represented' in viewer) return [OF_REPRESENTED, viewer.represented];
  // What a union sees it sees for a stated purpose, and a limited key nothing beside its productions.
  if (viewer.agreements !== undefined || viewer.within !== undefined)
    throw new Error('events are of whole organizations that take part');
  return [concernsOrganization('$1'), viewer.organization];
}
