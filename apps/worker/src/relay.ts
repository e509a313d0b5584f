import type { Logger } from 'pino';
import type { Delivery, Store } from '#store';
import { loop, type Loop } from './loop.js';
import type { DeliveryQueue } from './queue.js';

const CLAIM_MAX = 100;
const POLL_MS = 1000;
/** A ticket not carried in this time was lost with its process; the row is made due again. */
const ORPHAN_AFTER_MS = 60_000;
const SWEEP_EVERY_MS = 20_000;

/** Hands due delivery rows to the queue. The sweep makes rows due again whose ticket a crash took along. */
export function startRelay(store: Store, queue: DeliveryQueue, log: Logger): Promise<Loop> {
  let sweptAt = -Infinity;
  return loop(
    {
      name: 'relay',
      wakenBy: (wake) => store.listen('deliveries', wake),
      pollMs: POLL_MS,
      round: async () => {
        if (performance.now() - sweptAt > SWEEP_EVERY_MS) {
          const orphans = await store.deliveries.requeueOrphans(ORPHAN_AFTER_MS);
          if (orphans > 0) log.warn({ orphans }, 'deliveries whose worker ended are tried again');
          sweptAt = performance.now();
        }
        const claimed = await store.deliveries.claim(CLAIM_MAX);
        if (claimed.length === 0) return 'idle';
        await queue.add(claimed.map(({ id, kind }) => ({ delivery: id, kind })));
        return 'again';
      },
    },
    log,
  );
}

/** Makes one kind of delivery. Rejects when it did not arrive; may be called again after a crash. */
export type Carrier = (delivery: Delivery) => Promise<void>;

/** From seconds to a day, about two days in all; then the delivery is given up. */
const RETRY_DELAYS_S = [5, 30, 120, 600, 1800, 7200, 18_000, 43_200, 86_400] as const;
const ATTEMPTS_MAX = RETRY_DELAYS_S.length + 1;

/** Carries the delivery that a ticket names, and writes down how it went. */
export async function carry(
  id: string,
  carriers: Readonly<Record<Delivery['kind'], Carrier>>,
  store: Store,
  log: Logger,
): Promise<void> {
  const delivery = await store.deliveries.find(id);
  // Delivered by an earlier ticket: at-least-once hands out more tickets than deliveries.
  if (delivery === null) return;
  try {
    await carriers[delivery.kind](delivery);
  } catch (error) {
    const reason = reasonOf(error);
    const delayS = isPermanent(error) ? undefined : RETRY_DELAYS_S[delivery.attempts];
    const retryAt = delayS === undefined ? null : new Date(Date.now() + delayS * 1000).toISOString();
    log.warn({ delivery: id, kind: delivery.kind, attempt: delivery.attempts + 1, attemptsMax: ATTEMPTS_MAX, reason });
    await store.deliveries.failed(id, { reason, retryAt });
    return;
  }
  await store.deliveries.delivered(id);
}

/** A hop's own code, never its text: that may repeat an address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? `SMTP ${error.responseCode}` : '';
  const kind = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return code === '' ? kind : `${code} ${kind}`;
}

/** A 5xx answer of the next hop will not change by asking again. */
function isPermanent(error: unknown): boolean {
  return (
    error instanceof Error &&
    'responseCode' in error &&
    typeof error.responseCode === 'number' &&
    error.responseCode >= 500 &&
    error.responseCode < 600
  );
}
