import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, mangled, unlessRefused } from '../../../test/vectors/ledger/hostile.js';
import { checkpointText, formatNote, noteKey, parseCheckpoint, parseNote } from './index.js';

describe('checkpoints', () => {
  const checkpoints = fc.record({
    origin: fc.string({ unit: fc.constantFrom(...Array.from('ab9./- +é😀—')), minLength: 1, maxLength: 30 }),
    size: fc.maxSafeNat(),
    root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  });

  it('are read back from their text', () => {
    fc.assert(
      fc.property(checkpoints, (checkpoint) => {
        expect(parseCheckpoint(checkpointText(checkpoint))).toEqual({ ...checkpoint, extensions: [] });
      }),
    );
  });

  it('are the only text of what they are read as, or refused, whatever the bytes', () => {
    const anything = fc.oneof(
      anyText,
      mangled(checkpoints.map(checkpointText), ['', '\n', ' ', '0', '+', '=', '\r', '\ud800', 'A']),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const checkpoint = unlessRefused('checkpoint_malformed', () => parseCheckpoint(text));
        if (checkpoint === null) return;
        const extensions = checkpoint.extensions.map((line) => `${line}\n`).join('');
        expect(checkpointText(checkpoint) + extensions).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('are not made of an origin of two lines, a size that is none, or a root that is no hash', () => {
    const good = { origin: 'log.example.com', size: 1, root: new Uint8Array(32) };
    for (const changes of [
      { origin: '' },
      { origin: 'a\nb' },
      { origin: '1\n2\n' },
      // Whole lines of a checkpoint, which would turn the true size and root into extensions.
      { origin: `log.example.com\n9\n${'A'.repeat(43)}=` },
      { origin: 'a\tb' },
      { size: -1 },
      { size: 1.5 },
      { size: 2 ** 53 },
      { size: 1e21 },
      { size: Number.NaN },
      { root: new Uint8Array(31) },
      { root: new Uint8Array(33) },
    ]) {
      const refused = expect.objectContaining({ code: 'checkpoint_malformed' });
      expect(() => checkpointText({ ...good, ...changes })).toThrow(refused);
    }
  });

  it('signed as a note fail to verify after any change of a character', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const { name, keyId } = noteKey('log.example.com', raw);
    const text = checkpointText({ origin: name, size: 7, root: new Uint8Array(32).fill(7) });
    const note = formatNote(text, [{ name, keyId, signature: sign(null, Buffer.from(text), privateKey) }]);
    const verifies = (candidate: string) => {
      const parsed = unlessRefused('note_malformed', () => parseNote(candidate));
      const line = parsed?.signatures.find((each) => each.name === name && each.keyId === keyId);
      return line !== undefined && verify(null, Buffer.from(parsed!.text), publicKey, line.signature);
    };
    expect(verifies(note)).toBe(true);
    for (let at = 0; at < note.length; at += 1) {
      expect(verifies(note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1))).toBe(false);
    }
  });
});
