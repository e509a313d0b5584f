/** A recall begins with the withdrawal: who relied on it is written down, and when they are told and reminded. */
import { recallAnswerBy, recallStagesOf, type Box, type Instant, type WithdrawalEffect } from '#consent';
import type { WithdrawalDoes } from '#mails';
import type { ConsentRow, NewDelivery, RecallDuty, RecallRecipient, Tx } from '#store';
import type { Relied } from '../consents/relying.js';

/** The withdrawal that it follows from. */
interface Act {
  readonly row: ConsentRow;
  readonly scope: Box | null;
  readonly effect: WithdrawalEffect;
  readonly relied: Relied;
  readonly at: Instant;
}

/** What opening one takes beside the act: its id, which must be locked, the entry of the act, and what it does. */
interface Opening {
  readonly recall: string;
  readonly entry: string;
  readonly does: WithdrawalDoes;
}

/** Opens it, in the transaction of the withdrawal. Says whether there is one: nothing follows where nobody can have relied. */
export async function openRecall(tx: Tx, act: Act, { recall, entry, does }: Opening): Promise<boolean> {
  const { row, scope, effect, relied, at } = act;
  const { effectiveAt, deleteBy } = effect;
  if (effect.kind === 'asked' || does.kind === 'asked') return false;
  const isNoticed = effectiveAt > at;
  if (relied.told.length === 0 && !isNoticed) return false;
  const { organization, production, performer } = row;
  const recipients = relied.told.map(({ organization: relying, decisions }): RecallRecipient => {
    const theirs = relied.decisions.filter((each) => each.organization === relying);
    return { organization: relying, productions: [...new Set(theirs.map((each) => each.production))], decisions };
  });
  const answerBy = recallAnswerBy(effectiveAt);
  await tx.append([
    {
      type: 'recall.opened',
      refs: { actor: 'system', organization, production, performer, recall },
      evidence: {
        ...{ consent: row.id, withdrawal: entry, scope, stops: [...effect.words.stops] },
        ...{ does: { kind: does.kind, works: does.works }, effectiveAt, answerBy, deleteBy, recipients },
      },
      personal: null,
    },
  ]);
  const steps: NewDelivery[] = [
    stepOf(recall, { step: 'tell' }),
    ...(isNoticed ? [stepOf(recall, { step: 'settle' }, effectiveAt)] : []),
    ...stagesOf(recall, 'answer', answerBy),
    ...(deleteBy === null ? [] : stagesOf(recall, 'deletion', deleteBy)),
  ];
  await tx.deliver(steps.filter(({ dueAt }) => dueAt === undefined || dueAt > at));
  return true;
}

function stagesOf(recall: string, duty: RecallDuty, due: Instant): NewDelivery[] {
  return Object.entries(recallStagesOf(due)).map(([stage, dueAt]) =>
    stepOf(recall, { step: 'chase', duty, stage }, dueAt),
  );
}

/** One thing that the worker does of a recall, at its time; the same thing once. */
export function stepOf(recall: string, what: Readonly<Record<string, string>>, dueAt?: Instant): NewDelivery {
  const once = `recall ${recall} ${Object.values(what).join(' ')}`;
  return { kind: 'recall', payload: { recall, ...what }, once, ...(dueAt !== undefined && { dueAt }) };
}
