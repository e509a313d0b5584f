/** An axis of values without end: productions, advertisers, tools, languages. Its atoms are the values as stated. */
import { add, setsOf } from './atoms.js';
import type { Atoms } from './atoms.js';
import type { Axis, Reading } from './axis.js';

/** How the values of a dimension contain one another. */
export interface Range {
  /** The values that cover a value, itself among them, as keys; none if nothing may cover it. */
  readonly above: (value: string) => readonly string[];
  /** Values that differ only in writing have the same key. */
  readonly keyOf: (value: string) => string;
  /** Whether a value below another stated one is a part of it, or an atom of its own beside the rest of the wider. */
  readonly nested: 'part' | 'atom';
}

type RangedDimension = 'production' | 'advertiser' | 'tool' | 'language';

/** The axis over these values. */
export function rangedAxis(dimension: RangedDimension, values: readonly string[], range: Range): Axis {
  const { above, keyOf } = range;
  const byKey = new Map(values.map((value) => [keyOf(value), value]));
  const isWithinOne = (among: ReadonlyMap<string, string>, key: string, value: string): boolean =>
    above(value).some((up) => up !== key && among.has(up));
  const atoms = [...byKey].filter(([key, value]) => range.nested === 'atom' || !isWithinOne(byKey, key, value));
  const atomOf = new Map(atoms.map(([key], atom) => [key, atom]));
  const belowOf = new Map<string, number[]>();
  atoms.forEach(([, value], atom) => {
    for (const up of above(value)) {
      const below = belowOf.get(up);
      if (below) below.push(atom);
      else belowOf.set(up, [atom]);
    }
  });
  // Saying nothing at all is one atom that no value reaches.
  const atomCount = Math.max(atoms.length, 1);
  const { all, none, fresh } = setsOf(atomCount);

  const addTouched = (reached: Atoms, value: string): boolean => {
    const ups = above(value);
    for (const up of ups) {
      const atom = atomOf.get(up);
      if (atom !== undefined) add(reached, atom);
    }
    return ups.length > 0;
  };
  const reach = (said: readonly string[], reading: Reading): Atoms => {
    const reached = fresh();
    for (const value of said) {
      const key = keyOf(value);
      for (const atom of belowOf.get(key) ?? []) add(reached, atom);
      if (reading.reaches === 'covered') continue;
      const same = atomOf.get(key);
      if (same !== undefined) add(reached, same);
      // Nobody can say what lies above such a value, so it may touch anything.
      else if (!addTouched(reached, value)) return all;
    }
    return reached;
  };
  return {
    dimension,
    atomCount,
    all,
    reach: (box, reading) => {
      const said = box[dimension];
      if (said === undefined) return reading.unsaid === 'everything' ? all : none;
      return reach(said, reading);
    },
    write: (chosen) => {
      const held = new Map(atoms.filter((_, atom) => chosen.includes(atom)));
      const widest = [...held].filter(([key, value]) => !isWithinOne(held, key, value)).map(([, value]) => value);
      return widest.length === 0 ? {} : { [dimension]: widest.sort() };
    },
  };
}
