/** Who relied on a consent: every allow that lists it, run out or not. */
import type pg from 'pg';
import { touches, type Box, type Instant, type ProductionPaths } from '#consent';
import type { JsonObject } from '#ledger';

/** An allow that rested on a consent. */
export interface Reliance {
  readonly decision: string;
  /** Who asked. */
  readonly organization: string;
  readonly production: string;
  readonly validUntil: Instant;
  /** The serial of its entry. */
  readonly entry: number;
}

/** Which of the allows are read: those of entries in this range of serials, the first included. */
export interface Within {
  readonly from?: number;
  readonly until?: number;
  readonly limit?: number;
}

/** Every `allow` that lists this consent and has a point in the scope, expired ones included, in the order of the log. */
export async function readReliance(
  client: pg.ClientBase,
  consent: string,
  scope: Box | null,
  { from = 0, until = Number.MAX_SAFE_INTEGER }: Within = {},
): Promise<Reliance[]> {
  const { rows } = await client.query<Reliance & { use: JsonObject }>(
    `SELECT d.id AS decision, d.organization, d.production, d.valid_until AS "validUntil", d.entry,
       p.evidence::jsonb -> 'use' AS use
     FROM decision_reliance r JOIN decisions d ON d.id = r.decision JOIN payloads p ON p.entry = d.entry
     WHERE r.consent = $1 AND d.outcome = 'allow' AND d.entry >= $2 AND d.entry < $3 ORDER BY d.entry`,
    [consent, from, until],
  );
  if (scope === null) return rows.map(without);
  const paths = await readPaths(client, [...rows.map(({ production }) => production), ...(scope.production ?? [])]);
  // Thousands of renders ask the same question.
  const asked = new Map<string, boolean>();
  const isTouched = ({ use, production }: (typeof rows)[number]): boolean => {
    const key = JSON.stringify([production, use]);
    const known = asked.get(key) ?? touches(scope, { ...use, production }, paths);
    asked.set(key, known);
    return known;
  };
  return rows.filter(isTouched).map(without);
}

function without({ use: _, ...reliance }: Reliance & { readonly use: JsonObject }): Reliance {
  return reliance;
}

async function readPaths(client: pg.ClientBase, productions: readonly string[]): Promise<ProductionPaths> {
  const { rows } = await client.query<{ id: string; path: string[] }>(
    'SELECT id, path FROM productions WHERE id = ANY ($1)',
    [[...new Set(productions)]],
  );
  return Object.fromEntries(rows.map(({ id, path }) => [id, path]));
}
