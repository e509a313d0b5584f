import { describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { keyHashOf, newSecret, secretHashesIn } from './key-secret.js';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What `docs/keys.md` promises to who writes a scanner, read from there. */
const published = async () => {
  const text = await readFile(new URL('../../../../docs/keys.md', import.meta.url), 'utf8');
  return { pattern: /^ {4}(csk_\S+)$/m.exec(text)?.[1] ?? '', example: /`(csk_\w{42})`/.exec(text)?.[1] ?? '' };
};

describe('the secret of a key', () => {
  it('has the form that is published, and a checksum of all that stands before it', async () => {
    const { pattern, example } = await published();
    for (const secret of [example, ...Array.from({ length: 200 }, newSecret)]) {
      expect(secret).toMatch(new RegExp(`^${pattern}$`));
      const value = [...secret.slice(-6)].reduce((sum, digit) => sum * 62 + DIGITS.indexOf(digit), 0);
      expect(value).toBe(crc32(secret.slice(0, -6)));
      expect(keyHashOf(`Bearer ${secret}`)).toMatch(/^[\w-]{43}$/);
    }
  });

  it('is never drawn twice', () => {
    expect(new Set(Array.from({ length: 2000 }, newSecret)).size).toBe(2000);
  });

  it('is no secret any more with any one letter changed, two of them swapped, or something around it', () => {
    const secret = newSecret();
    const spoilt = Array.from(secret, (letter, at) => {
      const next = letter === 'z' ? 'y' : String.fromCharCode(letter.charCodeAt(0) + 1);
      return secret.slice(0, at) + next + secret.slice(at + 1);
    });
    const swapped = secret.replace(/(?<=.{4})(.)(?!\1)(.)/, '$2$1');
    spoilt.push(swapped);
    spoilt.push(secret.slice(0, -1), `${secret}0`, secret.toUpperCase(), '', 'csk_');
    for (const text of spoilt) expect([text, keyHashOf(`Bearer ${text}`)]).toEqual([text, null]);
    for (const header of [secret, `Basic ${secret}`, `bearer ${secret}`, `Bearer  ${secret}`, `Bearer ${secret} x`])
      expect([header, keyHashOf(header)]).toEqual([header, null]);
  });

  it('is found within lines, each once, and nothing that only looks like one', () => {
    const [one, two] = [newSecret(), newSecret()];
    const forged = `csk_${'a'.repeat(42)}`;
    const text = `-H "Authorization: Bearer ${one}"\nKEY=${two}\nKEY='${one}' ${forged} x${two} ${two}x`;
    expect(secretHashesIn(text)).toEqual([one, two].map((secret) => keyHashOf(`Bearer ${secret}`)));
    expect(secretHashesIn('')).toEqual([]);
  });
});
