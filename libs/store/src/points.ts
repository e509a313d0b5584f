/** Points that all processes draw from accounts which they share: what rate limits count. */
import type pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { typed } from './errors.js';

/** How many points there are in a window, which begins with the first draw. */
export interface Allowance {
  readonly limit: number;
  readonly windowSeconds: number;
}

/** What a draw gave. */
export interface Drawn {
  /** Between none and as many as were asked for: what one window grants in all never exceeds its limit. */
  readonly granted: number;
  /** What is left for whoever draws next. */
  readonly remaining: number;
  /** How long until the window ends and all points are back. */
  readonly resetMs: number;
}

/** The accounts, drawn from outside a transaction. */
export class Points {
  private readonly limiter: RateLimiterPostgres;

  constructor(pool: pg.Pool) {
    this.limiter = limiterOn(pool, 'pool');
  }

  /** Draws up to so many points; an account is any text of at most 200 characters. Throws when the database fails. */
  draw(account: string, points: number, allowance: Allowance): Promise<Drawn> {
    return drawn(this.limiter, account, points, allowance);
  }
}

/** The same within a transaction, whose end decides whether it counts. */
export function drawPoints(client: pg.ClientBase, account: string, points: number, of: Allowance): Promise<Drawn> {
  return drawn(limiterOn(client, 'client'), account, points, of);
}

/** One statement for each draw: it opens a window, counts in it or starts it anew, and tells the sum. */
function limiterOn(storeClient: pg.Pool | pg.ClientBase, storeType: 'pool' | 'client'): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient,
    storeType,
    tableName: 'rate_limits',
    // The migrations make the table, and the worker's housekeeping sweeps it.
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: '',
    // Said with each draw: one limiter counts for every policy.
    points: 0,
    duration: 1,
  });
}

async function drawn(
  limiter: RateLimiterPostgres,
  account: string,
  points: number,
  { limit, windowSeconds }: Allowance,
): Promise<Drawn> {
  try {
    // `penalty` counts and tells; `consume` would reject a draw that is granted in part.
    const { consumedPoints, msBeforeNext } = await limiter.penalty(account, points, { customDuration: windowSeconds });
    const before = consumedPoints - points;
    return {
      granted: Math.max(0, Math.min(points, limit - before)),
      remaining: Math.max(0, limit - consumedPoints),
      resetMs: msBeforeNext,
    };
  } catch (error) {
    throw typed(error);
  }
}
