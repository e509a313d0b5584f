/** Tells everybody who relied on what was withdrawn, and recalls what they were allowed. */
import { createHash, randomBytes } from 'node:crypto';
import { mail, type Mails } from '#mails';
import type { NewDelivery, NewEntry, RecallRecipientRow, RecallRow, Store, Tx } from '#store';

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
  for (const recipient of left) {
    const { organization, productions, decisions } = recipient;
    const mails = await mailsTo(tx, { row, recipient, origin }, (about) => ['consent_withdrawn', aboutOf(row, about)]);
    await tx.deliver(mails);
    told.push({
      type: 'recall.told',
      refs: { actor: 'system', organization, production: productions[0] ?? row.production, recall },
      evidence: { people: mails.length, decisions },
      personal: null,
    });
  }
  await tx.append(told);
  return left.length;
}

function aboutOf(row: RecallRow, { productions, link }: AboutRecipient): Mails['consent_withdrawn'] {
  const { consent, stops, does, effectiveAt: at, answerBy, deleteBy } = row;
  const recall = { answerBy, deleteBy, link };
  return { consent, productions, effect: [], stops, does: { ...does, at }, recall };
}

interface AboutRecipient {
  /** By their titles. */
  readonly productions: readonly string[];
  /** Where whoever it is mailed to answers without signing in. */
  readonly link: string;
}

type Written = { [Name in keyof Mails]: readonly [name: Name, about: Mails[Name]] }[keyof Mails];

/** One mail to each person of a recipient, with a link of their own. The token stands in the fragment, and in no log. */
export async function mailsTo(
  tx: Tx,
  {
    row,
    recipient,
    origin,
  }: { readonly row: RecallRow; readonly recipient: RecallRecipientRow; readonly origin: string },
  write: (about: AboutRecipient) => Written,
  once?: string,
): Promise<NewDelivery[]> {
  const { organization } = recipient;
  const productions: string[] = [];
  for (const id of recipient.productions) productions.push((await tx.get('productions', id)).title);
  const members = await tx.addresses(organization);
  const tokens = members.map(() => randomBytes(24).toString('base64url'));
  await tx.recalls.keepLinks(
    members.map(({ user }, index) => ({
      tokenHash: createHash('sha256')
        .update(tokens[index] ?? '')
        .digest(),
      ...{ recall: row.id, organization, user },
    })),
  );
  return members.map(({ user, email }, index) => {
    const [name, about] = write({ productions, link: `${origin}/recall#${tokens[index] ?? ''}` });
    return { ...mail(email, name, about), ...(once !== undefined && { once: `${once} ${organization} ${user}` }) };
  });
}
