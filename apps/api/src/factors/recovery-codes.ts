/** Codes for the day on which the factor is lost: each is one showing of a factor, once. */
import { createHmac, randomInt } from 'node:crypto';

const CODES = 10;
const GROUPS = 6;
const GROUP_LENGTH = 4;
/** Without letters and digits that are taken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Those that were given out earlier have four groups. */
export const RECOVERY_CODE = /^(?:[2-9A-HJ-NP-Za-hj-np-z]{4}-){3,5}[2-9A-HJ-NP-Za-hj-np-z]{4}$/;

/** Ten codes of 120 bits each: of so many a plain hash may be kept (OWASP ASVS 5.0, 6.5.2). */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => Array.from({ length: GROUPS }, newGroup).join('-'));
}

function newGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

/** What is kept of one. Keyed and of one person: the database alone betrays none, and a row moved to another opens nothing. */
export function recoveryCodeHash(authSecret: string, { user, code }: { readonly user: string; readonly code: string }) {
  return createHmac('sha256', authSecret)
    .update(JSON.stringify(['recovery-code', user, code.toUpperCase()]))
    .digest();
}
