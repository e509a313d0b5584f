import { describe, expect, it } from '@jest/globals';
import { canonicalJson, toBase64 } from '#ledger';
import { SoftPasskey } from '../../../test/support/authenticator.js';
import {
  AT,
  GIVEN,
  SIGNED_CONTENT,
  bareEntry,
  bundleKeys,
  bundlingService,
  certificateOf,
  madeBundle,
  signedBundle,
  signedBy,
} from '../../../test/support/bundles.js';
import { ISSUER } from '../../../test/support/evidence.js';
import { readBundle, writeBundle, type EvidenceBundle } from './bundle.js';
import { developmentIdentity } from './seal-pdf.js';
import type { Verdict } from './verdict.js';
import { verify } from './verify.js';

const given = GIVEN;
const content = SIGNED_CONTENT;
const { keys, names, trust } = await bundlingService();
const bundle = await madeBundle(keys, content, names);
const bare = await madeBundle(keys, { ...content, certificate: null }, names);

const read = (file: Uint8Array): EvidenceBundle => readBundle(JSON.parse(Buffer.from(file).toString()));
const fileOf = (value: object): Uint8Array => Uint8Array.from(Buffer.from(canonicalJson(value as never)));

function failedIn({ statements }: Verdict): string[] {
  return statements.flatMap(({ check, ok, detail }) => (ok === false ? [`${check}: ${detail}`] : []));
}

describe('an evidence bundle', () => {
  it('is genuine with its passkey, its certificate and its witness', async () => {
    const verdict = await verify(bundle, trust);
    expect([failedIn(verdict), verdict.verdict]).toEqual([[], 'genuine']);
    const good = verdict.statements.filter(({ ok }) => ok === true).map(({ check }) => check);
    expect(good).toEqual(expect.arrayContaining(['passkey', 'challenge', 'seal', 'record', 'witnesses']));
    expect((await verify(bare, trust)).verdict).toBe('genuine');
    // What the certificate is stands once, and its name before all that is said of it.
    const ofCertificate = verdict.statements.filter(({ detail }) => detail.startsWith('`certificate`'));
    expect(ofCertificate.length).toBeGreaterThan(3);
    expect(ofCertificate.filter(({ detail }) => detail.includes('a PDF sealed at'))).toEqual([ofCertificate[0]]);
  });

  it('is never genuine with another byte at one place, nor without it, and says where', async () => {
    for (const [file, step] of [
      [bare, 3],
      [bundle, 401],
    ] as const) {
      for (let at = 0; at < file.length; at += step) {
        const flipped = file.with(at, file[at]! ^ 1);
        const shorter = Uint8Array.from([...file.subarray(0, at), ...file.subarray(at + 1)]);
        for (const changed of at % 2 === 0 ? [flipped] : [shorter]) {
          if (Buffer.compare(changed, file) === 0) continue;
          const verdict = await verify(changed, trust);
          const told = failedIn(verdict).join('\n');
          if (verdict.verdict === 'not_genuine' && /character \d+|`[\w.[\]]+`|no receipt|UTF-8/.test(told)) continue;
          throw new Error(`byte ${at} of ${file.length}: ${verdict.verdict}, ${told}`);
        }
      }
    }
  });

  it('names a passkey that was made anew, with everything that it signs', async () => {
    const forged = { ...given.evidence, passkey: signedBy(new SoftPasskey()) };
    const whole = read(bundle);
    const entries = whole.entries.map((each) => (each.type === 'consent.given' ? { ...each, evidence: forged } : each));
    const said = failedIn(await verify(fileOf({ ...whole, entries }), trust));
    expect(said.map((line) => line.split(':')[0])).toEqual(['bundle', 'log', 'record']);
    for (const line of said.slice(0, 2)) expect(line).toContain('`entries[1]`');

    // With the key of receipts in hand as well, it is the log that tells.
    const { signature: _, ...rest } = whole;
    const signed = await signedBundle(keys, { ...rest, entries }, names);
    expect(failedIn(await verify(signed, trust)).map((line) => line.split(':')[0])).toEqual(['log', 'record']);

    // Fitted throughout under keys of his own, it is the trust.
    const his = await bundleKeys(await developmentIdentity('Countersign', '2026-01-01T00:00:00.000Z'));
    const fitted = await madeBundle(his, { ...content, entries }, names);
    const checks = new Set(failedIn(await verify(fitted, trust)).map((line) => line.split(':')[0]));
    expect(checks).toEqual(new Set(['signature', 'checkpoint', 'witnesses', 'authority']));
    expect(failedIn(await verify(fitted, null))).toEqual([]);
  });

  it('shows nothing of the instant at which it was made: a withdrawal in that millisecond is not in it', async () => {
    const { signature: _, ...rest } = read(bundle);
    const made = '2026-11-23T12:00:00.001Z';
    const later = await signedBundle(keys, rest, { issuer: ISSUER, at: made });
    expect((await verify(later, trust, AT)).verdict).toBe('genuine');
    expect(failedIn(await verify(later, trust, made))).toEqual([
      expect.stringMatching(/^validity: .*shows nothing of/),
    ]);
  });

  it('is not written where it would not be read', async () => {
    const by = { issuer: ISSUER, at: AT };
    const [first] = content.entries;
    expect(await writeBundle(keys.receipts, { ...content, entries: Array(10_001).fill(first) }, by)).toBe(null);
    expect(await writeBundle(keys.receipts, { ...content, certificate: 'A'.repeat(16_000_000) }, by)).toBe(null);
  });

  it('does not take the certificate of another consent for its own', async () => {
    const other = { ...bareEntry(given), refs: { ...given.refs, consent: 'cons_2' } };
    const { signature: _, ...rest } = read(bundle);
    const swapped = { ...rest, certificate: toBase64(await certificateOf(other, keys, AT)) };
    const signed = await signedBundle(keys, swapped, names);
    expect(failedIn(await verify(signed, trust))).toEqual([expect.stringMatching(/^record: /)]);
  });

  it('has a PDF that nobody vouches for looked into by nobody', async () => {
    const whole = read(bundle);
    const his = await bundleKeys(await developmentIdentity('Countersign', '2026-01-01T00:00:00.000Z'));
    const certificate = toBase64(await certificateOf(bareEntry(given), his, AT));
    for (const trusted of [trust, null]) {
      const { statements } = await verify(fileOf({ ...whole, certificate }), trusted);
      expect(statements.find(({ check }) => check === 'record')).toMatchObject({ ok: null });
    }
  });
});

