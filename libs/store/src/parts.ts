/** Which organizations take part in a production: their part in a node is one in all below it. */
import type pg from 'pg';
import { rowOf } from './project.js';
import type { ParticipationRow } from './rows.js';

/** The part that an organization takes there: accepted and not ended, else `null`. */
export async function readPart(
  client: pg.ClientBase,
  production: string,
  organization: string,
): Promise<ParticipationRow | null> {
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT part.* FROM productions p JOIN participations part ON part.production = ANY (p.path)
     WHERE p.id = $1 AND part.organization = $2 AND part.state = 'accepted'
     ORDER BY array_position(p.path, part.production::text), part.entry LIMIT 1`,
    [production, organization],
  );
  return rows[0] ? rowOf('participations', rows[0]) : null;
}

/** The organizations with this part there. */
export async function readParticipants(
  client: pg.ClientBase,
  production: string,
  role: ParticipationRow['role'],
): Promise<string[]> {
  const { rows } = await client.query<{ organization: string }>(
    `SELECT DISTINCT part.organization FROM productions p JOIN participations part ON part.production = ANY (p.path)
     WHERE p.id = $1 AND part.role = $2 AND part.state = 'accepted' ORDER BY part.organization`,
    [production, role],
  );
  return rows.map(({ organization }) => organization);
}
