/** Who asks a check: as sent, and as far as the transaction that decides has verified it. */

/**
 * By API key: its hash as better-auth keeps it, and the scope that it must have. Or a person, for an organization of theirs.
 * Both are verified inside the transaction. Or whoever was verified by you.
 */
export type AskedBy =
  | { readonly keyHash: string; readonly scope?: string }
  | { readonly organization: string; readonly user: string }
  | { readonly organization: string; readonly actor: string };

/** Who asks, as far as the transaction has verified it. */
export interface Asker {
  readonly organization: string;
  /** `user:…` or the key's id. */
  readonly actor: string;
  /** The key's; `null` for a person. */
  readonly scopes: readonly string[] | null;
}

/** Why a question is not decided on. */
export type Unasked = 'unseen' | 'key_invalid' | 'key_unscoped' | 'production_unknown';

/** What was read of those who may be asking. */
interface Askers {
  /** By hash: those that count. */
  readonly keys: ReadonlyMap<
    string,
    { readonly id: string; readonly organization: string; readonly scopes: readonly string[] }
  >;
  /** Present members, as organization and user. */
  readonly members: ReadonlySet<string>;
}

export function askerOf(asker: AskedBy, { keys, members }: Askers): Asker | Unasked {
  if ('keyHash' in asker) {
    const key = keys.get(asker.keyHash);
    if (key === undefined) return 'key_invalid';
    const { organization, id: actor, scopes } = key;
    // Before anything is said of the production.
    if (asker.scope !== undefined && !scopes.includes(asker.scope)) return 'key_unscoped';
    return { organization, actor, scopes };
  }
  if ('actor' in asker) return { ...asker, scopes: null };
  const { organization, user } = asker;
  // Whoever has left the organization meanwhile takes part in nothing of it.
  if (!members.has(`${organization} ${user}`)) return 'production_unknown';
  return { organization, actor: `user:${user}`, scopes: null };
}
