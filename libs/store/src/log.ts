/** The log as it is read: the tree as far as it is sequenced, and entries whether sequenced or not. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { consistencyProof, consistencyRanges, inclusionProof, inclusionRanges, merkleBatch, toHex } from '#ledger';
import type { HashRange, JsonObject, ReadHash } from '#ledger';
import type { EntryType, Refs } from './entry-types.js';
import { PERSONAL } from './keyring.js';
import type { Keyring, PersonalColumns } from './keyring.js';
import { withClient } from './pool.js';

/** A signed tree head. */
export interface Checkpoint {
  readonly size: number;
  readonly root: Uint8Array;
  /** The whole signed note. */
  readonly note: string;
  readonly at: Instant;
}

/** A checkpoint with witnesses that cosigned it, by their verifier keys. */
export interface CosignedCheckpoint extends Checkpoint {
  readonly witnesses: readonly string[];
}

const CHECKPOINT = `
  SELECT k.size, k.root, k.at,
    k.note || coalesce((SELECT string_agg(c.line, '' ORDER BY c.witness) FROM cosignatures c WHERE c.size = k.size), '') AS note`;
/** How many are looked through for a quorum: with that many without one, witnesses are down. */
const COSIGNED_MAX = 20;
/** With no more witnesses than that number, their lines are all among so many. */
const LAST_LINES = COSIGNED_MAX ** 2;

/** An entry with its payload; bytes are in hex, but for the hash that the tree works with. */
export interface StoredEntry {
  readonly id: string;
  readonly serial: number;
  readonly type: EntryType;
  readonly at: Instant;
  readonly refs: Refs;
  readonly evidence: JsonObject;
  readonly evidenceSalt: string;
  readonly personal: JsonObject | null;
  /** `null` once erased. */
  readonly personalSalt: string | null;
  readonly personalDigest: string;
  readonly leafId: string;
  readonly leafHash: Uint8Array;
  /** `null` while it is not sequenced. */
  readonly leafIndex: number | null;
}

/** What a receipt consists of: `receiptOf` of `#evidence` takes both as they are. */
export interface ReceiptParts {
  readonly entry: StoredEntry;
  readonly batch: { readonly index: number; readonly path: readonly string[]; readonly head: string };
}

/**
 * On whose behalf rows are read: an organization that takes part, a person who claimed performer profiles, or somebody who
 * acts for performers, by the profiles over which they hold an authority now. What that does not cover is for the reader
 * to leave out.
 */
export type Viewer =
  | {
      readonly organization: string;
      /** Of a union, and of nobody else: the ids of its agreements, which are all that its sight reaches. */
      readonly agreements?: readonly string[];
      /** Of a key that is limited: the productions with those below them, which are all that its sight reaches. */
      readonly within?: readonly string[];
    }
  | { readonly user: string }
  | { readonly represented: readonly string[] };

/** An entry as it is read from the database. */
export interface EntryColumns extends PersonalColumns {
  serial: number;
  type: EntryType;
  at: Instant;
  refs: Refs;
  evidence: string;
  evidence_salt: Buffer;
  personal_digest: Buffer;
  leaf: Buffer;
  leaf_hash: Buffer;
  leaf_index: number | null;
}

/** The statement that entries are read with. */
export const ENTRY = `
  SELECT e.id, e.serial, e.type, e.at, e.refs, e.personal_digest, e.leaf, e.leaf_hash,
         p.evidence, p.salt AS evidence_salt, l.index AS leaf_index, ${PERSONAL}
  FROM entries e JOIN payloads p ON p.entry = e.serial LEFT JOIN personals q ON q.entry = e.serial
  LEFT JOIN leaves l ON l.entry = e.serial`;

/** Reads of the log. */
export class Log {
  constructor(
    private readonly pool: pg.Pool,
    private readonly keyring: Keyring,
  ) {}

  /** The newest signed checkpoint, with the cosignatures that there are; `null` before the first. */
  async checkpoint(): Promise<Checkpoint | null> {
    const [newest] = await this.query<Checkpoint & pg.QueryResultRow>(
      `${CHECKPOINT} FROM checkpoints k ORDER BY size DESC LIMIT 1`,
    );
    return newest ?? null;
  }

