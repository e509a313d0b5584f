/** Recalls as the worker makes them, without waiting for their days: each delivery is read from its row, and made as often as told. */
import type { JsonObject, Store } from '#store';
import { recallCarrier } from '../../apps/worker/src/recalls/recall-carrier.js';
import { BASE_URL, sql, type Service } from '../e2e/api-service.js';

/** The steps of a recall that are planned, the first due first. */
export async function stepsOf(service: Service, recall: string): Promise<readonly Step[]> {
  const text = `SELECT id, payload, due_at FROM countersign.deliveries
    WHERE kind = 'recall' AND payload ->> 'recall' = '${recall}' ORDER BY due_at, id`;
  return (await sql(service, text)) as Step[];
}

export interface Step {
  readonly id: string;
  readonly payload: JsonObject;
  readonly due_at: Date;
}

/** Makes those of these steps that `which` names, each `times` times: a worker that was killed is one that does it again. */
export async function makeSteps(
  { service, store }: { readonly service: Service; readonly store: Store },
  recall: string,
  which: (payload: JsonObject) => boolean,
  times = 2,
): Promise<number> {
  const carry = recallCarrier(store, new URL(BASE_URL));
  const steps = (await stepsOf(service, recall)).filter(({ payload }) => which(payload));
  for (const { id, payload } of steps)
    for (let time = 0; time < times; time++)
      await carry({ id, kind: 'recall', payload, attempts: 0, createdAt: '2026-01-01T00:00:00.000Z' });
  return steps.length;
}
