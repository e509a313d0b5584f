/** Whether a consent may be changed after it was given: withdrawn, disputed, or ended by the party that asked. */
import type { Command, History } from './admit-commands.js';
import type { ConsentFact } from './admit-facts.js';
import { admitted } from './admit-outcome.js';
import type { Admitted } from './admit-outcome.js';
import { refuse } from './admit-refusals.js';
import type { Refused } from './admit-refusals.js';
import { openDisputesOf, openWishesOf, type Wish } from './disputes.js';
import type { ConsentRecord, InHerName } from './records.js';
import { stateOf } from './state.js';
import type { Instant } from './types.js';
import { withdrawalEffect } from './withdrawal.js';

/** An act on a consent. */
export type ConsentCommand = Extract<Command, { kind: `consent.${string}` }>;

export function admitChange(command: ConsentCommand, history: History): Admitted | Refused {
  const { consent } = history;
  if (!consent) return refuse('consent_unknown');
  const refs = { consent: consent.id, request: consent.request, production: consent.production };
  const version = consent.version + 1;
  switch (command.kind) {
    case 'consent.withdraw':
      return admitWithdrawal(command, consent, history);
    case 'consent.dispute': {
      const { dispute, union } = command;
      const objection = whyOver(consent, history) ?? whyNoDispute(dispute, consent, history.at);
      const evidence = { version, dispute, ...(union !== undefined && { union }), ...underOf(command) };
      return objection ?? admitted(history, [{ type: 'consent.disputed', refs, evidence }]);
    }
    case 'consent.end_dispute': {
      const { dispute } = command;
      const objection = whyNotOpen(dispute, consent, history.at);
      const evidence = { version, dispute, ...underOf(command) };
      return objection ?? admitted(history, [{ type: 'consent.dispute_ended', refs, evidence }]);
    }
    case 'consent.agree_to_withdrawal': {
      const wish = openWish(command.dispute, consent, history.at);
      return wish.kind === 'refused' ? wish : agreeing(wish, consent, history);
    }
    case 'consent.refuse_withdrawal': {
      const { dispute } = command;
      const wish = openWish(dispute, consent, history.at);
      if (wish.kind === 'refused') return wish;
      if (consent.events.some((event) => event.kind === 'withdrawal_refused' && event.dispute === dispute))
        return refuse('withdrawal_refused_already');
      return admitted(history, [{ type: 'consent.withdrawal_refused', refs, evidence: { version, dispute } }]);
    }
    case 'consent.revoke': {
      const evidence = { version, effectiveAt: history.at };
      return whyOver(consent, history) ?? admitted(history, [{ type: 'consent.revoked', refs, evidence }]);
    }
  }
}

/** Why nothing of a consent is left that could be disputed or ended. */
function whyOver(consent: ConsentRecord, { at, names }: History): Refused | null {
  const state = stateOf(consent, at, names.paths);
  if (state === 'withdrawn') return refuse('consent_already_withdrawn');
  const isOver = state === 'expired' || state === 'revoked' || state === 'superseded';
  return isOver ? refuse('consent_ended', { state }) : null;
}

/** Open disputes are read with every check, so there is an end to them. */
const DISPUTES_MAX = 16;

function whyNoDispute(dispute: string, consent: ConsentRecord, at: Instant): Refused | null {
  if (hasDispute(consent, dispute)) return refuse('dispute_exists');
  return openDisputesOf(consent, at).length < DISPUTES_MAX ? null : refuse('disputes_too_many');
}

function whyNotOpen(dispute: string, consent: ConsentRecord, at: Instant): Refused | null {
  const open = [...openDisputesOf(consent, at), ...openWishesOf(consent, at)];
  if (open.some((each) => each.dispute === dispute)) return null;
  return refuse(hasDispute(consent, dispute) ? 'dispute_over' : 'dispute_unknown');
}

/** A wish to withdraw opens a dispute as well. */
function hasDispute({ events }: ConsentRecord, dispute: string): boolean {
  return events.some(
    (event) => (event.kind === 'disputed' || event.kind === 'withdrawal_asked') && event.dispute === dispute,
  );
}

/** The wish that opened this dispute and still waits for a yes. */
function openWish(dispute: string, consent: ConsentRecord, at: Instant): Wish | Refused {
  const wish = openWishesOf(consent, at).find((open) => open.dispute === dispute);
  if (wish !== undefined) return wish;
  if (!hasDispute(consent, dispute)) return refuse('dispute_unknown');
  const isWish = consent.events.some((event) => event.kind === 'withdrawal_asked' && event.dispute === dispute);
  return refuse(isWish ? 'dispute_over' : 'dispute_no_wish');
}

function agreeing({ scope, dispute }: Wish, consent: ConsentRecord, history: History): Admitted | Refused {
  const effect = withdrawalEffect(consent, scope, history.at, history.names, { isFree: true });
  if (effect.kind === 'refused') return effect;
  const refs = { consent: consent.id, request: consent.request, production: consent.production };
  const { effectiveAt, worksMadeBefore } = effect;
  const evidence = { version: consent.version + 1, scope, effectiveAt, worksMadeBefore, ...(dispute && { dispute }) };
  return { ...admitted(history, [{ type: 'consent.withdrawn', refs, evidence }]), effect };
}

function admitWithdrawal(
  command: Extract<Command, { kind: 'consent.withdraw' }>,
  consent: ConsentRecord,
  history: History,
): Admitted | Refused {
  const { at, names } = history;
  if (command.expectedVersion !== undefined && command.expectedVersion !== consent.version)
    return refuse('consent_version_changed', { version: consent.version });
  if (command.dispute !== undefined && hasDispute(consent, command.dispute)) return refuse('dispute_exists');
  // A scope without a dimension is all of it: one thing has one name in the record.
  const scope = command.scope !== null && Object.keys(command.scope).length > 0 ? command.scope : null;
  const effect = withdrawalEffect(consent, scope, at, names, { isFree: history.letsOptOut ?? false });
  if (effect.kind === 'refused') return effect;
  const refs = { consent: consent.id, request: consent.request, production: consent.production };
  const act = { version: consent.version + 1, scope, ...underOf(command) };
  const { effectiveAt, worksMadeBefore } = effect;
  const { dispute } = command;
  const fact: ConsentFact =
    effect.kind === 'asked'
      ? { type: 'consent.withdrawal_asked', refs, evidence: { ...act, ...(dispute !== undefined && { dispute }) } }
      : { type: 'consent.withdrawn', refs, evidence: { ...act, effectiveAt, worksMadeBefore } };
  return { ...admitted(history, [fact]), effect };
}

/** The authority of an act, as facts hold it. */
export function underOf({ authority }: InHerName): InHerName {
  return authority === undefined ? {} : { authority };
}
