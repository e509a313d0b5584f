/**
 * Whether an act on a request or a consent may be recorded, and as which facts. Who may act at all is decided before;
 * here it is the state, the time and the words that decide.
 */
import { admitChange, underOf } from './admit-changes.js';
import type { ConsentCommand } from './admit-changes.js';
import type { Command, History } from './admit-commands.js';
import type { ConsentFact, Fact, RequestRecord, RequestState } from './admit-facts.js';
import { admitted } from './admit-outcome.js';
import type { Admitted } from './admit-outcome.js';
import { refuse } from './admit-refusals.js';
import type { Refused } from './admit-refusals.js';
import { admitSignature } from './admit-signature.js';
import { boilerplateIn } from './boilerplate.js';
import type { ConsentRecord } from './records.js';
import { HERSELF, impossibleIn } from './signers.js';
import { stateOf } from './state.js';
import type { Instant, Terms } from './types.js';

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
  if (command.kind === 'request.create') return admitCreation(command, history);
  if (isConsentCommand(command)) return admitChange(command, history);

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

type AnswerCommand = Exclude<Command, ConsentCommand | { kind: 'request.create' }>;

function isConsentCommand(command: Command): command is ConsentCommand {
  return command.kind.startsWith('consent.');
}

function admitAnswer(command: AnswerCommand, request: RequestRecord, history: History): Admitted | Refused {
  const refs = { request: request.id, production: request.production, performer: request.performer };
  switch (command.kind) {
    case 'request.send': {
      const respondBy = command.respondBy === undefined ? request.respondBy : command.respondBy;
      if (respondBy !== null && respondBy <= history.at) return refuse('respond_by_past', { respondBy });
      const terms = command.terms ?? request.terms;
      const unsignable = refuseUnsignable(terms, history);
      if (unsignable !== null) return unsignable;
      const { descriptionReview } = command;
      const phrases = boilerplateIn(terms.description);
      if (phrases.length > 0 && !descriptionReview) return refuse('description_vague', { phrases });
      const evidence = { terms, respondBy, ...(descriptionReview && { descriptionReview }) };
      return admitted(history, [{ type: 'request.sent', refs, evidence }]);
    }
    case 'request.counter':
      if (command.requestVersion !== undefined && command.requestVersion !== request.version)
        return refuse('request_version_changed', { version: request.version });
      return (
        refuseUnsignable(command.terms, history) ??
        admitted(history, [
          { type: 'request.countered', refs, evidence: { terms: command.terms, ...underOf(command) } },
        ])
      );
    case 'request.decline':
      return admitted(history, [{ type: 'request.declined', refs, evidence: underOf(command) }]);
    case 'request.withdraw':
      return admitted(history, [{ type: 'request.withdrawn', refs, evidence: {} }]);
    case 'request.sign': {
      const replaced = replacement(request.supersedes, history);
      if (replaced?.kind === 'refused') return replaced;
      const signing = admitSignature(command, request, history);
      if (signing.kind === 'refused') return signing;
      if (signing.kind === 'cosigned')
        return admitted(history, [{ type: 'request.cosigned', refs, evidence: signing.evidence }]);
      const given = { ...refs, consent: command.consent };
      const fact: Fact = { type: 'consent.given', refs: given, evidence: signing.evidence };
      return admitted(history, replaced === null ? [fact] : [fact, supersededBy(command.consent, replaced.record)]);
    }
  }
}

function admitCreation(command: Extract<Command, { kind: 'request.create' }>, history: History): Admitted | Refused {
  if (history.request) return refuse('request_exists');
  const respondBy = command.respondBy ?? null;
  if (respondBy !== null && respondBy <= history.at) return refuse('respond_by_past', { respondBy });
  const unsignable = refuseUnsignable(command.terms, history);
  if (unsignable !== null) return unsignable;
  const replaced = replacement(command.supersedes, history);
  if (replaced?.kind === 'refused') return replaced;
  const refs = { request: command.request, production: command.production, performer: command.performer };
  const evidence = { terms: command.terms, respondBy, ...(replaced && { supersedes: replaced.record.id }) };
  return admitted(history, [{ type: 'request.created', refs, evidence }]);
}

/** Terms that nobody could ever complete are refused before anybody signs them. */
function refuseUnsignable(terms: Terms, { signers = HERSELF }: History): Refused | null {
  const signatures = impossibleIn(terms, [], signers);
  return signatures.length === 0 ? null : refuse('signatures_impossible', { signatures });
}

type Replaced = { readonly kind: 'replaced'; readonly record: ConsentRecord };

/** The consent that is to be replaced, whatever has become of it but this: a consent is replaced once. */
function replacement(id: string | undefined, { superseded, at }: History): Replaced | Refused | null {
  if (id === undefined) return null;
  if (superseded?.id !== id) return refuse('supersedes_unknown');
  return stateOf(superseded, at) === 'superseded'
    ? refuse('superseded_already')
    : { kind: 'replaced', record: superseded };
}

function supersededBy(by: string, { id, request, production, version }: ConsentRecord): ConsentFact {
  const refs = { consent: id, request, production };
  return { type: 'consent.superseded', refs, evidence: { version: version + 1, by } };
}
