import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '#ledger';
import { issuingService, trustOf } from '../../../test/support/evidence.js';
import { SoftPasskey, type Ceremony } from '../../../test/support/authenticator.js';
import { NONCE_LENGTH, consentChallenge, type ConsentAnswers } from './consent-challenge.js';
import { verifyConsentSignature } from './consent-signature.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const HERE = { origin: 'https://countersign.example', rpId: 'countersign.example' };
const CLAUSES = ['lines\nThey may say lines.', 'face\nThey may change a face.'];
const TEXT = ['The words you sign\nYou and they.', ...CLAUSES, 'Never\nNothing.'].join('\n\n');
const NONCE = Uint8Array.from({ length: NONCE_LENGTH }, (_, index) => index);

const ANSWERS: ConsentAnswers = {
  ...{ request: 'req_1', version: 2, capacity: 'self', under: null, textHash: sha256(TEXT) },
  clauses: CLAUSES.map((text, index) => ({
    ...{ id: `c${index}`, textHash: sha256(text), language: 'en', answer: true },
  })),
};

function signedBy(passkey: SoftPasskey, answers = ANSWERS, changes: Partial<Ceremony> = {}): Record<string, string> {
  const challenge = Buffer.from(consentChallenge(NONCE, answers)).toString('base64url');
  const { response } = passkey.show({ ...HERE, challenge, ...changes });
  const { authenticatorData, clientDataJSON, signature } = response;
  const publicKey = passkey.publicKey.toString('base64url');
  const nonce = Buffer.from(NONCE).toString('base64url');
  return { nonce, credential: passkey.id, publicKey, authenticatorData, clientDataJSON, signature, ...HERE };
}

function given(passkey: JsonObject, evidence: JsonObject = {}) {
  return {
    type: 'consent.given',
    at: '2026-11-23T10:00:00.000Z',
    refs: { request: 'req_1', consent: 'cons_1' },
    evidence: {
      ...{ requestVersion: 2, locale: 'en', text: TEXT, textHash: sha256(TEXT), electronicBusiness: true },
      clauses: ANSWERS.clauses.map(({ id, textHash, answer }) => ({ id, textHash, confirmed: answer })),
      signature: { method: 'passkey', level: 'advanced', capacity: 'self' },
      ...{ passkey, ...evidence },
    },
  };
}

const { trust, trustFile } = await issuingService();
const hers = new SoftPasskey();
const sound = given(signedBy(hers));

async function failed(
  entry: ReturnType<typeof given>,
  held?: Parameters<typeof verifyConsentSignature>[1],
): Promise<string[]> {
  return (await verifyConsentSignature(entry, held)).filter(({ ok }) => ok === false).map(({ check }) => check);
}

