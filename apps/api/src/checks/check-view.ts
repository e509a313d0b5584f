import type { Decision } from '#consent';
import { receiptOf, type LogProof, type Receipt } from '#evidence';
import type { DecisionRow, ReceiptParts } from '#store';
import { KEY_REFUSED } from '../asking/gate.js';
import { AppError, notFound } from '../errors/app-error.js';
import type { CheckSummary, CheckView } from './checks.bodies.js';
import type { Result } from './checks.js';
import type { Decided, Question } from './question.js';

/** The answer to a check that was decided and recorded; throws the problem of one that was not. */
export function answerOf(question: Question, result: Result): CheckView {
  switch (result.kind) {
    case 'key_invalid':
      throw KEY_REFUSED;
    case 'production_unknown':
      throw notFound();
    case 'failed':
      throw result.error instanceof AppError
        ? result.error
        : new Error('a check could not be decided', { cause: result.error });
    case 'decided': {
      const { id, facts, entry, batch } = result;
      const receipt = receiptOf({ ...entry, refs: { ...entry.refs } }, batch);
      const { performer, production, reference } = question;
      return { id, ...facts.decision, performer, production, reference, decidedAt: entry.at, receipt };
    }
  }
}

/** What would have been decided at a past instant: marked as such, recorded nowhere, and without a receipt. */
export function pastAnswer(
  { performer, production, reference, at }: Question,
  { decision }: Decided,
  decidedAt: string,
): CheckView {
  return { ...decision, performer, production, reference, decidedAt, ...(at === null ? {} : { asOf: at }) };
}

/** A recorded decision, with its receipt and, once the log holds it, the proof of that. */
export function recordedCheck(row: DecisionRow, { entry, batch }: ReceiptParts, log: LogProof | null): CheckView {
  const { id, performer, production, decidedAt } = row;
  // The evidence of `decision.made` is the decision, as `decideOn` wrote it.
  const decision = entry.evidence as unknown as Decision;
  const { outcome, reasons, missing, obligations, approvalsMissing, reliedOn, engine, vocabulary, packs, validUntil } =
    decision;
  const { reference } = entry.personal ?? {};
  const receipt: Receipt = receiptOf({ ...entry, refs: { ...entry.refs } }, batch, log ?? undefined);
  return {
    ...{ id, outcome, reasons, missing, obligations, approvalsMissing, reliedOn, engine, vocabulary, packs },
    ...{ performer, production, reference: typeof reference === 'string' ? reference : null },
    ...{ decidedAt, validUntil, receipt },
  };
}

export function summaryOf(row: DecisionRow): CheckSummary {
  const { id, outcome, organization, production, performer, decidedAt, validUntil } = row;
  return { id, outcome, organization, production, performer, decidedAt, validUntil };
}
