import type { Decision } from '#consent';
import { receiptOf, type LogProof, type Receipt } from '#evidence';
import type { DecisionRow, FollowedChecks, JsonObject, ReceiptParts } from '#store';
import { AppError, notFound } from '../errors/app-error.js';
import type { CheckSummary, CheckView } from './checks.bodies.js';
import type { Result } from './checks.js';
import { refuseWhole, type Decided, type Question } from './question.js';

/** The answer to a check that was decided and recorded; throws the problem of one that was not. */
export function answerOf(question: Question, result: Result): CheckView {
  refuseWhole(result.kind);
  switch (result.kind) {
    case 'unseen':
    case 'key_invalid':
    case 'key_unscoped':
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
  const { reference } = entry.personal ?? {};
  const receipt: Receipt = receiptOf({ ...entry, refs: { ...entry.refs } }, batch, log ?? undefined);
  return {
    ...{ id, ...decisionOf(entry.evidence), ...followed(entry.evidence) },
    ...{ performer, production, reference: typeof reference === 'string' ? reference : null },
    ...{ decidedAt, receipt },
  };
}

/** Which check it asked again, where it did. */
function followed({ follows }: JsonObject): Pick<CheckView, 'follows'> {
  // As the store wrote it.
  return follows === undefined ? {} : { follows: (follows as unknown as FollowedChecks).check };
}

/** The decision alone, without the use that it answers. Older engines knew fewer members. */
export function decisionOf({ use: _, inputHash: _h, useHash: _u, follows: _f, ...evidence }: JsonObject): Decision {
  // The evidence of `decision.made` is the decision, as `decideOn` wrote it.
  return { nearest: [], approvals: [], claims: [], reserved: [], ...evidence } as unknown as Decision;
}

export function summaryOf(row: DecisionRow): CheckSummary {
  const { id, outcome, organization, production, performer, decidedAt, validUntil } = row;
  return { id, outcome, organization, production, performer, decidedAt, validUntil };
}
