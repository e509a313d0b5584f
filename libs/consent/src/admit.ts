/**
 * Whether an act on a request or a consent may be recorded, and as which facts. Who may act at all is decided before;
 * here it is the state, the time and the words that decide.
 */
import { applyConsentFact, applyRequestFact } from './admit-facts.js';
import type { Command, History } from './admit-commands.js';
import type { ConsentFact, Fact, RequestFact, RequestRecord, RequestState } from './admit-facts.js';
import { refuse } from './admit-refusals.js';
import type { Refused } from './admit-refusals.js';
import { admitSignature } from './admit-signature.js';
import type { ConsentRecord } from './records.js';
import type { Instant } from './types.js';
import { withdrawalEffect } from './withdrawal.js';
import type { WithdrawalEffect } from './withdrawal.js';

/** The facts to append, and what the request and the consent are after them. */
export interface Admitted {
  readonly kind: 'admitted';
  readonly facts: readonly Fact[];
  readonly request: RequestRecord | null;
  readonly consent: ConsentRecord | null;
  /** With a withdrawal: the very effect that its preview showed. */
  readonly effect: WithdrawalEffect | null;
}

/** From which states of a request each act may be done. What is not here is refused. */
const OPEN_FOR = {
  'request.send': ['draft', 'countered'],
  'request.counter': ['sent'],
  'request.decline': ['sent', 'countered'],
  'request.withdraw': ['draft', 'sent', 'countered'],
  'request.sign': ['sent'],
} as const satisfies Partial<Record<Command['kind'], readonly RequestState[]>>;

/** Decides whether the act may be recorded; the same command and history always give the same answer. */
export function admit(command: Command, history: History): Admitted | Refused {
  if (command.kind === 'consent.withdraw') return admitWithdrawal(command, history);
  if (command.kind === 'request.create') return admitCreation(command, history);

  const { request, at } = history;
  if (!request) return refuse('request_unknown');
  const state = requestStateOf(request, at);
  if (state === 'lapsed') return refuse('lapsed', { respondBy: request.respondBy ?? '' });
  const openFor: readonly RequestState[] = OPEN_FOR[command.kind];
  if (!openFor.includes(state)) return refuse('request_not_open', { state });
  return admitAnswer(command, request, history);
}

/** The state at an instant: as recorded, or `lapsed` once an open request has waited past its date. */
export function requestStateOf(request: RequestRecord, at: Instant): RequestState {
  const waits = request.state === 'sent' || request.state === 'countered' || request.state === 'deferred';
  return waits && request.respondBy !== null && at >= request.respondBy ? 'lapsed' : request.state;
}

type AnswerCommand = Exclude<Command, { kind: 'request.create' | 'consent.withdraw' }>;

function admitAnswer(command: AnswerCommand, request: RequestRecord, history: History): Admitted | Refused {
  const refs = { request: request.id, production: request.production, performer: request.performer };
  switch (command.kind) {
    case 'request.send': {
      const respondBy = command.respondBy === undefined ? request.respondBy : command.respondBy;
      if (respondBy !== null && respondBy <= history.at) return refuse('respond_by_past', { respondBy });
      const evidence = { terms: command.terms ?? request.terms, respondBy };
      return admitted(history, [{ type: 'request.sent', refs, evidence }]);
    }
    case 'request.counter':
      if (command.requestVersion !== undefined && command.requestVersion !== request.version)
        return refuse('request_version_changed', { version: request.version });
      return admitted(history, [{ type: 'request.countered', refs, evidence: { terms: command.terms } }]);
    case 'request.decline':
      return admitted(history, [{ type: 'request.declined', refs, evidence: {} }]);
    case 'request.withdraw':
      return admitted(history, [{ type: 'request.withdrawn', refs, evidence: {} }]);
    case 'request.sign': {
      const signing = admitSignature(command, request, history);
      if (signing.kind === 'refused') return signing;
      const { evidence } = signing;
      return admitted(history, [{ type: 'consent.given', refs: { ...refs, consent: command.consent }, evidence }]);
    }
  }
}

function admitCreation(command: Extract<Command, { kind: 'request.create' }>, history: History): Admitted | Refused {
  if (history.request) return refuse('request_exists');
  const respondBy = command.respondBy ?? null;
  if (respondBy !== null && respondBy <= history.at) return refuse('respond_by_past', { respondBy });
  const refs = { request: command.request, production: command.production, performer: command.performer };
  return admitted(history, [{ type: 'request.created', refs, evidence: { terms: command.terms, respondBy } }]);
}

function admitWithdrawal(
  command: Extract<Command, { kind: 'consent.withdraw' }>,
  history: History,
): Admitted | Refused {
  const { consent, at, names } = history;
  if (!consent) return refuse('consent_unknown');
  if (command.expectedVersion !== undefined && command.expectedVersion !== consent.version)
    return refuse('consent_version_changed', { version: consent.version });
  // A scope without a dimension is all of it: one thing has one name in the record.
  const scope = command.scope !== null && Object.keys(command.scope).length > 0 ? command.scope : null;
  const effect = withdrawalEffect(consent, scope, at, names);
  if (effect.kind === 'refused') return effect;
  const refs = { consent: consent.id, request: consent.request, production: consent.production };
  const act = { version: consent.version + 1, scope };
  const { effectiveAt, worksMadeBefore } = effect;
  const fact: ConsentFact =
    effect.kind === 'asked'
      ? { type: 'consent.withdrawal_asked', refs, evidence: act }
      : { type: 'consent.withdrawn', refs, evidence: { ...act, effectiveAt, worksMadeBefore } };
  return { ...admitted(history, [fact]), effect };
}

/** INVARIANT: the new state is folded from the facts themselves, so what is answered is what a rebuild will give. */
function admitted(history: History, facts: readonly Fact[]): Admitted {
  let { request, consent } = history;
  for (const fact of facts) {
    if (isRequestFact(fact)) request = applyRequestFact(request, fact);
    if (isConsentFact(fact)) consent = applyConsentFact(consent, fact, history.at);
  }
  return { kind: 'admitted', facts, request, consent, effect: null };
}

/** Whether a fact changes a request; `consent.given` changes the request and makes the consent. */
export function isRequestFact(fact: Fact): fact is RequestFact {
  return fact.type.startsWith('request.') || fact.type === 'consent.given';
}

/** Whether a fact makes or changes a consent. */
export function isConsentFact(fact: Fact): fact is ConsentFact {
  return fact.type.startsWith('consent.');
}
