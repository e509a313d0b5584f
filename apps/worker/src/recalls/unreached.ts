/** Whom no mail about a recall reaches: that is shown to her, and taken to others who can tell them, without waiting for a day. */
import { recallUnionAt, type Instant } from '#consent';
import { mail } from '#mails';
import type { NewDelivery, RecallRecipientRow, RecallRow, Store, Tx } from '#store';
import { escalate, namesOf, owes, ownersOf } from './chasing.js';

/** A mail about a recall came back, or was given up. While another one may have arrived there, nothing follows. */
export async function returned(
  store: Store,
  { recall, delivery, origin }: { readonly recall: string; readonly delivery: string; readonly origin: string },
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lock([recall]);
    const organization = await tx.recalls.mailedTo(recall, delivery);
    if (organization === null || (await tx.recalls.mayReach(recall, organization))) return;
    await unreached(tx, { row: await tx.get('recalls', recall), origin }, [organization]);
  });
}

/**
 * Takes it to who owns the productions at once, and to her union later, or at once as well where no owner can hear of it. The
 * recall must be locked. Whoever has answered was reached in some other way.
 */
export async function unreached(
  tx: Tx,
  { row, origin }: { readonly row: RecallRow; readonly origin: string },
  organizations: readonly string[],
): Promise<void> {
  const { id: recall, performer: member } = row;
  const all = await tx.recalls.recipients([recall]);
  const lost = all.filter((each) => organizations.includes(each.organization) && isFresh(row, each));
  if (lost.length === 0) return;
  await tx.append(
    lost.map(({ organization, productions }) => ({
      type: 'recall.unreached',
      refs: { actor: 'system', organization, production: productions[0] ?? row.production, recall },
      evidence: {},
      personal: null,
    })),
  );
  await escalate(tx, { row, open: lost, duty: 'unreached', to: 'owner', origin });
  const { email } = await tx.get('performers', member);
  const about = { recall, unreached: await namesOf(tx, lost), to: 'performer', link: origin } as const;
  if (email !== null) await tx.deliver([mail(email, 'recall_unreached', about)]);
  const at = await tx.at();
  const steps: NewDelivery[] = [];
  for (const each of lost) {
    const dueAt = (await canAnyHear(tx, recall, each)) ? recallUnionAt(at) : at;
    const payload = { recall, step: 'unreached', organization: each.organization, since: at };
    steps.push({ kind: 'recall', payload, once: `recall ${recall} unreached ${each.organization} ${at}`, dueAt });
  }
  await tx.deliver(steps);
}

/** Her union hears of whom still no mail has reached. */
export async function takeToUnion(
  store: Store,
  { recall, organization, origin }: { readonly recall: string; readonly organization: string; readonly origin: string },
): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lock([recall]);
    const row = await tx.get('recalls', recall);
    const all = await tx.recalls.recipients([recall]);
    const isTaken = (since: Instant) =>
      row.escalations.some(
        (each) =>
          each.to === 'union' &&
          each.duty === 'unreached' &&
          each.organizations.includes(organization) &&
          each.at >= since,
      );
    const open = all.filter(
      (each) => each.organization === organization && each.unreachedAt !== null && !isTaken(each.unreachedAt),
    );
    if (row.completedAt === null && open.length > 0)
      await escalate(tx, { row, open, duty: 'unreached', to: 'union', origin });
  });
}

function isFresh(row: RecallRow, recipient: RecallRecipientRow): boolean {
  return row.completedAt === null && recipient.unreachedAt === null && owes(row, recipient, 'answer');
}

/** Whether who owns one of the productions has somebody whom mail about it can reach, as far as is known. */
async function canAnyHear(tx: Tx, recall: string, recipient: RecallRecipientRow): Promise<boolean> {
  const all = await tx.recalls.recipients([recall]);
  for (const owner of await ownersOf(tx, recipient)) {
    const isLost = all.some((each) => each.organization === owner && each.unreachedAt !== null);
    if (!isLost && (await tx.addresses(owner)).length > 0) return true;
  }
  return false;
}
