import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign } from 'jose';
import { canonicalJson } from '#ledger';
import type { IssuingService } from '../../../test/support/evidence.js';
import {
  ISSUER,
  ORIGIN,
  decisionEntry,
  issueReceipt,
  issueReceipts,
  issuingService,
  jsonBytes,
  leafOf,
  logProofOf,
  trustOf,
} from '../../../test/support/evidence.js';
import { jwks } from './keys.js';
import type { Receipt } from './receipt.js';
import { receiptOf } from './receipt.js';
import { signCheckpoint } from './checkpoint.js';
import { signBatchHead } from './batch.js';
import type { Verdict } from './verdict.js';
import { verifyReceipt } from './verify-receipt.js';
import { verify } from './verify.js';

const service = await issuingService();
const receipt = await issueReceipt(service.receiptSigner);

describe('a receipt', () => {
  it('is genuine by itself: a batch of one has an empty path', async () => {
    expect(receipt.batch.path).toEqual([]);
    expect(await verdictOf(receipt)).toEqual({ verdict: 'genuine', failed: [] });
  });

  it('of a batch of any size is genuine at every index', async () => {
    for (const size of [2, 3, 4, 5, 8, 13]) {
      const receipts = await issueReceipts(
        service.receiptSigner,
        Array.from({ length: size }, () => decisionEntry()),
      );
      expect(new Set(receipts.map(({ batch }) => batch.head)).size).toBe(1);
      for (const each of receipts) expect((await verdictOf(each)).verdict).toBe('genuine');
    }
  });

  it('with a proof from the log is genuine, and says so', async () => {
    const verdict = await verifyReceipt(await withLog(receipt, service), service.trust);
    expect(verdict.verdict).toBe('genuine');
    expect(verdict.statements.map(({ check, ok }) => [check, ok])).toEqual([
      ['form', true],
      ['batch', true],
      ['signature', true],
      ['issuer', true],
      ['checkpoint', true],
      ['log', true],
      ['witnesses', null],
      ['personal', null],
    ]);
  });

  it('can be checked with a hash and a signature function alone, by the written format', () => {
    const { entry, batch } = receipt;
    const hash = (...parts: (string | Uint8Array)[]): Buffer =>
      parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest();
    const salt = Buffer.from(entry.evidenceSalt, 'hex');
    const evidence = hash('countersign/evidence/v1\n', salt, canonicalJson(entry.evidence)).toString('hex');
    const { at, refs, type } = entry;
    const c = hash(
      'countersign/entry/v1\n',
      canonicalJson({ at, evidence, personal: entry.personalDigest, refs, type }),
    ).toString('hex');
    const root = hash(Uint8Array.of(0), canonicalJson({ c, id: entry.leafId, v: 1 })).toString('hex');
    const [header = '', payload = '', signature = ''] = batch.head.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ iss: ISSUER, size: 1, root });
    const [jwk] = service.trustFile.jwks.keys;
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    expect(nodeVerify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });
});

