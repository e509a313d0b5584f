/** The evidence of one consent as one file: what was recorded, that the log holds it, and what hangs on it. */
import { canonicalJson, toHex } from '#ledger';
import type { JsonObject } from '#ledger';
import { sha256 } from '#sha256';
import type { ReceiptEntry } from './entry.js';
import type { Signer } from './keys.js';
import {
  FILE_LENGTH_MAX,
  MalformedFile,
  readHex,
  readInstant,
  readList,
  readMembers,
  readObject,
  readPath,
  readString,
  readWhole,
} from './reading.js';
import { readSigned, sign } from './signed.js';
import type { Saying } from './signed.js';

const BUNDLE = { type: 'countersign-evidence', members: ['digests'] } as const;
const ENTRIES_MAX = 10_000;
const LIST_MAX = 1000;

/** An entry as its reader may see it: the erasable part with its salt, or what the leaf knows of it. */
export type BundledEntry = Omit<ReceiptEntry, 'personalDigest'> &
  (
    | {
        readonly personalDigest: string;
        /** Since when there is no erasable part any more. */ readonly erasedAt?: string;
      }
    | { readonly personal: JsonObject | null; readonly personalSalt: string }
  ) & {
    /** Its place in the tree of the bundle's checkpoint; `null` in the second or so until the log holds it. */
    readonly log: { readonly index: number; readonly path: readonly string[] } | null;
  };

/** All of a bundle but the signature over it. */
export interface BundleContent {
  readonly countersign: 'evidence/v1';
  readonly consent: string;
  /** From asking to the last change: what the performer read and signed, and all that became of it. */
  readonly entries: readonly BundledEntry[];
  /** The signed and cosigned note, verbatim; `null` before the first. */
  readonly checkpoint: string | null;
  /** The sealed PDF in base64; `null` while it is being made. */
  readonly certificate: string | null;
  /** Which keys signed, for whoever looks for them. They count for nothing: a forger writes them as well. */
  readonly keys: {
    readonly receipts: readonly JsonObject[];
    readonly log: readonly string[];
    readonly witnesses: readonly string[];
  };
  /** The policy packs that the consent stood under when it was given, with the SHA-256 of each in canonical JSON. */
  readonly policies: readonly { readonly name: string; readonly hash: string }[];
  readonly versions: { readonly engine: string; readonly vocabulary: string };
}

/** The file: canonical JSON of the content and a signature over every part of it. */
export interface EvidenceBundle extends BundleContent {
  /** A compact JWS (`typ: countersign-evidence`) over the digest of each member, and of each entry. */
  readonly signature: string;
}

/** What the signature says: who made the file and when, and the digest of each part, in hex. */
export interface BundleHead extends Saying {
  readonly kid: string;
  readonly digests: Readonly<Record<string, unknown>>;
}

const MEMBERS = [
  'countersign',
  'consent',
  'entries',
  'checkpoint',
  'certificate',
  'keys',
  'policies',
  'versions',
] as const;

/**
 * The bytes of the file, as text, or `null` where it would be longer than is read again. The signature is the service's word for
 * what the log does not hold.
 */
export async function writeBundle(
  signer: Signer,
  content: BundleContent,
  { issuer, at }: Saying,
): Promise<string | null> {
  if (content.entries.length > ENTRIES_MAX) return null;
  const signature = await sign(signer, BUNDLE.type, { issuer, at, digests: digestsOf(content) });
  const text = canonicalJson({ ...content, signature });
  return new TextEncoder().encode(text).length > FILE_LENGTH_MAX ? null : text;
}

function digestsOf(content: BundleContent): Record<string, string | string[]> {
  const digest = (value: unknown): string => toHex(sha256(canonicalJson(value)));
  return Object.fromEntries(
    MEMBERS.map((name) => [name, name === 'entries' ? content.entries.map(digest) : digest(content[name])]),
  );
}