  /** The newest checkpoints of at least this size that some witness cosigned, newest first. Whether they are enough is for a policy. */
  async cosigned({ size }: { readonly size: number }): Promise<CosignedCheckpoint[]> {
    return this.query<CosignedCheckpoint & pg.QueryResultRow>(
      `${CHECKPOINT}, ARRAY(SELECT c.witness FROM cosignatures c WHERE c.size = k.size) AS witnesses
       FROM checkpoints k WHERE k.size >= $1 AND EXISTS (SELECT FROM cosignatures c WHERE c.size = k.size)
       ORDER BY k.size DESC LIMIT ${COSIGNED_MAX}`,
      [size],
    );
  }

  /**
   * The last checkpoints that some witness cosigned before an instant, newest first, with those who did before it. What is
   * dated by the second is before only once that second is over.
   */
  async cosignedBefore(before: Instant): Promise<CosignedCheckpoint[]> {
    return this.query<CosignedCheckpoint & pg.QueryResultRow>(
      `${CHECKPOINT}, w.witnesses FROM checkpoints k JOIN (
         SELECT last.size, array_agg(last.witness) AS witnesses FROM (
           SELECT c.size, c.witness FROM cosignatures c WHERE c.at < $1 ORDER BY c.at DESC LIMIT ${LAST_LINES}) last
         GROUP BY last.size) w ON w.size = k.size
       ORDER BY k.size DESC LIMIT ${COSIGNED_MAX}`,
      [new Date(Date.parse(before) - 1000).toISOString()],
    );
  }

  /** That the leaves at these indices are in the tree of the first `size` leaves: a path for each, in order. */
  async inclusionProofs(indices: readonly number[], size: number): Promise<Uint8Array[][]> {
    const read = await this.stored(indices.flatMap((index) => inclusionRanges(index, size)));
    return indices.map((index) => inclusionProof(index, size, read));
  }

  /** That the tree of the first `from` leaves is a prefix of that of the first `to`. */
  async consistencyProof(from: number, to: number): Promise<Uint8Array[]> {
    return consistencyProof(from, to, await this.stored(consistencyRanges(from, to)));
  }

  private async stored(ranges: readonly HashRange[]): Promise<ReadHash> {
    const hashes = new Map<string, Uint8Array>();
    const asked = new Set<string>();
    for (const { level, from, until } of ranges) {
      const range = `${level}/${from}/${until}`;
      if (asked.has(range)) continue;
      asked.add(range);
      const read = await this.tileHashes(level, from, until);
      read.forEach((hash, at) => hashes.set(`${level}/${from + at}`, hash));
    }
    return (level, index) => {
      const hash = hashes.get(`${level}/${index}`);
      if (hash === undefined) throw new Error(`the stored tree has no hash at level ${level}, index ${index}`);
      return hash;
    };
  }

  /** Hashes `[from, until)` of a tile level: 0 are leaf hashes, 1 the roots of full tiles of 256 leaves, and so on. */
  async tileHashes(level: number, from: number, until: number): Promise<Uint8Array[]> {
    const [table, where] = level === 0 ? ['leaves', '$3 = 0'] : ['tile_hashes', 'level = $3'];
    const rows = await this.query<{ hash: Buffer }>(
      `SELECT hash FROM ${table} WHERE index >= $1 AND index < $2 AND ${where} ORDER BY index`,
      [from, until, level],
    );
    return rows.map(({ hash }) => hash);
  }

  /** The leaf bytes `[from, until)`, for entry bundles. */
  async leaves(from: number, until: number): Promise<Uint8Array[]> {
    const rows = await this.query<{ leaf: Buffer }>(
      `SELECT e.leaf FROM leaves l JOIN entries e ON e.serial = l.entry
       WHERE l.index >= $1 AND l.index < $2 ORDER BY l.index`,
      [from, until],
    );
    return rows.map(({ leaf }) => leaf);
  }

  /** The index of a leaf by its hash or by its entry's id; `null` while it is unknown or not sequenced. */
  async indexOf(what: { readonly leafHash: Uint8Array } | { readonly entry: string }): Promise<number | null> {
    const [where, value] = 'entry' in what ? ['e.id = $1', what.entry] : ['l.hash = $1', what.leafHash];
    const [found] = await this.query<{ index: number }>(
      `SELECT l.index FROM leaves l JOIN entries e ON e.serial = l.entry WHERE ${where} ORDER BY l.index LIMIT 1`,
      [value],
    );
    return found?.index ?? null;
  }

