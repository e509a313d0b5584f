/** Who is asking: what must be known of a person or a key before a request is let in, each by one read. */
import type pg from 'pg';
import { lifeAt } from '#consent';
import type { Authority, Box, Instant, Life, PerformerStatement } from '#consent';
import type { Clock } from './clock.js';
import { readKey, readUses, recordUses } from './keys.js';
import type { Membership } from './people.js';
import { withClient } from './pool.js';
import { readColleague } from './sign-ons.js';
import type { Colleague, VouchedAccount } from './sign-ons.js';
import type { KeyRow } from './rows.js';

/** What a signed-in person is to the organizations and profiles here. */
export interface Person {
  readonly memberships: readonly Membership[];
  /** Performer profiles that this person has claimed. */
  readonly claimed: readonly string[];
  /** Profiles invited to this person's address that nobody has claimed. */
  readonly unclaimed: readonly string[];
  /** What this person may do for others. */
  readonly represents: readonly HeldAuthority[];
}

/**
 * An authority that a person holds: verified, begun and not over. Whether it counts for somebody of her age, alive or
 * dead, is for the reader to say.
 *
 * INVARIANT: it is held by nobody who recorded or verified it, nor by a member of the organization that engages her.
 */
export interface HeldAuthority extends Pick<Life, 'isMinor' | 'hasDied'> {
  readonly authority: string;
  readonly performer: string;
  readonly capacity: Authority['capacity'];
  /** `null` for all. */
  readonly scope: Box | null;
  readonly coversLikeness: boolean;
}

/** Reads about those who ask. */
export class Askers {
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
  ) {}

  /** A person by auth user id, and by a verified address in lower case. */
  person(user: string, email: string): Promise<Person> {
    return withClient(this.pool, (client) => readPerson(client, this.clock, { user, email }));
  }

  /** A person for whom a provider vouches; `null` once the provider or the membership has ended. */
  colleague(vouched: VouchedAccount): Promise<Colleague | null> {
    return withClient(this.pool, (client) => readColleague(client, vouched));
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

/** A person, by auth user id and by a verified address in lower case. */
interface Known {
  readonly user: string;
  readonly email: string;
}

/** The same within a transaction. */
export async function readPerson(client: pg.ClientBase, clock: Clock, { user, email }: Known): Promise<Person> {
  const { rows } = await client.query<{ person: Omit<Person, 'represents'>; recorded: Recorded[]; now: Instant }>(
    `SELECT instant_now() AS now, json_build_object(
       'memberships', (SELECT coalesce(json_agg(json_build_object(
           'organization', o.id, 'kind', o.kind, 'name', o.name, 'role', m.role) ORDER BY m.entry), '[]')
         FROM members m JOIN organizations o ON o.id = m.organization
         WHERE m."user" = $1 AND m.removed_at IS NULL),
       'claimed', (SELECT coalesce(json_agg(id ORDER BY entry), '[]') FROM performers WHERE "user" = $1),
       'unclaimed', (SELECT coalesce(json_agg(id ORDER BY entry), '[]') FROM performers
         WHERE email = $2 AND "user" IS NULL)) AS person,
       (SELECT coalesce(json_agg(json_build_object('authority', a.id, 'performer', a.performer,
           'capacity', a.capacity, 'scope', a.scope, 'coversLikeness', a.covers_likeness, 'from', a."from",
           'until', a.until, 'record', p.record) ORDER BY a.entry), '[]')
         FROM authorities a JOIN performers p ON p.id = a.performer
         WHERE (a."user" = $1 OR a.email = $2) AND a.verified_at IS NOT NULL AND a.ended_at IS NULL
           AND 'user:' || $1 NOT IN (a.actor, a.verified_by) AND p."user" IS DISTINCT FROM $1
           AND NOT EXISTS (SELECT FROM members m
             WHERE m.organization = p.organization AND m."user" = $1 AND m.removed_at IS NULL)) AS recorded`,
    [user, email],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('a read of one row gave none');
  return { ...row.person, represents: row.recorded.flatMap((each) => heldAt(each, clock(row.now))) };
}

/** An authority as it is read, with what is stated of the performer. */
interface Recorded extends Omit<HeldAuthority, keyof Life> {
  readonly from: Instant;
  readonly until: Instant | null;
  readonly record: readonly PerformerStatement[];
}

function heldAt({ from, until, record, ...held }: Recorded, at: Instant): HeldAuthority[] {
  if (from > at || (until !== null && until <= at)) return [];
  const { isMinor, hasDied } = lifeAt(record, at);
  return [{ ...held, isMinor, hasDied }];
}

/** In whose right a transaction acts, as it was read before; with a person, the memberships that their right hangs on. */
export type ActingParty =
  | {
      readonly kind: 'person';
      readonly user: string;
      readonly email: string;
      readonly memberships: readonly Standing[];
      readonly represents: readonly Pick<HeldAuthority, 'authority'>[];
      /** Memberships that this party has and that do not count for it now: what they gave is not told to it. */
      readonly heldBack?: readonly { readonly organization: string }[];
      /** Whoever is known by the word of a provider alone: their right ends with it as well. */
      readonly vouched?: VouchedAccount | null;
    }
  | { readonly kind: 'key'; readonly key: string; readonly hash: string };

/** What of a membership a right hangs on. */
export type Standing = { readonly organization: string; readonly role: string };

/**
 * What guards that right: who holds these is sure that `stillActs` stays so. An authority needs no guard of its own: an act
 * in a performer's name locks her, and so does what ends it.
 */
export function guardsOf(party: ActingParty): string[] {
  return party.kind === 'key' ? [party.key] : party.memberships.map(({ organization }) => organization);
}

/** Whether the right still holds: nothing of it was taken away. */
export async function stillActs(client: pg.ClientBase, clock: Clock, party: ActingParty): Promise<boolean> {
  if (party.kind === 'key') return (await readKey(client, clock, party.hash)) !== null;
  return holdsAll(await rightsOf(client, clock, party), party);
}

/** What the right of a person hangs on. */
export interface Rights {
  readonly memberships: readonly Standing[];
  /** The authorities that they hold. */
  readonly represents: readonly Pick<HeldAuthority, 'authority'>[];
}

/** The same as it is now, after what this transaction did to it. */
export async function rightsOf(client: pg.ClientBase, clock: Clock, party: ActingParty | null): Promise<Rights> {
  if (party?.kind !== 'person') return { memberships: [], represents: [] };
  const { memberships, represents } = await readRights(client, clock, party);
  const heldBack = party.heldBack?.map(({ organization }) => organization) ?? [];
  return {
    memberships: memberships
      .filter(({ organization }) => !heldBack.includes(organization))
      .map(({ organization, role }) => ({ organization, role })),
    represents: represents.map(({ authority }) => ({ authority })),
  };
}

async function readRights(
  client: pg.ClientBase,
  clock: Clock,
  party: Extract<ActingParty, { kind: 'person' }>,
): Promise<Pick<Person, 'memberships' | 'represents'>> {
  const { vouched } = party;
  if (vouched === undefined || vouched === null) return readPerson(client, clock, party);
  const colleague = await readColleague(client, vouched);
  return { memberships: colleague === null ? [] : [colleague], represents: [] };
}

/** Whether none of these memberships and authorities was lost or became another. */
export function holdsAll(now: Rights, before: Rights): boolean {
  const keeps = before.memberships.every(({ organization, role }) =>
    now.memberships.some((each) => each.organization === organization && each.role === role),
  );
  return (
    keeps && before.represents.every(({ authority }) => now.represents.some((each) => each.authority === authority))
  );
}
