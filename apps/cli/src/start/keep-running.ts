import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from '../usage.js';

/** One process of the service, as long as it lives. */
export interface Part {
  /** Resolves when it has ended, whoever ended it, with how. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** A part that is started again when it ends by itself. */
export interface KeptPart {
  /** Resolves, with a sentence, when it ended too often or cannot be started again; never while it is kept running. */
  readonly gaveUp: Promise<string>;
  stop(): Promise<void>;
}

/** How a part is kept running. */
export interface Keeping {
  readonly name: string;
  readonly startAgain: () => Promise<Part>;
  /** False until the service as a whole was ready once: what fails at the first start fails again. */
  readonly mayStartAgain: () => boolean;
  readonly say: (text: string) => void;
  /** Waited for before the first start again, and longer before each further one. */
  readonly restartDelayMs: number;
}

export const RESTARTS_MAX = 5;
const WINDOW_MS = 60_000;

/** Starts a part again when it ends by itself, at most five times a minute. */
export function keepRunning(began: Part, { name, startAgain, mayStartAgain, say, restartDelayMs }: Keeping): KeptPart {
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let part: Promise<Part> = Promise.resolve(began);

  const watch = async (): Promise<string | null> => {
    const endedAt: number[] = [];
    for (;;) {
      const how = await (await part).ended;
      if (isStopping()) return null;
      endedAt.push(Date.now());
      const recentCount = endedAt.filter((at) => at > Date.now() - WINDOW_MS).length;
      if (!mayStartAgain()) return `${name} ended while it started: ${how}`;
      if (recentCount > RESTARTS_MAX) return `${name} ended ${recentCount} times within a minute: ${how}`;
      say(`${name} ended and is started again: ${how}`);
      await pause(restartDelayMs * recentCount, null, { signal: stopping.signal }).catch(() => null);
      if (isStopping()) return null;
      part = startAgain();
      const failure = await part.then(() => null, reasonOf);
      if (failure !== null) return `${name} ended and does not start again: ${failure}`;
    }
  };

  const watched = watch();
  return {
    gaveUp: new Promise((resolve) => {
      void watched.then((why) => {
        if (why !== null) resolve(why);
      });
    }),
    stop: async () => {
      stopping.abort();
      // It may be starting again at this moment: what comes of that is stopped too.
      const last = await part.catch(() => null);
      await last?.stop();
    },
  };
}
