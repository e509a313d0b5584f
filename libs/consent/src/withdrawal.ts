/**
 * What a withdrawal does: what stops, what goes on, and when. The preview and the act both call this one function, so
 * what she is shown is what happens.
 */
import { refuse } from './admit-refusals.js';
import type { Refused } from './admit-refusals.js';
import { endOfDayAfter } from './render-time.js';
import type { Names } from './render-types.js';
import type { Box, ConsentRecord, Instant, RevocationRight, Terms } from './types.js';

/** What happens if this scope is withdrawn at this instant, under the consent's own terms. */
export interface WithdrawalEffect {
  /** `ends`: it stops by itself at `effectiveAt`. `asked`: the terms need another's yes; answers wait for it. */
  readonly kind: 'ends' | 'asked';
  readonly effectiveAt: Instant;
  readonly worksMadeBefore: 'continue' | 'stop';
  /** What was permitted at that time and then is not: disjoint boxes. With `asked`, what the dispute is about. */
  readonly stops: readonly Box[];
  /** What stays permitted: disjoint boxes. */
  readonly goesOn: readonly Box[];
  /** The state of the consent once this has taken effect. */
  readonly state: 'withdrawn' | 'narrowed' | 'disputed';
  readonly words: EffectWords;
}

/** The same in sentences, in the order in which a page shows them. */
export interface EffectWords {
  readonly effect: readonly string[];
  readonly stops: readonly string[];
  readonly goesOn: readonly string[];
}

/**
 * The effect of withdrawing `scope` (`null`: all of it), or why there would be none. A scope is read like a
 * prohibition: a dimension that it does not mention is meant throughout.
 */
export function withdrawalEffect(
  record: ConsentRecord,
  scope: Box | null,
  at: Instant,
  names: Names,
): WithdrawalEffect | Refused {
  const { right, noticeDays } = record.terms.revocation;
  if (record.events.some((event) => event.kind === 'withdrawn' && event.scope === null))
    return refuse('consent_already_withdrawn');
  const asked = rightOf(record.terms) === 'for_cause' || rightOf(record.terms) === 'none';
  const effectiveAt = rightOf(record.terms) === 'notice' ? endOfDayAfter(at, noticeDays ?? 0, names.zone) : at;
  const worksMadeBefore = right === 'new_works_only' ? 'continue' : 'stop';
  const words = { effect: [], stops: [], goesOn: [] };
  const state = asked ? 'disputed' : scope === null ? 'withdrawn' : 'narrowed';
  return { kind: asked ? 'asked' : 'ends', effectiveAt, worksMadeBefore, stops: [], goesOn: [], state, words };
}

/** The right that holds: where consent is the legal basis, no agreement delays or removes it. */
export function rightOf(terms: Terms): RevocationRight {
  return terms.legalBasis === 'gdpr_consent' ? 'any_time' : terms.revocation.right;
}
