import { claimEndsAt, useInWords, type Instant } from '#consent';
import type { ClaimRow, Tx } from '#store';
import { recordedUse } from '../checks/question.js';
import { namesFor } from '../requests/names.js';
import type { ClaimSummary, ClaimView } from './claims.bodies.js';

/** A claim as lists show it, in the state it is in at an instant. */
export function summaryOf(row: ClaimRow, at: Instant): ClaimSummary {
  const { id, organization, production, performer, exemption, useHash, claimedAt } = row;
  const endsAt = claimEndsAt(row);
  return { id, state: stateOf(row, at), organization, production, performer, exemption, useHash, claimedAt, endsAt };
}

/** Whether the performer's last question waits for its answer. */
export function isQuestioned({ questions }: ClaimRow): boolean {
  return questions.some(({ answeredAt }) => answeredAt === null);
}

function stateOf(row: ClaimRow, at: Instant): string {
  if (claimEndsAt(row) <= at) return 'ended';
  if (isQuestioned(row)) return 'questioned';
  return row.reviews.at(-1)?.verdict ?? 'unreviewed';
}

/** A claim with its use in words, and everything that was said about it. */
export async function claimView(tx: Tx, row: ClaimRow): Promise<ClaimView> {
  const use = recordedUse(row.use);
  const names = await namesFor(tx, row.production, [{ production: [use.production], tool: use.pipeline }]);
  const people = await namesOf(tx, row);
  return {
    ...summaryOf(row, await tx.at()),
    ...{ use, words: useInWords(use, names), claimedBy: people.get(row.actor) ?? null, reason: row.reason },
    reviews: row.reviews.map(({ verdict, by, note, at }) => ({ verdict, by: people.get(by) ?? null, note, at })),
    questions: row.questions.map(({ question, at, answer, answeredAt, authority = null }) => {
      return { question, at, authority, answer, answeredAt };
    }),
  };
}

/** The people of those who take part, by the actors of entries: a claim is a named person's. */
async function namesOf(tx: Tx, { organization, production }: ClaimRow): Promise<ReadonlyMap<string, string>> {
  const organizations = new Set([organization]);
  for (const role of ['owner', 'vendor', 'studio'] as const)
    for (const each of await tx.participants(production, role)) organizations.add(each);
  const names = new Map<string, string>();
  for (const each of organizations)
    for (const [user, name] of await tx.memberNames(each)) names.set(`user:${user}`, name);
  return names;
}
