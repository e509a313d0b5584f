/** A recorded entry as it is shown to whoever may check it, and the leaf that commits to it. */
import { commitDigests, digestEvidence } from '#ledger';
import type { JsonObject } from '#ledger';
import { bytesOfHex, isInstant, readHex, readMembers, readObject, readString } from './reading.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';

/** The recorded entry, as far as its reader may see it: the personal part stays behind its digest. */
export interface ReceiptEntry {
  readonly type: string;
  readonly at: string;
  readonly refs: Readonly<Record<string, string>>;
  /** For `decision.made` the decision. */
  readonly evidence: JsonObject;
  /** 32 bytes in hex. */
  readonly evidenceSalt: string;
  /** 32 bytes in hex. */
  readonly personalDigest: string;
  /** 16 bytes in hex. */
  readonly leafId: string;
}

const MEMBERS = ['type', 'at', 'refs', 'evidence', 'evidenceSalt', 'personalDigest', 'leafId'] as const;

/** The entry as it is shown: of whatever else a row or a file holds of it, nothing. */
export function shownEntry(entry: ReceiptEntry): ReceiptEntry {
  const { type, at, refs, evidence, evidenceSalt, personalDigest, leafId } = entry;
  return { type, at, refs: { ...refs }, evidence, evidenceSalt, personalDigest, leafId };
}

/** Reads an entry, strictly. Throws `MalformedFile`. */
export function readEntry(value: unknown): ReceiptEntry {
  const entry = readMembers(value, 'entry', MEMBERS);
  const refs = Object.entries(readObject(entry.refs, 'entry.refs'));
  return {
    type: readString(entry.type, 'entry.type'),
    at: readString(entry.at, 'entry.at'),
    refs: Object.fromEntries(refs.map(([name, id]) => [name, readString(id, `entry.refs.${name}`)])),
    // Values that came out of `JSON.parse` are JSON.
    evidence: readObject(entry.evidence, 'entry.evidence') as JsonObject,
    evidenceSalt: readHex(entry.evidenceSalt, 'entry.evidenceSalt', 32),
    personalDigest: readHex(entry.personalDigest, 'entry.personalDigest', 32),
    leafId: readHex(entry.leafId, 'entry.leafId', 16),
  };
}

/** The RFC 6962 hash of the entry's leaf. Throws `LedgerError` for an entry that has none. */
export function leafHashOf({ evidence, evidenceSalt, ...header }: ReceiptEntry): Uint8Array {
  return commitDigests({ ...header, evidenceDigest: digestEvidence(evidence, bytesOfHex(evidenceSalt)) }).leafHash;
}

/** What the entry says, in a plain sentence. */
export function describe({ type, at, refs, evidence }: ReceiptEntry): string {
  if (type !== 'decision.made') return `a record of \`${type}\` at ${at}`;
  const outcome = JSON.stringify(evidence['outcome']);
  const until = JSON.stringify(evidence['validUntil']);
  return `the decision \`${refs['decision'] ?? ''}\` of ${at}: ${outcome}, valid until ${until}`;
}

/** Whether what the entry decided held at an instant, if one is asked about; `null` is an entry that is not shown. */
export function checkValidity(entry: ReceiptEntry | null, at: string | undefined): Statement[] {
  if (at === undefined) return [];
  const until = entry?.evidence['validUntil'];
  if (entry === null || !isInstant(until)) {
    return [statement('validity', false, 'it shows no decision with a time until which it holds')];
  }
  // Instants of this one form compare as text.
  if (at < entry.at) return [statement('validity', false, `the decision was made at ${entry.at}, after ${at}`)];
  if (at >= until) return [statement('validity', false, `the decision held until ${until}, so no longer at ${at}`)];
  return [
    statement('validity', true, `the decision held at ${at}: it was made at ${entry.at}, to hold until ${until}`),
  ];
}
