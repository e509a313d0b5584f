import type { Logger } from 'pino';

/** Something that runs until it is stopped; stopping waits for the round under way. */
export interface Loop {
  stop(): Promise<void>;
}

export interface Rounds {
  readonly name: string;
  /** Subscribes to whatever says that there is work. */
  readonly wakenBy?: (wake: () => void) => Promise<{ close(): Promise<void> }>;
  /** A round starts at least this often: wake-ups are a courtesy, the poll is the promise. */
  readonly pollMs: number;
  /** `again` when more is waiting. A throw is logged, and the next round comes after a pause. */
  readonly round: () => Promise<'again' | 'idle'>;
}

/** An unreachable database is not hammered, however often a round is woken, and its return is noticed within this time. */
const PAUSE_AFTER_FAILURE_MS = 1000;

/** Runs rounds one after the other, as soon as woken and at least at every poll. */
export async function loop(rounds: Rounds, log: Logger): Promise<Loop> {
  let stopped = false;
  let waken = false;
  let wake: () => void = () => undefined;
  const subscription = await rounds.wakenBy?.(() => {
    waken = true;
    wake();
  });

  const pause = (ms: number, isEnded = (): boolean => true): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        if (!isEnded()) return;
        clearTimeout(timer);
        resolve();
      };
    });

  const running = (async () => {
    let failing = false;
    while (!isStopped()) {
      waken = false;
      try {
        const outcome = await rounds.round();
        if (failing) log.info({ loop: rounds.name }, 'works again');
        failing = false;
        if (outcome === 'idle' && !isWaken()) await pause(rounds.pollMs);
      } catch (error) {
        if (!failing) log.error({ loop: rounds.name, err: error }, 'a round failed; trying again until it works');
        failing = true;
        if (!isStopped()) await pause(PAUSE_AFTER_FAILURE_MS, isStopped);
      }
    }
  })();

  // Read through functions: both change while a round is awaited, which flow analysis cannot see.
  function isStopped(): boolean {
    return stopped;
  }
  function isWaken(): boolean {
    return waken || stopped;
  }

  return {
    async stop() {
      stopped = true;
      wake();
      await subscription?.close();
      await running;
    },
  };
}
