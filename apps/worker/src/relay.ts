import type { Logger } from 'pino';
import type { ClaimedDelivery, Lane, Store } from '#store';
import { ATTEMPTS_MAX } from './carrying.js';
import { loop, type Loop } from './loop.js';
import { LANES, OPEN_MAX, type DeliveryQueue, type Ticket } from './queue.js';

const CLAIM_MAX = 100;
/** Tickets that a round's rows are spread over, so that several workers share them. */
const TICKETS_PER_ROUND = 8;
const POLL_MS = 1000;
/**
 * Longer than anything takes to make: every carrier gives up its hop before. Whoever took it then has died. A ticket not drawn
 * in this time was lost with its queue, or waits behind many: a second one does no harm, for a row is taken by one of them.
 */
const ORPHAN_AFTER_MS = 120_000;
/** Nothing has failed that more time would mend; what was in flight together is spread. */
const ORPHAN_TRIES = { triesMax: ATTEMPTS_MAX, spreadMs: 10_000 };
const SWEEP_EVERY_MS = 20_000;

/**
 * Hands due delivery rows to the queue of their lane. The sweep makes rows due again whose worker or ticket a crash took along,
 * and ends those that came too late.
 */
export function startRelay(store: Store, queues: Readonly<Record<Lane, DeliveryQueue>>, log: Logger): Promise<Loop> {
  let sweptAt = -Infinity;
  const handOver = async (lane: Lane): Promise<number> => {
    const claimed = await store.deliveries.claim(lane, CLAIM_MAX, OPEN_MAX);
    if (claimed.length > 0) await queues[lane].add(ticketsFor(claimed));
    return claimed.length;
  };
  return loop(
    {
      name: 'relay',
      wakenBy: (wake) => store.listen('deliveries', wake),
      pollMs: POLL_MS,
      round: async () => {
        if (performance.now() - sweptAt > SWEEP_EVERY_MS) {
          const orphans = await store.deliveries.requeueOrphans(ORPHAN_AFTER_MS, ORPHAN_TRIES);
          if (orphans > 0) log.warn({ orphans }, 'deliveries whose worker ended are tried again');
          await store.deliveries.endLate();
          sweptAt = performance.now();
        }
        // At once: no lane waits for the other to be looked through.
        const counts = await Promise.all(LANES.map((lane) => handOver(lane)));
        return counts.some((count) => count > 0) ? 'again' : 'idle';
      },
    },
    log,
  );
}

/** A queue's own work is one job, whatever it carries: many rows share tickets, a few have one each. */
function ticketsFor(claimed: readonly ClaimedDelivery[]): Ticket[] {
  const size = Math.ceil(claimed.length / TICKETS_PER_ROUND);
  return Array.from({ length: Math.ceil(claimed.length / size) }, (_, index) => {
    const rows = claimed.slice(index * size, (index + 1) * size);
    return { deliveries: rows.map(({ id }) => id), shares: rows.map(({ shares }) => shares) };
  });
}
