/** The frozen vectors in this folder, through the front door: see ../README.md for where each file comes from. */

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  LedgerError,
  canonicalJson,
  checkpointText,
  commitDigests,
  commitEntry,
  consistencyProof,
  emptyFrontier,
  encodeEntryBundle,
  encodeTile,
  extend,
  formatNote,
  formatProof,
  frontierAt,
  inclusionProof,
  leafHash,
  merkleBatch,
  noteKey,
  parseCheckpoint,
  parseEntryBundle,
  parseNote,
  parseNoteKey,
  parseProof,
  parseTile,
  parseTilePath,
  rootOf,
  tilePath,
  tileWidth,
  toHex,
  verifyConsistency,
  verifyInclusion,
} from '#ledger';
import type { LedgerErrorCode } from '#ledger';
import { sha256 } from '#sha256';
import { readVectors } from './read-vectors.js';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function expectRefusal(code: LedgerErrorCode, read: () => unknown): void {
  expect(read).toThrow(LedgerError);
  expect(read).toThrow(expect.objectContaining({ code }));
}

describe('canonical JSON', () => {
  const { accepted, refused } = readVectors('canonical-json.json');

  it.each(accepted)('writes $name', ({ json, canonical }) => {
    expect(canonicalJson(JSON.parse(json))).toBe(canonical);
  });

  it.each(refused)('refuses $name', ({ json }) => {
    expectRefusal('value_not_canonical', () => canonicalJson(JSON.parse(json)));
  });
});

describe('entries', () => {
  const { entries } = readVectors('entry.json');

  it.each(entries)('commits to $name', ({ entry, leaf, leafHash: hash, ...digests }) => {
    const evidenceSalt = bytes(entry.evidenceSalt);
    const personalSalt = bytes(entry.personalSalt);
    const committed = commitEntry({ ...entry, evidenceSalt, personalSalt });
    expect(committed).toMatchObject({
      evidenceDigest: digests.evidenceDigest,
      personalDigest: digests.personalDigest,
      commitment: digests.commitment,
    });
    expect(new TextDecoder().decode(committed.leaf)).toBe(leaf);
    expect(toHex(committed.leafHash)).toBe(hash);
    expect(toHex(leafHash(utf8(leaf)))).toBe(hash);
  });

  it.each(entries)('commits to $name by its digests alone, as after an erasure', (vector) => {
    const { type, at, refs, leafId } = vector.entry;
    const { evidenceDigest, personalDigest, leafHash: hash } = vector;
    const committed = commitDigests({ type, at, refs, leafId, evidenceDigest, personalDigest });
    expect(toHex(committed.leafHash)).toBe(hash);
  });
});

describe('the Certificate Transparency reference tree', () => {
  const tree = readVectors('merkle-tree.json');
  const leaves: Uint8Array[] = tree.leaves.map(bytes).map(leafHash);
  const roots: Uint8Array[] = tree.roots.map(bytes);
  const read = (level: number, index: number) => [leaves][level]![index]!;

  it('has these leaf hashes', () => {
    expect(leaves.map(toHex)).toEqual(tree.leafHashes);
  });

  it('has these roots at sizes 0 to 8, extended leaf by leaf, at once, or read back from its leaves', () => {
    let frontier = emptyFrontier;
    for (const [size, root] of roots.entries()) {
      expect(rootOf(frontier)).toEqual(root);
      expect(rootOf(extend(emptyFrontier, leaves.slice(0, size)).frontier)).toEqual(root);
      expect(frontierAt(size, read)).toEqual(frontier);
      frontier = extend(frontier, leaves.slice(size, size + 1)).frontier;
    }
  });

  it('has these inclusion proofs, which verify', () => {
    expect(tree.inclusion).toHaveLength(36);
    for (const { index, size, path } of tree.inclusion) {
      const proof = inclusionProof(index, size, read);
      expect(proof.map(toHex)).toEqual(path);
      expect(merkleBatch(leaves.slice(0, size)).paths[index]).toEqual(proof);
      expect(verifyInclusion(leaves[index]!, index, { size, root: roots[size]! }, proof)).toBe(true);
    }
  });

  it('has these consistency proofs, which verify', () => {
    expect(tree.consistency).toHaveLength(36);
    for (const { from, to, path } of tree.consistency) {
      const proof = consistencyProof(from, to, read);
      expect(proof.map(toHex)).toEqual(path);
      const [older, newer] = [from, to].map((size: number) => ({ size, root: roots[size]! }));
      expect(verifyConsistency(older!, newer!, proof)).toBe(true);
    }
  });
});

