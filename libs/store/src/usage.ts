/** What was allowed and what became of it, for reports of what was used. */
import type pg from 'pg';
import type { ConsentRecord, GivenReport, Instant, OwingCheck, Pause, ProductionPaths } from '#consent';
import type { JsonObject } from '#ledger';
import { findRow } from './project.js';
import type { DecisionRow, DisclosureRow } from './rows.js';
import type { ReportedUse, ReservationRow, UsePayment } from './usage-rows.js';

/** What one decision came to. */
export interface CheckedUseRow {
  readonly check: string;
  readonly evidence: JsonObject;
  /** The organization whose production it is. */
  readonly owner: string;
  readonly releasedAt: Instant | null;
  /** Whether the same was asked again later. */
  readonly isFollowed: boolean;
  readonly uses: readonly ReportedUse[];
  readonly payments: readonly UsePayment[];
}

/** What was allowed in a production and below it, within a period. */
export interface UsagePeriod {
  readonly production: string;
  readonly from: Instant;
  readonly until: Instant;
}

/** One allow, as far as its report needs it. */
export type AllowedRow = Pick<
  DecisionRow,
  'id' | 'organization' | 'production' | 'performer' | 'decidedAt' | 'validUntil'
>;

/** A use that was declared. */
export type DeclaredUse = Pick<DisclosureRow, 'performer' | 'production' | 'organization' | 'madeAt'> & {
  readonly disclosure: string;
  readonly isChecked: boolean;
};

/** What a production may owe a report of, to one performer. */
export interface Owing {
  readonly production: string;
  readonly performer: string;
  readonly checks: readonly OwingCheck[];
  readonly given: readonly GivenReport[];
}

/** How far back a report can be owed. */
const OWING_MAX = 10_000;

/** Reads of usage within an open transaction. */
export class UsageWithin {
  constructor(private readonly client: pg.ClientBase) {}

  /** What a decision holds and what was made under it; `null` where it held nothing and nothing was said of it. */
  reservation(decision: string): Promise<ReservationRow | null> {
    return findRow(this.client, 'reservations', { decision });
  }

  /** These decisions, with what was made and paid under each. */
  async checked(decisions: readonly string[]): Promise<CheckedUseRow[]> {
    const { rows } = await this.client.query<CheckedUseRow>(
      `SELECT d.id AS check, p.evidence::json AS evidence, node.organization AS owner, r.released_at AS "releasedAt",
         coalesce(r.uses, '[]') AS uses, coalesce(r.payments, '[]') AS payments,
         EXISTS (SELECT FROM decisions later
           WHERE later.first_check = coalesce(d.first_check, d.id) AND later.entry > d.entry) AS "isFollowed"
       FROM decisions d JOIN payloads p ON p.entry = d.entry JOIN productions node ON node.id = d.production
         LEFT JOIN reservations r ON r.decision = d.id
       WHERE d.id = ANY ($1)`,
      [decisions],
    );
    return rows;
  }

  /** These consents, and where the productions stand that they and these others name. */
  async consents(
    ids: readonly string[],
    productions: readonly string[],
  ): Promise<{ readonly consents: readonly ConsentRecord[]; readonly paths: ProductionPaths }> {
    const { rows } = await this.client.query<{ record: ConsentRecord; productions: string[] }>(
      'SELECT record, productions FROM consents WHERE id = ANY ($1)',
      [ids],
    );
    const named = [...new Set([...productions, ...rows.flatMap((row) => row.productions)])];
    const { rows: nodes } = await this.client.query<{ id: string; path: string[] }>(
      'SELECT id, path FROM productions WHERE id = ANY ($1)',
      [named],
    );
    const paths = Object.fromEntries(nodes.map(({ id, path }) => [id, path]));
    return { consents: rows.map(({ record }) => record), paths };
  }

  /** When strikes suspended these consents. */
  async strikes(consents: readonly string[]): Promise<(Pause & { readonly consent: string })[]> {
    const { rows } = await this.client.query<Pause & { readonly consent: string }>(
      `SELECT e.refs ->> 'consent' AS consent, s."from", least(s.until, s.lifted_at) AS until
       FROM entries e JOIN suspensions s ON s.id = e.refs ->> 'suspension'
       WHERE e.type = 'consent.suspended' AND e.refs ->> 'consent' = ANY ($1) ORDER BY s."from", e.serial`,
      [consents],
    );
    return rows;
  }