describe('a hostile file', () => {
  const deep = '['.repeat(300_000) + ']'.repeat(300_000);
  const gap = (contents: Uint8Array): Uint8Array => {
    const hex = Buffer.from(contents).toString('hex');
    const [head, tail] = [
      '%PDF-1.7\n1 0 obj <</ByteRange [0 AAAAAAAA BBBBBBBB CCCCCCCC] /Contents ',
      ' /M (D:20261123120000Z)>> endobj',
    ];
    const numbers = [head.length, head.length + hex.length + 2, tail.length].map((each) => String(each).padEnd(8));
    const filled = ['AAAAAAAA', 'BBBBBBBB', 'CCCCCCCC'].reduce(
      (text, mark, at) => text.replace(mark, numbers[at]!),
      head,
    );
    return Buffer.from(`${filled}<${hex}>${tail}`);
  };
  const nested = (depth: number): Uint8Array =>
    Uint8Array.from({ length: depth * 2 }, (_, at) => (at % 2 === 0 ? 0x30 : 0x80));
  const line = `\u2014 union.example/w ${Buffer.alloc(76).toString('base64')}\n`;
  const note = read(bare).checkpoint ?? '';

  it.each<[string, () => Uint8Array]>([
    ['JSON nested deep', () => Buffer.from(deep)],
    ['a bundle nested deep', () => Buffer.from(`{"certificate":${deep}}`)],
    ['a receipt nested deep', () => Buffer.from(`{"countersign":"receipt/v1","entry":${deep}}`)],
    ['names of the prototype', () => Buffer.from('{"countersign":"receipt/v1","__proto__":{"entry":{},"batch":{}}}')],
    ['a name twice', () => Buffer.from('{"countersign":"receipt/v1","countersign":"proof/v1"}')],
    ['a seal of nested sequences', () => gap(nested(500_000))],
    ['a seal of endless length', () => gap(Uint8Array.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01]))],
    ['a seal of nothing', () => gap(new Uint8Array(4))],
    ['a PDF full of byte ranges', () => Buffer.from('%PDF-' + '/ByteRange['.repeat(500_000))],
    ['a PDF full of space', () => Buffer.from('%PDF-/ByteRange' + ' '.repeat(8_000_000))],
    ['a PDF longer than any', () => Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(16_000_000)])],
    [
      'a note with a hundred thousand signatures',
      () => fileOf({ ...read(bare), checkpoint: note + line.repeat(50_000) }),
    ],
    ['a hundred thousand strings', () => Buffer.from(`[${'"a",'.repeat(100_000)}"a"]`)],
  ])('%s is refused in no time', async (_, make) => {
    const file = make();
    const begun = performance.now();
    const verdict = await verify(file, trust);
    expect(verdict.verdict).toBe('not_genuine');
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