describe('trust', () => {
  it('without a trust file nobody can tell, whatever the file holds', async () => {
    const verdict = await verifyReceipt(await withLog(receipt, service), null);
    expect(verdict.verdict).toBe('cannot_tell');
    expect(verdict.statements.filter(({ ok }) => ok === null).map(({ check }) => check)).toEqual([
      'signature',
      'issuer',
      'checkpoint',
      'personal',
    ]);
    expect((await verifyReceipt({ ...receipt, batch: {} }, null)).verdict).toBe('cannot_tell');
  });

  it('a receipt re-signed throughout with fresh keys is not genuine', async () => {
    const forger = await issuingService();
    const forged = await withLog(
      await issueReceipt(forger.receiptSigner, { evidence: { ...receipt.entry.evidence, outcome: 'allow' } }),
      forger,
    );
    expect((await verifyReceipt(forged, forger.trust)).verdict).toBe('genuine');
    expect(await verdictOf(forged)).toEqual({ verdict: 'not_genuine', failed: ['signature', 'checkpoint'] });
  });

  it("a fresh key under a trusted key's id is not genuine", async () => {
    const forger = await issuingService();
    const named = { ...forger.receiptSigner, kid: service.receiptSigner.kid };
    expect(await verdictOf(await issueReceipt(named))).toEqual({ verdict: 'not_genuine', failed: ['signature'] });
  });

  it("a trusted key's signature in the name of another issuer is not genuine", async () => {
    const elsewhere = trustOf({ ...service.trustFile, issuer: 'https://elsewhere.example' });
    expect(await verdictOf(receipt, elsewhere)).toEqual({ verdict: 'not_genuine', failed: ['issuer'] });
  });

  it('a key that signs receipts does not sign checkpoints, nor the other way about', async () => {
    const swapped = { ...service, receiptSigner: service.logSigner, logSigner: service.receiptSigner };
    const wrongLog = await withLog(receipt, swapped);
    expect((await verdictOf(wrongLog)).failed).toEqual(['checkpoint']);
    expect((await verdictOf(await issueReceipt(service.logSigner))).failed).toEqual(['signature']);
  });
});

describe('what was changed is named', () => {
  it('content: another outcome, another performer, another time', async () => {
    const { entry } = receipt;
    const changes = [
      { evidence: { ...entry.evidence, outcome: 'deny' } },
      { refs: { ...entry.refs, performer: 'perf_2' } },
      { at: '2026-11-23T10:00:00.001Z' },
      { type: 'consent.given' },
      { personalDigest: '0'.repeat(64) },
    ];
    for (const change of changes) {
      const changed = { ...receipt, entry: { ...entry, ...change } };
      expect(await verdictOf(changed)).toEqual({ verdict: 'not_genuine', failed: ['batch'] });
    }
  });

  it('place: another index or path', async () => {
    const receipts = await issueReceipts(service.receiptSigner, [decisionEntry(), decisionEntry(), decisionEntry()]);
    const [first, second] = receipts;
    expect((await verdictOf({ ...first, batch: { ...first!.batch, index: 1 } })).failed).toEqual(['batch']);
    expect((await verdictOf({ ...first, batch: second!.batch })).failed).toEqual(['batch']);
    expect((await verdictOf({ ...first, batch: { ...first!.batch, path: [] } })).failed).toEqual(['batch']);
  });

  it('a member that nothing vouches for is refused, wherever it is', async () => {
    const { entry, batch } = receipt;
    for (const changed of [
      { ...receipt, note: 'approved' },
      { ...receipt, entry: { ...entry, id: 'entr_1' } },
      { ...receipt, batch: { ...batch, jwks: jwks([service.receiptSigner.publicKey]) } },
    ]) {
      expect(await verdictOf(changed)).toEqual({ verdict: 'not_genuine', failed: ['form'] });
    }
  });

  it('a member named twice is refused: readers differ in which one counts', async () => {
    const text = JSON.stringify(receipt).replace('"outcome":', String.raw`"outc\u006fme":"deny","outcome":`);
    const verdict = await verify(new TextEncoder().encode(text), service.trust);
    expect(verdict.statements).toEqual([{ check: 'form', ok: false, detail: 'an object names `outcome` twice' }]);
  });

  it('a signature in another spelling of Base64url is refused', async () => {
    const { head } = receipt.batch;
    const last = head.at(-1)!;
    // The last character carries four unused bits: a lenient reader takes all of these for the same signature.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sibling = alphabet[alphabet.indexOf(last) + 1]!;
    expect((await verdictOf(withHead(head.slice(0, -1) + sibling))).failed).toEqual(['form']);
    expect((await verdictOf(withHead(`${head}=`))).failed).toEqual(['form']);
  });
});

