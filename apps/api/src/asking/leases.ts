/**
 * Points taken from a shared account some at a time, so that most requests count without a round trip: what a process has
 * drawn is its own until the window ends. All processes together never take more than the account holds; what one of
 * them has drawn and does not use is lost to the others until then.
 */
import type { Allowance, Drawn } from '#store';

/** How it stands with an account after something was asked of it. */
export interface Standing {
  readonly isWithin: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

export interface Taking {
  readonly account: string;
  readonly points: number;
  readonly allowance: Allowance;
}

type Draw = (account: string, points: number, allowance: Allowance) => Promise<Drawn>;

interface Lease {
  left: number;
  /** What the account held for others at the last draw. */
  elsewhere: number;
  endsAtMs: number;
}

/** Accounts remembered at once; beyond it the oldest is forgotten, with what was drawn from it. */
const LEASES_MAX = 100_000;
/** A hundredth of the limit each time, and never so much that one process could keep it all to itself. */
const LEASE_POINTS_MAX = 1000;
/** Windows of the same start differ by what a draw takes. */
const SAME_WINDOW_MS = 500;

export class Leases {
  private readonly leases = new Map<string, Lease>();
  private readonly drawing = new Map<string, Promise<void>>();

  constructor(
    private readonly draw: Draw,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes so many points, or none. Rejects when the account cannot be reached. */
  async take(taking: Taking): Promise<Standing> {
    const { account, points } = taking;
    for (;;) {
      const lease = this.current(account);
      if (lease !== undefined && lease.left >= points) {
        lease.left -= points;
        return standingOf(lease, true, this.now());
      }
      if (lease?.elsewhere === 0) return standingOf(lease, false, this.now());
      await this.drawOnce(taking, lease?.left ?? 0);
    }
  }

  private current(account: string): Lease | undefined {
    const lease = this.leases.get(account);
    return lease !== undefined && lease.endsAtMs > this.now() ? lease : undefined;
  }

  /** Whoever finds a draw under way waits for it, and then looks again. */
  private drawOnce(taking: Taking, left: number): Promise<void> {
    const { account } = taking;
    const underWay = this.drawing.get(account);
    if (underWay !== undefined) return underWay;
    const drawing = this.drawNow(taking, left).finally(() => this.drawing.delete(account));
    this.drawing.set(account, drawing);
    return drawing;
  }

  private async drawNow({ account, points, allowance }: Taking, left: number): Promise<void> {
    const share = Math.min(LEASE_POINTS_MAX, Math.max(1, Math.floor(allowance.limit / 100)));
    const asked = Math.max(share, points - left);
    const { granted, remaining, resetMs } = await this.draw(account, asked, allowance);
    const endsAtMs = this.now() + resetMs;
    const before = this.current(account);
    // What was drawn in a window that has ended meanwhile is not taken along into the next.
    const isSameWindow = before !== undefined && Math.abs(endsAtMs - before.endsAtMs) < SAME_WINDOW_MS;
    this.leases.delete(account);
    this.leases.set(account, {
      left: granted + (isSameWindow ? before.left : 0),
      // An account that gave less than it was asked for has nothing left, whatever others have drawn since.
      elsewhere: granted < asked ? 0 : remaining,
      endsAtMs: isSameWindow ? before.endsAtMs : endsAtMs,
    });
    const [oldest] = this.leases.size > LEASES_MAX ? this.leases.keys() : [];
    if (oldest !== undefined) this.leases.delete(oldest);
  }
}

function standingOf({ left, elsewhere, endsAtMs }: Lease, isWithin: boolean, nowMs: number): Standing {
  return { isWithin, remaining: left + elsewhere, resetMs: Math.max(0, endsAtMs - nowMs) };
}
