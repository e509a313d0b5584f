import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromHex, toHex } from '#ledger';
import { ed25519Pem, issuingService, jsonBytes } from '../../../test/support/evidence.js';
import { fromBase64url, pemBlocks, toBase64url, toPem } from './encoding.js';
import { importSigner, jwks, keyId } from './keys.js';
import { readTrust } from './trust.js';

const { trustFile: file, receiptSigner } = await issuingService();

describe('a trust file', () => {
  it('gives back the keys that were put into it', () => {
    const read = readTrust(jsonBytes(file));
    expect(read).toMatchObject({ trust: { issuer: file.issuer, log: { origin: file.log.origin } } });
    if ('problem' in read) throw new Error(read.problem);
    expect(read.trust.receiptKeys.get(receiptSigner.kid)).toEqual({
      publicKey: receiptSigner.publicKey,
      retiredAt: null,
    });
    expect(read.trust.authorities).toHaveLength(1);
  });

  it('may name no authority and no key at all', () => {
    const bare = { ...file, jwks: { keys: [] }, log: { ...file.log, keys: [] }, certificateAuthorities: [] };
    expect(readTrust(jsonBytes(bare))).toHaveProperty('trust');
  });

  const [jwk] = file.jwks.keys;
  it.each([
    ['another version', { ...file, countersign: 'trust/v2' }, '`countersign` is not `trust/v1`'],
    ['a member that is missing', { ...file, issuer: undefined }, '`trust` lacks `issuer`'],
    ['a member that is unknown', { ...file, friends: [] }, '`trust` has the unknown member `friends`'],
    [
      'a private key',
      { ...file, jwks: { keys: [{ ...jwk, d: 'secret' }] } },
      '`jwks.keys[0]` has the unknown member `d`',
    ],
    [
      'a key id that is not its thumbprint',
      { ...file, jwks: { keys: [{ ...jwk, kid: 'k1' }] } },
      '`jwks.keys[0].kid` is not the thumbprint of its key',
    ],
    [
      'a key for encryption',
      { ...file, jwks: { keys: [{ ...jwk, use: 'enc' }] } },
      '`jwks.keys[0]` is not an Ed25519 key',
    ],
    [
      'a key of another length',
      { ...file, jwks: { keys: [{ ...jwk, x: 'AAAA' }] } },
      '`jwks.keys[0].x` is not an Ed25519 public key',
    ],
    [
      'a log key that is none',
      { ...file, log: { ...file.log, keys: ['log+1'] } },
      'not a verifier key: it is written `name+id+base64`',
    ],
    [
      'an authority that is none',
      { ...file, certificateAuthorities: ['CA'] },
      '`certificateAuthorities` has an item without a PEM certificate',
    ],
  ])('with %s is refused with a sentence', (_, changed, problem) => {
    expect(readTrust(jsonBytes(changed))).toEqual({ problem });
  });

  it('arbitrary bytes and JSON are a problem, never a throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => 'problem' in readTrust(bytes)));
    fc.assert(fc.property(fc.json(), (text) => 'problem' in readTrust(new TextEncoder().encode(text))));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(file)), fc.jsonValue(), (name, value) => {
        readTrust(jsonBytes({ ...file, [name]: value }));
      }),
    );
  });
});

describe('keys', () => {
  // RFC 8037, appendix A.1 and A.3.
  const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

  it('have the thumbprint of RFC 8037 as their id', async () => {
    const pem = toPem(
      'PRIVATE KEY',
      Uint8Array.from([...fromHex('302e020100300506032b657004220420')!, ...fromHex(seed)!]),
    );
    const signer = await importSigner(pem);
    expect(toBase64url(signer.publicKey)).toBe(x);
    expect(signer.kid).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(keyId(signer.publicKey)).toBe(signer.kid);
    expect(signer.privateKey.extractable).toBe(false);
  });

  it('are published without anything private', async () => {
    const signer = await importSigner(ed25519Pem());
    expect(Object.keys(jwks([signer.publicKey]).keys[0]!)).toEqual(['kty', 'crv', 'x', 'kid', 'alg', 'use']);
  });

  it('of another kind, or none, are refused with a sentence', async () => {
    await expect(importSigner('')).rejects.toThrow('holds no `PRIVATE KEY` block');
    await expect(importSigner(toPem('PRIVATE KEY', new Uint8Array(48)))).rejects.toThrow('holds no Ed25519 key');
  });
});

describe('encodings', () => {
  it('give back what was encoded, and accept no second spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(toHex(fromBase64url(text)!)).toBe(toHex(bytes));
        expect(pemBlocks(`before\n${toPem('X', bytes)}after`, 'X').map(toHex)).toEqual([toHex(bytes)]);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', '_', '-', '=', '+', '/', ' ') }), (text) => {
        const bytes = fromBase64url(text);
        expect(bytes === null || toBase64url(bytes) === text).toBe(true);
      }),
    );
  });
});
