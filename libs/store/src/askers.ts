/** Who is asking: what must be known of a person or a key before a request is let in, each by one read. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { Clock } from './clock.js';
import type { MemberRole, OrganizationKind } from './entry-types.js';
import { readKey, readUses, recordUses } from './keys.js';
import { withClient } from './pool.js';
import type { KeyRow } from './rows.js';

/** What a signed-in person is to the organizations and profiles here. */
export interface Person {
  readonly memberships: readonly Membership[];
  /** Performer profiles that this person has claimed. */
  readonly claimed: readonly string[];
  /** Profiles invited to this person's address that nobody has claimed. */
  readonly unclaimed: readonly string[];
}

/** A person's place in an organization. */
export interface Membership {
  readonly organization: string;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly role: MemberRole;
}

/** Reads about those who ask. */
export class Askers {
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
  ) {}

  /** A person by auth user id, and by a verified address in lower case. */
  person(user: string, email: string): Promise<Person> {
    return withClient(this.pool, (client) => readPerson(client, user, email));
  }

  /** A key by the hash that better-auth keeps of it; `null` when it is unknown, revoked or has ended. */
  key(hash: string): Promise<KeyRow | null> {
    return withClient(this.pool, (client) => readKey(client, this.clock, hash));
  }

  /** Writes down that these keys, by their hashes, were used: to the minute, and outside every other transaction. */
  used(hashes: readonly string[]): Promise<void> {
    return withClient(this.pool, (client) => recordUses(client, this.clock, hashes));
  }

  /** When each of these keys, by its id, was last used, as far as it was written down. */
  lastUses(keys: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    return withClient(this.pool, (client) => readUses(client, keys));
  }
}

/** The same within a transaction. */
export async function readPerson(client: pg.ClientBase, user: string, email: string): Promise<Person> {
  const { rows } = await client.query<{ person: Person }>(
    `SELECT json_build_object(
       'memberships', (SELECT coalesce(json_agg(json_build_object(
           'organization', o.id, 'kind', o.kind, 'name', o.name, 'role', m.role) ORDER BY m.entry), '[]')
         FROM members m JOIN organizations o ON o.id = m.organization
         WHERE m."user" = $1 AND m.removed_at IS NULL),
       'claimed', (SELECT coalesce(json_agg(id ORDER BY entry), '[]') FROM performers WHERE "user" = $1),
       'unclaimed', (SELECT coalesce(json_agg(id ORDER BY entry), '[]') FROM performers
         WHERE email = $2 AND "user" IS NULL)) AS person`,
    [user, email],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('a read of one row gave none');
  return row.person;
}

/** In whose right a transaction acts, as it was read before; with a person, the memberships that their right hangs on. */
export type ActingParty =
  | {
      readonly kind: 'person';
      readonly user: string;
      readonly email: string;
      readonly memberships: readonly Standing[];
    }
  | { readonly kind: 'key'; readonly key: string; readonly hash: string };

/** What of a membership a right hangs on. */
export type Standing = { readonly organization: string; readonly role: string };

/** What guards that right: who holds these is sure that `stillActs` stays so. */
export function guardsOf(party: ActingParty): string[] {
  return party.kind === 'key' ? [party.key] : party.memberships.map(({ organization }) => organization);
}

/** Whether the right still holds: nothing of it was taken away. */
export async function stillActs(client: pg.ClientBase, clock: Clock, party: ActingParty): Promise<boolean> {
  if (party.kind === 'key') return (await readKey(client, clock, party.hash)) !== null;
  return holdsAll(await standingOf(client, party), party.memberships);
}

/** The memberships that the right of a person hangs on as they are now, after what this transaction did to them. */
export async function standingOf(client: pg.ClientBase, party: ActingParty | null): Promise<readonly Standing[]> {
  if (party?.kind !== 'person') return [];
  const { memberships } = await readPerson(client, party.user, party.email);
  return memberships.map(({ organization, role }) => ({ organization, role }));
}

/** Whether none of these memberships was lost or became another. */
export function holdsAll(now: readonly Standing[], before: readonly Standing[]): boolean {
  return before.every(({ organization, role }) =>
    now.some((each) => each.organization === organization && each.role === role),
  );
}
