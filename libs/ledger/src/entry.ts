/**
 * What a leaf commits to, and its bytes. Frozen: a change is a new version beside this one (docs/adr/0001-leaf-format.md).
 */

import { sha256 } from '#sha256';
import { concat, toHex } from './bytes.js';
import { canonicalJson } from './canonical-json.js';
import type { JsonObject } from './canonical-json.js';
import { LedgerError } from './errors.js';
import { leafHash } from './tree-hash.js';

/** The part of an entry that stays readable when its parts are not: what kind of thing happened, when, to which ids. */
export interface EntryHeader {
  readonly type: string;
  /** The database's clock, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
  readonly at: string;
  readonly refs: Readonly<Record<string, string>>;
}

/** An entry with everything that its leaf commits to. */
export interface EntryContent extends EntryHeader {
  readonly evidence: JsonObject;
  readonly personal: JsonObject | null;
  /** 32 random bytes each: without them nobody can guess a part and test the guess against its digest. */
  readonly evidenceSalt: Uint8Array;
  readonly personalSalt: Uint8Array;
  /** 16 random bytes in lower-case hex, used nowhere else, so that leaves of equal content differ and none is linked. */
  readonly leafId: string;
}

/** An entry whose parts are known by their digests only, as after an erasure or in a receipt. */
export interface EntryDigests extends EntryHeader {
  readonly evidenceDigest: string;
  readonly personalDigest: string;
  readonly leafId: string;
}

/** Digests and commitment in lower-case hex; the leaf's bytes and their RFC 6962 hash. */
export interface EntryCommitment {
  readonly evidenceDigest: string;
  readonly personalDigest: string;
  readonly commitment: string;
  readonly leaf: Uint8Array;
  readonly leafHash: Uint8Array;
}

/** Commits to an entry; throws `entry_malformed` or `value_not_canonical`. */
export function commitEntry(entry: EntryContent): EntryCommitment {
  return commitDigests({
    type: entry.type,
    at: entry.at,
    refs: entry.refs,
    leafId: entry.leafId,
    evidenceDigest: digestEvidence(entry.evidence, entry.evidenceSalt),
    personalDigest: digestPersonal(entry.personal, entry.personalSalt),
  });
}

/** Commits to an entry of which some part is known by its digest only; the same result as `commitEntry`. */
export function commitDigests(entry: EntryDigests): EntryCommitment {
  const { type, at, refs, leafId, evidenceDigest, personalDigest } = entry;
  checkHeader(entry);
  checkHex('evidence digest', evidenceDigest, 32);
  checkHex('personal digest', personalDigest, 32);
  checkHex('leaf id', leafId, 16);
  const header = canonicalJson({ at, evidence: evidenceDigest, personal: personalDigest, refs, type });
  const commitment = toHex(sha256(`countersign/entry/v1\n${header}`));
  const leaf = new TextEncoder().encode(canonicalJson({ c: commitment, id: leafId, v: 1 }));
  return { evidenceDigest, personalDigest, commitment, leaf, leafHash: leafHash(leaf) };
}

/** The digest, in hex, of the part of an entry that is kept for its whole retention period. */
export function digestEvidence(evidence: JsonObject, salt: Uint8Array): string {
  return digest('countersign/evidence/v1\n', evidence, salt);
}

/** The digest, in hex, of the part of an entry that can be erased; an entry without one commits to `null`. */
export function digestPersonal(personal: JsonObject | null, salt: Uint8Array): string {
  return digest('countersign/personal/v1\n', personal, salt);
}

function digest(domain: string, part: JsonObject | null, salt: Uint8Array): string {
  if (salt.length !== 32) throw malformed(`a salt has 32 bytes, this one \`${salt.length}\``);
  const utf8 = new TextEncoder();
  return toHex(sha256(concat([utf8.encode(domain), salt, utf8.encode(canonicalJson(part))])));
}

// A receipt's header comes from a file, so its types are looked at here and not only declared.
function checkHeader({ type, at, refs }: Readonly<Record<keyof EntryHeader, unknown>>): void {
  if (typeof type !== 'string' || type === '') throw malformed('an entry has a type');
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at)) {
    throw malformed('the instant of an entry is written `YYYY-MM-DDTHH:MM:SS.mmmZ`');
  }
  if (typeof refs !== 'object' || refs === null || Array.isArray(refs)) throw malformed('the references are an object');
  if (!Object.values(refs).every((id) => typeof id === 'string')) throw malformed('a reference is an id');
}

function checkHex(name: string, text: string, length: number): void {
  if (typeof text !== 'string' || text.length !== length * 2 || !/^[0-9a-f]*$/.test(text)) {
    throw malformed(`the ${name} of an entry is ${length} bytes in lower-case hex`);
  }
}

function malformed(why: string): LedgerError {
  return new LedgerError('entry_malformed', why);
}
