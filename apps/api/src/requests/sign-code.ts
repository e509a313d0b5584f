/** One-time codes to sign with. Six digits are few, so what is kept of one is keyed: the database alone betrays none. */
import { createHmac, randomInt } from 'node:crypto';

export const CODE_MINUTES = 10;

export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** Bound to the request and the person: a code mailed for one signs no other. */
export function codeHash(
  secret: string,
  of: { readonly request: string; readonly user: string; readonly code: string },
): Uint8Array {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['sign-code', of.request, of.user, of.code]))
    .digest();
}
