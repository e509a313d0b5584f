/** What several routes do about keys: issue one, and tell the administrators what happened to one. */
import { mail } from '#mails';
import type { NewEntry, Tx } from '#store';
import { actorOf, addressOf, type Person } from '../asking/asker.js';
import { invalidInput } from '../validation.js';

interface NewIssue {
  readonly organization: string;
  readonly key: string;
  readonly apikey: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly productions: readonly string[] | null;
  readonly endsAt: string;
  readonly replaces: string | null;
}

/** A key without its entry is no key: if the transaction fails, the secret that was made for it opens nothing. */
export function issueKey(by: Person, of: NewIssue): NewEntry<'key.issued'> {
  const { organization, key, scopes, productions, ...issued } = of;
  return {
    type: 'key.issued',
    refs: { actor: actorOf(by), organization, key },
    evidence: { ...issued, scopes: [...scopes], ...(productions !== null && { productions: [...productions] }) },
    personal: null,
  };
}

/**
 * Throws unless a key can be limited to these: it checks and does nothing else, for what else it did would reach beyond them, and
 * its organization takes part in each. One that exists elsewhere is refused as one that does not.
 */
export async function requireLimit(
  tx: Tx,
  { organization, scopes, productions }: Pick<NewIssue, 'organization' | 'scopes' | 'productions'>,
): Promise<void> {
  if (productions === null) return;
  if (scopes.some((scope) => scope !== 'check'))
    throw invalidInput([{ path: '/productions', message: 'only a key that checks and does nothing else is limited' }]);
  for (const [index, production] of productions.entries()) {
    if ((await tx.partIn(production, organization)) !== null) continue;
    throw invalidInput([
      { path: `/productions/${index}`, message: 'the organization takes part in no such production' },
    ]);
  }
}

interface Told {
  readonly what: 'made' | 'rotated' | 'revoked' | 'reported';
  /** `null` where nobody signed in did it. */
  readonly by: Person | null;
  /** What the key is called. */
  readonly key: string;
  /** When the secret that was in use so far ends. */
  readonly endsAt?: string;
  readonly link: string;
}

/** Whoever answers for the organization's keys hears of each act, also of one that was done with a stolen session. */
export async function tellAdministrators(tx: Tx, organization: string, { by, ...about }: Told): Promise<void> {
  const administrators = await tx.administrators(organization);
  const name = (await tx.get('organizations', organization)).name;
  const who = by === null ? null : `${by.name} (${addressOf(by)})`.trimStart();
  await tx.deliver(
    administrators.map(({ email }) => mail(email, 'key_changed', { ...about, by: who, organization: name })),
  );
}

/** An instant so much later, or earlier. */
export function later(
  at: string,
  { days = 0, hours = 0 }: { readonly days?: number; readonly hours?: number },
): string {
  return new Date(Date.parse(at) + (days * 24 + hours) * 3_600_000).toISOString();
}
