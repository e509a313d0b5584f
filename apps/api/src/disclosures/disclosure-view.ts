import { useInWords, type Reason } from '#consent';
import type { DisclosureRow, Tx } from '#store';
import { approvalView } from '../approvals/approval-view.js';
import { recordedUse } from '../checks/question.js';
import { namesFor } from '../requests/names.js';
import type { DisclosureSummary, DisclosureView } from './disclosures.bodies.js';
import { answerNow } from './disclosing.js';

/** A disclosure as lists show it. */
export function summaryOf(row: DisclosureRow): DisclosureSummary {
  const { id, organization, production, performer, useHash, triage, kinds, madeAt } = row;
  return { id, organization, production, performer, useHash, triage, kinds, madeAt };
}

/** A disclosure with its use in words, what was answered, and what is missing now. */
export async function disclosureView(tx: Tx, row: DisclosureRow): Promise<DisclosureView> {
  const { description, actor, organization, production, performer } = row;
  const use = recordedUse(row.use);
  const names = await namesFor(tx, production, [{ production: [use.production], tool: use.pipeline }]);
  const approvals = (await tx.approvalsOf(row.id)).map(approvalView);
  const now = await answerNow(tx, { actor, organization, production, performer, use });
  return {
    ...summaryOf(row),
    ...{ use, words: useInWords(use, names), description, approvals },
    // Where the one who disclosed it takes no part any more, nothing is known beyond what was asked for then.
    reasons: now === null || now.outcome === 'allow' ? [] : now.reasons.map(withoutRecords),
    kindsMissing: now?.approvalsMissing ?? row.kinds,
  };
}

/** A reader may see the disclosure and not the consent that a reason is about: that one is asked for by a check. */
function withoutRecords({ code, message, rule, source }: Reason): Reason {
  return { code, message, rule, source };
}
