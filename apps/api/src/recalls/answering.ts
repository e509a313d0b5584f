/** A recipient of a recall says what became of what it was allowed, and that it erased what must be. */
import type { NewEntry, RecallDuty, RecallRow, Tx } from '#store';
import { AppError, notFound } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';
import { stepOf } from './opening.js';
import type { RecallAnswers } from './recalls.bodies.js';

/** Who answers, for which of the recipients, and how they came. */
export interface Answering {
  readonly actor: string;
  readonly organization: string;
  readonly via: 'session' | 'link';
}

/** What an answer does of what is owed. */
export function dutiesIn({ answer, words, deletion }: RecallAnswers): RecallDuty[] {
  if (answer === undefined && deletion === undefined)
    throw invalidInput([{ path: '/answer', message: 'say what became of it, or state a deletion, or both' }]);
  if (answer === 'cannot_stop' && words === undefined)
    throw invalidInput([{ path: '/words', message: 'say why it cannot be stopped' }]);
  if (words !== undefined && answer === undefined)
    throw invalidInput([{ path: '/words', message: 'words go with an `answer`' }]);
  if (deletion?.isAll === false)
    throw invalidInput([{ path: '/deletion/isAll', message: 'state it once all that must be erased is' }]);
  return [
    ...(answer === undefined ? [] : (['answer'] as const)),
    ...(deletion === undefined ? [] : (['deletion'] as const)),
  ];
}

/** Records it. The recall must be locked; the newest answer counts until everybody has answered. */
export async function answer(tx: Tx, row: RecallRow, said: RecallAnswers, by: Answering): Promise<void> {
  const { id: recall, production, performer, deleteBy, completedAt } = row;
  const { actor, organization, via } = by;
  if (completedAt !== null)
    throw new AppError('state_conflict', 'everybody has answered, and what they said is certified; nothing is owed');
  if (said.deletion !== undefined && deleteBy === null)
    throw new AppError('state_conflict', 'nothing has to be erased by this recall; leave out `deletion`');
  if (!(await tx.recalls.recipients([recall])).some((each) => each.organization === organization)) throw notFound();
  const refs = { actor, organization, production, performer, recall };
  const entries: NewEntry[] = [];
  if (said.answer !== undefined) {
    const personal = said.words === undefined ? null : { words: said.words };
    entries.push({ type: 'recall.acknowledged', refs, evidence: { answer: said.answer, via }, personal });
  }
  if (said.deletion !== undefined) {
    const { statement, name } = said.deletion;
    entries.push({ type: 'recall.deletion_stated', refs, evidence: { via }, personal: { statement, name } });
  }
  const [first] = await tx.append(entries);
  if (first === undefined) throw new Error('an answer was recorded without an entry');
  await tx.deliver([stepOf(recall, { step: 'complete', by: first.id })]);
}
