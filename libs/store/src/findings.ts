/** What findings are computed from beside the records themselves, and where each is found again. */
import type pg from 'pg';
import type { Instant, PendingTransfer } from '#consent';
import { idFor } from './ids.js';
import { rowOf } from './project.js';
import type { FindingRow } from './union-rows.js';

/** Which finding of which union: the record, and what tells it from others there. */
export interface FindingOf {
  readonly organization: string;
  readonly kind: 'request' | 'consent';
  readonly record: string;
  readonly key: string;
}

/** The id of a finding: the same for the same record, rule and clause, however often it is found, and each union's own. */
export function findingId({ organization, record, key }: FindingOf): string {
  return idFor('fnd', `${organization} ${record} ${key}`);
}

/** Findings, within one transaction. */
export class Findings {
  constructor(private readonly client: pg.ClientBase) {}

  /** Keeps where these are found again. */
  async keepPlaces(findings: readonly FindingOf[]): Promise<void> {
    if (findings.length === 0) return;
    await this.client.query(
      `INSERT INTO finding_places (id, organization, kind, record)
       SELECT DISTINCT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT (id) DO NOTHING`,
      [
        findings.map(findingId),
        findings.map(({ organization }) => organization),
        findings.map(({ kind }) => kind),
        findings.map(({ record }) => record),
      ],
    );
  }

  /** Which record a finding is of; `null` for an id that nobody was shown. */
  async placeOf(finding: string): Promise<Omit<FindingOf, 'key'> | null> {
    const { rows } = await this.client.query<Omit<FindingOf, 'key'>>(
      'SELECT organization, kind, record FROM finding_places WHERE id = $1',
      [finding],
    );
    return rows[0] ?? null;
  }

  /** What a union acted on within a time, in the order of the first act of each: so many at most. */
  async actedOn(
    { organization, from, until }: { readonly organization: string; readonly from: Instant; readonly until: Instant },
    limit: number,
  ): Promise<FindingRow[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      `SELECT * FROM findings WHERE organization = $1 AND EXISTS (
         SELECT FROM jsonb_array_elements(acts) act WHERE act ->> 'at' >= $2 AND act ->> 'at' < $3)
       ORDER BY entry LIMIT $4`,
      [organization, from, until, limit],
    );
    return rows.map((row) => rowOf('findings', row));
  }

  /** Wishes to hand on a replica of hers that no union has answered. */
  async transfersOf(performer: string): Promise<PendingTransfer[]> {
    const { rows } = await this.client.query<PendingTransfer>(
      `SELECT d.id AS disclosure, d.production, d.made_at AS "declaredAt" FROM disclosures d
       WHERE d.performer = $1 AND d.use -> 'act' ? 'transfer_replica' AND NOT EXISTS (
         SELECT FROM approvals a WHERE a.disclosure = d.id AND a.kind = 'union' AND a.voided_at IS NULL)
       ORDER BY d.entry`,
      [performer],
    );
    return rows;
  }
}