describe('signed notes', () => {
  const { secretKey, publicKey, vkey, keyId, origin, ...cases } = readVectors('signed-note.json');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'hex').toString('base64url') };
  const privateKey = createPrivateKey({
    key: { ...jwk, d: Buffer.from(secretKey, 'hex').toString('base64url') },
    format: 'jwk',
  });

  it('names a key', () => {
    const key = { name: origin, keyId, publicKey: bytes(publicKey), vkey };
    expect(noteKey(origin, bytes(publicKey))).toEqual(key);
    expect(parseNoteKey(vkey)).toEqual(key);
  });

  it.each(cases.notes)('reads $name, and node:crypto verifies it', (vector) => {
    const key = parseNoteKey(vector.vkey);
    const note = parseNote(vector.note);
    expect(note.text).toBe(vector.text);
    const signatures = note.signatures.filter((each) => each.name === key.name && each.keyId === key.keyId);
    expect(signatures).toHaveLength(1);
    const x = Buffer.from(key.publicKey).toString('base64url');
    const verifier = createPublicKey({ key: { ...jwk, x }, format: 'jwk' });
    expect(verify(null, utf8(note.text), verifier, signatures[0]!.signature)).toBe(true);
    expect(formatNote(note.text, note.signatures)).toBe(vector.note);
  });

  it('signs these bytes: the RFC 8032 key makes the same note again', () => {
    const { text, note } = cases.notes[1]!;
    const signature = sign(null, utf8(text), privateKey);
    expect(formatNote(text, [{ name: origin, keyId, signature }])).toBe(note);
  });

  it.each(cases.checkpoints)('reads the checkpoint of $origin at size $size', (vector) => {
    const { text, root, ...rest } = vector;
    expect(parseCheckpoint(text)).toEqual({ ...rest, root: bytes(root) });
    if (vector.extensions.length === 0) expect(checkpointText(parseCheckpoint(text))).toBe(text);
  });

  it.each(cases.refusedKeys)('refuses a key: $name', (vector) => {
    expectRefusal('key_malformed', () => parseNoteKey(vector.vkey));
  });

  it.each(cases.refusedNotes)('refuses a note: $name', ({ note }) => {
    expectRefusal('note_malformed', () => parseNote(note));
  });

  it.each(cases.refusedCheckpoints)('refuses a checkpoint: $name', ({ text }) => {
    expectRefusal('checkpoint_malformed', () => parseCheckpoint(text));
  });
});

describe('tiles', () => {
  const tiles = readVectors('tiles.json');

  it.each(tiles.paths)('has the path $path', ({ path, tile }) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it.each(tiles.refusedPaths)('refuses the path %j', (path) => {
    expectRefusal('tile_malformed', () => parseTilePath(path));
  });

  it.each(tiles.widths)('has $full full tiles and $partial more at level $level of $size leaves', (vector) => {
    const { size, level, full, partial } = vector;
    const widths = Array.from({ length: full + 2 }, (_, index) => tileWidth({ level, index }, size));
    expect(widths).toEqual([...Array.from({ length: full }, () => 256), partial, 0]);
  });

  it('lays out hashes and leaves', () => {
    const leaves: Uint8Array[] = tiles.leaves.map(bytes);
    expect(toHex(encodeTile(leaves.map(leafHash)))).toBe(tiles.tile);
    expect(parseTile(bytes(tiles.tile), 8)).toEqual(leaves.map(leafHash));
    expect(toHex(encodeEntryBundle(leaves))).toBe(tiles.entryBundle);
    expect(parseEntryBundle(bytes(tiles.entryBundle), 8)).toEqual(leaves);
  });
});

describe('tlog-proof files', () => {
  const { proofs, refused } = readVectors('tlog-proof.json');

  it.each(proofs)('reads the proof of leaf $index in $size, which verifies', (vector) => {
    const { text, index, size, path, extra } = vector;
    const proof = parseProof(text);
    expect(proof).toMatchObject({ index, path: path.map(bytes) });
    expect(proof.extra).toEqual(extra === null ? undefined : bytes(extra));
    expect(formatProof(proof)).toBe(text);
    const tree = parseCheckpoint(parseNote(proof.checkpoint).text);
    expect(tree.size).toBe(size);
    expect(verifyInclusion(bytes(vector.leafHash), proof.index, tree, proof.path)).toBe(true);
  });

  it.each(refused)('refuses $name', ({ text }) => {
    expectRefusal('proof_malformed', () => parseProof(text));
  });
});

describe('thousands of trees', () => {
  /**
   * Tree `t` has a size drawn from SHA-256("countersign/golden/<t>") and the leaves "<t>/<i>". The accumulated hash takes
   * in its root, then its inclusion proofs by index, then its consistency proofs by older size; of a tree with more than
   * 32 leaves every 37th of each.
   */
  it('come to the frozen hash, roots and proofs', () => {
    const { trees, sha256: expected } = readVectors('golden.json');
    let accumulated = sha256('');
    for (let tree = 0; tree < trees; tree += 1) {
      const [high, low] = sha256(`countersign/golden/${tree}`);
      const size = tree % 100 === 0 ? (high! * 256 + low!) % 1024 : high! % 33;
      accumulated = sha256(Buffer.concat([accumulated, ...hashesOfTree(tree, size)]));
    }
    expect(toHex(accumulated)).toBe(expected);
  });

  function hashesOfTree(tree: number, size: number): Uint8Array[] {
    const leaves = Array.from({ length: size }, (_, index) => leafHash(utf8(`${tree}/${index}`)));
    const { frontier, tileHashes } = extend(emptyFrontier, leaves);
    const stored = [leaves, tileHashes.map(({ hash }) => hash)];
    const read = (level: number, index: number) => stored[level]![index]!;
    const step = size > 32 ? 37 : 1;
    const hashes = [rootOf(frontier)];
    for (let index = 0; index < size; index += step) hashes.push(...inclusionProof(index, size, read));
    for (let from = 1; from <= size; from += step) hashes.push(...consistencyProof(from, size, read));
    return hashes;
  }
});
