/** What the log says of a strike, and a worker that tells of it. */
import { expect } from '@jest/globals';
import type { JsonObject, Store } from '#store';
import { suspensionCarrier } from '../../apps/worker/src/suspension-carrier.js';
import { BASE_URL, sql, type Service } from '../e2e/api-service.js';

export interface Told {
  readonly type: string;
  readonly consent: string;
}

/** What the log says of the consents that a strike pauses, in order. */
export async function toldOfStrike(service: Service, suspension: string): Promise<Told[]> {
  const text = `SELECT type, refs ->> 'consent' AS consent FROM countersign.entries
    WHERE refs ->> 'suspension' = '${suspension}' AND type LIKE 'consent.%' ORDER BY serial`;
  return (await sql(service, text)) as Told[];
}

/** A worker makes what is due of a strike, a consent at a time, and may be killed after so many of them. */
export async function tellOfStrike(
  { service, store }: { readonly service: Service; readonly store: Store },
  {
    suspension,
    change,
    killedAfter,
  }: { readonly suspension: string; readonly change: string; readonly killedAfter: number },
): Promise<void> {
  const text = `SELECT id, payload FROM countersign.deliveries WHERE kind = 'suspension' AND payload IS NOT NULL
    AND payload ->> 'suspension' = '${suspension}' AND payload ->> 'change' = '${change}'`;
  const [row] = (await sql(service, text)) as { id: string; payload: JsonObject }[];
  if (row === undefined) throw new Error(`nothing is to be told of ${suspension}`);
  let parts = 0;
  const dying: Pick<Store, 'transaction'> = {
    transaction: (work, spoken) => {
      parts += 1;
      if (parts > killedAfter) throw new Error('killed');
      return store.transaction(work, spoken);
    },
  };
  const delivery = { ...row, kind: 'suspension' as const, attempts: 0, createdAt: '2026-01-01T00:00:00.000Z' };
  const carry = (through: Pick<Store, 'transaction'>) => suspensionCarrier(through, new URL(BASE_URL), 1)(delivery);
  if (killedAfter < Infinity) await expect(carry(dying)).rejects.toThrow('killed');
  else await carry(store);
}