describe('a batch head and a checkpoint', () => {
  it('a checkpoint is never accepted as a batch head, even when signed by the key of the batches', async () => {
    const { leafHash } = leafOf(receipt.entry);
    const note = await signCheckpoint(service.receiptSigner, { origin: ORIGIN, size: 1, root: leafHash });
    expect(await verdictOf(withHead(note))).toEqual({ verdict: 'not_genuine', failed: ['form'] });
    const [text = ''] = note.split('\n\n');
    const jws = await signJws({ alg: 'EdDSA', kid: service.receiptSigner.kid, typ: 'countersign-batch' }, `${text}\n`);
    expect(await verdictOf(withHead(jws))).toEqual({ verdict: 'not_genuine', failed: ['form'] });
  });

  it('a batch head is never accepted as a checkpoint, even when signed by the key of the log', async () => {
    const { leafHash } = leafOf(receipt.entry);
    const head = { issuer: ISSUER, at: receipt.entry.at, size: 1, root: leafHash };
    const jws = await signBatchHead(service.logSigner, head);
    for (const checkpoint of [jws, `${jws}\n\n— ${ORIGIN} AAAA\n`]) {
      const log = { index: 0, path: [], checkpoint };
      expect(await verdictOf({ ...receipt, log })).toEqual({ verdict: 'not_genuine', failed: ['form'] });
    }
  });

  it('one key that signs both keeps them apart', async () => {
    const one = await issuingService({ receiptSigner: service.logSigner, logSigner: service.logSigner });
    const own = await withLog(await issueReceipt(one.receiptSigner), one);
    expect((await verdictOf(own, one.trust)).verdict).toBe('genuine');
    const crossed = { ...own, batch: { ...own.batch, head: own.log!.checkpoint } };
    expect((await verdictOf(crossed, one.trust)).failed).toEqual(['form']);
  });

  it('a token of another type, algorithm or header by the trusted key is no batch head', async () => {
    const [, payload = ''] = receipt.batch.head.split('.');
    const text = Buffer.from(payload, 'base64url').toString();
    const { kid } = service.receiptSigner;
    const jwk = service.trustFile.jwks.keys[0]!;
    for (const header of [
      { alg: 'EdDSA', kid, typ: 'JWT' },
      { alg: 'EdDSA', kid },
      { alg: 'Ed25519', kid, typ: 'countersign-batch' },
      { alg: 'EdDSA', kid, typ: 'countersign-batch', jwk: { ...jwk } },
    ]) {
      expect((await verdictOf(withHead(await signJws(header, text)))).failed).toEqual(['form']);
    }
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid, typ: 'countersign-batch' })).toString('base64url');
    expect((await verdictOf(withHead(`${unsigned}.${payload}.`))).failed).toEqual(['form']);
    const spaced = await signJws({ alg: 'EdDSA', kid, typ: 'countersign-batch' }, text.replace('{', '{ '));
    expect((await verdictOf(withHead(spaced))).failed).toEqual(['form']);
  });
});

describe('validity at an instant', () => {
  it.each([
    ['2026-11-23T10:00:00.000Z', 'genuine'],
    ['2026-11-23T10:59:59.999Z', 'genuine'],
    ['2026-11-23T11:00:00.000Z', 'not_genuine'],
    ['2026-11-23T09:59:59.999Z', 'not_genuine'],
    ['tomorrow', 'not_genuine'],
  ])('at %s it is %s', async (at, expected) => {
    const { verdict, statements } = await verify(jsonBytes(receipt), service.trust, at);
    expect(verdict).toBe(expected);
    expect(statements.at(-1)).toMatchObject({ check: 'validity', ok: expected === 'genuine' });
  });

  it('a record that is no decision holds at no instant', async () => {
    const consent = await issueReceipt(service.receiptSigner, { type: 'consent.given', evidence: { terms: {} } });
    expect((await verdictOf(consent)).verdict).toBe('genuine');
    const { verdict } = await verifyReceipt(consent, service.trust, { at: '2026-11-23T10:30:00.000Z' });
    expect(verdict).toBe('not_genuine');
  });
});

