import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatNote, formatProof, nodeHash, noteKey, parseNote, toHex } from '#ledger';
import {
  ORIGIN,
  decisionEntry,
  issuingService,
  jsonBytes,
  leafOf,
  logProofOf,
  trustOf,
} from '../../../test/support/evidence.js';
import { logKey, signCheckpoint, verifyCheckpoint } from './checkpoint.js';
import { entryProofFile, proofFile, proofText } from './log-proof.js';
import { verify } from './verify.js';

const service = await issuingService();
const { leaf, leafHash } = leafOf(decisionEntry());
const proof = await logProofOf(service.logSigner, leafHash);
const file = { ...proofFile(leaf, proof), leaf: new TextDecoder().decode(leaf) };
const text = proofText(leaf, proof);

describe('a log proof', () => {
  it('is genuine as JSON and as a tlog-proof text', async () => {
    for (const bytes of [jsonBytes(file), utf8(text)]) {
      const { verdict, statements } = await verify(bytes, service.trust);
      expect(verdict).toBe('genuine');
      expect(statements.map(({ check }) => check)).toEqual(['form', 'checkpoint', 'log', 'witnesses']);
      expect((await verify(bytes, null)).verdict).toBe('cannot_tell');
    }
  });

  it('of an entry shows its content, and fails if that is changed', async () => {
    const entry = decisionEntry({ type: 'consent.withdrawn', evidence: { scope: null } });
    const place = await logProofOf(service.logSigner, leafOf(entry).leafHash);
    const withContent = entryProofFile({ ...entry, ...{ id: 'entr_1' } }, place);
    const { verdict, about } = await verify(jsonBytes(withContent), service.trust);
    expect(verdict).toBe('genuine');
    expect(about).toBe('a record of `consent.withdrawn` at 2026-11-23T10:00:00.000Z');
    expect(await failed(jsonBytes({ ...withContent, entry: { ...entry, type: 'consent.given' } }))).toEqual(['log']);
    expect(await failed(jsonBytes({ ...withContent, entry: { ...entry, id: 'entr_1' } }))).toEqual(['form']);
    expect(await failed(jsonBytes({ ...withContent, leaf: file.leaf }))).toEqual(['form']);
    expect(await failed(jsonBytes({ ...place, countersign: 'proof/v1' }))).toEqual(['form']);
  });

  it('holds at an instant only if it shows a decision that did', async () => {
    const entry = decisionEntry();
    const decided = jsonBytes(entryProofFile(entry, await logProofOf(service.logSigner, leafOf(entry).leafHash)));
    const within = '2026-11-23T10:30:00.000Z';
    expect((await verify(decided, service.trust, within)).verdict).toBe('genuine');
    expect((await verify(decided, service.trust, '2026-11-23T11:00:00.000Z')).verdict).toBe('not_genuine');
    expect((await verify(utf8(text), service.trust, within)).verdict).toBe('not_genuine');
  });

  it('of the only leaf has an empty path', async () => {
    const alone = await logProofOf(service.logSigner, leafHash, { index: 0, size: 1 });
    expect(alone.path).toEqual([]);
    expect((await verify(utf8(proofText(leaf, alone)), service.trust)).verdict).toBe('genuine');
  });

  it('of another leaf, index or path names the log as what failed', async () => {
    const other = leafOf(decisionEntry()).leaf;
    for (const changed of [
      proofFile(other, proof),
      proofFile(leaf, { ...proof, index: 3 }),
      proofFile(leaf, { ...proof, index: 7 }),
      proofFile(leaf, { ...proof, path: proof.path.slice(1) }),
      proofFile(leaf, { ...proof, path: [...proof.path, proof.path[0]!] }),
    ]) {
      expect(await failed(jsonBytes(changed))).toEqual(['log']);
    }
  });

  it('does not take an inner node for a leaf', async () => {
    const { leafHash: left } = leafOf(decisionEntry());
    const inner = nodeHash(left, leafHash);
    const shorter = await logProofOf(service.logSigner, inner, { index: 0, size: 1 });
    const pair = new TextDecoder('latin1').decode(Uint8Array.from([...left, ...leafHash]));
    expect(await failed(jsonBytes({ ...file, ...shorter, leaf: pair }))).toEqual(['form']);
  });

  it('under a checkpoint of another key, or of another log by the trusted key, is not genuine', async () => {
    const forger = await issuingService();
    const forged = proofFile(leaf, await logProofOf(forger.logSigner, leafHash));
    expect(await failed(jsonBytes(forged))).toEqual(['checkpoint']);
    const elsewhere = proofFile(leaf, await logProofOf(service.logSigner, leafHash, { origin: 'other.example/log' }));
    expect(await failed(jsonBytes(elsewhere))).toEqual(['checkpoint']);
    // The trusted key, by its name, under a checkpoint that says another origin.
    const both = trustOf({
      ...service.trustFile,
      log: { origin: ORIGIN, keys: [logKey('other.example/log', service.logSigner.publicKey)] },
    });
    expect(await failed(jsonBytes(elsewhere), both)).toEqual(['checkpoint']);
  });

  it('a text that does not carry its leaf is named as such', async () => {
    const bare = formatProof({ index: 0, path: [], checkpoint: proof.checkpoint });
    const { statements } = await verify(utf8(bare), service.trust);
    expect(statements).toEqual([
      { check: 'form', ok: false, detail: 'the proof does not carry its leaf as extra data' },
    ]);
  });

  it('no byte of a tlog-proof text can be replaced unseen', async () => {
    const bytes = utf8(text);
    for (const position of bytes.keys()) {
      const changed = bytes.with(position, bytes[position]! ^ (1 << (position % 8)));
      expect((await verify(changed, service.trust)).verdict).toBe('not_genuine');
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (position, byte) => {
        fc.pre(bytes[position] !== byte);
        expect((await verify(bytes.with(position, byte), service.trust)).verdict).toBe('not_genuine');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a checkpoint', () => {
  const root = new Uint8Array(leafHash);

  it('tells whose signatures were left out, and is not the less signed for it', async () => {
    const note = await signCheckpoint(service.logSigner, { origin: ORIGIN, size: 1, root });
    const witness = { ...noteKey('witness.example', service.receiptSigner.publicKey), signature: new Uint8Array(64) };
    const cosigned = formatNote(parseNote(note).text, [...parseNote(note).signatures, witness]);
    expect(await verifyCheckpoint(cosigned, service.trust)).toMatchObject({
      signed: true,
      unchecked: ['witness.example'],
      checkpoint: { origin: ORIGIN, size: 1 },
    });
    const statements = await verify(
      utf8(formatProof({ index: 0, path: [], checkpoint: cosigned, extra: leaf })),
      service.trust,
    );
    expect(statements.verdict).toBe('genuine');
    expect(statements.statements.at(-1)).toMatchObject({ check: 'cosignatures', ok: null });
  });

  it('with a bad signature under a trusted key is not signed, whatever else is on it', async () => {
    const note = await signCheckpoint(service.logSigner, { origin: ORIGIN, size: 1, root });
    const { text: signedText, signatures } = parseNote(note);
    const bad = { ...noteKey(ORIGIN, service.logSigner.publicKey), signature: new Uint8Array(64) };
    const both = formatNote(signedText, [...signatures, bad]);
    expect(await verifyCheckpoint(both, service.trust)).toMatchObject({ signed: false });
  });

  it('says in base64 what the tree says in hex', async () => {
    const note = await signCheckpoint(service.logSigner, { origin: ORIGIN, size: 9, root });
    const { checkpoint } = await verifyCheckpoint(note, service.trust);
    expect(toHex(checkpoint.root)).toBe(toHex(root));
  });
});

async function failed(bytes: Uint8Array, trust = service.trust): Promise<string[]> {
  const { verdict, statements } = await verify(bytes, trust);
  expect(verdict).toBe('not_genuine');
  return statements.filter(({ ok }) => ok === false).map(({ check }) => check);
}

function utf8(value: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(value));
}
