/** One dimension of scope, divided, and the ways in which a box is read on it. */
import type { Atoms } from './atoms.js';
import type { Box } from './types.js';

/** The dimensions of scope; `window` stands for `from` and `until`. */
export type Dimension =
  | 'production'
  | 'purpose'
  | 'act'
  | 'media'
  | 'advertiser'
  | 'content'
  | 'tool'
  | 'language'
  | 'territory'
  | 'stage'
  | 'window';

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
/** What was declined is read widely: it explains an answer, or asks that an approval be newer; it never makes one. */
export const DECLINED: Reading = { unsaid: 'everything', reaches: 'touched', stage: 'up_to', window: 'ignored' };

/** One dimension, divided. */
export interface Axis {
  readonly dimension: Dimension;
  readonly atomCount: number;
  /** All its atoms. */
  readonly all: Atoms;
  /** The atoms that a box reaches. The answer may be shared: nobody writes to it. */
  readonly reach: (box: Box, reading: Reading) => Atoms;
  /** A set of atoms, which a window expects to be a run, in the words of a box that is to be read in this way. */
  readonly write: (atoms: readonly number[], reading: Reading) => Box;
}
