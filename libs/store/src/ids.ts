import { createHash, randomBytes } from 'node:crypto';

/** The kinds of thing that have an id, each by the prefix that every id of it carries. */
export type IdPrefix =
  | 'org'
  | 'perf'
  | 'prod'
  | 'part'
  | 'req'
  | 'cons'
  | 'inst'
  | 'chk'
  | 'entr'
  | 'del'
  | 'doc'
  | 'key'
  | 'tool'
  | 'bat'
  | 'att'
  | 'dsc'
  | 'apv'
  | 'clm'
  | 'sus'
  | 'dsp'
  | 'clr'
  | 'auth'
  | 'usg'
  | 'pay'
  | 'urp'
  | 'ses'
  | 'chl'
  | 'fac'
  | 'rcv'
  | 'idp'
  | 'mem'
  | 'hook'
  | 'hkey'
  | 'ers'
  | 'hld'
  | 'rcl'
  | 'fnd'
  | 'rep';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 22;
// 62 * 4: bytes from here on would make the first letters of the alphabet likelier.
const UNBIASED_BELOW = 248;

/** A new random id, `prefix_` and 22 letters or digits (131 bits): nothing can be guessed or counted from it. */
export function newId(prefix: IdPrefix): string {
  let text = '';
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH + 8)) {
      if (byte < UNBIASED_BELOW && text.length < LENGTH) text += ALPHABET.charAt(byte % 62);
    }
  }
  return `${prefix}_${text}`;
}

/** The id of the one thing that is made for `reason`: the same reason gives the same id, and no reason can be read from it. */
export function idFor(prefix: IdPrefix, reason: string): string {
  const digest = createHash('sha256').update(`${prefix} ${reason}`).digest();
  return `${prefix}_${Array.from(digest.subarray(0, LENGTH), (byte) => ALPHABET.charAt(byte % 62)).join('')}`;
}

/** Whether a text has the form of an id of this kind; says nothing about whether the thing exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.length === prefix.length + 1 + LENGTH && text.startsWith(`${prefix}_`) && /^[0-9A-Za-z_]+$/.test(text);
}