describe('a consent signed with a passkey', () => {
  it('is checked from its entry alone: words, challenge, origin, user and key', async () => {
    const statements = await verifyConsentSignature(sound);
    expect(statements.map(({ check, ok }) => [check, ok])).toEqual([
      ...[
        ['words', true],
        ['challenge', true],
        ['origin', true],
        ['user_verified', true],
        ['passkey', true],
      ],
    ]);
    expect(statements[4]?.detail).toContain(createHash('sha256').update(hers.publicKey).digest('hex'));
  });

  it.each<[string, JsonObject]>([
    ['another version', { requestVersion: 3 }],
    ['an answer turned round', { clauses: [{ id: 'c0', textHash: sha256(CLAUSES[0]!), confirmed: false }] }],
    ['a clause left out', { clauses: [{ id: 'c0', textHash: sha256(CLAUSES[0]!), confirmed: true }] }],
    ['another language', { locale: 'es' }],
    ['another capacity', { signature: { method: 'passkey', capacity: 'guardian' } }],
    ['an authority', { authority: 'auth_1' }],
  ])('is not what she signed with %s', async (_, evidence) => {
    expect(await failed(given(signedBy(hers), evidence))).toEqual(['challenge']);
  });

  it('is not what she signed for another request', async () => {
    expect(await failed({ ...sound, refs: { ...sound.refs, request: 'req_2' } })).toEqual(['challenge']);
  });

  it('shows words that were changed, in the document or in a clause', async () => {
    expect(await failed(given(signedBy(hers), { text: `${TEXT} And more.` }))).toEqual(['words']);
    const clauses = [{ id: 'c0', textHash: sha256('They may do all.'), confirmed: true }];
    expect(await failed(given(signedBy(hers), { clauses }))).toEqual(['words', 'challenge']);
  });

  it.each<[string, Partial<Ceremony>, string[]]>([
    ['a page of another origin', { origin: 'https://evil.example' }, ['origin']],
    ['another site', { rpId: 'evil.example' }, ['origin']],
    ['a user whom nobody verified', { isVerified: false }, ['user_verified']],
    ['a challenge of its own', { challenge: 'c2VsZi1tYWRl' }, ['challenge']],
  ])('names %s', async (_, changes, checks) => {
    expect(await failed(given(signedBy(hers, ANSWERS, changes)))).toEqual(checks);
  });

  it('is checked whatever number of clauses the terms of a later version hold', async () => {
    const words = Array.from({ length: 100 }, (_, index) => `clause ${index}\nThey may say line ${index}.`);
    const clauses = words.map((text, index) => ({ id: `c${index}`, textHash: sha256(text), confirmed: true }));
    const answers = clauses.map(({ confirmed: answer, ...each }) => ({ ...each, language: 'en', answer }));
    const text = words.join('\n\n');
    const signed = signedBy(hers, { ...ANSWERS, textHash: sha256(text), clauses: answers });
    expect(await failed(given(signed, { text, textHash: sha256(text), clauses }))).toEqual([]);
  });

  it('is not hers where it was made on a site of somebody else, by the trust file', async () => {
    const evil = { origin: 'https://evil.example', rpId: 'evil.example' };
    const made = given({ ...signedBy(hers, ANSWERS, evil), ...evil });
    expect(await failed(made)).toEqual([]);
    expect(await failed(made, { trust })).toEqual(['origin']);
    expect(await failed(sound, { trust })).toEqual([]);
  });

  it('counts where the service was before, up to when it moved', async () => {
    const old = { origin: 'https://old.example', rpId: 'old.example' };
    const made = given({ ...signedBy(hers, ANSWERS, old), ...old });
    const movedAt = (retiredAt: string) =>
      trustOf({ ...trustFile, formerIssuers: [{ issuer: 'https://old.example', retiredAt }] });
    expect(await failed(made, { trust: movedAt('2026-11-24T00:00:00.000Z') })).toEqual([]);
    expect(await failed(made, { trust: movedAt(made.at) })).toEqual(['origin']);
  });

  it('is not signed by another key, nor by a key that is none', async () => {
    const other = new SoftPasskey().publicKey.toString('base64url');
    expect(await failed(given({ ...signedBy(hers), publicKey: other }))).toEqual(['passkey']);
    expect(await failed(given({ ...signedBy(hers), publicKey: 'AAAA' }))).toEqual(['passkey']);
  });

  it('fails with any byte of the kept answer changed', async () => {
    const kept = signedBy(hers);
    const names = ['nonce', 'publicKey', 'authenticatorData', 'clientDataJSON', 'signature'] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, at, by) => {
        const bytes = Buffer.from(kept[name] ?? '', 'base64url');
        bytes.writeUInt8(bytes.readUInt8(at % bytes.length) ^ by, at % bytes.length);
        expect(await failed(given({ ...kept, [name]: bytes.toString('base64url') }))).not.toEqual([]);
      }),
      // The reader of the library takes another tag for that of the signature.
      { numRuns: 100, examples: [['signature', 0, 128]] },
    );
  });

  it('says of a mailed code that it rests on the log, and of a passkey that is not there that it fails', async () => {
    const { passkey: _, ...evidence } = sound.evidence;
    const coded = { ...sound, evidence: { ...evidence, signature: { method: 'email_code', capacity: 'self' } } };
    const statements = await verifyConsentSignature(coded);
    expect(statements.map(({ check, ok }) => [check, ok])).toEqual([
      ['words', true],
      ['passkey', null],
    ]);
    expect(await failed({ ...sound, evidence: { ...evidence, passkey: {} } })).toEqual(['words']);
    expect(await failed(given(signedBy(hers), { signature: { method: 'email_code', capacity: 'self' } }))).toEqual([
      'passkey',
    ]);
    expect(await verifyConsentSignature({ ...sound, type: 'consent.withdrawn' })).toEqual([]);
  });

  it('is checked with every signature that it took besides, each under its own authority', async () => {
    const [one, two] = [new SoftPasskey(), new SoftPasskey()];
    const as = (passkey: SoftPasskey, under: string) => ({
      ...{ authority: under, signedAt: '2026-11-23T10:00:00.000Z', textHash: sha256(TEXT), locale: 'en' },
      ...{ method: 'passkey', capacity: 'guardian', clauses: sound.evidence.clauses },
      passkey: signedBy(passkey, { ...ANSWERS, capacity: 'guardian', under }),
    });
    const evidence = { ...as(one, 'auth_1'), signature: { method: 'passkey', capacity: 'guardian' } };
    const both = { ...evidence, cosigned: [as(two, 'auth_2')] };
    expect(await failed(given(as(one, 'auth_1').passkey, both))).toEqual([]);
    const swapped = { ...both, cosigned: [{ ...as(two, 'auth_2'), authority: 'auth_3' }] };
    expect(await failed(given(as(one, 'auth_1').passkey, swapped))).toEqual(['challenge']);
    // From before a co-signature said how it was made.
    const old = { authority: 'auth_2', signedAt: '2026-11-23T10:00:00.000Z', textHash: sha256(TEXT) };
    expect(await failed(given(as(one, 'auth_1').passkey, { ...both, cosigned: [old] }))).toEqual([]);
    expect(
      await failed(given(as(one, 'auth_1').passkey, { ...both, cosigned: [{ ...old, textHash: sha256('') }] })),
    ).toEqual(['words']);
  });

  it('is checked with what it took in another language, by the entry that holds those words', async () => {
    const spanish =
      'Las palabras que firmas\nTú y ellos.\n\nlines\nPueden decir líneas.\n\nface\nPueden cambiar una cara.';
    const clauses = spanish
      .split('\n\n')
      .slice(1)
      .map((text, index) => ({ id: `c${index}`, textHash: sha256(text), confirmed: true }));
    const signature = { method: 'email_code', level: 'simple', capacity: 'guardian' };
    const said = {
      authority: 'auth_2',
      signedAt: '2026-11-23T09:00:00.000Z',
      textHash: sha256(spanish),
      locale: 'es',
      clauses,
    };
    const { capacity: _, ...how } = signature;
    const entry = {
      ...{ type: 'request.cosigned', at: said.signedAt, refs: { request: 'req_1' } },
      evidence: { requestVersion: 2, text: spanish, ...said, signature },
    };
    const beside = async (other: JsonObject, among: (typeof entry)[]) => {
      const statements = await verifyConsentSignature(given(signedBy(hers), { cosigned: [other] }), { among });
      return statements.filter(({ check }) => check === 'cosigned').map(({ ok, detail }) => `${ok} ${detail}`);
    };
    const cosigned = { ...said, ...how };
    expect(await beside(cosigned, [entry])).toEqual([expect.stringMatching(/^true .*`entries\[0\]`/)]);
    expect(await beside(cosigned, [])).toEqual([expect.stringMatching(/^null .*no entry of its own is here/)]);
    const another = { ...entry, refs: { request: 'req_2' } };
    expect(await beside(cosigned, [another])).toEqual([expect.stringMatching(/^null /)]);
    for (const [name, changed] of [
      ['textHash', { ...cosigned, textHash: sha256('Otras palabras.') }],
      ['clauses', { ...cosigned, clauses: [] }],
      ['signedAt', { ...cosigned, signedAt: '2026-11-23T09:00:00.001Z' }],
      ['level', { ...cosigned, level: 'advanced' }],
      ['passkey', { ...cosigned, passkey: {} }],
    ] as const)
      expect([name, await beside(changed, [entry])]).toEqual([
        name,
        [expect.stringMatching(new RegExp(`^false .*its \`${name}\` is not that of \`entries\\[0\\]\``))],
      ]);
    const older = { ...entry, evidence: { ...entry.evidence, requestVersion: 1 } };
    expect(await beside(cosigned, [older])).toEqual([expect.stringMatching(/^false .*`requestVersion`/)]);
    // What another says of the clauses of the same words is held to those words as well.
    const odd = { ...cosigned, textHash: sha256(TEXT), locale: 'en', clauses };
    expect(await failed(given(signedBy(hers), { cosigned: [odd] }))).toEqual(['words']);
  });

  it('is genuine with the second signature of whoever signed again, beside the entries of both', async () => {
    const signature = { method: 'email_code', level: 'simple', capacity: 'production' };
    const signed = (text: string, signedAt: string) => {
      const clauses = sound.evidence.clauses;
      const said = { organization: 'org_1', signedAt, textHash: sha256(text), locale: 'en', clauses };
      const evidence = { requestVersion: 2, text, ...said, signature };
      return {
        entry: { type: 'request.cosigned', at: signedAt, refs: { request: 'req_1' }, evidence },
        taken: { ...said, ...signature },
      };
    };
    const first = signed('Words from before they changed.', '2026-11-22T09:00:00.000Z');
    const again = signed(TEXT, '2026-11-23T09:00:00.000Z');
    const among = [first.entry, again.entry];
    const statements = async (taken: JsonObject) =>
      (await verifyConsentSignature(given(signedBy(hers), { cosigned: [taken] }), { among })).flatMap(
        ({ check, ok, detail }) => (check === 'cosigned' ? [`${ok} ${detail}`] : []),
      );
    expect(await statements(again.taken)).toEqual([expect.stringMatching(/^true .*`entries\[1\]`/)]);
    expect(await statements({ ...again.taken, level: 'advanced' })).toEqual([
      expect.stringMatching(/^false .*its `level` is not that of `entries\[1\]`/),
    ]);
    expect(await statements({ ...again.taken, signedAt: '2026-11-23T09:00:00.001Z' })).toEqual([
      expect.stringMatching(/^false .*its `signedAt`/),
    ]);
  });
});