/** Reads a bundle that is already JSON, strictly. Throws `MalformedFile`. */
export function readBundle(value: unknown): EvidenceBundle {
  const file = readMembers(value, 'bundle', [...MEMBERS, 'signature']);
  if (file.countersign !== 'evidence/v1') throw new MalformedFile('`countersign` is not `evidence/v1`');
  const keys = readMembers(file.keys, 'keys', ['receipts', 'log', 'witnesses']);
  const versions = readMembers(file.versions, 'versions', ['engine', 'vocabulary']);
  return {
    countersign: 'evidence/v1',
    consent: readString(file.consent, 'consent'),
    entries: readList(file.entries, 'entries', ENTRIES_MAX).map((entry, index) =>
      readBundled(entry, `entries[${index}]`),
    ),
    checkpoint: file.checkpoint === null ? null : readString(file.checkpoint, 'checkpoint'),
    certificate: file.certificate === null ? null : readString(file.certificate, 'certificate'),
    keys: {
      // Shown and never used: what they are is between their reader and the trust file.
      receipts: readList(keys.receipts, 'keys.receipts', LIST_MAX).map(readJsonObject),
      log: readList(keys.log, 'keys.log', LIST_MAX).map((key) => readString(key, 'keys.log')),
      witnesses: readList(keys.witnesses, 'keys.witnesses', LIST_MAX).map((key) => readString(key, 'keys.witnesses')),
    },
    policies: readList(file.policies, 'policies', LIST_MAX).map((each, index) => {
      const { name, hash } = readMembers(each, `policies[${index}]`, ['name', 'hash']);
      return { name: readString(name, `policies[${index}].name`), hash: readHex(hash, `policies[${index}].hash`, 32) };
    }),
    versions: {
      engine: readString(versions.engine, 'versions.engine'),
      vocabulary: readString(versions.vocabulary, 'versions.vocabulary'),
    },
    signature: readString(file.signature, 'signature'),
  };
}

function readJsonObject(value: unknown): JsonObject {
  // Values that came out of JSON are JSON.
  return readObject(value, 'keys.receipts') as JsonObject;
}

function readBundled(value: unknown, where: string): BundledEntry {
  const isShown = Object.hasOwn(readObject(value, where), 'personal');
  const needed = ['type', 'at', 'refs', 'evidence', 'evidenceSalt', 'leafId', 'log'] as const;
  const personal = isShown ? (['personal', 'personalSalt'] as const) : (['personalDigest'] as const);
  const entry = readMembers(value, where, [...needed, ...personal], isShown ? [] : ['erasedAt']);
  const refs = Object.entries(readObject(entry.refs, `${where}.refs`));
  const log = entry.log === null ? null : readMembers(entry.log, `${where}.log`, ['index', 'path']);
  return {
    type: readString(entry.type, `${where}.type`),
    at: readString(entry.at, `${where}.at`),
    refs: Object.fromEntries(refs.map(([name, id]) => [name, readString(id, `${where}.refs.${name}`)])),
    // Values that came out of JSON are JSON.
    evidence: readObject(entry.evidence, `${where}.evidence`) as JsonObject,
    evidenceSalt: readHex(entry.evidenceSalt, `${where}.evidenceSalt`, 32),
    leafId: readHex(entry.leafId, `${where}.leafId`, 16),
    ...(isShown
      ? {
          // As above.
          personal: entry.personal === null ? null : (readObject(entry.personal, `${where}.personal`) as JsonObject),
          personalSalt: readHex(entry.personalSalt, `${where}.personalSalt`, 32),
        }
      : {
          personalDigest: readHex(entry.personalDigest, `${where}.personalDigest`, 32),
          ...(entry.erasedAt !== undefined && { erasedAt: readInstant(entry.erasedAt, `${where}.erasedAt`) }),
        }),
    log:
      log === null
        ? null
        : { index: readWhole(log.index, `${where}.log.index`), path: readPath(log.path, `${where}.log.path`) },
  };
}

/** What the signature over a bundle says; to be believed only after `verifySigned`. Throws `MalformedFile`. */
export function readBundleHead(signature: string): BundleHead {
  const { said, ...head } = readSigned(signature, 'signature', BUNDLE);
  return { ...head, digests: readObject(said.digests, 'signature.digests') };
}

/** The parts of a bundle that are not those that were signed, by their names; none in a whole one. */
export function changedParts(bundle: BundleContent, { digests }: BundleHead): string[] {
  const changed: string[] = [];
  for (const [name, own] of Object.entries(digestsOf(bundle))) {
    const signed = digests[name];
    if (!Array.isArray(own) || !Array.isArray(signed)) {
      if (own !== signed) changed.push(name);
      continue;
    }
    changed.push(...own.flatMap((digest, index) => (digest === signed[index] ? [] : [`${name}[${index}]`])));
    if (own.length < signed.length)
      changed.push(`${name}: ${own.length} of the ${signed.length} that were signed are there`);
  }
  if (Object.keys(digests).length !== MEMBERS.length) changed.push('signature');
  return changed;
}
