import { expect } from '@jest/globals';
import { Client } from 'pg';
import { commitEntry, emptyFrontier, extend, fromHex, rootOf, toHex, type Frontier, type JsonObject } from '#ledger';
import { opened, SEALED, type SealedColumns } from './opened.js';

interface LoggedEntry extends SealedColumns {
  readonly serial: string;
  readonly type: string;
  readonly at: string;
  readonly refs: Readonly<Record<string, string>>;
  readonly evidence: string;
  readonly evidence_salt: string;
  readonly evidence_digest: string;
  readonly personal_digest: string;
  readonly leaf: string;
  readonly leaf_hash: string;
  readonly index: string | null;
  readonly hash: string | null;
  readonly waits: boolean;
}

/**
 * The oracle of every test that writes to the log. It reads the tables by itself and works everything out anew: each
 * leaf from its payload, the tree from its leaves, every checkpoint, every tile, and that entries of one thing keep
 * their order. `size` is how many leaves there must be.
 */
export async function expectLogIsSound(connectionString: string, size: number): Promise<void> {
  const client = new Client({ connectionString, options: '-c search_path=countersign' });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    const { rows: entries } = await client.query<LoggedEntry>(ENTRIES);
    const destroyed = new Set(
      entries.filter(({ type }) => type === 'evidence.destroyed').map(({ refs }) => refs['performer']),
    );
    const isLeft = ({ type, refs }: LoggedEntry): boolean =>
      type === 'evidence.destroyed' || !destroyed.has(refs['performer']);
    // Of whom evidence was destroyed only leaves are left, and of what hangs on their recalls.
    for (const entry of entries)
      if (isLeft(entry) && !(destroyed.size > 0 && 'recall' in entry.refs)) expectCommitted(entry);
    const leaves = entries.filter(({ index }) => index !== null).sort((a, b) => Number(a.index) - Number(b.index));
    expect(leaves.map(({ index }) => Number(index))).toEqual(Array.from({ length: size }, (_, index) => index));
    expect(leaves.filter(({ hash, leaf_hash }) => hash !== leaf_hash)).toEqual([]);
    // Each entry is in the tree or waits for it, and never both.
    expect(entries.filter(({ index, waits }) => (index === null) !== waits)).toEqual([]);
    expectOrder(leaves);
    await expectTree(
      client,
      leaves.map(({ leaf_hash }) => bytes(leaf_hash)),
    );
    await expectBatches(client);
  } finally {
    await client.end();
  }
}

const ENTRIES = `
  SELECT e.serial, e.type, e.at, e.refs, p.evidence, encode(p.salt, 'hex') AS evidence_salt,
    ${SEALED}, encode(e.evidence_digest, 'hex') AS evidence_digest,
    encode(e.personal_digest, 'hex') AS personal_digest, encode(e.leaf, 'hex') AS leaf,
    encode(e.leaf_hash, 'hex') AS leaf_hash, l.index, encode(l.hash, 'hex') AS hash, u.entry IS NOT NULL AS waits
  FROM entries e LEFT JOIN payloads p ON p.entry = e.serial LEFT JOIN personals q ON q.entry = e.serial
  LEFT JOIN leaves l ON l.entry = e.serial LEFT JOIN unsequenced u ON u.entry = e.serial ORDER BY e.serial`;

function expectCommitted(entry: LoggedEntry): void {
  const part = opened(entry);
  // Of what is erased nobody can show that it was this.
  if (part === null) return;
  const leaf: unknown = JSON.parse(Buffer.from(entry.leaf, 'hex').toString());
  const { id: leafId } = leaf as { id: string }; // The next line shows that the whole leaf is what it must be.
  const committed = commitEntry({
    ...{ type: entry.type, at: entry.at, refs: entry.refs, leafId },
    evidence: JSON.parse(entry.evidence) as JsonObject, // JSON text, which `commitEntry` checks once more.
    evidenceSalt: bytes(entry.evidence_salt),
    personal: JSON.parse(part.personal) as JsonObject | null, // As above.
    personalSalt: part.salt,
  });
  expect({
    evidence: committed.evidenceDigest,
    personal: committed.personalDigest,
    leaf: toHex(committed.leaf),
    hash: toHex(committed.leafHash),
  }).toEqual({
    evidence: entry.evidence_digest,
    personal: entry.personal_digest,
    leaf: entry.leaf,
    hash: entry.leaf_hash,
  });
}

/** Entries of one thing were written under its lock, so their serials are in the order of its versions. */
function expectOrder(leaves: readonly LoggedEntry[]): void {
  const last = new Map<string, number>();
  for (const { type, refs, serial } of leaves) {
    if (type === 'decision.made') continue;
    for (const name of ['performer', 'request', 'consent', 'key', 'participation']) {
      const id = refs[name];
      if (id === undefined) continue;
      expect(Number(serial)).toBeGreaterThan(last.get(id) ?? 0);
      last.set(id, Number(serial));
    }
  }
}

async function expectTree(client: Client, leafHashes: readonly Uint8Array[]): Promise<void> {
  const whole = extend(emptyFrontier, leafHashes);
  const { rows: tiles } = await client.query(
    `SELECT level, index::int, encode(hash, 'hex') AS hash FROM tile_hashes ORDER BY level, index`,
  );
  const expected = whole.tileHashes.map(({ level, index, hash }) => ({ level, index, hash: toHex(hash) }));
  expect(tiles).toEqual(expected.sort((a, b) => a.level - b.level || a.index - b.index));

  const { rows: heads } = await client.query<{ size: string; frontier: Uint8Array[] }>('SELECT * FROM tree_head');
  expect(heads).toMatchObject([{ size: String(leafHashes.length) }]);
  expect(heads[0]?.frontier.map(toHex)).toEqual(whole.frontier.hashes.map(toHex));

  // Every checkpoint is over a prefix of the same leaves, so each is consistent with all others.
  const { rows: checkpoints } = await client.query<{ size: number; root: string }>(
    `SELECT size::int, encode(root, 'hex') AS root FROM checkpoints ORDER BY size`,
  );
  let frontier: Frontier = emptyFrontier;
  for (const { size, root } of checkpoints) {
    frontier = extend(frontier, leafHashes.slice(frontier.size, size)).frontier;
    expect({ size: frontier.size, root: toHex(rootOf(frontier)) }).toEqual({ size, root });
  }
  if (leafHashes.length > 0) expect(checkpoints.at(-1)?.size).toBe(leafHashes.length);
}

async function expectBatches(client: Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT e.id FROM entries e LEFT JOIN receipts r ON r.entry = e.serial LEFT JOIN batches b ON b.id = r.batch
     WHERE (e.type = 'decision.made') <> (b.id IS NOT NULL)
     UNION ALL SELECT batch FROM receipts GROUP BY batch HAVING max(index) + 1 <> count(*)`,
  );
  expect(rows).toEqual([]);
}

function bytes(hex: string): Uint8Array {
  const decoded = fromHex(hex);
  if (decoded === null) throw new Error('the database wrote hex that is none');
  return decoded;
}
