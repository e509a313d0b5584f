/** What several routes do about keys: issue one, and tell the administrators what happened to one. */
import type { NewEntry, Tx } from '#store';
import { actorOf, type Person } from '../asking/asker.js';
import { keyMail } from '../mails.js';

interface NewIssue {
  readonly organization: string;
  readonly key: string;
  readonly apikey: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly endsAt: string;
  readonly replaces: string | null;
}

/** A key without its entry is no key: if the transaction fails, the secret that was made for it opens nothing. */
export function issueKey(by: Person, { organization, key, scopes, ...issued }: NewIssue): NewEntry<'key.issued'> {
  return {
    type: 'key.issued',
    refs: { actor: actorOf(by), organization, key },
    evidence: { ...issued, scopes: [...scopes] },
    personal: null,
  };
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
  const who = by === null ? null : `${by.name} (${by.email})`;
  await tx.deliver(administrators.map(({ email }) => keyMail(email, { ...about, by: who, organization: name })));
}

/** An instant so much later, or earlier. */
export function later(
  at: string,
  { days = 0, hours = 0 }: { readonly days?: number; readonly hours?: number },
): string {
  return new Date(Date.parse(at) + (days * 24 + hours) * 3_600_000).toISOString();
}
