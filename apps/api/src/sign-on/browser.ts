/** Which browser began a sign-on: a secret in a cookie, of which the database knows the hash. */
import { createHash, randomBytes } from 'node:crypto';
import type { Config } from '../config.js';

export const SIGN_ON_MINUTES = 10;
const FORM = /^[A-Za-z0-9_-]{43}$/;

/** A browser that begins a sign-on, and the cookie by which it is known when it comes back. */
export function newBrowser(config: Config): { readonly hash: Uint8Array; readonly cookie: string } {
  const secret = randomBytes(32).toString('base64url');
  return { hash: hashOf(secret), cookie: cookieOf(config, secret, SIGN_ON_MINUTES * 60) };
}

/** The browser that sends these cookies; one that began nothing has the hash of nothing. */
export function browserOf(config: Config, cookies: string | undefined): Uint8Array {
  const name = `${nameOf(config)}=`;
  const found = cookies?.split(/; */).filter((each) => each.startsWith(name)) ?? [];
  const [secret = ''] = found.map((each) => each.slice(name.length));
  return FORM.test(secret) && found.length === 1 ? hashOf(secret) : new Uint8Array();
}

/** The cookie that forgets it. */
export function forgottenBrowser(config: Config): string {
  return cookieOf(config, '', 0);
}

/** `Lax`, because a provider leads back from another site; what begins a sign-on is a press on a page of ours. */
function cookieOf(config: Config, value: string, seconds: number): string {
  const secure = isSecure(config) ? ' Secure;' : '';
  return `${nameOf(config)}=${value}; Path=/; HttpOnly;${secure} SameSite=Lax; Max-Age=${seconds}`;
}

function nameOf(config: Config): string {
  return `${isSecure(config) ? '__Host-' : ''}countersign.sign_on`;
}

function isSecure({ baseUrl }: Config): boolean {
  return baseUrl.startsWith('https:');
}

function hashOf(secret: string): Uint8Array {
  return createHash('sha256').update(secret).digest();
}
