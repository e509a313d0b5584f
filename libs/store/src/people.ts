/** The people of organizations: where mail reaches them, and what they are called. */
import type pg from 'pg';
import type { Paper } from '#consent';
import type { MemberRole, OrganizationKind } from './entry-types.js';
import { rowOf } from './project.js';
import type { AuthorityRow, PerformerRow } from './rows.js';

/** A person's place in an organization. */
export interface Membership {
  readonly organization: string;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly role: MemberRole;
}

/** A member to whom mail goes. */
export interface Addressee {
  readonly user: string;
  readonly name: string;
  readonly email: string;
}

/** The members of an organization whose address is not erased. */
export async function readAddresses(client: pg.ClientBase, organization: string): Promise<Addressee[]> {
  return (await readMembers(client, organization)).map(({ user, name, email }) => ({ user, name, email }));
}

/** Its administrators among them. */
export async function readAdministrators(client: pg.ClientBase, organization: string): Promise<Addressee[]> {
  return (await readMembers(client, organization)).filter(({ role }) => role === 'admin');
}

/** Whether somebody other than this person administers an organization. */
export async function readIsAdministeredBeside(
  client: pg.ClientBase,
  organization: string,
  user: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM members WHERE organization = $1 AND "user" <> $2 AND role = 'admin' AND removed_at IS NULL LIMIT 1`,
    [organization, user],
  );
  return rowCount === 1;
}

async function readMembers(client: pg.ClientBase, organization: string): Promise<(Addressee & { role: string })[]> {
  const { rows } = await client.query<Addressee & { role: string }>(
    `SELECT "user", name, email, role FROM members
     WHERE organization = $1 AND removed_at IS NULL AND name IS NOT NULL AND email IS NOT NULL ORDER BY entry`,
    [organization],
  );
  return rows;
}

/**
 * What the people of an organization are called, by their ids. Those who have left are among them, since what they did
 * stays theirs, and nobody who is erased. By how they were added, else as they call themselves, else by their address.
 */
export async function readMemberNames(
  client: pg.ClientBase,
  organization: string,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ user: string; name: string }>(
    `SELECT m."user", coalesce(nullif(m.name, ''), nullif(u.name, ''), m.email) AS name
     FROM members m LEFT JOIN auth."user" u ON u.id = m."user"
     WHERE m.organization = $1 AND m.name IS NOT NULL AND m.email IS NOT NULL`,
    [organization],
  );
  return new Map(rows.map(({ user, name }) => [user, name]));
}

/**
 * Whether two actors are one person, as far as it can be known: one account, or two addresses of one mailbox. Whoever
 * signs in with two mailboxes of their own is two people here.
 */
export async function readIsOnePerson(client: pg.ClientBase, actors: readonly [string, string]): Promise<boolean> {
  const [one, other] = actors;
  if (one === other) return true;
  const users = actors.flatMap((actor) => (actor.startsWith('user:') ? actor.slice('user:'.length) : []));
  if (users.length < actors.length) return false;
  const { rows } = await client.query<{ email: string }>('SELECT email FROM auth."user" WHERE id = ANY ($1)', [users]);
  const mailboxes = new Set(rows.map(({ email }) => mailboxOf(email)));
  return rows.length === 2 && mailboxes.size === 1;
}

/** What is behind a plus sign is for the reader to sort by, and a few providers ignore dots as well. */
export function mailboxOf(email: string): string {
  const [name = '', host = ''] = email.toLowerCase().split('@');
  const [box = ''] = name.split('+');
  const isDotless = host === 'gmail.com' || host === 'googlemail.com';
  return isDotless ? `${box.replaceAll('.', '')}@gmail.com` : `${box}@${host}`;
}

/** All profiles of the person that this one is of, itself included; itself alone while nobody has claimed it. */
export async function readProfilesOf(client: pg.ClientBase, performer: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT other.id FROM performers p JOIN performers other ON other.id = p.id OR other."user" = p."user"
     WHERE p.id = $1 ORDER BY other.id`,
    [performer],
  );
  return rows.map(({ id }) => id);
}

/** Whether anything was ever signed by or for a performer on this profile. */
export async function readHasSigned(client: pg.ClientBase, performer: string): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM consents WHERE performer = $1 LIMIT 1', [performer]);
  return rowCount === 1;
}

/** Whether an organization that this person is a member of takes part in a production or in one above it. */
export async function readTakesPart(client: pg.ClientBase, production: string, user: string): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM productions p JOIN participations part ON part.production = ANY (p.path)
     JOIN members m ON m.organization = part.organization
     WHERE p.id = $1 AND part.state = 'accepted' AND m."user" = $2 AND m.removed_at IS NULL LIMIT 1`,
    [production, user],
  );
  return rows.length > 0;
}

/** The profile that an organization made for an address, in lower case. */
export async function readProfile(
  client: pg.ClientBase,
  organization: string,
  email: string,
): Promise<PerformerRow | null> {
  const { rows } = await client.query<Record<string, unknown>>(
    'SELECT * FROM performers WHERE organization = $1 AND email = $2 ORDER BY entry LIMIT 1',
    [organization, email],
  );
  return rows[0] ? rowOf('performers', rows[0]) : null;
}

/** Authorities, in any order, as the papers of whose they are in the order of their recording: one mailbox is one person. */
export function papersOf(
  authorities: readonly Pick<AuthorityRow, 'recordedAt' | 'user' | 'email' | Exclude<keyof Paper, 'person'>>[],
): Paper[] {
  const placeOf = ({ recordedAt, id }: (typeof authorities)[number]): string => `${recordedAt} ${id}`;
  return [...authorities]
    .sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1))
    .map(({ id, capacity, scope, from, until, endedAt, user, email }) => {
      const person = email === null ? (user ?? id) : mailboxOf(email);
      return { id, capacity, scope, from, until, endedAt, person };
    });
}

/** Who was ever recorded as acting for a performer, the latest first. */
export async function readAuthoritiesOver(client: pg.ClientBase, performer: string): Promise<AuthorityRow[]> {
  const { rows } = await client.query<Record<string, unknown>>(
    'SELECT * FROM authorities WHERE performer = $1 ORDER BY entry DESC',
    [performer],
  );
  return rows.map((row) => rowOf('authorities', row));
}
