import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, mangled, unlessRefused } from '../../../test/vectors/ledger/hostile.js';
import {
  LedgerError,
  checkpointText,
  cosignatureBytes,
  cosignedText,
  cosignerKey,
  formatPolicy,
  formatSubmission,
  isWitnessed,
  noteKey,
  parseCosignature,
  parseCosignerKey,
  parseNoteKey,
  parsePolicy,
  parseSubmission,
} from './index.js';

const key = (name: string, byte: number) => cosignerKey(name, new Uint8Array(32).fill(byte)).vkey;

/** A checkpoint as it was published, cosigned by a public witness. */
const SEEN = {
  vkey: 'witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G',
  text: 'coachandhorses2026h1.staging.certificate.transparency.goog\n185550722\nYXAM0VmnrfvLaBCOOYSJhCaE5F10oGBOo+hkbDa1kng=\n',
  line: '— witness.navigli.sunlight.geomys.org o+AP4gAAAABqb7DzNrGFRJnQ9vrJ8xpnwZytnr/ZYczDIsvwvouiSjwOjn7a72ccxBk+lKnZ7dKqkYKER1s/KxLTaVwQD7lJZTC/CQ==',
};

describe('cosignatures', () => {
  it('are signed over a header, the time and the text of the checkpoint, as C2SP writes it', () => {
    const root = Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64');
    const text = checkpointText({ origin: 'example.com/behind-the-sofa', size: 20852163, root });
    expect(cosignedText(text, 1679315147)).toBe(
      'cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n',
    );
  });

  it('hold their time before the signature, and nothing else', () => {
    const signature = new Uint8Array(64).fill(7);
    const bytes = cosignatureBytes({ at: 1679315147, signature });
    expect(Buffer.from(bytes).toString('hex')).toBe(`000000006418 50cb${'07'.repeat(64)}`.replace(' ', ''));
    expect(parseCosignature(bytes)).toEqual({ at: 1679315147, signature });
    expect(() => parseCosignature(bytes.subarray(1))).toThrow(LedgerError);
    expect(() => cosignatureBytes({ at: 0, signature })).toThrow(LedgerError);
    expect(() => parseCosignature(new Uint8Array(72))).toThrow('from 1 up');
    expect(() => parseCosignature(new Uint8Array(72).fill(255))).toThrow(LedgerError);
  });

  it('are by keys of a type of their own: that of a log signs none', () => {
    const publicKey = new Uint8Array(32).fill(1);
    const witness = cosignerKey('witness.example', publicKey);
    expect(parseCosignerKey(witness.vkey)).toEqual(witness);
    expect(witness.keyId).not.toBe(noteKey('witness.example', publicKey).keyId);
    expect(() => parseNoteKey(witness.vkey)).toThrow('only Ed25519 keys of logs');
    expect(() => parseCosignerKey(noteKey('witness.example', publicKey).vkey)).toThrow(
      'only Ed25519 keys of witnesses',
    );
  });

  it('verify as a witness that is no program of ours made one, over a checkpoint of a certificate log', () => {
    const { publicKey, keyId } = parseCosignerKey(SEEN.vkey);
    const bytes = Buffer.from(SEEN.line.split(' ')[2] ?? '', 'base64');
    expect(bytes.subarray(0, 4).toString('hex')).toBe(keyId);
    const { at, signature } = parseCosignature(bytes.subarray(4));
    const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
    const signer = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    expect(verify(null, Buffer.from(cosignedText(SEEN.text, at)), signer, signature)).toBe(true);
  });
});

