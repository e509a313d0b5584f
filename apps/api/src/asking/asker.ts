/** Who sends a request: nobody known, a signed-in person, or a machine with an organization's key. */
import type { HeldAuthority, OrganizationKind, SessionLevel } from '#store';
import type { Rule, Scope, Who } from '../access/roles.js';

export interface Nobody {
  readonly kind: 'nobody';
}

export interface Person {
  readonly kind: 'person';
  /** better-auth's id of the person. */
  readonly user: string;
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
}

/** The session that a request is of. */
export interface PersonsSession {
  readonly id: string;
  readonly level: SessionLevel;
  /** When it began, or was made strong. */
  readonly sinceMs: number;
}

export interface Membership {
  readonly organization: string;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly role: string;
}

export interface Machine {
  readonly kind: 'key';
  readonly key: string;
  /** As better-auth keeps it, for a transaction that verifies the key itself. */
  readonly hash: string;
  readonly organization: string;
  readonly scopes: readonly Scope[];
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
  return asker.kind === 'person' ? `user:${asker.user}` : asker.key;
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
    default:
      return actorOf(asker);
  }
}

/** Whether somebody is one of those whom a row of the table of access lets in. */
export function isAmong(asker: Asker, { may }: Rule): boolean {
  if (may.anyone !== undefined) return true;
  switch (asker.kind) {
    case 'nobody':
    case 'unread-key':
      return false;
    case 'key':
      return asker.scopes.some((scope) => may[`key:${scope}`] !== undefined);
    case 'person':
      return rolesOf(asker).some((role) => may[role] !== undefined);
  }
}

export function rolesOf(person: Person): readonly Exclude<Who, 'anyone' | `key:${Scope}`>[] {
  const isUnion = person.memberships.some(({ kind }) => kind === 'union');
  const isMember = person.memberships.some(({ kind }) => kind !== 'union');
  return [
    'person',
    ...(person.isPerformer ? (['performer'] as const) : []),
    ...(person.represents.length > 0 ? (['representative'] as const) : []),
    ...(isMember ? (['member'] as const) : []),
    ...(isUnion ? (['union'] as const) : []),
    ...(person.isOperator ? (['operator'] as const) : []),
  ];
}
