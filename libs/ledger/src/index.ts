/**
 * The log as mathematics and bytes: what an entry commits to, the RFC 6962 tree over the leaves, proofs about it, and the
 * C2SP texts and files in which others read it. Pure: it stores nothing, signs nothing and knows no consent.
 */

export { fromBase64, fromHex, sameBytes, toBase64, toHex } from './bytes.js';
export { canonicalJson } from './canonical-json.js';
export { readCanonicalJson } from './read-canonical.js';
export type { JsonObject, JsonValue } from './canonical-json.js';
export { commitDigests, commitEntry, digestEvidence, digestPersonal } from './entry.js';
export type { EntryCommitment, EntryContent, EntryDigests, EntryHeader } from './entry.js';
export { LedgerError } from './errors.js';
export type { LedgerErrorCode } from './errors.js';

export { emptyRoot, leafHash, nodeHash } from './tree-hash.js';
export { emptyFrontier, extend, frontierAt, frontierRanges, rootOf } from './frontier.js';
export type { Frontier, TileHash } from './frontier.js';
export { consistencyProof, consistencyRanges, inclusionProof, inclusionRanges } from './proofs.js';
export type { HashRange, ReadHash } from './spans.js';
export { verifyConsistency, verifyInclusion } from './verification.js';
export type { TreeHead } from './verification.js';
export { merkleBatch } from './batch.js';
export type { MerkleBatch } from './batch.js';

export { checkpointText, parseCheckpoint } from './checkpoint.js';
export type { Checkpoint, ParsedCheckpoint } from './checkpoint.js';
export {
  cosignerKey,
  formatNote,
  noteKey,
  parseCosignerKey,
  parseNote,
  parseNoteKey,
  signatureLine,
} from './signed-note.js';
export type { NoteKey, NoteSignature, SignedNote } from './signed-note.js';
export {
  TILE_WIDTH,
  encodeEntryBundle,
  encodeTile,
  parseEntryBundle,
  parseTile,
  parseTilePath,
  tilePath,
  tileWidth,
} from './tiles.js';
export type { Tile } from './tiles.js';
export { formatProof, parseProof } from './tlog-proof.js';
export type { TlogProof } from './tlog-proof.js';
export { cosignatureBytes, cosignedText, parseCosignature } from './cosignature.js';
export type { Cosignature } from './cosignature.js';
export { formatSubmission, parseSubmission } from './submission.js';
export type { Submission } from './submission.js';
export { formatPolicy, isWitnessed, parsePolicy } from './policy.js';
export type { Policy, PolicyWitness } from './policy.js';
