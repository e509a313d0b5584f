/**
 * The dimensions of scope as axes of a grid. An axis divides what a use (or a permission) states in one dimension into
 * *atoms*, the smallest things that any record can tell apart, and says which atoms a record's box reaches.
 *
 * Listed words and territories fall into leaves. Languages, productions, tools and advertisers have no end of possible
 * values, so there each stated value is one atom: a permission must cover it whole, a prohibition need only touch it.
 */
import { languageRanges, normalLanguage } from './languages.js';
import type { Box, Instant, ProductionPaths, Stage } from './types.js';
import { STAGES, VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';
import { wordsFor } from './wording.js';

/** The dimensions in the order in which boxes are divided. The window comes last, because its pieces are runs. */
export type Dimension =
  | 'production'
  | 'stage'
  | 'purpose'
  | 'act'
  | 'media'
  | 'advertiser'
  | 'content'
  | 'tool'
  | 'language'
  | 'territory'
  | 'window';

/** What is divided: a use, or the permissions that a withdrawal is subtracted from. */
export interface Extent {
  readonly production: readonly string[];
  readonly stage: readonly Stage[];
  readonly purpose: readonly string[];
  readonly act: readonly string[];
  readonly media: readonly string[];
  /** `null` where no medium is an advertisement, so that there is no advertiser to speak of. */
  readonly advertiser: readonly string[] | null;
  readonly content: readonly string[];
  readonly tool: readonly string[];
  readonly language: readonly string[];
  readonly territory: readonly string[];
}

/** How a box is read: what it leaves unsaid, whether touching a value is enough, and in which direction stages run. */
export interface Reading {
  readonly unsaid: 'nothing' | 'everything';
  readonly reaches: 'covered' | 'touched';
  readonly stage: 'up_to' | 'from';
  readonly window: 'read' | 'ignored';
}

/** A permission grants what it says, and nothing else. */
export const GRANTING: Reading = { unsaid: 'nothing', reaches: 'covered', stage: 'up_to', window: 'read' };
/** A prohibition or a withdrawal is meant throughout what it does not mention. */
export const BARRING: Reading = { unsaid: 'everything', reaches: 'touched', stage: 'from', window: 'read' };

/** A set of atoms of one axis: atom `a` is bit `a & 31` of word `a >> 5`. */
export type Atoms = Uint32Array;

export interface Axis {
  readonly dimension: Dimension;
  readonly atomCount: number;
  /** The atoms that a box reaches. The answer may be shared: nobody writes to it. */
  readonly reach: (box: Box, reading: Reading) => Atoms;
  /** A set of atoms, which a window axis expects to be a run, in the words of a box. */
  readonly write: (atoms: readonly number[]) => Box;
}

/** Every axis but the window, in order. */
export function axesOf(extent: Extent, paths: ProductionPaths): readonly Axis[] {
  const productions = (id: string): readonly string[] => [...(paths[id] ?? [])].reverse();
  return [
    rangedAxis('production', extent.production, productions, 'exact'),
    stageAxis(extent.stage),
    listedAxis('purpose', extent.purpose),
    listedAxis('act', extent.act),
    listedAxis('media', extent.media),
    extent.advertiser === null ? NO_ADVERTISER : rangedAxis('advertiser', extent.advertiser, anyOf, 'exact'),
    listedAxis('content', extent.content),
    rangedAxis('tool', extent.tool, anyOf, 'exact'),
    rangedAxis('language', extent.language.map(cased), languagesAbove, 'any_case'),
    listedAxis('territory', extent.territory),
  ];
}

function anyOf(value: string): readonly string[] {
  return value === 'any' ? ['any'] : [value, 'any'];
}

function cased(tag: string): string {
  return normalLanguage(tag) ?? tag;
}

/** A tag that has not the shape of one is below nothing, not even `*`. */
function languagesAbove(tag: string): readonly string[] {
  return normalLanguage(tag) === null ? [] : languageRanges(tag.toLowerCase());
}

function listedAxis(dimension: ListedDimension, words: readonly string[]): Axis {
  const { leaves, leavesOf } = VOCABULARIES[dimension];
  const atomOf = new Int16Array(leaves.length).fill(-1);
  const leafOf: number[] = [];
  // An unknown word is an atom that no permission reaches; so is saying nothing at all.
  const unknown = words.length === 0 ? [''] : words.filter((word) => !leavesOf.has(word));
  for (const word of words) {
    for (const leaf of leavesOf.get(word) ?? []) {
      if (atomOf[leaf] === -1) atomOf[leaf] = leafOf.push(leaf) - 1;
    }
  }
  const atomCount = leafOf.length + unknown.length;
  const { all, none, reachOf } = reaches(atomCount);
  return {
    dimension,
    atomCount,
    reach: (box, reading) => {
      const said = box[dimension];
      if (said === undefined) return reading.unsaid === 'everything' ? all : none;
      const found = reachOf();
      for (const word of said) {
        const held = leavesOf.get(word);
        // A prohibition in words of another version may mean anything: it is taken to mean everything.
        if (held === undefined && reading.unsaid === 'everything') return all;
        for (const leaf of held ?? []) {
          const atom = atomOf[leaf] ?? -1;
          if (atom >= 0) add(found, atom);
        }
      }
      return found;
    },
    write: (atoms) => {
      const known = atoms.flatMap((atom) => leafOf[atom] ?? []);
      const strange = atoms.flatMap((atom) => unknown[atom - leafOf.length] ?? []).filter((word) => word !== '');
      const written = [...wordsFor(dimension, known, words), ...strange];
      return written.length === 0 ? {} : { [dimension]: written };
    },
  };
}

type RangedDimension = 'production' | 'advertiser' | 'tool' | 'language';

/** @param above the values that cover a value, from itself to the widest; none for a value that nothing may cover. */
function rangedAxis(
  dimension: RangedDimension,
  values: readonly string[],
  above: (value: string) => readonly string[],
  compare: 'exact' | 'any_case',
): Axis {
  const keyOf = compare === 'exact' ? (value: string) => value : (value: string) => value.toLowerCase();
  const stated = new Set(values.map(keyOf));
  const atoms = [...new Set(values)].filter(
    (value) => !above(value).some((up) => up !== keyOf(value) && stated.has(up)),
  );
  if (atoms.length === 0) atoms.push('');
  const atomOf = new Map(atoms.map((value, atom) => [keyOf(value), atom]));
  const coveredBy = new Map<string, number[]>();
  atoms.forEach((value, atom) => {
    for (const up of value === '' ? [] : above(value)) coveredBy.set(up, [...(coveredBy.get(up) ?? []), atom]);
  });
  const { all, none, reachOf } = reaches(atoms.length);
  return {
    dimension,
    atomCount: atoms.length,
    reach: (box, reading) => {
      const said = box[dimension];
      if (said === undefined) return reading.unsaid === 'everything' ? all : none;
      const found = reachOf();
      for (const value of said) {
        const key = keyOf(value);
        for (const atom of coveredBy.get(key) ?? []) add(found, atom);
        if (reading.reaches === 'covered' || atomOf.has(key)) continue;
        const ups = above(value);
        // Nobody can say what lies above this value, so it may touch anything.
        if (ups.length === 0) return all;
        for (const up of ups) {
          const atom = atomOf.get(up);
          if (atom !== undefined) add(found, atom);
        }
      }
      return found;
    },
    write: (chosen) => {
      const written = chosen.flatMap((atom) => atoms[atom] ?? []).filter((value) => value !== '');
      return written.length === 0 ? {} : { [dimension]: written.sort() };
    },
  };
}

/** The one atom of a use that is no advertisement: permissions need not mention it, what names advertisers misses it. */
const NO_ADVERTISER: Axis = {
  dimension: 'advertiser',
  atomCount: 1,
  reach: (box, reading) => new Uint32Array([reading.unsaid === 'nothing' || box.advertiser === undefined ? 1 : 0]),
  write: () => ({}),
};

function stageAxis(stages: readonly Stage[]): Axis {
  const ranks = stages.map((stage) => STAGES.indexOf(stage));
  const { all, none, reachOf } = reaches(stages.length);
  return {
    dimension: 'stage',
    atomCount: stages.length,
    reach: ({ stage }, reading) => {
      if (stage === undefined) return reading.unsaid === 'everything' ? all : none;
      const limit = STAGES.indexOf(stage);
      const found = reachOf();
      ranks.forEach((rank, atom) => {
        const inside = reading.stage === 'up_to' ? rank >= 0 && rank <= limit : rank < 0 || rank >= limit;
        if (inside) add(found, atom);
      });
      return found;
    },
    write: (atoms) => {
      const stage = STAGES[Math.max(...atoms.map((atom) => ranks[atom] ?? 0))];
      return stage === undefined ? {} : { stage };
    },
  };
}

/** The window divided at every instant at which one of the boxes begins or ends. */
export function windowAxis(from: Instant, until: Instant, boxes: readonly Box[]): Axis {
  const ends = boxes.flatMap((box) => [box.from ?? from, box.until ?? until]);
  const cuts = [from, ...new Set(ends.filter((end) => end > from && end < until)), until].sort();
  const atomCount = cuts.length - 1;
  const { all, none, reachOf } = reaches(atomCount);
  return {
    dimension: 'window',
    atomCount,
    reach: (box, reading) => {
      if (reading.window === 'ignored') return all;
      // A permission that never ends was never asked for in words; silence grants no time.
      if (reading.unsaid === 'nothing' && box.until === undefined) return none;
      if (from >= until && reading.unsaid === 'nothing') return none;
      const found = reachOf();
      for (let atom = 0; atom < atomCount; atom++) {
        const begins = cuts[atom] ?? from;
        const ends = cuts[atom + 1] ?? until;
        if ((box.from ?? begins) <= begins && (box.until ?? ends) >= ends) add(found, atom);
      }
      return found;
    },
    write: (run) => ({ from: cuts[run[0] ?? 0] ?? from, until: cuts[(run.at(-1) ?? 0) + 1] ?? until }),
  };
}

function reaches(atomCount: number): { all: Atoms; none: Atoms; reachOf: () => Atoms } {
  const words = (atomCount + 31) >> 5;
  const all = new Uint32Array(words);
  for (let atom = 0; atom < atomCount; atom++) add(all, atom);
  return { all, none: new Uint32Array(words), reachOf: () => new Uint32Array(words) };
}

function add(atoms: Atoms, atom: number): void {
  atoms[atom >> 5] = (atoms[atom >> 5] ?? 0) | (1 << (atom & 31));
}

/** Whether the set holds the atom. */
export function holds(atoms: Atoms, atom: number): boolean {
  return ((atoms[atom >> 5] ?? 0) & (1 << (atom & 31))) !== 0;
}
