/** Writes entries: what they say, what they commit to, and the rows that follow from them, in the open transaction. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Instant } from '#consent';
import { canonicalJson, commitEntry } from '#ledger';
import type { JsonObject } from '#ledger';
import type { EntryType, NewEntry, Refs } from './entry-types.js';
import { newId } from './ids.js';
import type { Keyring, SealedKeys } from './keyring.js';
import { NOBODY, personsOf } from './persons.js';
import { project } from './project.js';
import type { RecordedEntry } from './change.js';

/** An entry that was appended, with the salts and the leaf that its receipts need; bytes are in hex. */
export interface AppendedEntry {
  readonly id: string;
  readonly serial: number;
  readonly type: EntryType;
  readonly at: Instant;
  readonly refs: Refs;
  readonly evidence: JsonObject;
  readonly leafId: string;
  readonly evidenceSalt: string;
  readonly personalDigest: string;
  readonly leafHash: Uint8Array;
}

/**
 * Appends entries in this order, recorded at this instant, and projects them. Of somebody who is erased nothing erasable is kept
 * any more, whoever writes it.
 * @param known the keys of persons, as they were read under the locks that erasing takes; all others are read here.
 */
export async function appendEntries(
  { client, keyring }: Writing,
  at: Instant,
  entries: readonly NewEntry[],
  known?: SealedKeys,
): Promise<AppendedEntry[]> {
  if (entries.length === 0) return [];
  const owned = entries.map((entry) => ({ entry, persons: personsIn(entry, known) }));
  const persons = owned.flatMap((each) => each.persons).filter((person) => known?.has(person) !== true);
  const keys = new Map([...(known ?? []), ...(await keyring.keysOf(client, persons))]);
  const drafts = owned.map((each) => draftOf(each, at, { keyring, keys }));
  const { rows } = await client.query<{ serial: number; id: string }>({
    name: 'append',
    text: APPEND,
    values: [
      drafts.map(({ id }) => id),
      drafts.map(({ type }) => type),
      at,
      drafts.map(({ refs }) => JSON.stringify(refs)),
      drafts.map(({ evidenceDigest }) => Buffer.from(evidenceDigest, 'hex')),
      drafts.map(({ personalDigest }) => Buffer.from(personalDigest, 'hex')),
      drafts.map(({ leaf }) => leaf),
      drafts.map(({ leafHash }) => leafHash),
      drafts.map(({ evidenceText }) => evidenceText),
      drafts.map(({ evidenceSalt }) => Buffer.from(evidenceSalt, 'hex')),
      drafts.map(({ isSealed }) => (isSealed ? null : 'null')),
      drafts.map(({ isSealed, personalSalt }) => (isSealed ? null : personalSalt)),
      drafts.map(({ isSealed, persons: whose }) => (isSealed ? JSON.stringify(whose) : null)),
      drafts.map(({ sealed }) => sealed),
    ],
  });
  const serials = new Map(rows.map(({ id, serial }) => [id, serial]));
  const recorded = entries.map((entry, index): RecordedEntry => {
    const serial = serials.get(drafts[index]?.id ?? '');
    if (serial === undefined) throw new Error('an appended entry came back without its serial');
    // What was erased before it was written is not there for the rows either.
    return { ...entry, personal: drafts[index]?.personal ?? null, at, serial } as RecordedEntry; // Of the type of `entry`.
  });
  await project(client, recorded);
  return recorded.map(({ serial }, index) => appendedOf(drafts[index], serial));
}