describe('properties', () => {
  // The claim: a file that differs in one byte is genuine only if it still is the same JSON value. So the byte was
  // white space between tokens or the like; nothing that any reader of JSON could take for other content.
  it('no byte of a receipt can be replaced unseen', async () => {
    const original = await withLog(receipt, service);
    const meaning = canonicalJson(original);
    const [compact, indented] = [0, 2].map((indent) =>
      new TextEncoder().encode(JSON.stringify(original, null, indent)),
    ) as [Uint8Array, Uint8Array];
    let survivors = 0;
    const replaceByte = async (file: Uint8Array, position: number, byte: number): Promise<void> => {
      if (file[position] === byte) return;
      const changed = Uint8Array.from(file).with(position, byte);
      if ((await verify(changed, service.trust)).verdict !== 'genuine') return;
      survivors++;
      expect(canonicalJson(JSON.parse(new TextDecoder().decode(changed)))).toBe(meaning);
    };
    for (const position of compact.keys()) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) await replaceByte(compact, position, compact[position]! ^ bit);
    }
    // A file without white space has no byte to spare.
    expect(survivors).toBe(0);
    await fc.assert(
      fc.asyncProperty(fc.nat(indented.length - 1), fc.nat(255), (position, byte) =>
        replaceByte(indented, position, byte),
      ),
      { numRuns: 1_500 },
    );
  }, 120_000);

  it('white space between tokens changes nothing', async () => {
    const indented = new TextEncoder().encode(JSON.stringify(receipt, null, '\t'));
    expect((await verify(indented, service.trust)).verdict).toBe('genuine');
  });

  it('arbitrary bytes and arbitrary JSON never throw and are never genuine', async () => {
    const check = async (file: Uint8Array): Promise<void> => {
      expect((await verify(file, service.trust)).verdict).toBe('not_genuine');
      expect((await verify(file, null)).verdict).toBe('cannot_tell');
    };
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), check), { numRuns: 500 });
    await fc.assert(
      fc.asyncProperty(fc.json(), (text) => check(new TextEncoder().encode(text))),
      { numRuns: 500 },
    );
    await check(new TextEncoder().encode('['.repeat(100_000) + ']'.repeat(100_000)));
  });

  it('a receipt with any one value replaced by any JSON never throws and is never genuine', async () => {
    const original = await withLog(receipt, service);
    const places = [
      ...['countersign', 'entry', 'batch', 'log'].map((name) => [name]),
      ...Object.keys(original.entry).map((name) => ['entry', name]),
      ...Object.keys(original.batch).map((name) => ['batch', name]),
      ...Object.keys(original.log!).map((name) => ['log', name]),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue(), async (place, replacement) => {
        const copy = structuredClone(original) as unknown as Record<string, Record<string, unknown>>;
        const [outer, inner] = place;
        if (inner === undefined) (copy as Record<string, unknown>)[outer!] = replacement;
        else copy[outer!]![inner] = replacement;
        fc.pre(JSON.stringify(copy) !== JSON.stringify(original));
        expect((await verify(jsonBytes(copy), service.trust)).verdict).toBe('not_genuine');
      }),
      { numRuns: 1_000 },
    );
  });
});

async function verdictOf(
  value: unknown,
  trust = service.trust,
): Promise<{ verdict: Verdict['verdict']; failed: string[] }> {
  const { verdict, statements } = await verifyReceipt(value, trust);
  return { verdict, failed: statements.filter(({ ok }) => ok === false).map(({ check }) => check) };
}

async function withLog({ entry, batch }: Receipt, { logSigner }: IssuingService): Promise<Receipt> {
  return receiptOf(entry, batch, await logProofOf(logSigner, leafOf(entry).leafHash));
}

function withHead(head: string): Receipt {
  return receiptOf(receipt.entry, { ...receipt.batch, head });
}

function signJws(header: { alg: string; kid: string; typ?: string }, payload: string): Promise<string> {
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader(header)
    .sign(service.receiptSigner.privateKey);
}
