/** A use is declared, and the engine says whether telling is enough: the same engine that answers checks of it. */
import { decide, packsFor, useHashOf, type Decision, type Use } from '#consent';
import { mail } from '#mails';
import { newId, type DisclosureRow, type Tx } from '#store';
import { unionsFor } from '../approvals/approving.js';
import { estatesOf } from '../approvals/estates.js';
import { notFound } from '../errors/app-error.js';

/** Who discloses what. */
export interface Intent {
  readonly actor: string;
  readonly organization: string;
  readonly production: string;
  readonly performer: string | null;
  readonly use: Use;
  readonly description: string | null;
}

/** Records a disclosure and tells everyone whose yes is wanted. The production must not be a stranger's. */
export async function disclose(tx: Tx, intent: Intent, link: string): Promise<DisclosureRow> {
  const { actor, organization, production, performer, use, description } = intent;
  const node = await tx.find('productions', production);
  // All is asked whatever is missing: to a stranger both shall cost the same statements.
  const part = await tx.partIn(production, organization);
  const profile = performer === null ? null : await tx.find('performers', performer);
  if (node === null || part === null) throw notFound();
  // Another owner's id for somebody is nobody here, as for a request.
  if (performer !== null && profile?.organization !== node.organization) throw notFound();
  // Both at once: a claim holds the performer and reads the production, and the two would wait for each other.
  await tx.lock(performer === null ? [production] : [performer, production]);
  const found = await answerNow(tx, intent);
  if (found === null) throw notFound();
  const kinds = found.approvalsMissing;
  const disclosure = newId('dsc');
  const { description: _, ...stated } = use;
  await tx.append([
    {
      type: 'disclosure.made',
      refs: { actor, organization, production, disclosure, ...(performer === null ? {} : { performer }) },
      evidence: {
        use: stated,
        useHash: useHashOf(use),
        triage: kinds.length === 0 ? 'notify' : 'written_approval',
        kinds: [...kinds],
      },
      personal: description === null ? null : { description },
    },
  ]);
  const row = await tx.get('disclosures', disclosure);
  await tell(tx, row, { title: node.title, link });
  return row;
}

/**
 * What a check of this use would be answered now, once it is disclosed; `null` for somebody who takes no part.
 *
 * INVARIANT: nothing of a performer without a relation goes into it. The rules of the production alone are read then.
 */
export async function answerNow(
  tx: Tx,
  { actor, organization, production, performer, use }: Omit<Intent, 'description'>,
): Promise<Decision | null> {
  const useHash = useHashOf(use);
  const asker = { organization, actor };
  const question = { asker, performer, production, tools: use.pipeline, useHash, isDeclared: true as const };
  const given = await tx.lookUp(question);
  if (typeof given === 'string') return null;
  const { at, records } = given;
  const told = { id: 'this', useHash, madeAt: at };
  // The rules of the production are read for somebody unrelated as for somebody of whom nothing is known.
  const read = { ...records, related: true, disclosures: [...records.disclosures, told] };
  return decide(use, read, packsFor(use, read, at), at);
}

/** The studio's contacts hear of every use; others of those that wait for them. Each address once. */
async function tell(
  tx: Tx,
  disclosure: DisclosureRow,
  { title, link }: { readonly title: string; readonly link: string },
): Promise<void> {
  const { id, organization, production, performer, kinds, triage } = disclosure;
  const organizations = [
    ...(await tx.participants(production, 'studio')),
    ...(kinds.includes('union') ? await unionsFor(tx, disclosure) : []),
  ];
  const addresses = new Set<string>();
  for (const each of new Set(organizations)) {
    for (const { email } of await tx.addresses(each)) addresses.add(email);
  }
  if (performer !== null && kinds.includes('performer')) {
    const email = (await tx.find('performers', performer))?.email;
    if (email) addresses.add(email);
  }
  if (kinds.includes('estate')) {
    for (const { email } of await estatesOf(tx, disclosure, await tx.at())) if (email !== null) addresses.add(email);
  }
  const by = (await tx.find('organizations', organization))?.name ?? '';
  const isAsked = triage === 'written_approval';
  await tx.deliver([...addresses].map((to) => mail(to, 'use_disclosed', { by, title, disclosure: id, isAsked, link })));
}
