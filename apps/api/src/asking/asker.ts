/** Who sends a request: nobody known, a signed-in person, or a machine with an organization's key. */
import type { HeldAuthority, Membership, SessionLevel, VouchedAccount } from '#store';
import { PERSON_ROLES, type PersonRole, type Rule, type Scope } from '../access/roles.js';

export interface Nobody {
  readonly kind: 'nobody';
}

export interface Person {
  readonly kind: 'person';
  /**
   * The person in her own right: better-auth's id of her. INVARIANT: where a provider vouches for her it is an id that nobody
   * has, and `email` is empty, so that no profile, authority, invitation or factor is ever found to be hers.
   */
  readonly user: string;
  /** better-auth's id of the person, whatever the session: who acted, and who is a member. */
  readonly account: string;
  /** Verified by a mailed link, in lower case. */
  readonly email: string;
  readonly name: string;
  /** Has claimed at least one profile. */
  readonly isPerformer: boolean;
  readonly memberships: readonly Membership[];
  /** The authorities that are in force: what else was recorded in this person's name gives nothing. */
  readonly represents: readonly HeldAuthority[];
  readonly isOperator: boolean;
  readonly session: PersonsSession;
  /** What the person is and may not be in this session, for want of a second factor. */
  readonly heldBack: readonly Membership[];
  readonly isOperatorHeldBack: boolean;
  /** By the word of which provider this session is hers; `null` where she opened it herself. */
  readonly vouched: Vouching | null;
}

/** A provider's word, which counts in its own organization alone. */
export interface Vouching extends VouchedAccount {
  readonly organization: string;
  /** Where mail to her goes. */
  readonly address: string;
  /** She has shown a factor of her own in this session, so that it is she whatever the provider says. */
  readonly isProven: boolean;
}

/** The session that a request is of. */
export interface PersonsSession {
  readonly id: string;
  readonly level: SessionLevel;
  /** When it began, or was made strong. */
  readonly sinceMs: number;
}

export interface Machine {
  readonly kind: 'key';
  readonly key: string;
  /** As better-auth keeps it, for a transaction that verifies the key itself. */
  readonly hash: string;
  readonly organization: string;
  readonly scopes: readonly Scope[];
  /** All that it reaches, with those below them; `null` where it is not limited. */
  readonly productions: readonly string[] | null;
}

/** A key as it was sent to a route that reads it inside its own transaction. */
export interface UnreadKey {
  readonly kind: 'unread-key';
  readonly hash: string;
}

export type Asker = Nobody | Person | Machine | UnreadKey;

declare module 'fastify' {
  interface FastifyRequest {
    asker: Asker;
  }
}

/** How entries name the one who acted. */
export function actorOf(asker: Person | Machine): string {
  return asker.kind === 'person' ? `user:${asker.account}` : asker.key;
}

/** Whether somebody is the very person of this record, and no key; of a record that nobody has claimed nobody is. */
export function isSelf(asker: Person | Machine, { user }: { readonly user: string | null }): boolean {
  return asker.kind === 'person' && asker.user === user;
}

/** The subject that guards what is one person's, whatever the profile: her factors, and what she states of herself. */
export function guardOf({ user }: { readonly user: string }): string {
  return `user:${user}`;
}

/** Where mail to a person goes, and by what others know who has no name. */
export function addressOf({ email, vouched }: Person): string {
  return vouched?.address ?? email;
}

/** The person whom entries name by this actor; `null` for a machine. */
export function userOf(actor: string): string | null {
  return actor.startsWith('user:') ? actor.slice('user:'.length) : null;
}

/** Whose idempotency keys these are. People not signed in share theirs with their address only. */
export function principalOf(asker: Asker, ip: string): string {
  switch (asker.kind) {
    case 'nobody':
      return `address:${ip}`;
    case 'unread-key':
      return asker.hash;
    case 'person':
      // What was answered to her elsewhere is not answered again to whoever a provider says that she is.
      return asker.vouched === null ? actorOf(asker) : `${actorOf(asker)}@${asker.vouched.organization}`;
    case 'key':
      return actorOf(asker);
  }
}

/** Whether somebody is one of those whom a row of the table of access lets in. */
export function isAmong(asker: Asker, rule: Rule): boolean {
  const { may } = rule;
  if (may.anyone !== undefined) return true;
  switch (asker.kind) {
    case 'nobody':
    case 'unread-key':
      return false;
    case 'key':
      return asker.scopes.some((scope) => may[`key:${scope}`] !== undefined);
    case 'person':
      if (needsProof(asker, rule)) return false;
      if (asker.vouched !== null && rule.signOn === 'vouched' && may.person !== undefined) return true;
      return rolesOf(asker).some((role) => may[role] !== undefined);
  }
}

/** Whether only she herself may do this, and a provider alone says that it is she. */
export function needsProof(asker: Asker, { signOn }: Rule): boolean {
  return asker.kind === 'person' && asker.vouched?.isProven === false && signOn === 'proven';
}

/** INVARIANT: by the word of a provider nobody is more than a member of its organization. */
export function rolesOf(person: Person): readonly PersonRole[] {
  const has: Readonly<Record<PersonRole, boolean>> = {
    person: person.vouched === null,
    performer: person.isPerformer,
    representative: person.represents.length > 0,
    member: person.memberships.some(({ kind }) => kind !== 'union'),
    union: person.memberships.some(({ kind }) => kind === 'union'),
    operator: person.isOperator,
  };
  return PERSON_ROLES.filter((role) => has[role]);
}
