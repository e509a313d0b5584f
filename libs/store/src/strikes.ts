/** Which consents a strike pauses, part by part, and what has been told of it. */
import type pg from 'pg';
import {
  isPausedBy,
  leavesStrikesToHer,
  stateOf,
  type Instant,
  type PerformerStatement,
  type ProductionPaths,
  type ProductionStatement,
} from '#consent';
import { rowOf } from './project.js';
import type { ConsentRow } from './rows.js';
import type { SuspensionRow } from './union-rows.js';

/** The subject that guards what is told of a strike: whoever tells a part of it, and whoever lifts it. */
export function noticesOf(suspension: string): string {
  return `notices:${suspension}`;
}

/** What is struck: every consent for a use under these agreements, of this employer or of all. */
export type Struck = Pick<SuspensionRow, 'agreements' | 'employer'>;

/** How much a strike pauses. */
export interface StrikeReach {
  readonly consents: number;
  readonly performers: number;
  readonly productions: number;
  readonly employers: number;
}

/** A part of the consents, in the order of their ids. */
export interface ConsentPart {
  /** Those that stand: what has ended pauses no more. */
  readonly standing: readonly ConsentRow[];
  /** Where the next part begins; `null` at the end. */
  readonly next: string | null;
}

/** What strikes pause, within one transaction. */
export class Strikes {
  constructor(private readonly client: pg.ClientBase) {}

  /** The consents behind `after` that this pauses; of members of one union alone, where one is named. */
  async paused(
    { agreements, employer }: Struck,
    { after, limit, at, union = null }: Part & { readonly union?: string | null },
  ): Promise<ConsentPart> {
    const { standing, next } = await this.part(PAUSED, [after, limit, agreements, employer, union, null], {
      limit,
      at,
    });
    return { standing: await this.pausing(agreements, standing, { at }), next };
  }

  /** Of these consents, those that this pauses; also if their performers said what they do in strikes. */
  async pausedAmong(
    { agreements, employer }: Struck,
    consents: readonly string[],
    said: { readonly at: Instant; readonly pausesInStrikes?: boolean },
  ): Promise<Set<string>> {
    const values = ['', consents.length, agreements, employer, null, consents];
    const { standing } = await this.part(PAUSED, values, { limit: consents.length, at: said.at });
    return new Set((await this.pausing(agreements, standing, said)).map(({ id }) => id));
  }

