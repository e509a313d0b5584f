import { useInWords, type Reason } from '#consent';
import type { DisclosureRow, Tx } from '#store';
import { approvalToOthers, approvalView } from '../approvals/approval-view.js';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { recordedUse } from '../checks/question.js';
import { namesFor } from '../requests/names.js';
import type { DisclosureSummary, DisclosureView } from './disclosures.bodies.js';
import { answerNow } from './disclosing.js';

/** A disclosure as lists show it. */
export function summaryOf(row: DisclosureRow): DisclosureSummary {
  const { id, organization, production, performer, useHash, triage, kinds, madeAt } = row;
  return { id, organization, production, performer, useHash, triage, kinds, madeAt };
}

/** A disclosure with its use in words, what was answered, and what is missing now; the reasons as the reader may know. */
export async function disclosureView(tx: Tx, row: DisclosureRow, asker: Party): Promise<DisclosureView> {
  const { description, actor, organization, production, performer } = row;
  const use = recordedUse(row.use);
  const names = await namesFor(tx, production, [{ production: [use.production], tool: use.pipeline }]);
  const intent = { actor, production, performer, use };
  const now = await answerNow(tx, { ...intent, organization });
  const whole = await wholeReaderOf(tx, row, asker);
  const approvals = (await tx.approvalsOf(row.id)).map((each) =>
    whole === null ? approvalToOthers(each, asker) : approvalView(each),
  );
  // Of somebody who takes part nobody learns more than a check of their own would tell, and of no consent that only others see.
  const reader = whole ?? (await partOf(tx, row, asker)) ?? organization;
  const told = reader === organization ? now : await answerNow(tx, { ...intent, organization: reader });
  const reasons = told === null || told.outcome === 'allow' ? [] : told.reasons;
  return {
    ...summaryOf(row),
    ...{ use, words: useInWords(use, names), description, approvals },
    // Where the one who disclosed it takes no part any more, nothing is known beyond what was asked for then.
    reasons: whole === null ? reasons.map(withoutRecords) : reasons,
    kindsMissing: now?.approvalsMissing ?? row.kinds,
  };
}

/** As which organization somebody reads all of a reason: who disclosed it, the owner, or a studio that takes part. */
export async function wholeReaderOf(
  tx: Tx,
  { organization, production }: DisclosureRow,
  asker: Party,
): Promise<string | null> {
  const owner = (await tx.find('productions', production))?.organization ?? organization;
  const whole = [organization, owner, ...(await tx.participants(production, 'studio'))];
  return whole.find((each) => isOf(asker, each)) ?? null;
}

/** An organization of the asker that takes part, such as a vendor; `null` for the performer, her union and her estate. */
async function partOf(tx: Tx, { production }: DisclosureRow, asker: Party): Promise<string | null> {
  const own = asker.kind === 'key' ? [asker] : asker.memberships;
  for (const { organization } of own) if ((await tx.partIn(production, organization)) !== null) return organization;
  return null;
}

/** Others read the rule alone: the rest may name a consent, a claim or a person that is none of their business (E-04). */
function withoutRecords({ code, message, rule, source }: Reason): Reason {
  return { code, message, rule, source };
}
