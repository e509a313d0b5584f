/** What is known of one rule of the field. */
import type { ReasonCode } from '../types.js';

/** How certain a rule's source is: primary text read, secondary, one weak secondary, general knowledge, inference. */
export type Certainty = 'P' | 'S' | 'S1' | 'K' | 'I';

/** A rule of `domain-rules.md` B. */
export interface Rule {
  readonly id: string;
  readonly source: string;
  readonly certainty: readonly Certainty[];
  /** For people: what the rule says. It stands before what is missing, and alone where the answer is an allow. */
  readonly sentence: string;
  /** `engine`: held by the algebra, the records or the log itself. `pack`: stated in a pack, which may be left out. */
  readonly held: 'engine' | 'pack';
  /** What it can give as a reason; nothing for a rule that lays on a duty, or holds without an answer. */
  readonly codes: readonly ReasonCode[];
}
