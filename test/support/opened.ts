/** Opens the erasable parts of entries as docs/formats.md says, apart from the code under test. */
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { PERSONAL_SECRET } from './database.js';

/** What is read beside an entry `e` and its erasable part `q`. */
export const SEALED = `e.id, q.personal, q.salt AS personal_salt, q.persons, q.sealed, ARRAY(
  SELECT k.sealed FROM unnest(q.persons) WITH ORDINALITY AS who (person, place)
    LEFT JOIN keyring.persons k ON k.person = who.person ORDER BY who.place)::bytea[] AS person_keys`;

export interface SealedColumns {
  readonly id: string;
  readonly personal: string | null;
  readonly personal_salt: Buffer | null;
  readonly persons: string[] | null;
  readonly sealed: Buffer | null;
  readonly person_keys: (Buffer | null)[];
}

/** The text and the salt; `null` for what is erased. */
export function opened(row: SealedColumns): { personal: string; salt: Buffer } | null {
  const { id, personal, personal_salt: salt, persons, sealed } = row;
  if (personal !== null && salt !== null) return { personal, salt };
  if (persons === null || sealed === null || row.person_keys.includes(null)) return null;
  const master = derived(PERSONAL_SECRET, 'countersign keyring 1');
  const keys = row.person_keys.map((key, at) => open(master, `key of ${persons[at] ?? ''}`, key ?? Buffer.alloc(0)));
  const text = open(derived(Buffer.concat(keys), 'countersign personal part 1'), id, sealed);
  return { personal: text.subarray(32).toString(), salt: text.subarray(0, 32) };
}

function derived(secret: string | Buffer, info: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', info, 32));
}

function open(key: Uint8Array, aad: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13)).setAAD(Buffer.from(aad));
  decipher.setAuthTag(sealed.subarray(13, 29));
  return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]);
}
