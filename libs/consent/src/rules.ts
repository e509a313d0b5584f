/** Every rule of the field, with its source, how certain that is, and the sentence that people read. */
import { ABSOLUTE } from './rules/absolute.js';
import { CLASSIFICATION } from './rules/classification.js';
import { OBLIGATIONS } from './rules/obligations.js';
import type { Rule } from './rules/rule.js';
import { SCOPE } from './rules/scope.js';
import { STATUS } from './rules/status.js';
import { TOOLS_AND_APPROVALS } from './rules/tools-and-approvals.js';
import { VALIDITY } from './rules/validity.js';

export type { Certainty, Rule } from './rules/rule.js';

/** The rules by topic, in the order in which they are evaluated. */
export const RULES_BY_TOPIC = {
  'Whether consent is needed': CLASSIFICATION,
  'What nobody can permit': ABSOLUTE,
  'What a consent must be like': VALIDITY,
  'What becomes of a consent': STATUS,
  'What a consent covers': SCOPE,
  'Tools and approvals': TOOLS_AND_APPROVALS,
  'What is owed': OBLIGATIONS,
} as const satisfies Readonly<Record<string, readonly Rule[]>>;

/** All rules, by id. */
export const RULES: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.values(RULES_BY_TOPIC)
    .flat()
    .map((rule) => [rule.id, rule]),
);

/** The rule that a pack's rule states: `C-09/dialogue` states `C-09`. */
export function ruleOf(id: string): Rule {
  const rule = RULES[id.split('/')[0] ?? ''];
  if (rule === undefined) throw new Error(`no rule is called \`${id}\``);
  return rule;
}
