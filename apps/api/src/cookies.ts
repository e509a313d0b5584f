/** Cookies: what every one of this service has in common, and those that it sets itself beside better-auth's session. */
import type { Config } from './config.js';

/** 32 random bytes in base64url: what a browser holds, and of which the database knows the hash. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** A cookie that holds such a secret. */
export interface SecretCookie {
  readonly name: string;
  readonly sameSite: 'Strict' | 'Lax';
  readonly seconds: number;
}

/** Whether browsers reach the service by TLS. */
export function isTls({ baseUrl }: Pick<Config, 'baseUrl'>): boolean {
  return baseUrl.startsWith('https:');
}

/** `__Host-`: a browser takes such a cookie from this very host alone, over TLS, and no subdomain can plant one. */
export function cookiePrefix(config: Pick<Config, 'baseUrl'>): string {
  return isTls(config) ? '__Host-countersign' : 'countersign';
}

/** The header that sets it. */
export function setCookie(config: Pick<Config, 'baseUrl'>, cookie: SecretCookie, secret: string): string {
  const { name, sameSite, seconds } = cookie;
  const secure = isTls(config) ? '; Secure' : '';
  return `${cookiePrefix(config)}.${name}=${secret}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=${sameSite}${secure}`;
}

/** The secret that a browser sends in it; `null` where it sends none, or two that could be meant. */
export function secretIn(
  config: Pick<Config, 'baseUrl'>,
  { name }: SecretCookie,
  cookies: string | undefined,
): string | null {
  const named = `${cookiePrefix(config)}.${name}=`;
  const [found, another] = cookies?.split(/; */).filter((each) => each.startsWith(named)) ?? [];
  const secret = found?.slice(named.length) ?? '';
  return another === undefined && SECRET.test(secret) ? secret : null;
}