  /** The consents of these performers, whatever became of each. */
  async consentsOf(performers: readonly string[]): Promise<ConsentRow[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      'SELECT * FROM consents WHERE performer = ANY ($1) ORDER BY id',
      [performers],
    );
    return rows.map((row) => rowOf('consents', row));
  }

  /** Of these consents, those that were told of as paused by this strike, and since then not as resumed. */
  async toldAmong(suspension: string, consents: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.client.query<{ consent: string }>(
      `SELECT DISTINCT e.refs ->> 'consent' AS consent FROM entries e
       WHERE e.type = 'consent.suspended' AND e.refs ->> 'suspension' = $1 AND e.refs ->> 'consent' = ANY ($2)
         AND e.type IN ('consent.suspended', 'consent.resumed') AND ${STILL_TOLD}`,
      [suspension, consents],
    );
    return new Set(rows.map(({ consent }) => consent));
  }

  /** How much of the members' this pauses, as one reads it: it holds up nobody, and is no promise. */
  async reachOf(struck: Struck, { union, at }: { readonly union: string; readonly at: Instant }): Promise<StrikeReach> {
    const seen = {
      consents: 0,
      performers: new Set<string>(),
      productions: new Set<string>(),
      owners: new Set<string>(),
    };
    for (let after: string | null = ''; after !== null;) {
      const part: ConsentPart = await this.paused(struck, { after, limit: COUNTED, at, union });
      for (const { performer, production, organization } of part.standing) {
        seen.consents += 1;
        seen.performers.add(performer);
        seen.productions.add(production);
        seen.owners.add(organization);
      }
      after = part.next;
    }
    const { consents, performers, productions, owners } = seen;
    return { consents, performers: performers.size, productions: productions.size, employers: owners.size };
  }

  /** The strikes against this employer, or against all, that are declared and have not ended by this instant. */
  async open(employer: string, at: Instant): Promise<SuspensionRow[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      `SELECT * FROM suspensions WHERE lifted_at IS NULL AND (until IS NULL OR until > $2)
         AND (employer IS NULL OR employer = $1) ORDER BY entry`,
      [employer, at],
    );
    return rows.map((row) => rowOf('suspensions', row));
  }

  /** The strikes of a union that are not over, and are against some of the same. */
  async overlapping(union: string, { agreements, employer }: Struck, at: Instant): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `SELECT id FROM suspensions WHERE organization = $1 AND agreements && $2::text[] AND lifted_at IS NULL
         AND (until IS NULL OR until > $4) AND (employer IS NULL OR $3::text IS NULL OR employer = $3) ORDER BY entry LIMIT 200`,
      [union, agreements, employer, at],
    );
    return rows.map(({ id }) => id);
  }

  /** The strikes that are on at an instant, but for this one. */
  async beside(suspension: string, at: Instant): Promise<SuspensionRow[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      `SELECT * FROM suspensions WHERE id <> $1 AND lifted_at IS NULL AND "from" <= $2 AND (until IS NULL OR until > $2)
       ORDER BY entry`,
      [suspension, at],
    );
    return rows.map((row) => rowOf('suspensions', row));
  }

  /** The consents behind `after` that were told of as paused by this strike. */
  async told(suspension: string, { after, limit, at }: Part): Promise<ConsentPart> {
    return this.part(TOLD, [after, limit, suspension], { limit, at });
  }

  /** Of what was told of by entries of this type: each owner with the titles of its productions. */
  async toldOwners(
    suspension: string,
    type: 'consent.suspended' | 'consent.resumed',
  ): Promise<{ organization: string; titles: string[] }[]> {
    const { rows } = await this.client.query<{ organization: string; titles: string[] }>(
      `SELECT c.organization, array_agg(DISTINCT p.title ORDER BY p.title) AS titles
       FROM entries e JOIN consents c ON c.id = e.refs ->> 'consent' JOIN productions p ON p.id = c.production
       WHERE e.type = $2 AND e.type IN ('consent.suspended', 'consent.resumed') AND e.refs ->> 'suspension' = $1
       GROUP BY c.organization ORDER BY c.organization`,
      [suspension, type],
    );
    return rows;
  }

  /** The addresses of these performers that are not erased, each with one of them. */
  async addressesOf(performers: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ email: string }>(
      'SELECT DISTINCT email FROM performers WHERE id = ANY ($1) AND email IS NOT NULL ORDER BY email',
      [performers],
    );
    return rows.map(({ email }) => email);
  }

  /**
   * How far a delivery that is made in parts has come: the last of them, or nothing yet; `null` once it is made. Nobody else
   * reads it until this transaction ends, with which its next part is kept.
   */
  async placeOf(delivery: string): Promise<string | null> {
    const { rows } = await this.client.query<{ place: string | null }>(
      `SELECT coalesce(payload ->> 'after', '') AS place FROM deliveries WHERE id = $1 AND payload IS NOT NULL FOR UPDATE`,
      [delivery],
    );
    return rows[0]?.place ?? null;
  }

  /** Keeps how far it has come. */
  async keepPlace(delivery: string, place: string): Promise<void> {
    await this.client.query(
      `UPDATE deliveries SET payload = payload || jsonb_build_object('after', $2::text) WHERE id = $1`,
      [delivery, place],
    );
  }

  /** Without those that their agreement leaves to performers who did not say that theirs pause. */
  private async pausing(
    agreements: readonly string[],
    standing: readonly ConsentRow[],
    { at, ...said }: { readonly at: Instant; readonly pausesInStrikes?: boolean },
  ): Promise<ConsentRow[]> {
    if (!leavesStrikesToHer(agreements)) return [...standing];
    const { rows } = await this.client.query<{
      id: string;
      performer: PerformerStatement[];
      statements: ProductionStatement[];
    }>(AROUND, [standing.map(({ id }) => id), agreements]);
    const around = new Map(rows.map((row) => [row.id, row]));
    return standing.filter(({ id, record: consent }) => {
      const { performer = [], statements = [] } = around.get(id) ?? {};
      const stated = said.pausesInStrikes === undefined ? performer : [...performer, { at, ...said }];
      return isPausedBy(agreements, { consent, performer: stated, productionStatements: statements }, at);
    });
  }

  private async part(text: string, values: unknown[], { limit, at }: Pick<Part, 'limit' | 'at'>): Promise<ConsentPart> {
    const { rows } = await this.client.query<Record<string, unknown>>(text, values);
    const found = rows.map((row) => rowOf('consents', row));
    const paths = await this.pathsOf(found);
    return {
      standing: found.filter(({ record }) => STANDING.includes(stateOf(record, at, paths))),
      next: found.length < limit ? null : (found.at(-1)?.id ?? null),
    };
  }

  private async pathsOf(consents: readonly ConsentRow[]): Promise<ProductionPaths> {
    const { rows } = await this.client.query<{ id: string; path: string[] }>(
      'SELECT id, path FROM productions WHERE id = ANY ($1)',
      [[...new Set(consents.flatMap(({ productions }) => productions))]],
    );
    return Object.fromEntries(rows.map(({ id, path }) => [id, path]));
  }
}

