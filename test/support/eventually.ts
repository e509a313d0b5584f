import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;

/** Waits until `look` gives something other than `null` or `undefined`; fails with `what` when it does not in time. */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  limitMs = 20_000,
): Promise<NonNullable<T>> {
  const giveUpAt = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined) return found;
    if (performance.now() > giveUpAt) throw new Error(`${what}: not within ${limitMs} ms`);
    await pause(POLL_MS);
  }
}