  /** The entry with this id, whoever may see it. */
  async entry(id: string): Promise<StoredEntry | null> {
    const [found] = await this.query<EntryColumns>(`${ENTRY} WHERE e.id = $1`, [id]);
    return found ? entryOf(found, this.keyring) : null;
  }

  /** Whether there is an entry with this id. */
  async has(id: string): Promise<boolean> {
    return (await this.query('SELECT FROM entries WHERE id = $1', [id])).length > 0;
  }

  /** What people said beside the changes of a consent, by the version that each made; nothing of it once erased. */
  async wordsOn(of: { readonly consent: string }): Promise<ReadonlyMap<number, string>> {
    const rows = await this.query<EntryColumns>(
      `${ENTRY} WHERE e.refs ->> 'consent' = $1 AND e.refs ? 'consent'
         AND e.type IN ('consent.disputed', 'consent.dispute_ended', 'consent.withdrawal_refused', 'consent.revoked') AND q.sealed IS NOT NULL`,
      [of.consent],
    );
    const said = rows.flatMap((row) => {
      const { evidence, personal } = entryOf(row, this.keyring);
      const words = personal?.['reason'] ?? personal?.['note'];
      return typeof words === 'string' ? [[Number(evidence['version']), words] as const] : [];
    });
    return new Map(said);
  }

  /** What unions noted on a consent of this performer, in order; nothing of what is erased. */
  async notesOn(of: { readonly consent: string; readonly performer: string }): Promise<StoredEntry[]> {
    // In the words of the index, which leaves decisions and views out.
    const rows = await this.query<EntryColumns>(
      `${ENTRY} WHERE e.refs ? 'performer' AND e.refs ->> 'performer' = $2 AND e.type <> 'decision.made'
         AND e.type <> 'record.viewed' AND e.type = 'consent.noted' AND p.evidence::json ->> 'consent' = $1
         AND q.entry IS NOT NULL ORDER BY e.serial`,
      [of.consent, of.performer],
    );
    return rows.map((row) => entryOf(row, this.keyring));
  }

  /** What a union asked for and was not shown, in order. It goes over the whole log: for whoever oversees, not for a route. */
  async attemptsOf(of: { readonly organization: string }): Promise<StoredEntry[]> {
    const rows = await this.query<EntryColumns>(
      `${ENTRY} WHERE e.type = 'view.refused' AND e.refs ->> 'organization' = $1 ORDER BY e.serial`,
      [of.organization],
    );
    return rows.map((row) => entryOf(row, this.keyring));
  }

  /** What makes up the receipt of a decision; the log's proof of the same leaf is fetched apart. */
  async receipt(decision: string): Promise<ReceiptParts | null> {
    const [row] = await this.query<EntryColumns & { batch: string; index: number; head: string; hashes: Buffer[] }>(
      `SELECT entry.*, r.index, b.head,
         ARRAY(SELECT o.leaf_hash FROM receipts other JOIN entries o ON o.serial = other.entry
               WHERE other.batch = r.batch ORDER BY other.index)::bytea[] AS hashes
       FROM decisions d JOIN receipts r ON r.entry = d.entry JOIN batches b ON b.id = r.batch
       JOIN LATERAL (${ENTRY} WHERE e.serial = d.entry) entry ON true
       WHERE d.id = $1`,
      [decision],
    );
    if (row === undefined) return null;
    const path = merkleBatch(row.hashes).paths[row.index];
    if (path === undefined) throw new Error(`the batch of ${decision} has no such index`);
    return { entry: entryOf(row, this.keyring), batch: { index: row.index, path: path.map(toHex), head: row.head } };
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}

/** How many acts on a request are told: a longer negotiation by its newest. */
const REQUEST_ACTS_MAX = 100;

/** Entries as one transaction reads them. */
export class EntriesWithin {
  constructor(
    private readonly client: pg.ClientBase,
    private readonly keyring: Keyring,
  ) {}

  /** The entry of a decision; `null` for an id that is no decision's. */
  async ofDecision(decision: string): Promise<StoredEntry | null> {
    const where = 'e.serial = (SELECT entry FROM decisions WHERE id = $1)';
    const [found] = await this.query(where, [decision]);
    return found ?? null;
  }