// Serials are drawn in the order of `ordinality`, so entries of one subject are in version order. One statement, for a
// round trip costs more than the rows.
const APPEND = `
  WITH input AS (
    SELECT * FROM unnest($1::text[], $2::text[], $4::jsonb[], $5::bytea[], $6::bytea[], $7::bytea[], $8::bytea[],
                         $9::text[], $10::bytea[], $11::text[], $12::bytea[], $13::jsonb[], $14::bytea[])
      WITH ORDINALITY AS input (id, type, refs, evidence_digest, personal_digest, leaf, leaf_hash,
                                evidence, evidence_salt, personal, personal_salt, persons, sealed)
  ), entry AS (
    INSERT INTO entries (id, type, at, refs, evidence_digest, personal_digest, leaf, leaf_hash)
    SELECT id, type, $3::text, refs, evidence_digest, personal_digest, leaf, leaf_hash FROM input ORDER BY ordinality
    RETURNING serial, id
  ), payload AS (
    INSERT INTO payloads (entry, evidence, salt)
    SELECT serial, evidence, evidence_salt FROM entry JOIN input USING (id)
  ), personal AS (
    INSERT INTO personals (entry, personal, salt, persons, sealed)
    SELECT serial, personal, personal_salt,
      CASE WHEN persons IS NOT NULL THEN ARRAY(SELECT jsonb_array_elements_text(persons)) END, sealed
    FROM entry JOIN input USING (id)
  ), waiting AS (
    INSERT INTO unsequenced (entry) SELECT serial FROM entry
  )
  SELECT serial, id FROM entry`;

/** An open transaction, and what seals whatever is personal in it. */
export interface Writing {
  readonly client: pg.ClientBase;
  readonly keyring: Keyring;
}

interface Owned {
  readonly entry: NewEntry;
  readonly persons: readonly string[];
}

/**
 * Whose the erasable part is; nobody's where there is none. A check may name a performer that there is not: what was read under
 * its locks has no key of hers, and none is made.
 */
function personsIn(entry: NewEntry, known: SealedKeys | undefined): readonly string[] {
  if (entry.personal === null) return [];
  const persons = personsOf(entry);
  return known === undefined || persons.every((person) => known.has(person)) ? persons : [NOBODY];
}

function draftOf({ entry, persons }: Owned, at: Instant, { keyring, keys }: { keyring: Keyring; keys: SealedKeys }) {
  const id = newId('entr');
  const whole = persons.flatMap((person) => keys.get(person) ?? []);
  const isSealed = persons.length > 0 && whole.length === persons.length;
  // The facts are plain JSON by their types; `canonicalJson` refuses at run time whatever else they might hold.
  const evidence: JsonObject = entry.evidence;
  const personal: JsonObject | null = isSealed ? entry.personal : null;
  const [evidenceSalt, personalSalt, leafId] = [randomBytes(32), randomBytes(32), randomBytes(16).toString('hex')];
  const refs = definedRefs(entry.refs);
  return {
    ...commitEntry({ type: entry.type, at, refs, evidence, personal, evidenceSalt, personalSalt, leafId }),
    id,
    type: entry.type,
    at,
    refs,
    leafId,
    evidence,
    evidenceText: canonicalJson(evidence),
    evidenceSalt: evidenceSalt.toString('hex'),
    personal,
    personalSalt,
    persons,
    isSealed,
    sealed: isSealed ? keyring.seal(id, { personal, salt: personalSalt }, persons, whole) : null,
  };
}

function appendedOf(draft: ReturnType<typeof draftOf> | undefined, serial: number): AppendedEntry {
  if (draft === undefined) throw new Error('an entry was appended that nobody wrote');
  const { id, type, at, refs, evidence, leafId, evidenceSalt, personalDigest, leafHash } = draft;
  return { id, serial, type, at, refs, evidence, leafId, evidenceSalt, personalDigest, leafHash };
}

/** Without names that a caller's spread left undefined, which JSON would drop and canonical JSON refuses. */
function definedRefs(refs: Refs): Refs & Record<string, string> {
  const given: Readonly<Record<string, string | undefined>> = refs;
  const defined = Object.entries(given).flatMap(([name, id]) => (id === undefined ? [] : [[name, id] as const]));
  return { actor: refs.actor, ...Object.fromEntries(defined) };
}
