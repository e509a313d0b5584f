/**
 * The text of an API key: a prefix that says whose it is, letters that nobody guesses, and a checksum over both. So whoever
 * finds such a text, in a repository or a log, knows it for a key without asking us, and a mistyped one is refused unread.
 */
import { generateRandomString } from 'better-auth/crypto';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'csk_';
/** 36 letters of 62 are 214 bits: the hash of such a secret needs no salt, and can be looked up. */
const RANDOM_LENGTH = 36;
/** As many digits of base 62 as 32 bits take. */
const CHECKSUM_LENGTH = 6;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** What scanners look for; `docs/keys.md` publishes it. */
const FORM = `${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}`;
const WHOLE = new RegExp(`^${FORM}$`);
const WITHIN = new RegExp(`\\b${FORM}\\b`, 'g');

/** A new secret, drawn from the machine's own source of chance. */
export function newSecret(): string {
  const drawn = PREFIX + generateRandomString(RANDOM_LENGTH, '0-9', 'A-Z', 'a-z');
  return drawn + checksumOf(drawn);
}

/** Whether a text is a secret of ours; says nothing about whether the key counts. */
function isSecret(text: string): boolean {
  return WHOLE.test(text) && text.slice(-CHECKSUM_LENGTH) === checksumOf(text.slice(0, -CHECKSUM_LENGTH));
}

/** The hash under which better-auth keeps a key, or `null` for a text that cannot be one. */
function secretHashOf(text: string): string | null {
  return isSecret(text) ? createHash('sha256').update(text).digest('base64url') : null;
}

/** The same of the key that a request carries. */
export function keyHashOf(authorization: string): string | null {
  const [scheme, secret = '', ...more] = authorization.split(' ');
  return scheme === 'Bearer' && more.length === 0 ? secretHashOf(secret) : null;
}

/** The hashes of all secrets that stand in a text, such as the line of a log. */
export function secretHashesIn(text: string): string[] {
  return [...new Set((text.match(WITHIN) ?? []).flatMap((found) => secretHashOf(found) ?? []))];
}

/** CRC-32 in base 62, the most significant digit first. */
function checksumOf(text: string): string {
  let rest = crc32(text);
  let digits = '';
  while (digits.length < CHECKSUM_LENGTH) {
    digits = DIGITS.charAt(rest % DIGITS.length) + digits;
    rest = Math.floor(rest / DIGITS.length);
  }
  return digits;
}