describe('submissions to a witness', () => {
  const checkpoint = 'example.com/log\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— example.com/log AAAAAAAA\n';
  const submissions = fc.record({
    oldSize: fc.nat(),
    proof: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
    checkpoint: fc.constant(checkpoint),
  });

  it('are the only text of what they are taken apart into, or refused, whatever the bytes', () => {
    const anything = fc.oneof(anyText, mangled(submissions.map(formatSubmission), ['', '\n', 'old ', '=', '0', ' ']));
    fc.assert(
      fc.property(anything, (text) => {
        const read = unlessRefused('submission_malformed', () => parseSubmission(text));
        if (read !== null) expect(formatSubmission(read)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('have at most 63 hashes', () => {
    const proof = Array.from({ length: 64 }, () => new Uint8Array(32));
    expect(() => formatSubmission({ oldSize: 1, proof, checkpoint })).toThrow('at most 63');
  });
});

describe('policies', () => {
  // The example of c2sp.org/tlog-policy, with keys in place.
  const EXAMPLE = `
log ${noteKey('log.example', new Uint8Array(32).fill(99)).vkey} https://log.example/

witness X1 ${key('x1', 1)} https://x1.example/
witness X2 ${key('x2', 2)}
\twitness X3 ${key('x3', 3)}
group X-witnesses 2 X1 X2 X3
# A second organization.
witness Y1 ${key('y1', 4)}
witness Y2 ${key('y2', 5)}
witness Y3 ${key('y3', 6)}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

  it.each([
    [['X1', 'X2', 'Y3'], true],
    [['X1', 'X2', 'X3', 'Y1'], true],
    [['X1', 'X2', 'X3'], false],
    [['X1', 'Y1', 'Y2', 'Y3'], false],
    [[], false],
    // Groups are not named by whoever cosigned.
    [['X-witnesses', 'Y1', 'X-and-Y'], false],
  ])('find %j to be the quorum: %s', (cosigned, expected) => {
    expect(isWitnessed(parsePolicy(EXAMPLE), cosigned)).toBe(expected);
    expect(isWitnessed(parsePolicy(formatPolicy(parsePolicy(EXAMPLE))), cosigned)).toBe(expected);
  });

  it('may ask for nobody, and say where a witness is', () => {
    expect(isWitnessed(parsePolicy('quorum none\n'), [])).toBe(true);
    expect(parsePolicy(EXAMPLE).witnesses[0]).toMatchObject({ name: 'X1', url: 'https://x1.example/' });
    expect(formatPolicy(parsePolicy(EXAMPLE))).not.toContain('https:');
  });

  it.each([
    ['', 'exactly one line'],
    ['quorum none\nquorum none', 'exactly one line'],
    ['quorum A', 'no witness or group'],
    [`witness none ${key('a', 1)}\nquorum none`, 'is taken'],
    [`witness A ${key('a', 1)}\nwitness A ${key('b', 2)}\nquorum A`, 'is taken'],
    [`witness A ${key('a', 1)}\nwitness B ${key('b', 1)}\nquorum A`, 'stands there twice'],
    [`witness A ${key('a', 1)}\ngroup G 2 A\nquorum G`, 'no number of its members'],
    [`witness A ${key('a', 1)}\ngroup G 01 A\nquorum G`, 'no number of its members'],
    [`witness A ${key('a', 1)}\ngroup G 0 A\nquorum G`, 'no number of its members'],
    ['group G any\nquorum G', 'no number of its members'],
    [`witness A ${key('a', 1)}\ngroup G all A A\nquorum G`, 'a member twice'],
    [`witness A ${key('a', 1)}\ngroup G all A\ngroup H all A\nquorum G`, 'a member twice'],
    [`group G all A\nwitness A ${key('a', 1)}\nquorum G`, 'no witness or group'],
    [`witness A ${noteKey('a', new Uint8Array(32)).vkey}\nquorum A`, 'keys of witnesses'],
    ['quorum none\u0007', 'control characters'],
    ['quorum none\r\n', 'control characters'],
    ['quorum', 'a line is'],
    ['sigsum x\nquorum none', 'a line is'],
  ])('refuse %j', (text, why) => {
    expect(() => parsePolicy(text)).toThrow(why);
    expect(() => parsePolicy(text)).toThrow(LedgerError);
  });
});
