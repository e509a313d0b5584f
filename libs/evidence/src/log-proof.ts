/** Proofs that a leaf is in the log: as our own JSON file, and as a C2SP `tlog-proof` text for other people's tools. */
import { formatProof, leafHash, parseProof, toHex, verifyInclusion } from '#ledger';
import { checkpointStatements, isSeenBefore, NO_TRUST, verifyCheckpoint } from './checkpoint.js';
import type { ReceiptEntry } from './entry.js';
import { checkValidity, describe, leafHashOf, readEntry, shownEntry } from './entry.js';
import { MalformedFile, bytesOfHex, readMembers, readPath, readString, readText, readWhole } from './reading.js';
import type { LogProof } from './receipt.js';
import type { Trust } from './trust.js';
import type { Statement, Verdict } from './verdict.js';
import { conclude, statement } from './verdict.js';

/** A log proof as JSON: of a leaf by its bytes as text, or of an entry with the content that the leaf commits to. */
export type ProofFile = { readonly countersign: 'proof/v1' } & LogProof &
  ({ readonly leaf: string } | { readonly entry: ReceiptEntry });

/** The bytes of every leaf of version 1. */
const LEAF = /^\{"c":"[0-9a-f]{64}","id":"[0-9a-f]{32}","v":1\}$/;

/** The proof of a leaf as a JSON file. */
export function proofFile(leaf: Uint8Array, { index, path, checkpoint }: LogProof): ProofFile {
  return { countersign: 'proof/v1', leaf: new TextDecoder().decode(leaf), index, path, checkpoint };
}

/** The proof of an entry, with its content, as a JSON file. */
export function entryProofFile(entry: ReceiptEntry, { index, path, checkpoint }: LogProof): ProofFile {
  return { countersign: 'proof/v1', entry: shownEntry(entry), index, path, checkpoint };
}

/** The proof of a leaf as a `tlog-proof` text; its extra data are the leaf's bytes, so that the file stands alone. */
export function proofText(leaf: Uint8Array, { index, path, checkpoint }: LogProof): string {
  return formatProof({ index, path: path.map(bytesOfHex), checkpoint, extra: leaf });
}

/** Checks a proof file that is already JSON. Throws `MalformedFile` or `LedgerError`. */
export async function verifyProofFile(value: unknown, trust: Trust | null, at: string | undefined): Promise<Verdict> {
  const file = readMembers(value, 'proof', ['countersign', 'index', 'path', 'checkpoint'], ['leaf', 'entry']);
  const proof = {
    index: readWhole(file.index, 'index'),
    path: readPath(file.path, 'path'),
    checkpoint: readString(file.checkpoint, 'checkpoint'),
  };
  if (file.entry === undefined) return verifyLeaf(readString(file.leaf, 'leaf'), proof, trust, at);
  if (file.leaf !== undefined) throw new MalformedFile('`proof` has both a `leaf` and an `entry`');
  const entry = readEntry(file.entry);
  const statements = await checkPlace(leafHashOf(entry), proof, trust);
  return conclude(describe(entry), trust !== null, [...statements, ...checkValidity(entry, at)]);
}

/** Checks a `tlog-proof` text that carries its leaf. Throws `MalformedFile` or `LedgerError`. */
export async function verifyProofText(text: string, trust: Trust | null, at: string | undefined): Promise<Verdict> {
  const { index, path, checkpoint, extra } = parseProof(text);
  if (extra === undefined) throw new MalformedFile('the proof does not carry its leaf as extra data');
  return verifyLeaf(readText(extra), { index, path: path.map(toHex), checkpoint }, trust, at);
}

/** What was found of a leaf's place in the log. */
export interface CheckedPlace {
  readonly statements: readonly Statement[];
  /** Whether the log held the leaf before an instant, by the word of witnesses. */
  readonly wasBefore: (instant: string) => boolean;
}

/** Checks a leaf's place in the log. Throws `LedgerError` if the checkpoint is none. */
export async function checkLogProof(hash: Uint8Array, proof: LogProof, trust: Trust | null): Promise<CheckedPlace> {
  const checked = await verifyCheckpoint(proof.checkpoint, trust ?? NO_TRUST);
  const included = verifyInclusion(hash, proof.index, checked.checkpoint, proof.path.map(bytesOfHex));
  const [signature, ...others] = checkpointStatements(checked, trust);
  return {
    statements: [
      ...(signature ? [signature] : []),
      included
        ? statement('log', true, `the leaf has index ${proof.index} in the tree of that checkpoint`)
        : statement('log', false, `the path does not lead from the leaf at index ${proof.index} to that checkpoint`),
      ...others,
    ],
    wasBefore: (instant) =>
      included && checked.counts && isSeenBefore(checked.cosignatures, trust?.witnesses ?? null, instant),
  };
}

async function verifyLeaf(
  leaf: string,
  proof: LogProof,
  trust: Trust | null,
  at: string | undefined,
): Promise<Verdict> {
  if (!LEAF.test(leaf)) throw new MalformedFile('the leaf is not one of version 1');
  const statements = await checkPlace(leafHash(new TextEncoder().encode(leaf)), proof, trust);
  const about = 'a proof that an entry is in the log, without its content';
  return conclude(about, trust !== null, [...statements, ...checkValidity(null, at)]);
}

async function checkPlace(hash: Uint8Array, proof: LogProof, trust: Trust | null): Promise<Statement[]> {
  const form = statement('form', true, `it is a log proof of the leaf with hash \`${toHex(hash)}\``);
  return [form, ...(await checkLogProof(hash, proof, trust)).statements];
}
