/** Tells everybody who relied on what was withdrawn, and recalls what they were allowed. */
import type { Mails } from '#mails';
import type { NewEntry, RecallRow, Store, Tx } from '#store';
import { mailTo, toldEntry, type AboutRecipient } from './mailing.js';
import { unreached } from './unreached.js';

/** Recipients told, and decisions recalled, by one transaction. */
const TOLD_MAX = 50;
const RECALLED_MAX = 250;

/** Goes on where it stopped: who is told and what is recalled stands in the rows that its own entries made. */
export async function tell(store: Store, recall: string, origin: string): Promise<void> {
  while ((await store.transaction((tx) => tellSome(tx, recall, origin))) > 0);
  const relied = await store.transaction(async (tx) => {
    const { consent, scope, below } = await tx.get('recalls', recall);
    return tx.recalls.reliedOn(consent, scope, { until: below });
  });
  for (let from = 0; from < relied.length; from += RECALLED_MAX)
    await store.transaction(async (tx) => {
      const { consent } = await tx.get('recalls', recall);
      await tx.lock([recall]);
      const some = relied.slice(from, from + RECALLED_MAX);
      const left = new Set(
        await tx.recalls.notRecalled(
          recall,
          some.map(({ decision }) => decision),
        ),
      );
      await tx.append(
        some
          .filter(({ decision }) => left.has(decision))
          .map(({ decision, organization, production }) => ({
            type: 'decision.recalled',
            refs: { actor: 'system', organization, production, decision, recall },
            evidence: { consent },
            personal: null,
          })),
      );
    });
}

async function tellSome(tx: Tx, recall: string, origin: string): Promise<number> {
  await tx.lock([recall]);
  const row = await tx.get('recalls', recall);
  const left = (await tx.recalls.recipients([recall])).filter(({ toldAt }) => toldAt === null).slice(0, TOLD_MAX);
  const told: NewEntry[] = [];
  const nobody: string[] = [];
  for (const recipient of left) {
    const people = await mailTo(tx, { row, recipient, origin }, (about) => ['consent_withdrawn', aboutOf(row, about)]);
    if (people === 0) nobody.push(recipient.organization);
    told.push(toldEntry(row, recipient, people));
  }
  await tx.append(told);
  await unreached(tx, { row, origin }, nobody);
  return left.length;
}

function aboutOf(row: RecallRow, { productions, link }: AboutRecipient): Mails['consent_withdrawn'] {
  const { consent, stops, does, effectiveAt: at, answerBy, deleteBy } = row;
  const recall = { answerBy, deleteBy, link };
  return { consent, productions, effect: [], stops, does: { ...does, at }, recall };
}
