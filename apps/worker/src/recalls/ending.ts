/** When nobody can come to rely on what was withdrawn any more, and when everybody has answered. */
import type { RecallRecipient, Reliance, Store } from '#store';
import { Undelivered } from '../carrying.js';
import { owes } from './chasing.js';

/**
 * The notice is over: whoever was allowed something by it since the withdrawal relied on it as well. The performer's version
 * row is held to change it, so that no check about her is under way: what it will record either stands here already, or is
 * decided without what was withdrawn.
 */
export async function settle(store: Store, recall: string): Promise<void> {
  await store.transaction(async (tx) => {
    const before = await tx.get('recalls', recall);
    await tx.lock([recall, before.performer]);
    const row = await tx.get('recalls', recall);
    if (row.settledAt !== null) return;
    const at = await tx.at();
    if (at < row.effectiveAt)
      throw new Undelivered('the notice is not over', { notBeforeMs: Date.parse(row.effectiveAt) - Date.parse(at) });
    const { consent, scope, below, organization, production, performer } = row;
    const recipients = relyingOf(await tx.recalls.reliedOn(consent, scope, { from: below }));
    const refs = { actor: 'system', organization, production, performer, recall };
    await tx.append([{ type: 'recall.settled', refs, evidence: { recipients }, personal: null }]);
  });
}

function relyingOf(relied: readonly Reliance[]): RecallRecipient[] {
  return [...new Set(relied.map(({ organization }) => organization))].map((organization) => {
    const theirs = relied.filter((each) => each.organization === organization);
    return {
      organization,
      productions: [...new Set(theirs.map(({ production }) => production))],
      decisions: theirs.length,
    };
  });
}

/** Ends a recall that everybody has answered, with the certificate of it; where nobody had to, there is nothing to certify. */
export async function complete(store: Store, recall: string): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lock([recall]);
    const row = await tx.get('recalls', recall);
    const recipients = await tx.recalls.recipients([recall]);
    const isOpen = recipients.some((each) => owes(row, each, 'answer') || owes(row, each, 'deletion'));
    if (row.completedAt !== null || row.settledAt === null || isOpen) return;
    const { organization, production, performer } = row;
    const refs = { actor: 'system', organization, production, performer, recall };
    const evidence = { recipients: recipients.length };
    const [entry] = await tx.append([{ type: 'recall.completed', refs, evidence, personal: null }]);
    if (entry === undefined || recipients.length === 0) return;
    await tx.deliver([{ kind: 'certificate', payload: { entry: entry.id } }]);
  });
}
