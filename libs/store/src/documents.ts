/** Sealed files, kept once per content. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { Refs } from './entry-types.js';
import { newId } from './ids.js';
import { withClient } from './pool.js';

/** What a kept file is. */
export type DocumentKind = 'certificate' | 'withdrawal' | 'decision' | 'recall' | 'report' | 'usage';

/** A file to keep. `contentHash` is of what it says, before sealing: sealing twice makes other bytes. */
export interface NewDocument {
  readonly kind: DocumentKind;
  readonly contentHash: Uint8Array;
  readonly refs: Partial<Refs>;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A kept file. */
export interface StoredDocument extends NewDocument {
  readonly id: string;
  readonly madeAt: Instant;
}

const COLUMNS = 'id, kind, content_hash AS "contentHash", refs, media_type AS "mediaType", bytes, made_at AS "madeAt"';

/** The kept files. */
export class Documents {
  constructor(private readonly pool: pg.Pool) {}

  /** Keeps the bytes once per content hash and kind; a second time gives the first one's id. */
  async keep(document: NewDocument): Promise<{ id: string; isNew: boolean }> {
    const { kind, contentHash, refs, mediaType, bytes } = document;
    const [made] = await this.query<{ id: string }>(
      `INSERT INTO documents (id, kind, content_hash, refs, media_type, bytes, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, instant_now()) ON CONFLICT (kind, content_hash) DO NOTHING RETURNING id`,
      [newId('doc'), kind, contentHash, JSON.stringify(refs), mediaType, bytes],
    );
    if (made) return { id: made.id, isNew: true };
    const kept = await this.withContent(kind, contentHash);
    if (kept === null) throw new Error('a document is neither new nor kept');
    return { id: kept, isNew: false };
  }

  /** The file with this id, or `null`. */
  async find(id: string): Promise<StoredDocument | null> {
    const [found] = await this.query<StoredDocument>(`SELECT ${COLUMNS} FROM documents WHERE id = $1`, [id]);
    return found ?? null;
  }

  /** The id of the file that says just this, or `null`. */
  async withContent(kind: DocumentKind, contentHash: Uint8Array): Promise<string | null> {
    const text = 'SELECT id FROM documents WHERE kind = $1 AND content_hash = $2';
    const [kept] = await this.query<{ id: string }>(text, [kind, contentHash]);
    return kept?.id ?? null;
  }

  /** The newest certificate of this decision, or `null`. */
  async ofDecision(decision: string): Promise<StoredDocument | null> {
    const [found] = await this.query<StoredDocument>(
      `SELECT ${COLUMNS} FROM documents WHERE refs ->> 'decision' = $1 AND kind = 'decision' ORDER BY made_at DESC, id LIMIT 1`,
      [decision],
    );
    return found ?? null;
  }

  /** The certificate of this recall, or `null`. */
  async ofRecall(recall: string): Promise<StoredDocument | null> {
    const [found] = await this.query<StoredDocument>(
      `SELECT ${COLUMNS} FROM documents WHERE refs ->> 'recall' = $1 AND kind = 'recall' ORDER BY made_at DESC, id LIMIT 1`,
      [recall],
    );
    return found ?? null;
  }

  /** The newest certificate of this report, or `null`. */
  async ofReport(report: string): Promise<StoredDocument | null> {
    const [found] = await this.query<StoredDocument>(
      `SELECT ${COLUMNS} FROM documents WHERE refs ? 'report' AND refs ->> 'report' = $1 ORDER BY made_at DESC, id LIMIT 1`,
      [report],
    );
    return found ?? null;
  }

  /** The newest certificate of this report of what was used, or `null`. */
  async ofUsageReport(report: string): Promise<StoredDocument | null> {
    const [found] = await this.query<StoredDocument>(
      `SELECT ${COLUMNS} FROM documents WHERE refs ? 'usageReport' AND refs ->> 'usageReport' = $1 ORDER BY made_at DESC, id LIMIT 1`,
      [report],
    );
    return found ?? null;
  }

  /** The newest of this kind about this consent, or `null`. */
  async ofConsent(consent: string, kind: DocumentKind): Promise<StoredDocument | null> {
    const [found] = await this.query<StoredDocument>(
      `SELECT ${COLUMNS} FROM documents WHERE refs ->> 'consent' = $1 AND kind = $2 ORDER BY made_at DESC, id LIMIT 1`,
      [consent, kind],
    );
    return found ?? null;
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}
