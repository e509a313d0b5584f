/** What a production intends to do, and what was answered to it. */
import type pg from 'pg';
import { rowOf } from './project.js';
import type { ApprovalRow, DisclosureRow } from './rows.js';

/** One use of one performer in one production. */
export type UseOf = Pick<DisclosureRow, 'useHash' | 'production' | 'performer'>;

/** Every disclosure of it, the latest first. */
export async function readDisclosures(client: pg.ClientBase, of: UseOf): Promise<DisclosureRow[]> {
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT * FROM disclosures WHERE use_hash = $1 AND production = $2 AND performer IS NOT DISTINCT FROM $3
     ORDER BY entry DESC`,
    [of.useHash, of.production, of.performer],
  );
  return rows.map((row) => rowOf('disclosures', row));
}

/** What was answered to a disclosure, the latest first. */
export async function readApprovals(client: pg.ClientBase, disclosure: string): Promise<ApprovalRow[]> {
  const { rows } = await client.query<Record<string, unknown>>(
    'SELECT * FROM approvals WHERE disclosure = $1 ORDER BY entry DESC',
    [disclosure],
  );
  return rows.map((row) => rowOf('approvals', row));
}

/** Every yes to it that nobody has taken back, run out or not. */
export async function readYeses(client: pg.ClientBase, of: UseOf): Promise<ApprovalRow[]> {
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT * FROM approvals WHERE verdict = 'given' AND voided_at IS NULL AND use_hash = $1 AND production = $2
       AND performer IS NOT DISTINCT FROM $3 ORDER BY entry`,
    [of.useHash, of.production, of.performer],
  );
  return rows.map((row) => rowOf('approvals', row));
}
