/** The people of organizations: where mail reaches them, and what they are called. */
import type pg from 'pg';
import { agreementsOf } from '#consent';

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

async function readMembers(client: pg.ClientBase, organization: string): Promise<(Addressee & { role: string })[]> {
  const { rows } = await client.query<Addressee & { role: string }>(
    `SELECT "user", name, email, role FROM members
     WHERE organization = $1 AND removed_at IS NULL AND name IS NOT NULL AND email IS NOT NULL ORDER BY entry`,
    [organization],
  );
  return rows;
}

/** The same of every union that a performer is a member of. */
export async function readUnionAddresses(
  client: pg.ClientBase,
  performer: string,
): Promise<(Addressee & { readonly organization: string })[]> {
  const { rows } = await client.query<Addressee & { organization: string }>(
    `SELECT m.organization, m."user", m.name, m.email
     FROM performers p JOIN organizations o ON o.id = ANY (p.unions) AND o.kind = 'union'
     JOIN members m ON m.organization = o.id
     WHERE p.id = $1 AND m.removed_at IS NULL AND m.name IS NOT NULL AND m.email IS NOT NULL ORDER BY m.entry`,
    [performer],
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
 * Whether two accounts are one person, as far as it can be known: one account, or two addresses of one mailbox. Whoever
 * signs in with two mailboxes of their own is two people here.
 */
export async function readIsOnePerson(client: pg.ClientBase, users: readonly [string, string]): Promise<boolean> {
  const [one, other] = users;
  if (one === other) return true;
  const { rows } = await client.query<{ email: string }>('SELECT email FROM auth."user" WHERE id = ANY ($1)', [users]);
  const mailboxes = new Set(rows.map(({ email }) => mailboxOf(email)));
  return rows.length === 2 && mailboxes.size === 1;
}

/** What is behind a plus sign is for the reader to sort by, and a few houses ignore dots as well. */
export function mailboxOf(email: string): string {
  const [name = '', house = ''] = email.toLowerCase().split('@');
  const [box = ''] = name.split('+');
  const isDotless = house === 'gmail.com' || house === 'googlemail.com';
  return isDotless ? `${box.replaceAll('.', '')}@gmail.com` : `${box}@${house}`;
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

/** The unions of a performer; without one, those whose agreements a production is under. */
export async function readUnions(
  client: pg.ClientBase,
  production: string,
  performer: string | null,
): Promise<string[]> {
  if (performer === null) return unionsUnder(client, production);
  const { rows } = await client.query<{ id: string }>(
    `SELECT o.id FROM performers p JOIN organizations o ON o.id = ANY (p.unions) AND o.kind = 'union'
     WHERE p.id = $1 ORDER BY o.id`,
    [performer],
  );
  return rows.map(({ id }) => id);
}

async function unionsUnder(client: pg.ClientBase, production: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string; name: string; stated: string[] }>(
    `SELECT o.id, o.name, ARRAY(SELECT unnest(node.agreements)
       FROM productions p JOIN productions node ON node.id = ANY (p.path) WHERE p.id = $1) AS stated
     FROM organizations o WHERE o.kind = 'union' ORDER BY o.id`,
    [production],
  );
  const isUnder = (name: string, stated: readonly string[]) => agreementsOf(name).some((id) => stated.includes(id));
  return rows.filter(({ name, stated }) => isUnder(name, stated)).map(({ id }) => id);
}