/** Which part of them, as of when. */
interface Part {
  readonly after: string;
  readonly limit: number;
  readonly at: Instant;
}

const COUNTED = 1000;
const STANDING: readonly string[] = ['given', 'narrowed', 'disputed'];

// As unions see them (`sight.ts`): a consent is for uses in each production that its permissions name, with all below it, and
// what is stated on a node holds below it. An agreement that the terms name holds as well, whatever the production says.
const PAUSED = `
  WITH struck AS (
    SELECT id, path FROM productions WHERE agreements && $3::text[] AND ($4::text IS NULL OR organization = $4)
  ), below AS (
    SELECT array_agg(p.id::text) AS ids FROM productions p WHERE p.path && ARRAY(SELECT id::text FROM struck)
  ), above AS (
    SELECT array_agg(DISTINCT node) AS ids FROM struck, unnest(path) AS node
  )
  SELECT c.* FROM consents c, below, above
  WHERE c.id > $1 AND ($4::text IS NULL OR c.organization = $4)
    AND ($6::text[] IS NULL OR c.id = ANY ($6))
    AND ($5::text IS NULL OR c.performer IN (SELECT m.performer FROM union_members m WHERE m."union" = $5))
    AND (c.production = ANY (below.ids)
      OR c.productions && (below.ids || above.ids) AND EXISTS (
        SELECT FROM jsonb_path_query(c.record, '$.terms.permissions[*].box.production[*]') named
        WHERE named #>> '{}' = ANY (below.ids || above.ids))
      OR c.record -> 'terms' -> 'formalities' ->> 'agreement' = ANY ($3))
  ORDER BY c.id LIMIT $2`;

// What is stated, where a strike of these agreements may reach it, around each of these consents.
const AROUND = `
  SELECT c.id, f.record AS performer, (
    SELECT coalesce(json_agg(stated), '[]') FROM productions p, jsonb_array_elements(p.statements) AS stated
    WHERE p.agreements && $2::text[] AND (p.path && c.productions
      OR p.id IN (SELECT unnest(named.path) FROM productions named WHERE named.id = ANY (c.productions)))
  ) AS statements
  FROM consents c JOIN performers f ON f.id = c.performer WHERE c.id = ANY ($1)`;

const STILL_TOLD = `NOT EXISTS (SELECT FROM entries r
      WHERE r.type = 'consent.resumed' AND r.type IN ('consent.suspended', 'consent.resumed')
        AND r.refs ->> 'suspension' = e.refs ->> 'suspension' AND r.refs ->> 'consent' = e.refs ->> 'consent' AND r.serial > e.serial)`;

const TOLD = `
  SELECT c.* FROM entries e JOIN consents c ON c.id = e.refs ->> 'consent'
  WHERE e.type = 'consent.suspended' AND e.type IN ('consent.suspended', 'consent.resumed')
    AND e.refs ->> 'suspension' = $3 AND e.refs ->> 'consent' > $1 AND ${STILL_TOLD}
  ORDER BY e.refs ->> 'consent' LIMIT $2`;