  /** The entry that completed a recall; `null` before there is one. */
  async completionOf(recall: string): Promise<StoredEntry | null> {
    // In the words of the index, which leaves decisions and views out.
    const where = `e.refs ? 'performer' AND e.refs ->> 'performer' = (SELECT performer FROM recalls WHERE id = $1)
      AND e.type <> 'decision.made' AND e.type <> 'record.viewed'
      AND e.type = 'recall.completed' AND e.refs ->> 'recall' = $1`;
    const [found] = await this.query(where, [recall]);
    return found ?? null;
  }

  /** The id of the entry that made a report of a union, or gave one of what was used. */
  async ofReport(report: string): Promise<string> {
    const made = `(SELECT entry FROM reports WHERE id = $1 UNION ALL SELECT entry FROM usage_reports WHERE id = $1)`;
    const [found] = await this.query(`e.serial = ${made}`, [report]);
    if (found === undefined) throw new Error(`the log has no making of ${report}`);
    return found.id;
  }

  /** What the two sides said to each other over a request, in order: what was only drafted is not among it. */
  async ofRequest(request: string): Promise<StoredEntry[]> {
    const where = `e.refs ->> 'request' = $1 AND e.type IN ('request.sent', 'request.countered', 'request.declined')
      ORDER BY e.serial DESC LIMIT $2`;
    return (await this.query(where, [request, REQUEST_ACTS_MAX])).reverse();
  }

  /** The entries of a consent, from giving to its last change, in order. */
  ofConsent(consent: string): Promise<StoredEntry[]> {
    return this.query("e.refs ->> 'consent' = $1 AND e.refs ? 'consent' ORDER BY e.serial", [consent]);
  }

  /**
   * What was signed to give a consent, in order: the terms as they were last sent before it, and the signatures that the
   * request waited with.
   */
  async signedFor(given: StoredEntry): Promise<StoredEntry[]> {
    const { request, performer } = given.refs;
    const sent = await this.query(
      `e.refs ->> 'request' = $1 AND e.type IN ('request.sent', 'request.countered', 'request.declined')
         AND e.type = 'request.sent' AND e.serial < $2 ORDER BY e.serial DESC LIMIT 1`,
      [request, given.serial],
    );
    const signed = request === undefined || performer === undefined ? [] : await this.cosigning({ request, performer });
    const since = sent[0]?.serial ?? 0;
    return [...sent, ...signed.filter(({ serial }) => serial >= since && serial <= given.serial)];
  }

  /** The signatures that a request to this performer has had of several, in order: of its present terms and of earlier ones. */
  cosigning(of: { readonly request: string; readonly performer: string }): Promise<StoredEntry[]> {
    // In the words of the index, which leaves decisions and views out.
    const where = `e.refs ? 'performer' AND e.refs ->> 'performer' = $2 AND e.type <> 'decision.made'
      AND e.type <> 'record.viewed' AND e.type = 'request.cosigned' AND e.refs ->> 'request' = $1 ORDER BY e.serial`;
    return this.query(where, [of.request, of.performer]);
  }

  private async query(where: string, values: unknown[]): Promise<StoredEntry[]> {
    const { rows } = await this.client.query<EntryColumns>(`${ENTRY} WHERE ${where}`, values);
    return rows.map((row) => entryOf(row, this.keyring));
  }
}

/** The entry that these columns hold. */
export function entryOf(row: EntryColumns, keyring: Keyring): StoredEntry {
  const { id, serial, type, at, refs } = row;
  // Both were written by `append`, from values of these types.
  const { id: leafId } = JSON.parse(row.leaf.toString()) as { id: string };
  // As above.
  const evidence = JSON.parse(row.evidence) as JsonObject;
  const part = keyring.open(row);
  return {
    id,
    serial,
    type,
    at,
    refs,
    leafId,
    evidence,
    personal: part === null ? null : part.personal,
    evidenceSalt: toHex(row.evidence_salt),
    personalSalt: part === null ? null : toHex(part.salt),
    personalDigest: toHex(row.personal_digest),
    leafHash: row.leaf_hash,
    leafIndex: row.leaf_index,
  };
}
