import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { canonicalJson, cosignerKey, toBase64 } from '#ledger';
import { SoftPasskey } from '../../../test/support/authenticator.js';
import { bareEntry, bundleKeys, certificateOf, madeBundle, type BareEntry } from '../../../test/support/bundles.js';
import { ISSUER, ORIGIN, issuingService, trustOf } from '../../../test/support/evidence.js';
import { readBundle, writeBundle, type BundleContent, type EvidenceBundle } from './bundle.js';
import { NONCE_LENGTH, consentChallenge, type ConsentAnswers } from './consent-challenge.js';
import { developmentIdentity } from './sealing.js';
import type { Verdict } from './verdict.js';
import { verify } from './verify.js';

const AT = '2026-11-23T12:00:00.000Z';
const HERE = { origin: 'https://countersign.example', rpId: 'countersign.example' };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const CLAUSE = 'lines\nThey may say lines.';
const TEXT = `The words you sign\nYou and they.\n\n${CLAUSE}\n\nNever\nNothing.`;
const NONCE = Uint8Array.from({ length: NONCE_LENGTH }, (_, index) => index);

const ANSWERS: ConsentAnswers = {
  ...{ request: 'req_1', version: 2, capacity: 'self', under: null, textHash: sha256(TEXT) },
  clauses: [{ id: 'c0', textHash: sha256(CLAUSE), language: 'en', answer: true }],
};

/** What a passkey makes of these answers, as an entry keeps it. */
function signedBy(passkey: SoftPasskey): Record<string, string> {
  const challenge = Buffer.from(consentChallenge(NONCE, ANSWERS)).toString('base64url');
  const { authenticatorData, clientDataJSON, signature } = passkey.show({ ...HERE, challenge }).response;
  const [publicKey, nonce] = [passkey.publicKey, Buffer.from(NONCE)].map((bytes) => bytes.toString('base64url'));
  return {
    nonce: nonce!,
    credential: passkey.id,
    publicKey: publicKey!,
    authenticatorData,
    clientDataJSON,
    signature,
    ...HERE,
  };
}

function entry(type: string, refs: Record<string, string>, evidence: BareEntry['evidence']): BareEntry {
  const [evidenceSalt, personalDigest] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')];
  return { type, at: AT, refs, evidence, evidenceSalt, personalDigest, leafId: randomBytes(16).toString('hex') };
}

const given = entry(
  'consent.given',
  { request: 'req_1', consent: 'cons_1' },
  {
    ...{ requestVersion: 2, locale: 'en', text: TEXT, textHash: sha256(TEXT), electronicBusiness: true },
    clauses: [{ id: 'c0', textHash: sha256(CLAUSE), confirmed: true }],
    signature: { method: 'passkey', level: 'advanced', capacity: 'self' },
    passkey: signedBy(new SoftPasskey()),
  },
);
const content: BundleContent = {
  ...{ countersign: 'evidence/v1', consent: 'cons_1', checkpoint: null, certificate: 'made below' },
  entries: [
    { ...entry('request.sent', { request: 'req_1' }, {}), log: null },
    { ...given, log: null },
  ],
  keys: { receipts: [], log: [], witnesses: [] },
  policies: [{ name: 'countersign@1', hash: sha256('pack') }],
  versions: { engine: 'engine', vocabulary: 'vocabulary' },
};

const service = await issuingService();
const keys = await bundleKeys(service.sealIdentity, { receipts: service.receiptSigner, log: service.logSigner });
const names = { issuer: ISSUER, origin: ORIGIN, witness: 'union.example/w', at: AT };
const witness = cosignerKey(names.witness, keys.witness.publicKey).vkey;
const trust = trustOf({ ...service.trustFile, witnesses: `witness union ${witness}\nquorum union\n` });
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
    const text = await writeBundle(keys.receipts, { ...rest, entries }, { issuer: ISSUER, at: AT });
    expect(failedIn(await verify(Buffer.from(text), trust)).map((line) => line.split(':')[0])).toEqual([
      'log',
      'record',
    ]);

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
    const later = Buffer.from(await writeBundle(keys.receipts, rest, { issuer: ISSUER, at: made }));
    expect((await verify(later, trust, AT)).verdict).toBe('genuine');
    expect(failedIn(await verify(later, trust, made))).toEqual([
      expect.stringMatching(/^validity: .*shows nothing of/),
    ]);
  });

  it('does not take the certificate of another consent for its own', async () => {
    const other = { ...bareEntry(given), refs: { ...given.refs, consent: 'cons_2' } };
    const { signature: _, ...rest } = read(bundle);
    const swapped = { ...rest, certificate: toBase64(await certificateOf(other, keys, AT)) };
    const text = await writeBundle(keys.receipts, swapped, { issuer: ISSUER, at: AT });
    expect(failedIn(await verify(Buffer.from(text), trust))).toEqual([expect.stringMatching(/^record: /)]);
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
