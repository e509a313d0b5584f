import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Allowance, Drawn } from '#store';
import { Leases } from './leases.js';

/** An account as the database keeps it, with answers that come in any order. */
function sharedAccount(allowance: Allowance, clock: { nowMs: number }) {
  let [consumed, endsAtMs] = [0, -Infinity];
  const draw = async (_: string, points: number): Promise<Drawn> => {
    if (clock.nowMs >= endsAtMs) [consumed, endsAtMs] = [0, clock.nowMs + allowance.windowSeconds * 1000];
    const before = consumed;
    consumed += points;
    const drawn = {
      granted: Math.max(0, Math.min(points, allowance.limit - before)),
      remaining: Math.max(0, allowance.limit - consumed),
      resetMs: endsAtMs - clock.nowMs,
    };
    await Promise.resolve();
    return drawn;
  };
  return draw;
}

describe('leases', () => {
  it('of several processes never take more than the account holds, and take it all but for what the others keep', async () => {
    const asking = fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 900 }), asking, async (limit, asked) => {
        const allowance = { limit, windowSeconds: 60 };
        const clock = { nowMs: 0 };
        const draw = sharedAccount(allowance, clock);
        const processes = [0, 1, 2].map(() => new Leases(draw, () => clock.nowMs));
        for (const window of [0, 1]) {
          clock.nowMs = window * 60_000;
          const taken = await Promise.all(
            asked.map(async ([process, points]) => {
              const standing = await processes[process]?.take({ account: 'farm', points, allowance });
              return standing?.isWithin ? points : 0;
            }),
          );
          expect(taken.reduce((sum, points) => sum + points, 0)).toBeLessThanOrEqual(limit);
          // Whoever is alone and takes one at a time gets the rest, but for the leases of the other two.
          let alone = 0;
          while ((await processes[0]?.take({ account: 'farm', points: 1, allowance }))?.isWithin) alone += 1;
          const lease = Math.max(1, Math.floor(limit / 100)) + 40;
          const all = alone + taken.reduce((sum, points) => sum + points, 0);
          expect(all).toBeLessThanOrEqual(limit);
          expect(all).toBeGreaterThanOrEqual(limit - 2 * lease);
        }
      }),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 100_000) < 100_000 ? 20 : 200 },
    );
  });

  it('draw once for many requests, and not at all for who is refused', async () => {
    const allowance = { limit: 1000, windowSeconds: 60 };
    const clock = { nowMs: 0 };
    const account = sharedAccount(allowance, clock);
    let draws = 0;
    const draw = (name: string, points: number) => {
      draws += 1;
      return account(name, points);
    };
    const leases = new Leases(draw, () => clock.nowMs);
    for (let request = 0; request < 1000; request += 1) await leases.take({ account: 'a', points: 1, allowance });
    expect(draws).toBe(100);
    for (let request = 0; request < 50; request += 1) {
      expect(await leases.take({ account: 'a', points: 1, allowance })).toMatchObject({
        isWithin: false,
        remaining: 0,
      });
    }
    expect(draws).toBeLessThanOrEqual(101);
  });

  it('try again at the next request when the account could not be reached', async () => {
    let fails = true;
    const draw = () =>
      fails ? Promise.reject(new Error('gone')) : Promise.resolve({ granted: 1, remaining: 0, resetMs: 1000 });
    const leases = new Leases(draw);
    const taking = { account: 'a', points: 1, allowance: { limit: 1, windowSeconds: 1 } };
    await expect(leases.take(taking)).rejects.toThrow('gone');
    fails = false;
    expect(await leases.take(taking)).toMatchObject({ isWithin: true });
  });
});
