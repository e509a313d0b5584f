/** Puts durable entries into the Merkle tree: one transaction per call, and nothing kept between two calls. */
import type pg from 'pg';
import { extend, rootOf } from '#ledger';
import type { Frontier } from '#ledger';

/** Makes the whole signed note of a tree of this size and root. */
export type SignNote = (tree: { readonly size: number; readonly root: Uint8Array }) => Promise<string>;

/** Where notifications of new entries go. */
export const ENTRIES_CHANNEL = 'countersign_entries';
/** Where notifications go that the tree has grown. */
export const SEQUENCED_CHANNEL = 'countersign_sequenced';

/** Integrates up to `limit` entries within the open transaction; returns how many. */
export async function sequence(client: pg.ClientBase, limit: number, note: SignNote): Promise<number> {
  const head = await lockHead(client);
  // INVARIANT: what waits is taken from this table and never by `serial > last`: a serial drawn early may commit late.
  // Entries of one subject are in version order, since each was drawn under the lock of the one before, after its commit.
  const { rows: waiting } = await client.query<{ entry: number; hash: Buffer }>(
    `SELECT u.entry, e.leaf_hash AS hash FROM unsequenced u JOIN entries e ON e.serial = u.entry ORDER BY u.entry LIMIT $1`,
    [limit],
  );
  if (waiting.length === 0 && (head.size > 0 || (await hasCheckpoint(client)))) return 0;

  const { frontier, tileHashes } = extend(
    head,
    waiting.map(({ hash }) => hash),
  );
  const entries = waiting.map(({ entry }) => entry);
  await client.query(
    `INSERT INTO leaves (index, entry, hash)
     SELECT $1::bigint + ordinality - 1, entry, hash
     FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS input (entry, hash, ordinality)`,
    [head.size, entries, waiting.map(({ hash }) => hash)],
  );
  if (tileHashes.length > 0)
    await client.query(
      'INSERT INTO tile_hashes (level, index, hash) SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bytea[])',
      [tileHashes.map(({ level }) => level), tileHashes.map(({ index }) => index), tileHashes.map(({ hash }) => hash)],
    );
  await client.query('DELETE FROM unsequenced WHERE entry = ANY ($1)', [entries]);
  await moveHead(client, head, frontier);
  const root = rootOf(frontier);
  await client.query('INSERT INTO checkpoints (size, root, note, at) VALUES ($1, $2, $3, instant_now())', [
    frontier.size,
    root,
    await note({ size: frontier.size, root }),
  ]);
  await client.query('SELECT pg_notify($1, $2)', [SEQUENCED_CHANNEL, '']);
  return waiting.length;
}

/** Whoever holds this row is the sequencer; another waits here until it has committed or died. */
async function lockHead(client: pg.ClientBase): Promise<Frontier> {
  const { rows } = await client.query<Frontier & pg.QueryResultRow>(
    'SELECT size, frontier AS hashes FROM tree_head FOR UPDATE',
  );
  const [head] = rows;
  if (head === undefined) throw new Error('the tree has no head');
  return head;
}

async function moveHead(client: pg.ClientBase, from: Frontier, to: Frontier): Promise<void> {
  const { rowCount } = await client.query('UPDATE tree_head SET size = $2, frontier = $3 WHERE size = $1', [
    from.size,
    to.size,
    to.hashes,
  ]);
  if (rowCount !== 1) throw new Error('the head of the tree moved while it was held');
}

/** A new log has a checkpoint before its first entry, so that a monitor has something to begin with. */
async function hasCheckpoint(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM checkpoints LIMIT 1');
  return (rowCount ?? 0) > 0;
}
