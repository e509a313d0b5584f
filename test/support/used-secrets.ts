/**
 * What a test run used that must stand in no log: every secret, code, token, cookie and address that the tests sent or were
 * given. jest-teardown.js looks for each of them in all that was logged.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { LENGTH_MIN } from './log-search.js';

const folder = process.env['TEST_RUN_FOLDER'];

/** Where the programs under test log, at the most talkative level. */
export const LOGGING =
  folder === undefined
    ? { LOG_LEVEL: 'silent' }
    : { LOG_LEVEL: 'trace', LOG_FILE: join(folder, `service-${process.pid}.log`) };

const known = new Set<string>();

export function used(kind: string, value: string): void {
  if (folder === undefined || known.has(value) || (value.length < LENGTH_MIN && !/^\d{6}$/.test(value))) return;
  known.add(value);
  appendFileSync(join(folder, `used-${process.pid}.ndjson`), `${JSON.stringify({ kind, value })}\n`);
}

/** Members of bodies that hold such, with what one looks like: `code` is also how a problem is called. */
const MEMBERS: Readonly<Record<string, RegExp>> = {
  email: /@/,
  to: /@/,
  code: /^\d{6}$/,
  codes: /./,
  recoveryCodes: /./,
  token: /^\S{16,}$/,
  secret: /^\S{16,}$/,
  uri: /^otpauth:/,
  password: /./,
  typedName: / /,
};

/** Notes whatever in a body is to be kept secret, however deep. */
export function usedIn(body: unknown, member = ''): void {
  if (typeof body === 'string') {
    if (MEMBERS[member]?.test(body)) used(member, body);
    for (const [, token = ''] of body.matchAll(/\/open#([^\s"<]+)/g)) used('link token', token);
    for (const [, code = ''] of body.matchAll(/code is (\d{6})/g)) used('code', code);
    return;
  }
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) usedIn(value, Array.isArray(body) ? member : name);
}

/** Notes what stands in headers: keys, and cookies both ways. */
export function usedInHeaders(headers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (/^authorization$/i.test(name)) used('key', String(value).replace(/^\w+ /, ''));
    if (!/^(set-)?cookie$/i.test(name)) continue;
    for (const cookie of [value].flat()) {
      for (const pair of String(cookie).split('; ')) {
        const [called = '', held = ''] = pair.split(/=(.*)/s);
        if (!/countersign/i.test(called) || held.length < 16) continue;
        used('cookie', held);
        used('cookie', decodeURIComponent(held));
        // The token of the session, without its signature.
        used('session', decodeURIComponent(held).split('.')[0] ?? '');
      }
    }
  }
}
