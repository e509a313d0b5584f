/** Unions: whose member a performer is, and which of them a production is under. */
import type pg from 'pg';
import { agreementsOf } from '#consent';
import type { Addressee } from './people.js';
import { rowOf } from './project.js';
import type { MembershipRow } from './union-rows.js';

/** What a union states of an address, in lower case, and has not ended. */
export async function readMembership(
  client: pg.ClientBase,
  union: string,
  email: string,
): Promise<MembershipRow | null> {
  const { rows } = await client.query<Record<string, unknown>>(
    'SELECT * FROM memberships WHERE organization = $1 AND email = $2 AND ended_at IS NULL',
    [union, email],
  );
  return rows[0] ? rowOf('memberships', rows[0]) : null;
}

/** The people of every union that a performer is a member of, to whom mail goes. */
export async function readUnionAddresses(
  client: pg.ClientBase,
  performer: string,
): Promise<(Addressee & { readonly organization: string })[]> {
  const { rows } = await client.query<Addressee & { organization: string }>(
    `SELECT m.organization, m."user", m.name, m.email
     FROM union_members hers JOIN members m ON m.organization = hers."union"
     WHERE hers.performer = $1 AND m.removed_at IS NULL AND m.name IS NOT NULL AND m.email IS NOT NULL ORDER BY m.entry`,
    [performer],
  );
  return rows;
}

/** The unions that a performer is a member of. */
export async function readUnionsOf(client: pg.ClientBase, performer: string): Promise<string[]> {
  const { rows } = await client.query<{ union: string }>(
    'SELECT "union" FROM union_members WHERE performer = $1 ORDER BY 1',
    [performer],
  );
  return rows.map(({ union }) => union);
}

/** The unions whose agreements a production is under. */
export async function readUnionsUnder(client: pg.ClientBase, production: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string; name: string; stated: string[] }>(
    `SELECT o.id, o.name, ARRAY(SELECT unnest(node.agreements)
       FROM productions p JOIN productions node ON node.id = ANY (p.path) WHERE p.id = $1) AS stated
     FROM organizations o WHERE o.kind = 'union' ORDER BY o.id`,
    [production],
  );
  const isUnder = (name: string, stated: readonly string[]) => agreementsOf(name).some((id) => stated.includes(id));
  return rows.filter(({ name, stated }) => isUnder(name, stated)).map(({ id }) => id);
}
