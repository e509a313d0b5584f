import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, mangled, unlessRefused } from '../../../test/vectors/ledger/hostile.js';
import { LedgerError, formatNote, noteKey, parseNote, parseNoteKey } from './index.js';
import type { NoteSignature } from './index.js';

const names = fc.string({
  unit: fc.constantFrom(...Array.from('abz019./-_é中😀—')),
  minLength: 1,
  maxLength: 30,
});
const publicKeys = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keyIds = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 8, maxLength: 8 });
const signatures: fc.Arbitrary<NoteSignature> = fc.record({
  name: names,
  keyId: keyIds,
  signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
});
const texts = fc
  .array(fc.string({ unit: fc.constantFrom(...Array.from('ab 1—é😀\n')), maxLength: 20 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((lines) => `${lines.join('\n')}\n`);
const notes = fc.tuple(texts, fc.array(signatures, { minLength: 1, maxLength: 5 }));

const pieces = ['', '\n', ' ', '+', '—', '=', '\r', '\ud800', 'A', '0'];

describe('signed notes', () => {
  it('are taken apart into what they were made of', () => {
    fc.assert(
      fc.property(notes, ([text, lines]) => {
        expect(parseNote(formatNote(text, lines))).toEqual({ text, signatures: lines });
      }),
      { numRuns: 300 },
    );
  });

  it('are the only text of what they are taken apart into, or refused, whatever the bytes', () => {
    const anything = fc.oneof(
      anyText,
      mangled(
        notes.map(([text, lines]) => formatNote(text, lines)),
        pieces,
      ),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const note = unlessRefused('note_malformed', () => parseNote(text));
        if (note !== null) expect(formatNote(note.text, note.signatures)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('are not made of a text without a newline, nor without signatures, nor with a signature that is none', () => {
    const line = { name: 'a', keyId: '01020304', signature: Uint8Array.of(1) };
    const lineOf = (changes: Partial<NoteSignature>) => () => formatNote('a\n', [{ ...line, ...changes }]);
    const refused = expect.objectContaining({ code: 'note_malformed' });
    expect(() => formatNote('a', [line])).toThrow(refused);
    expect(() => formatNote('a\n', [])).toThrow(refused);
    expect(lineOf({ name: 'a b' })).toThrow(refused);
    expect(lineOf({ name: '' })).toThrow(refused);
    expect(lineOf({ keyId: '0102030' })).toThrow(refused);
    expect(lineOf({ keyId: '0102030G' })).toThrow(refused);
    expect(lineOf({ signature: new Uint8Array() })).toThrow(refused);
    // This text would end where its own last line looks like a signature.
    expect(() => formatNote('a\n\n— a AQIDBAE=', [line])).toThrow(refused);
  });

  it('have at most 100 signatures and a million characters', () => {
    const line = { name: 'a', keyId: '01020304', signature: new Uint8Array(72) };
    const lines = Array.from({ length: 100 }, () => line);
    expect(parseNote(formatNote('a\n', lines)).signatures).toHaveLength(100);
    expect(() => formatNote('a\n', [...lines, line])).toThrow(LedgerError);
    expect(() => formatNote(`${'a'.repeat(1_000_000)}\n`, [line])).toThrow(LedgerError);
  });
});

describe('verifier keys', () => {
  it('are read back from their text', () => {
    fc.assert(
      fc.property(names, publicKeys, (name, publicKey) => {
        const key = noteKey(name, publicKey);
        expect(parseNoteKey(key.vkey)).toEqual({ name, keyId: key.keyId, publicKey, vkey: key.vkey });
      }),
    );
  });

  it('are the only text of what they are read as, or refused, whatever the bytes', () => {
    const vkeys = fc.tuple(names, publicKeys).map(([name, publicKey]) => noteKey(name, publicKey).vkey);
    const anything = fc.oneof(anyText, mangled(vkeys, pieces));
    fc.assert(
      fc.property(anything, (text) => {
        const key = unlessRefused('key_malformed', () => parseNoteKey(text));
        if (key !== null) expect(key.vkey).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('need 32 bytes and a name without spaces or plus signs', () => {
    for (const name of ['', 'a b', 'a+b', 'a\nb', 'a\u00a0b', 'a\u2003b', 'a\u0085b', 'a\u0007b', '\ud800']) {
      expect(() => noteKey(name, new Uint8Array(32))).toThrow(expect.objectContaining({ code: 'key_malformed' }));
    }
    expect(() => noteKey('a', new Uint8Array(31))).toThrow(LedgerError);
  });
});
