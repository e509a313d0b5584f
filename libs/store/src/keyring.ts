/**
 * The keys of persons, and what is sealed under them. One random key a person, itself sealed under a key that is no part of the
 * database: so data without the keyring open nothing, nor does the keyring without that secret, and a key that is destroyed takes
 * every copy of what it sealed with it.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { canonicalJson } from '#ledger';
import type { JsonObject } from '#ledger';
import { NOBODY } from './persons.js';

/** The secret is another than the one that the keys of this database are sealed under. */
export class WrongPersonalSecret extends Error {
  override readonly name = 'WrongPersonalSecret';
}

/** Keys of persons as the database keeps them; `null` where it was destroyed. */
export type SealedKeys = ReadonlyMap<string, Buffer | null>;

/** The erasable part of an entry, of which its leaf says nothing without the salt. */
export interface PersonalPart {
  readonly personal: JsonObject | null;
  readonly salt: Buffer;
}

/** The same as the database keeps it: sealed, or plainly where there is nothing in it, or nobody has sealed it yet. */
export interface PersonalColumns {
  readonly id: string;
  readonly personal: string | null;
  readonly personal_salt: Buffer | null;
  readonly persons: string[] | null;
  readonly sealed: Buffer | null;
  readonly person_keys: (Buffer | null)[];
}

/** What is read of the erasable part `q` of an entry, beside its id. */
export const PERSONAL = `q.personal, q.salt AS personal_salt, q.persons, q.sealed, ARRAY(
    SELECT k.sealed FROM unnest(q.persons) WITH ORDINALITY AS who (person, place)
      LEFT JOIN keyring.persons k ON k.person = who.person ORDER BY who.place)::bytea[] AS person_keys`;

const ALGORITHM = 'aes-256-gcm';
const [IV_BYTES, TAG_BYTES, SALT_BYTES] = [12, 16, 32];
/** The version of this format, so that another can follow. */
const VERSION = 1;
const MASTER = 'countersign keyring 1';

/** The secret under which the keys of all persons are sealed, at work. */
export class Keyring {
  private readonly master: Uint8Array;

  constructor(secret: string) {
    this.master = derived(secret, MASTER);
  }

  /** A new key for somebody, sealed. */
  newKey(person: string): Buffer {
    return seal(this.master, `key of ${person}`, randomBytes(32));
  }

  /** Seals the erasable part of an entry under the keys of all persons whose it is: it opens with all of them alone. */
  seal(entry: string, { personal, salt }: PersonalPart, persons: readonly string[], keys: readonly Buffer[]): Buffer {
    const text = Buffer.concat([salt, Buffer.from(canonicalJson(personal))]);
    return seal(this.keyFrom(persons, keys), entry, text);
  }

  /** The erasable part of an entry; `null` once it is erased. */
  open({
    id,
    personal,
    personal_salt: salt,
    persons,
    sealed,
    person_keys: keys,
  }: PersonalColumns): PersonalPart | null {
    if (sealed === null || persons === null) {
      // Written by `append`, from values of this type.
      return personal === null || salt === null ? null : { personal: JSON.parse(personal) as JsonObject | null, salt };
    }
    const whole = keys.flatMap((key) => key ?? []);
    if (whole.length < persons.length) return null;
    const text = open(this.keyFrom(persons, whole), id, sealed);
    // As above.
    const opened = JSON.parse(text.subarray(SALT_BYTES).toString()) as JsonObject | null;
    return { personal: opened, salt: text.subarray(0, SALT_BYTES) };
  }

  /**
   * Holds the keys of these persons until the transaction ends, making those that are missing; of nobody who is erased: whose
   * row says so has no key any more, and gets none.
   */
  async keysOf(client: pg.ClientBase, persons: readonly string[]): Promise<SealedKeys> {
    if (persons.length === 0) return new Map();
    // In one order, so that two who need the same ones do not wait for each other.
    const wanted = [...new Set(persons)].sort();
    const held = await holdKeys(client, wanted);
    const missing = wanted.filter((person) => !held.has(person));
    if (missing.length === 0) return held;
    // Whoever makes the same one at the same time is waited for, and theirs is the key.
    await client.query({
      ...{ name: 'make-person-keys', values: [missing, missing.map((person) => this.newKey(person))] },
      text: `INSERT INTO keyring.persons (person, sealed) SELECT * FROM unnest($1::text[], $2::bytea[]) ON CONFLICT DO NOTHING`,
    });
    return holdKeys(client, wanted);
  }

  /** Throws `WrongPersonalSecret` unless this secret is the one of this database, which the first one to come is. */
  async unlock(client: pg.ClientBase): Promise<void> {
    const text = 'SELECT (SELECT proof FROM keyring.master) AS proof FROM migrations LIMIT 1';
    const { rows } = await client.query<{ proof: Buffer | null }>(text);
    const proof = rows[0]?.proof ?? (await this.first(client));
    try {
      open(this.master, MASTER, proof);
    } catch (error) {
      const mend = 'give this process the `personal.secret` that this database was begun with';
      throw new WrongPersonalSecret(`the personal secret is not the one of this database; ${mend}`, { cause: error });
    }
  }

  private async first(client: pg.ClientBase): Promise<Buffer> {
    await client.query('INSERT INTO keyring.master (proof) VALUES ($1) ON CONFLICT DO NOTHING', [
      seal(this.master, MASTER, Buffer.alloc(0)),
    ]);
    // Made now and not when it is first needed: a check that names a performer that there is not shall cost what others do.
    await this.keysOf(client, [NOBODY]);
    const { rows } = await client.query<{ proof: Buffer }>('SELECT proof FROM keyring.master');
    if (rows[0] === undefined) throw new Error('the keyring has no master row');
    return rows[0].proof;
  }

  private keyFrom(persons: readonly string[], keys: readonly Buffer[]): Uint8Array {
    const opened = keys.map((key, index) => open(this.master, `key of ${persons[index] ?? ''}`, key));
    return derived(Buffer.concat(opened), 'countersign personal part 1');
  }
}

async function holdKeys(client: pg.ClientBase, persons: readonly string[]): Promise<SealedKeys> {
  const { rows } = await client.query<{ person: string; sealed: Buffer | null }>({
    ...{ name: 'hold-person-keys', values: [persons] },
    text: 'SELECT person, sealed FROM keyring.persons WHERE person = ANY ($1) ORDER BY person FOR SHARE',
  });
  return new Map(rows.map(({ person, sealed }) => [person, sealed]));
}

function derived(secret: string | Buffer, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
}

/** `bound` is what it is of: in the place of another it does not open. */
function seal(key: Uint8Array, bound: string, text: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), sealed]);
}

function open(key: Uint8Array, bound: string, sealed: Buffer): Buffer {
  if (sealed[0] !== VERSION) throw new Error('a sealed part is of a version that this program does not know');
  const [tagAt, textAt] = [1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES];
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(1, tagAt)).setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(tagAt, textAt));
  return Buffer.concat([decipher.update(sealed.subarray(textAt)), decipher.final()]);
}
