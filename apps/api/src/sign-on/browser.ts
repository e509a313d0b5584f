/** Which browser began a sign-on: a secret in a cookie, of which the database knows the hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../config.js';
import { secretIn, setCookie, type SecretCookie } from '../cookies.js';

export const SIGN_ON_MINUTES = 10;

/** `Lax`, because a provider leads back from another site; what begins a sign-on is a press on a page of ours. */
const COOKIE: SecretCookie = { name: 'sign_on', sameSite: 'Lax', seconds: SIGN_ON_MINUTES * 60 };

/** A browser that begins a sign-on, and the cookie by which it is known when it comes back. */
export function newBrowser(config: Config): { readonly hash: Uint8Array; readonly cookie: string } {
  const secret = randomBytes(32).toString('base64url');
  return { hash: hashOf(secret), cookie: setCookie(config, COOKIE, secret) };
}

/** The browser that sends these cookies; one that began nothing has the hash of nothing. */
export function browserOf(config: Config, cookies: string | undefined): Uint8Array {
  const secret = secretIn(config, COOKIE, cookies);
  return secret === null ? new Uint8Array() : hashOf(secret);
}

/** The cookie that forgets it. */
export function forgottenBrowser(config: Config): string {
  return setCookie(config, { ...COOKIE, seconds: 0 }, '');
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
