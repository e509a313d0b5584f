/** Who has come of age since guardians signed for them: each hears of it once, and may take it up. */
import type pg from 'pg';
import { lifeAt, stateOf } from '#consent';
import type { ConsentRecord, Instant, PerformerStatement } from '#consent';
import { insertDeliveries } from './deliveries.js';
import type { NewDelivery } from './deliveries.js';
import { idFor } from './ids.js';

/** Of one page: each takes up to this many performers. */
const PAGE = 500;

/** A part of the performers whom guardians signed for: how many were told, and where the next part begins. */
export interface ToldPage {
  readonly told: number;
  readonly next: string | null;
}

interface Guarded {
  readonly performer: string;
  readonly email: string;
  readonly record: readonly PerformerStatement[];
}

/**
 * Records a delivery for each performer behind `after` who is of age, has a consent of her guardians that stands, and was not
 * told of this birthday yet.
 */
export async function tellOfAge(
  client: pg.ClientBase,
  at: Instant,
  { mail, after }: { readonly mail: (to: string) => NewDelivery; readonly after: string },
): Promise<ToldPage> {
  // Whoever was born after this year's end is a minor in every zone; of the others her own decides.
  const latest = `${Number(at.slice(0, 4)) - 18}-12-31`;
  const { rows } = await client.query<Guarded>(
    `SELECT p.id AS performer, p.email, p.record FROM performers p
     WHERE p.id > $1 AND p.email IS NOT NULL
       AND p.id IN (SELECT c.performer FROM consents c WHERE c.record -> 'signature' ->> 'capacity' = 'guardian')
       AND EXISTS (SELECT FROM jsonb_array_elements(p.record) said WHERE said ->> 'bornOn' <= $2)
     ORDER BY p.id LIMIT $3`,
    [after, latest, PAGE],
  );
  const ofAge = rows.flatMap(({ performer, email, record }) => {
    const { isMinor, majorityAt } = lifeAt(record, at);
    if (isMinor || majorityAt === null) return [];
    const once = `majority ${performer} ${majorityAt}`;
    return [{ performer, delivery: { ...mail(email), once }, id: idFor('del', once) }];
  });
  const { rows: untold } = await client.query<{ id: string; consents: readonly ConsentRecord[] }>(
    `SELECT of.id, json_agg(c.record) AS consents FROM unnest($1::text[], $2::text[]) AS of (id, performer)
       JOIN consents c ON c.performer = of.performer AND c.record -> 'signature' ->> 'capacity' = 'guardian'
     WHERE NOT EXISTS (SELECT FROM deliveries d WHERE d.id = of.id) GROUP BY of.id`,
    [ofAge.map(({ id }) => id), ofAge.map(({ performer }) => performer)],
  );
  const standing = new Set(
    untold
      .filter(({ consents }) => consents.some((consent) => ['given', 'narrowed'].includes(stateOf(consent, at))))
      .map(({ id }) => id),
  );
  const told = ofAge.filter(({ id }) => standing.has(id)).map(({ delivery }) => delivery);
  await insertDeliveries(client, told);
  return { told: told.length, next: rows.length < PAGE ? null : (rows.at(-1)?.performer ?? null) };
}

/** A request to this performer that waits for her signature to replace this consent. */
export async function readOpenReplacement(
  client: pg.ClientBase,
  performer: string,
  consent: string,
): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT id FROM requests WHERE performer = $1 AND state = 'sent' AND record ->> 'supersedes' = $2 LIMIT 1`,
    [performer, consent],
  );
  return rows[0]?.id ?? null;
}
