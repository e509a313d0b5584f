/** Who has come of age since guardians signed for them: each hears of it once, and may take it up. */
import type pg from 'pg';
import { lifeAt, stateOf } from '#consent';
import type { ConsentRecord, Instant, PerformerStatement } from '#consent';
import { insertDeliveries } from './deliveries.js';
import type { NewDelivery } from './deliveries.js';

interface Guarded {
  readonly performer: string;
  readonly email: string;
  readonly record: readonly PerformerStatement[];
  readonly consents: readonly ConsentRecord[];
}

/**
 * Records a delivery for each performer who is of age and has a consent of her guardians that stands; returns how many are
 * of age. One already told of this birthday is told no more.
 */
export async function tellOfAge(
  client: pg.ClientBase,
  at: Instant,
  mail: (to: string) => NewDelivery,
): Promise<number> {
  const { rows } = await client.query<Guarded>(
    `SELECT p.id AS performer, p.email, p.record, json_agg(c.record) AS consents
     FROM consents c JOIN performers p ON p.id = c.performer
     WHERE c.record -> 'signature' ->> 'capacity' = 'guardian' AND p.email IS NOT NULL
     GROUP BY p.id ORDER BY p.id`,
  );
  const told = rows.flatMap(({ performer, email, record, consents }) => {
    const { isMinor, majorityAt } = lifeAt(record, at);
    const stands = consents.some((consent) => ['given', 'narrowed'].includes(stateOf(consent, at)));
    return isMinor || majorityAt === null || !stands
      ? []
      : [{ ...mail(email), once: `majority ${performer} ${majorityAt}` }];
  });
  await insertDeliveries(client, told);
  return told.length;
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
