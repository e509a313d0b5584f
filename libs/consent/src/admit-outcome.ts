/** What comes of an act that may be recorded. */
import type { History } from './admit-commands.js';
import { applyConsentFact, applyRequestFact } from './admit-facts.js';
import type { ConsentFact, Fact, RequestFact, RequestRecord } from './admit-facts.js';
import type { ConsentRecord } from './records.js';
import type { WithdrawalEffect } from './withdrawal.js';

/** The facts to append, and what the request and the consent are after them. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly facts: readonly Fact[];
  readonly request: RequestRecord | null;
  readonly consent: ConsentRecord | null;
  /** With a signature that replaces a consent: that consent. */
  readonly superseded: ConsentRecord | null;
  /** With a withdrawal: the very effect that its preview showed. */
  readonly effect: WithdrawalEffect | null;
}

/** INVARIANT: the new state is folded from the facts themselves, so what is answered is what a rebuild will give. */
export function admitted(history: History, facts: readonly Fact[]): Admitted {
  let { request, consent, superseded = null } = history;
  for (const fact of facts) {
    if (isRequestFact(fact)) request = applyRequestFact(request, fact);
    if (fact.type === 'consent.superseded') superseded = applyConsentFact(superseded, fact, history.at);
    else if (isConsentFact(fact)) consent = applyConsentFact(consent, fact, history.at);
  }
  return { kind: 'admitted', facts, request, consent, superseded, effect: null };
}

/** Whether a fact changes a request; `consent.given` changes the request and makes the consent. */
export function isRequestFact(fact: Fact): fact is RequestFact {
  return fact.type.startsWith('request.') || fact.type === 'consent.given';
}

/** Whether a fact makes or changes a consent. */
export function isConsentFact(fact: Fact): fact is ConsentFact {
  return fact.type.startsWith('consent.');
}
