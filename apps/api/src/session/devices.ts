/** Which browser somebody signs in with, and whether it is one of theirs. */
import Bowser from 'bowser';
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { acceptedLocale, mail } from '#mails';
import { DEVICE_DAYS, type Tx } from '#store';
import type { Config } from '../config.js';
import { secretIn, setCookie, type SecretCookie } from '../cookies.js';

const USER_AGENT_MAX = 400;
const COOKIE: SecretCookie = { name: 'device', sameSite: 'Strict', seconds: DEVICE_DAYS * 24 * 60 * 60 };

/** A device, by what only it holds. */
interface Device {
  readonly hash: Uint8Array;
  /** The cookie by which it is known from now on. */
  readonly cookie: string;
}

/** The device that sends this request. */
export function deviceOf({ headers }: FastifyRequest, config: Config): Device {
  const secret = secretIn(config, COOKIE, headers.cookie) ?? randomBytes(32).toString('base64url');
  return { hash: createHash('sha256').update(secret).digest(), cookie: setCookie(config, COOKIE, secret) };
}

interface Opened {
  readonly session: string;
  readonly user: string;
  readonly email: string;
  readonly config: Config;
  /** By the word of an organization's provider. */
  readonly isVouched?: true;
}

/**
 * Notes where a session was opened, and mails its owner when it was with a device that never was before: but for the first of all,
 * which has nothing to be compared with.
 */
export async function noteDevice(
  tx: Tx,
  request: FastifyRequest,
  { hash }: Pick<Device, 'hash'>,
  { session, user, email, config, isVouched }: Opened,
): Promise<void> {
  const userAgent = request.headers['user-agent']?.slice(0, USER_AGENT_MAX) ?? '';
  await tx.sessions.describe(session, { userAgent, address: request.ip });
  const language = acceptedLocale(request.headers['accept-language']);
  if (language !== null) await tx.sessions.keepLanguage(user, language, 'browser');
  if (await tx.sessions.knowsDevice(user, hash)) return;
  const about = { ...deviceOfAgent(userAgent), address: request.ip, at: await tx.now(), link: config.baseUrl };
  await tx.deliver([mail(email, 'device_new', { ...about, isVouched: isVouched === true })]);
}

/** What a browser calls itself, in words that we know: its own could say anything, and stand in our mail. */
function deviceOfAgent(userAgent: string | null): { browser: string | null; system: string | null } {
  if (userAgent === null || userAgent === '') return { browser: null, system: null };
  const { browser, os } = Bowser.parse(userAgent);
  return {
    browser: Object.values(Bowser.BROWSER_MAP).find((name) => name === browser.name) ?? null,
    system: Object.values(Bowser.OS_MAP).find((name) => name === os.name) ?? null,
  };
}

export function deviceWords(userAgent: string | null): string {
  const { browser, system } = deviceOfAgent(userAgent);
  return `${browser ?? 'an unknown program'}${system === null ? '' : ` on ${system}`}`;
}