  /** What was allowed in a period about somebody, in the order in which it was decided. */
  async allowed(period: UsagePeriod, limit: number): Promise<AllowedRow[]> {
    const { rows } = await this.client.query<AllowedRow>(
      `SELECT d.id, d.organization, d.production, d.performer, d.decided_at AS "decidedAt", d.valid_until AS "validUntil"
       FROM decisions d WHERE ${ALLOWED_IN} ORDER BY d.entry LIMIT ${limit}`,
      [...valuesOf(period)],
    );
    return rows;
  }

  /**
   * The uses that were declared in a period, the newest first, and whether a check of each was ever made; that is said of none
   * where an older check does not say of what it was.
   */
  async declared(period: UsagePeriod, limit: number): Promise<DeclaredUse[]> {
    const { rows } = await this.client.query<DeclaredUse>(
      `SELECT s.id AS disclosure, s.performer, s.production, s.organization, s.made_at AS "madeAt", EXISTS (
           SELECT FROM decisions d WHERE d.production = s.production AND d.performer IS NOT DISTINCT FROM s.performer
             AND (d.use_hash = s.use_hash OR d.use_hash IS NULL)) AS "isChecked"
       FROM disclosures s
       WHERE s.production IN (SELECT id FROM productions WHERE path @> ARRAY[$1::text]) AND s.made_at >= $2 AND s.made_at < $3
       ORDER BY s.entry DESC LIMIT ${limit}`,
      [...valuesOf(period)],
    );
    return rows;
  }

  /**
   * What may owe a report: of a production and all below it, or of what was allowed by one consent. Each month of one performer in
   * one production is one row of `checks`, and so is each month in which its uses were told: `reportsDue` tells them apart no further.
   */
  async owing(of: { readonly under: string } | { readonly consent: string }): Promise<Owing[]> {
    const { rows } = await this.client.query<Owing>(
      `WITH told AS (
         SELECT d.production, d.performer, substr(d.decided_at, 1, 7) AS month, min(d.decided_at) AS decided_at,
           min(use ->> 'at') AS first_at, max(use ->> 'at') AS last_at
         FROM decisions d LEFT JOIN reservations r ON r.decision = d.id
           LEFT JOIN LATERAL jsonb_array_elements(r.uses) AS used (use) ON true
         WHERE ${'under' in of ? UNDER : RELYING} AND d.owes_report AND d.outcome = 'allow'
           AND (use IS NOT NULL OR r.released_at IS NULL AND r.taken_over IS NULL)
         GROUP BY d.production, d.performer, substr(d.decided_at, 1, 7), substr(use ->> 'at', 1, 7)
         ORDER BY d.production, d.performer, month LIMIT ${OWING_MAX}
       )
       SELECT t.production, t.performer, json_agg(json_build_object('decidedAt', t.decided_at, 'owesReport', true,
           'releasedAt', NULL, 'uses', CASE WHEN t.first_at IS NULL THEN '[]'::json ELSE
             json_build_array(json_build_object('reportedAt', t.first_at), json_build_object('reportedAt', t.last_at)) END)) AS checks,
         (SELECT coalesce(json_agg(json_build_object('from', g."from", 'until', g.until, 'givenAt', g.given_at)), '[]')
          FROM usage_reports g JOIN productions node ON node.id = t.production
          WHERE g.performer = t.performer AND g.production = ANY (node.path)) AS given
       FROM told t GROUP BY t.production, t.performer ORDER BY t.production, t.performer`,
      ['under' in of ? of.under : of.consent],
    );
    return rows;
  }
}

const UNDER = 'd.production IN (SELECT id FROM productions WHERE path @> ARRAY[$1::text])';
const RELYING = 'd.id IN (SELECT decision FROM decision_reliance WHERE consent = $1)';
const ALLOWED_IN = `${UNDER} AND d.outcome = 'allow' AND d.performer IS NOT NULL
  AND d.decided_at >= $2 AND d.decided_at < $3`;

function valuesOf({ production, from, until }: UsagePeriod): readonly string[] {
  return [production, from, until];
}
