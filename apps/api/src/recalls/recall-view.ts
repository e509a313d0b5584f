/** What is shown of a recall: to her and her union everybody who relied on it, to an organization itself and its productions. */
import { recallStagesOf, type Instant } from '#consent';
import type { RecallDuty, RecallRecipientRow, RecallRow, Tx } from '#store';
import type { RecallRecipientView, RecallView } from './recalls.bodies.js';

/** Which recipients: all, or those of these organizations and of the productions that they own. */
export type Shown = 'all' | readonly string[];

/** So many checks of a recipient are listed; the count is of all. */
const CHECKS_MAX = 100;

export async function recallViews(
  tx: Tx,
  found: readonly Pick<RecallRow, 'id'>[],
  { shown, withChecks }: { readonly shown: Shown; readonly withChecks: boolean },
): Promise<RecallView[]> {
  const at = await tx.now();
  const views: RecallView[] = [];
  for (const { recall: row, recipients: all } of await tx.recalls.whole(found.map(({ id }) => id))) {
    const theirs: RecallRecipientRow[] = [];
    for (const each of all) if (shown === 'all' || (await isOf(tx, each, shown))) theirs.push(each);
    const recipients: RecallRecipientView[] = [];
    for (const each of theirs) {
      const isOwn = withChecks && shown !== 'all' && shown.includes(each.organization);
      recipients.push(await recipientView(tx, row, each, { at, withChecks: isOwn }));
    }
    views.push(viewOf(row, recipients));
  }
  return views;
}

/** It is one of these organizations, or all that it relied on it for is theirs. */
async function isOf(
  tx: Tx,
  { organization, productions }: RecallRecipientRow,
  own: readonly string[],
): Promise<boolean> {
  if (own.includes(organization)) return true;
  for (const id of productions) if (!own.includes((await tx.get('productions', id)).organization)) return false;
  return productions.length > 0;
}

function viewOf(row: RecallRow, recipients: readonly RecallRecipientView[]): RecallView {
  const { id, consent, performer, organization, production, withdrawal, stops } = row;
  const { effectiveAt, answerBy, deleteBy, openedAt, settledAt, completedAt } = row;
  const named = new Set(recipients.map((each) => each.organization));
  return {
    ...{ id, state: completedAt === null ? 'open' : 'completed', consent, performer, organization, production },
    ...{ withdrawal, stops, effectiveAt, openedAt, settledAt, completedAt, recipients },
    due: [dueOf('answer', answerBy), ...(deleteBy === null ? [] : [dueOf('deletion', deleteBy)])],
    escalations: row.escalations.flatMap(({ organizations, ...each }) => {
      const late = organizations.filter((who) => named.has(who));
      return late.length === 0 ? [] : [{ ...each, organizations: late }];
    }),
  };
}

function dueOf(duty: RecallDuty, dueAt: Instant): RecallView['due'][number] {
  const { owner: ownerAt, union: unionAt } = recallStagesOf(dueAt);
  return { duty, dueAt, ownerAt, unionAt };
}

export async function recipientView(
  tx: Tx,
  { id, answerBy, deleteBy }: RecallRow,
  row: RecallRecipientRow,
  { at, withChecks }: { readonly at: Instant; readonly withChecks: boolean },
): Promise<RecallRecipientView> {
  const { organization, decisions, toldAt, unreachedAt, answer, words, answeredAt, statement, signedAs, statedAt } =
    row;
  const productions: string[] = [];
  for (const each of row.productions) productions.push((await tx.get('productions', each)).title);
  const { name } = await tx.get('organizations', organization);
  const checks = withChecks ? await tx.recalls.decisionsOf(id, organization, CHECKS_MAX) : [];
  return {
    ...{ organization, name, productions, decisions, checks, toldAt, unreachedAt },
    answered: { state: stateOf(answeredAt, answerBy, at), answer, words, at: answeredAt },
    deletion: deleteBy === null ? null : { state: stateOf(statedAt, deleteBy, at), statement, signedAs, at: statedAt },
  };
}

function stateOf(doneAt: Instant | null, dueAt: Instant, at: Instant): 'done' | 'due' | 'overdue' {
  return doneAt !== null ? 'done' : at < dueAt ? 'due' : 'overdue';
}
