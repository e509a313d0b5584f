/** The two axes that are ordered: the stage of a work, and time. */
import { add, setsOf } from './atoms.js';
import type { Axis } from './axis.js';
import type { Box, Instant, Stage } from './types.js';
import { STAGES } from './vocabulary.js';

/** The axis over these stages. A permission is written by the last of them, a withdrawal by the first. */
export function stageAxis(stages: readonly Stage[]): Axis {
  const ranks = stages.map((stage) => STAGES.indexOf(stage));
  const { all, none, fresh } = setsOf(stages.length);
  return {
    dimension: 'stage',
    atomCount: stages.length,
    all,
    reach: ({ stage }, reading) => {
      if (stage === undefined) return reading.unsaid === 'everything' ? all : none;
      const limit = STAGES.indexOf(stage);
      const reached = fresh();
      ranks.forEach((rank, atom) => {
        // A stage that nobody knows is granted by nothing and barred by everything.
        const isReached = reading.stage === 'up_to' ? rank >= 0 && rank <= limit : rank < 0 || rank >= limit;
        if (isReached) add(reached, atom);
      });
      return reached;
    },
    write: (atoms, reading) => {
      const found = atoms.map((atom) => ranks[atom] ?? 0);
      const stage = STAGES[reading.stage === 'up_to' ? Math.max(...found) : Math.min(...found)];
      return stage === undefined ? {} : { stage };
    },
  };
}

/** Before every instant: what has always been so begins here. */
export const ALWAYS: Instant = '';

/** The window divided at every instant at which one of the boxes begins or ends. */
export function windowAxis(from: Instant, until: Instant, boxes: readonly Box[]): Axis {
  const ends = boxes.flatMap((box) => [box.from ?? from, box.until ?? until]);
  const cuts = [from, ...new Set(ends.filter((end) => end > from && end < until)), until].sort();
  const atomCount = cuts.length - 1;
  const { all, none, fresh } = setsOf(atomCount);
  return {
    dimension: 'window',
    atomCount,
    all,
    reach: (box, reading) => {
      if (reading.window === 'ignored') return all;
      // A permission without an end was never asked for in words, and a window without time holds none to grant.
      if (reading.unsaid === 'nothing' && (box.until === undefined || from >= until)) return none;
      const reached = fresh();
      for (let atom = 0; atom < atomCount; atom++) {
        const begins = cuts[atom] ?? from;
        const ends = cuts[atom + 1] ?? until;
        if ((box.from ?? begins) <= begins && (box.until ?? ends) >= ends) add(reached, atom);
      }
      return reached;
    },
    write: (run) => {
      const begins = cuts[run[0] ?? 0] ?? from;
      return { ...(begins !== ALWAYS && { from: begins }), until: cuts[(run.at(-1) ?? 0) + 1] ?? until };
    },
  };
}
