/** Who looked at what: recorded before it is shown. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { appendEntries } from './append.js';
import type { Writing } from './append.js';
import type { NewEntry } from './entry-types.js';

/** An entry that says who looked, or asked in vain. */
export type NewView = NewEntry<'record.viewed' | 'view.refused'>;

/**
 * Records these looks and returns how many. Of a look by the very person whose record it is there is none; `user` is who
 * looks, `null` for a machine.
 *
 * It takes no lock, and like the hot path sends no notification, for which commits would wait for each other: the
 * sequencer finds the entries by itself.
 */
export async function recordViews(
  writing: Writing,
  at: Instant,
  views: readonly NewView[],
  user: string | null,
): Promise<number> {
  const own = user === null ? [] : await ownOf(writing.client, views, user);
  const others = views.filter(({ refs }) => refs.performer === undefined || !own.includes(refs.performer));
  await appendEntries(writing, at, others);
  return others.length;
}

async function ownOf(client: pg.ClientBase, views: readonly NewView[], user: string): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'own-profiles',
    text: 'SELECT id FROM performers WHERE id = ANY ($1) AND "user" = $2',
    values: [views.flatMap(({ refs }) => refs.performer ?? []), user],
  });
  return rows.map(({ id }) => id);
}
