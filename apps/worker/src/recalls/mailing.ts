/** One mail to each person of a recipient of a recall, with a link of their own, and that it was told. */
import { createHash, randomBytes } from 'node:crypto';
import { mail, type Mails } from '#mails';
import type { NewEntry, RecallRecipientRow, RecallRow, Tx } from '#store';

/** What a mail about a recall is filled with for whoever reads it. */
export interface AboutRecipient {
  /** By their titles. */
  readonly productions: readonly string[];
  /** Where whoever it is mailed to answers without signing in. */
  readonly link: string;
}

type Written = { [Name in keyof Mails]: readonly [name: Name, about: Mails[Name]] }[keyof Mails];

/** One mail to each person of a recipient, with a link of their own; answers to how many. The token stands in the fragment, and in no log. */
export async function mailTo(
  tx: Tx,
  {
    row,
    recipient,
    origin,
  }: { readonly row: RecallRow; readonly recipient: RecallRecipientRow; readonly origin: string },
  write: (about: AboutRecipient) => Written,
  once?: string,
): Promise<number> {
  const { organization } = recipient;
  const productions: string[] = [];
  for (const id of recipient.productions) productions.push((await tx.get('productions', id)).title);
  const members = await tx.addresses(organization);
  const tokens = members.map(() => randomBytes(24).toString('base64url'));
  const mails = await tx.deliver(
    members.map(({ user, email }, index) => {
      const [name, about] = write({ productions, link: `${origin}/recall#${tokens[index] ?? ''}` });
      const written = { ...mail(email, name, about), about: row.id };
      return { ...written, ...(once !== undefined && { once: `${once} ${organization} ${user}` }) };
    }),
  );
  await tx.recalls.keepLinks(
    members.map(({ user }, index) => ({
      tokenHash: createHash('sha256')
        .update(tokens[index] ?? '')
        .digest(),
      ...{ recall: row.id, organization, user, delivery: mails[index] ?? '' },
    })),
  );
  return members.length;
}

/** That a recipient was told, by mail to so many people and as an event. */
export function toldEntry(row: RecallRow, recipient: RecallRecipientRow, people: number): NewEntry {
  const { organization, productions, decisions } = recipient;
  return {
    type: 'recall.told',
    refs: { actor: 'system', organization, production: productions[0] ?? row.production, recall: row.id },
    evidence: { people, decisions },
    personal: null,
  };
}
