/** Where an answer differs from what a scenario expects. */
import { listAt, valueAt } from '../demo/visitor.js';
import { isObject, type JsonObject } from './place.js';
import type { Expected, Following } from './scenario-file.js';

/** What one question was answered, and where that differs from what was expected; nothing differs in a good one. */
export interface Played {
  readonly title: string;
  readonly differences: readonly string[];
}

/** @param named puts ids in the place of the scenario's own names. */
export function differencesOf(answer: unknown, expected: Expected, named: (value: unknown) => unknown): string[] {
  const differences: string[] = [];
  const compare = (what: string, found: unknown, wanted: unknown): void => {
    const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (is !== should) differences.push(`${what} is ${is}, not ${should}`);
  };
  const compareAll = (what: string, found: readonly unknown[], wanted: readonly JsonObject[] | undefined): void => {
    if (wanted === undefined) return;
    if (found.length !== wanted.length) compare(`number of ${what} boxes`, found.length, wanted.length);
    for (const [index, each] of wanted.entries()) {
      if (index < found.length) compare(`${what} box ${index + 1}`, within(found[index], each), named(each));
    }
  };

  compare('outcome', valueAt(answer, 'outcome'), expected.outcome);
  const reasons = listAt(answer, 'reasons');
  const codeOf = (reason: unknown): unknown => (isObject(reason) ? reason['code'] : reason);
  compare('reasons', reasons.map(codeOf), expected.reasons.map(codeOf));
  for (const [index, wanted] of expected.reasons.entries()) {
    if (isObject(wanted) && index < reasons.length)
      compare(`reason ${index + 1}`, within(reasons[index], wanted), named(wanted));
  }
  if (expected.obligations !== undefined) {
    const kinds = new Set(listAt(answer, 'obligations').map((each) => valueAt(each, 'kind')));
    compare('obligations', [...kinds].sort(), [...expected.obligations].sort());
  }
  if (expected.approvalsMissing !== undefined)
    compare('approvals missing', listAt(answer, 'approvalsMissing'), expected.approvalsMissing);
  compareAll('missing', listAt(answer, 'missing'), expected.missing);
  if (expected.nearest !== undefined) compareAll('nearest', listAt(answer, 'nearest'), expected.nearest);
  if (expected.packs !== undefined) compare('packs', listAt(answer, 'packs'), expected.packs);
  return differences;
}

/** What one that relied on it still owes. */
export interface Owed {
  readonly answer: string;
  /** `null` where nothing must be erased. */
  readonly deletion: string | null;
}

/** What followed from the newest withdrawal of a consent. */
export interface Followed {
  /** What it did, as it was answered. */
  readonly effect: unknown;
  readonly recall: {
    readonly state: string;
    readonly effectiveAt: string;
    readonly answerBy: string | null;
    readonly deleteBy: string | null;
    /** Questions whose allows are recalled, in the order in which they are asked. */
    readonly recalled: readonly string[];
    /** Who is told, and what they owe. */
    readonly told: Readonly<Record<string, Owed>>;
  } | null;
}

/** @param named puts ids in the place of the scenario's own names. */
export function followDifferences(
  found: Followed,
  { recall, effect }: Following,
  named: (value: unknown) => unknown,
): string[] {
  const pairs = [
    ['recall', within(found.recall, recall), recall],
    ...(effect === undefined ? [] : [['effect', within(found.effect, effect), named(effect)] as const]),
  ] as const;
  return pairs.flatMap(([what, is, should]) => {
    const [has, wants] = [JSON.stringify(is), JSON.stringify(should)];
    return has === wants ? [] : [`${what} is ${has}, not ${wants}`];
  });
}

/** Of a value only the members that the scenario speaks of, in its order, and so on below. */
function within(found: unknown, wanted: unknown): unknown {
  if (Array.isArray(found) && Array.isArray(wanted) && found.length === wanted.length)
    return found.map((each, index) => within(each, wanted[index]));
  if (!isObject(found) || !isObject(wanted)) return found;
  return Object.fromEntries(Object.entries(wanted).map(([name, each]) => [name, within(found[name], each)]));
}
