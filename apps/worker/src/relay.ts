import type { LimitFunction } from 'p-limit';
import type { Logger } from 'pino';
import type { Delivery, Store } from '#store';
import { loop, type Loop } from './loop.js';
import type { DeliveryQueue, Lane, Ticket } from './queue.js';

const CLAIM_MAX = 100;
/** Rows in the queue at most, drawn or not: what is more waits in the database, where it is seen and can be put in order. */
const OPEN_MAX = 1000;
/** Tickets that a round's rows are spread over, so that several workers share them. */
const TICKETS_PER_ROUND = 8;
const POLL_MS = 1000;
/** Longer than anything takes to make: every carrier gives up its hop before. Whoever took it then has died. */
const TAKEN_FOR_MS = 120_000;
/** A ticket not drawn in this time was lost with its queue, or waits behind many: a second one does no harm. */
const ORPHAN_AFTER_MS = TAKEN_FOR_MS;
const SWEEP_EVERY_MS = 20_000;

/** Hands due delivery rows to the queue. The sweep makes rows due again whose ticket a crash took along. */
export function startRelay(
  store: Store,
  queues: Readonly<Record<Lane, DeliveryQueue>>,
  log: Logger,
  { openMax = OPEN_MAX } = {},
): Promise<Loop> {
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
        const claimed = await store.deliveries.claim(CLAIM_MAX, openMax);
        if (claimed.length === 0) return 'idle';
        const [webhooks, others] = [claimed.filter(isForReceiver), claimed.filter((each) => !isForReceiver(each))];
        if (webhooks.length > 0) await queues.webhooks.add(ticketsFor(webhooks));
        if (others.length > 0) await queues.deliveries.add(ticketsFor(others));
        return 'again';
      },
    },
    log,
  );
}

function isForReceiver({ kind }: Delivery): boolean {
  return kind === 'webhook';
}

/** A queue's own work is one job, whatever it carries: many rows share tickets, a few have one each. */
function ticketsFor(claimed: readonly Delivery[]): Ticket[] {
  const size = Math.ceil(claimed.length / TICKETS_PER_ROUND);
  return Array.from({ length: Math.ceil(claimed.length / size) }, (_, index) => ({
    deliveries: claimed.slice(index * size, (index + 1) * size).map(({ id }) => id),
  }));
}

/** Makes one kind of delivery. Rejects when it did not arrive; may be called again after a crash. */
export type Carrier = (delivery: Delivery) => Promise<void>;

/** What carries each kind. */
export type Carriers = Readonly<Record<Delivery['kind'], Carrier>>;

/** A carrier's own word on why it did not arrive, and on when to try again. */
export class Undelivered extends Error {
  override readonly name = 'Undelivered';

  /**
   * @param reason for the operator: a code or a few words, no secret and no personal data.
   * @param retry `never` where asking again changes nothing; or not before so many milliseconds, as the next hop has asked.
   */
  constructor(
    readonly reason: string,
    readonly retry: 'never' | { readonly notBeforeMs: number },
  ) {
    super(reason);
  }
}

/** After the first try at once, the schedule of Standard Webhooks: ten tries in all, over three days and some hours. */
const RETRY_DELAYS_S = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
const ATTEMPTS_MAX = RETRY_DELAYS_S.length + 1;
/** So much later at most, by chance: what failed together is not tried again together. */
const JITTER = 0.2;

/** Carries what a ticket names, and writes down how it went. */
export async function carry(
  { deliveries }: Ticket,
  at: { readonly store: Store; readonly carriers: Carriers; readonly inFlight: LimitFunction; readonly log: Logger },
): Promise<void> {
  // At-least-once hands out more tickets than deliveries: what another made, or is making, is not among these.
  const taken = await at.store.deliveries.take(deliveries, TAKEN_FOR_MS);
  await Promise.all(taken.map((delivery) => at.inFlight(() => carryOne(delivery, at))));
}

async function carryOne(
  delivery: Delivery,
  { store, carriers, log }: { readonly store: Store; readonly carriers: Carriers; readonly log: Logger },
): Promise<void> {
  const { id, kind } = delivery;
  try {
    await carriers[kind](delivery);
  } catch (error) {
    const reason = reasonOf(error);
    log.warn({ delivery: id, kind, attempt: delivery.attempts + 1, attemptsMax: ATTEMPTS_MAX, reason });
    await store.deliveries.failed(id, { reason, retryInMs: retryInMs(delivery, error) });
    return;
  }
  await store.deliveries.delivered(id);
}

/** When to try again; `null` gives up. */
function retryInMs({ attempts }: Delivery, error: unknown): number | null {
  const delayS = RETRY_DELAYS_S[attempts];
  if (delayS === undefined || isPermanent(error)) return null;
  const scheduled = delayS * 1000 * (1 + JITTER * Math.random());
  return error instanceof Undelivered && error.retry !== 'never'
    ? Math.max(scheduled, error.retry.notBeforeMs)
    : scheduled;
}

/** A hop's own code, never its text: that may repeat an address. */
function reasonOf(error: unknown): string {
  if (error instanceof Undelivered) return error.reason;
  if (!(error instanceof Error)) return 'unknown failure';
  const code = 'responseCode' in error && typeof error.responseCode === 'number' ? `SMTP ${error.responseCode}` : '';
  const kind = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return code === '' ? kind : `${code} ${kind}`;
}

/**
 * A 5xx answer of the next hop about this recipient or this message will not change by asking again. One about us, such as a wrong
 * password or no encryption, is for the operator to mend: nobody's mail is lost for it.
 */
function isPermanent(error: unknown): boolean {
  if (error instanceof Undelivered) return error.retry === 'never';
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') &&
    'responseCode' in error &&
    typeof error.responseCode === 'number' &&
    error.responseCode >= 500 &&
    error.responseCode < 600
  );
}
