/** Every rule of the field, with its source, how certain that is, and the sentence that people read. */

/** How certain a rule's source is: primary text read, secondary, one weak secondary, general knowledge, inference. */
export type Certainty = 'P' | 'S' | 'S1' | 'K' | 'I';

/** A rule of `domain-rules.md` B. */
export interface Rule {
  readonly id: string;
  readonly source: string;
  readonly certainty: readonly Certainty[];
  /** For people: what stands in the way, or what must be done, and why. */
  readonly sentence: string;
  /** `engine`: held by the algebra, the records or the log itself. `pack`: stated in a pack, which may be left out. */
  readonly held: 'engine' | 'pack';
}

/** All rules, by id. */
export const RULES: Readonly<Record<string, Rule>> = {};

/** The rule that a pack's rule states: `C-09/dialogue` states `C-09`. */
export function ruleOf(id: string): Rule {
  const rule = RULES[id.split('/')[0] ?? ''];
  if (rule === undefined) throw new Error(`no rule is called \`${id}\``);
  return rule;
}
