/** What is counted of covered records of a union's members: each count with whom it is of, for who tells it to see whether it may be told. */
import type pg from 'pg';
import { stateOf, type ConsentRecord, type Instant, type ProductionPaths } from '#consent';

/** So much of one member, in one production, in one month. */
export interface Counted {
  /** `checks.allow`, `consents.given`, `uses`. */
  readonly measure: string;
  readonly performer: string;
  /** The root of the tree. */
  readonly production: string;
  readonly employer: string;
  readonly agreements: readonly string[];
  /** As in `2026-11`. */
  readonly month: string;
  readonly count: number;
}

interface Within {
  readonly union: string;
  readonly agreements: readonly string[];
  /** Both the beginning of a month. */
  readonly from: Instant;
  readonly until: Instant;
}

const PAGE = 1000;

/** Counts, within one transaction. */
export class Statistics {
  constructor(private readonly client: pg.ClientBase) {}

  /**
   * Checks that were made, uses that were told and consents that came to stand so, by the month. INVARIANT: what a month comes to
   * does not depend on the time that is asked for, or two answers could be taken from each other.
   */
  async countedOf(within: Within): Promise<Counted[]> {
    const { union, agreements, from, until } = within;
    const { rows } = await this.client.query<Counted>(EVENTS, [union, agreements, from, until]);
    return [...rows, ...(await this.consentsOf(within))];
  }

  /** What these are called: titles of productions and names of organizations. */
  async namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.client.query<{ id: string; name: string }>(
      `SELECT id, title AS name FROM productions WHERE id = ANY ($1) UNION ALL
       SELECT id, name FROM organizations WHERE id = ANY ($1)`,
      [ids],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  private async consentsOf({ union, agreements, from, until }: Within): Promise<Counted[]> {
    const counted: Counted[] = [];
    const months = monthsOf(from, until);
    for (let after: string | null = ''; after !== null;) {
      const { rows }: { rows: ConsentCounted[] } = await this.client.query<ConsentCounted>(CONSENTS, [
        ...[union, agreements, after, PAGE],
      ]);
      for (const { id: _, record, paths, ...of } of rows)
        for (const [begins, ends] of months) {
          const [before, after] = [begins, ends].map((at) =>
            record.givenAt < at ? stateOf(record, at, paths ?? {}) : null,
          );
          if (after !== null && after !== before)
            counted.push({ ...of, measure: `consents.${after}`, month: begins.slice(0, 7), count: 1 });
        }
      after = rows.length < PAGE ? null : (rows.at(-1)?.id ?? null);
    }
    return counted;
  }
}

/** Each month with where the next begins. */
function monthsOf(from: Instant, until: Instant): [Instant, Instant][] {
  const months: [Instant, Instant][] = [];
  for (let begins = from; begins < until;) {
    const day = new Date(begins);
    const ends = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1)).toISOString();
    months.push([begins, ends]);
    begins = ends;
  }
  return months;
}

type ConsentCounted = Omit<Counted, 'measure' | 'month' | 'count'> & {
  readonly id: string;
  readonly record: ConsentRecord;
  readonly paths: ProductionPaths | null;
};

// Covered as `sight.ts` has it, by the production that asked.
const COVERED = `
  member AS (SELECT performer FROM union_members WHERE "union" = $1),
  covered AS (
    SELECT p.id, p.root AS production, p.organization AS employer, array_agg(DISTINCT stated ORDER BY stated) AS agreements
    FROM productions p JOIN productions node ON node.id = ANY (p.path), unnest(node.agreements) AS stated
    WHERE stated = ANY ($2::text[]) GROUP BY p.id, p.root, p.organization)`;

const EVENTS = `
  WITH ${COVERED}
  SELECT 'checks.' || d.outcome AS measure, d.performer, c.production, c.employer, c.agreements,
    left(d.decided_at, 7) AS month, count(*)::integer AS count
  FROM decisions d JOIN member USING (performer) JOIN covered c ON c.id = d.production
  WHERE d.decided_at >= $3 AND d.decided_at < $4 GROUP BY 1, 2, 3, 4, 5, 6
  UNION ALL
  SELECT 'uses', r.performer, c.production, c.employer, c.agreements, left(told ->> 'at', 7), count(*)::integer
  FROM reservations r JOIN member USING (performer) JOIN decisions d ON d.id = r.decision
    JOIN covered c ON c.id = d.production, jsonb_array_elements(r.uses) AS told
  WHERE told ->> 'at' >= $3 AND told ->> 'at' < $4 GROUP BY 1, 2, 3, 4, 5, 6`;

const CONSENTS = `
  WITH ${COVERED}
  SELECT s.id, s.performer, c.production, c.employer, c.agreements, s.record,
    (SELECT json_object_agg(p.id, p.path) FROM productions p WHERE p.id = ANY (s.productions)) AS paths
  FROM consents s JOIN member USING (performer) JOIN covered c ON c.id = s.production
  WHERE s.id > $3 ORDER BY s.id LIMIT $4`;
