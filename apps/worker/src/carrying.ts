/** How deliveries are made: which have their turn, what a failure means, and when to try again. */
import type { Logger } from 'pino';
import type { Delivery, Store, TakenDelivery } from '#store';
import type { Ticket } from './queue.js';

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
const RETRY_DELAYS_MS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * 1000);
/** How often a delivery is tried before it is given up. */
export const ATTEMPTS_MAX = RETRY_DELAYS_MS.length + 1;
/** So much later at most, by chance: what failed together is not tried again together. */
const JITTER = 0.2;

/** How much of a lane is made at a time: in all, and of each of the shares that a row has. */
export interface Slots {
  readonly all: number;
  readonly ofShare: readonly number[];
}

interface Waiting {
  readonly shares: readonly string[];
  /** Its ticket has nothing more to wait for. */
  readonly done: () => void;
}

/**
 * Makes what the tickets of one lane name, and writes down how it went. A row is taken when its turn has come: until then it is
 * as good for any other worker.
 */
export class Carrying {
  private readonly waiting = new Map<string, Waiting>();
  private readonly underWay = new Map<string, number>();
  private free: number;
  private isTaking = false;
  private isStopped = false;

  constructor(
    private readonly at: { readonly store: Store; readonly carriers: Carriers; readonly log: Logger },
    private readonly slots: Slots,
  ) {
    this.free = slots.all;
  }

  /** Resolves when nothing of it is left for this worker: it is made, another's, or given back. */
  async carry({ deliveries, shares }: Ticket): Promise<void> {
    if (this.isStopped) {
      await this.at.store.deliveries.release(deliveries);
      return;
    }
    // At-least-once hands out more tickets than deliveries: what waits here by another needs no second place.
    const all = deliveries.flatMap((id, index) =>
      this.waiting.has(id)
        ? []
        : new Promise<void>((done) => this.waiting.set(id, { shares: shares?.[index] ?? [], done })),
    );
    void this.takeTurns();
    await Promise.all(all);
  }

  /** Takes nothing more, and gives back what waits; what is under way goes on. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.at.store.deliveries.release(this.dismiss());
  }

  /** Lets go of all that waits; returns the ids. */
  private dismiss(): string[] {
    const ids = [...this.waiting.keys()];
    for (const { done } of this.waiting.values()) done();
    this.waiting.clear();
    return ids;
  }

  private async takeTurns(): Promise<void> {
    if (this.isTaking) return;
    this.isTaking = true;
    try {
      for (let turn = this.nextTurn(); turn.size > 0; turn = this.nextTurn()) await this.takeTurn(turn);
    } finally {
      this.isTaking = false;
    }
  }

  /** Of those that wait, the ones for whom there is room, which is theirs from now on. */
  private nextTurn(): Map<string, Waiting> {
    const turn = new Map<string, Waiting>();
    for (const [id, waiting] of this.waiting) {
      if (this.free === 0) break;
      const { shares } = waiting;
      if (shares.some((share, index) => (this.underWay.get(share) ?? 0) >= (this.slots.ofShare[index] ?? Infinity)))
        continue;
      this.count(shares, 1);
      this.waiting.delete(id);
      turn.set(id, waiting);
    }
    return turn;
  }

  private async takeTurn(turn: Map<string, Waiting>): Promise<void> {
    const { store, log } = this.at;
    let taken: readonly TakenDelivery[] = [];
    try {
      // What another made, or is making, is not among these.
      taken = await store.deliveries.take([...turn.keys()]);
    } catch (error) {
      // They come again with other tickets, when the database does.
      log.warn({ err: error }, 'deliveries could not be taken');
      this.dismiss();
    }
    for (const delivery of taken) void this.make(delivery, turn.get(delivery.id));
    const ours = new Set(taken.map(({ id }) => id));
    for (const [id, waiting] of turn) if (!ours.has(id)) this.leave(waiting);
  }

  private async make(delivery: TakenDelivery, waiting: Waiting | undefined): Promise<void> {
    try {
      await carryOne(delivery, this.at);
    } catch (error) {
      // It is tried again as that of a worker that ended.
      this.at.log.warn({ delivery: delivery.id, err: error }, 'how a delivery went could not be written down');
    }
    if (waiting !== undefined) this.leave(waiting);
    void this.takeTurns();
  }

  private leave({ shares, done }: Waiting): void {
    this.count(shares, -1);
    done();
  }

  private count(shares: readonly string[], by: 1 | -1): void {
    this.free -= by;
    for (const share of shares) {
      const count = (this.underWay.get(share) ?? 0) + by;
      if (count === 0) this.underWay.delete(share);
      else this.underWay.set(share, count);
    }
  }
}

async function carryOne(
  delivery: TakenDelivery,
  { store, carriers, log }: { readonly store: Store; readonly carriers: Carriers; readonly log: Logger },
): Promise<void> {
  const { id, kind } = delivery;
  try {
    await carriers[kind](delivery);
  } catch (error) {
    const reason = reasonOf(error);
    const told = { delivery: id, kind, attempt: delivery.attempts + 1, attemptsMax: ATTEMPTS_MAX, reason };
    log.warn(told, 'a delivery did not arrive');
    await store.deliveries.failed(delivery, { reason, retryInMs: retryInMs(delivery, error) });
    return;
  }
  await store.deliveries.delivered(delivery);
}

/** When to try again; `null` gives up. */
function retryInMs({ attempts }: Delivery, error: unknown): number | null {
  const delayMs = RETRY_DELAYS_MS[attempts];
  if (delayMs === undefined || isPermanent(error)) return null;
  const scheduled = delayMs * (1 + JITTER * Math.random());
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
