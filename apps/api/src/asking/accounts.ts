/**
 * People and keys as better-auth keeps them. Its own routes are not mounted: every door of the service is one of ours,
 * and these are the few of its functions that they use.
 */
import { apiKey } from '@better-auth/api-key';
import { betterAuth, type BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint, isAPIError } from 'better-auth/api';
import { generateRandomString } from 'better-auth/crypto';
import { magicLink } from 'better-auth/plugins';
import { AsyncLocalStorage } from 'node:async_hooks';
import { newId, type AuthPool, type SessionLevel } from '#store';
import type { Config } from '../config.js';
import { cookiePrefix, isTls } from '../cookies.js';
import { AppError } from '../errors/app-error.js';
import { newSecret } from './key-secret.js';

/** The most that OWASP ASVS 5.0 grants what is sent another way (6.5.5). */
export const LINK_MINUTES = 10;
const SESSION_DAYS = 7;
const DAY_SECONDS = 24 * 60 * 60;
const HOUR_MS = 60 * 60 * 1000;
/** How long a strong session lasts, however busy it is; better-auth ends one of a link after its seven days. */
export const STRONG_HOURS = 24;
/** How long each may lie unused. */
const IDLE_HOURS: Readonly<Record<SessionLevel, number>> = { link: 48, strong: 8 };
/** Use is noted no more often than this. */
const SEEN_EVERY_MS = 5 * 60 * 1000;

export interface Account {
  readonly user: string;
  readonly email: string;
  readonly name: string;
}

/** A session that counts. */
export interface Session {
  readonly id: string;
  readonly account: Account;
  readonly level: SessionLevel;
  readonly sinceMs: number;
  /** Which provider vouches for it, and whether for a second factor too; `null` where she opened it herself. */
  readonly vouchedBy: { readonly provider: string; readonly isStrong: boolean } | null;
  /** Its use should be noted again. */
  readonly isSeenLongAgo: boolean;
}

type Auth = ReturnType<typeof open>;

export class Accounts {
  private readonly auth: Auth;

  constructor(config: Config, pool: AuthPool) {
    this.auth = open(config, pool);
  }

  /** Makes a sign-in link's token for an address, known or not. It is kept hashed; mailing it is the caller's. */
  async linkTokenFor(email: string): Promise<string> {
    const mailed: { token?: string } = {};
    await outgoing.run(mailed, () => this.auth.api.signInMagicLink({ body: { email }, headers: new Headers() }));
    if (mailed.token === undefined) throw new Error('better-auth made no link token');
    return mailed.token;
  }

  /**
   * Spends a link's token, once: the person, now with a verified address, and the cookies of the new session.
   * @param name what the person is called from now on, if that is stated.
   */
  async spendLink(
    token: string,
    name?: string,
  ): Promise<{ readonly account: Account; readonly session: string; readonly cookies: readonly string[] }> {
    try {
      const { headers, response } = await this.auth.api.magicLinkVerify({
        query: { token },
        headers: new Headers(),
        returnHeaders: true,
      });
      if (!('user' in response)) throw new Error('better-auth opened no session');
      const { id, email } = response.user;
      if (name !== undefined) await (await this.auth.$context).internalAdapter.updateUser(id, { name });
      const account = { user: id, email, name: name ?? response.user.name };
      return { account, session: response.session.id, cookies: headers.getSetCookie() };
    } catch (error) {
      // A token that is unknown, spent or too old is answered by a redirect.
      if (isAPIError(error) && error.status === 'FOUND')
        throw new AppError('link_ended', 'this sign-in link was used or is too old; ask for a new one');
      throw error;
    }
  }

  /** Whose session a cookie header holds; `null` when it holds none that counts. */
  async signedIn(cookie: string): Promise<Session | null> {
    const found = await this.auth.api.getSession({ headers: new Headers({ cookie }) });
    if (found === null) return null;
    const { session, user } = found;
    const { provider } = session;
    const vouchedBy = typeof provider === 'string' ? { provider, isStrong: session.vouchedStrong } : null;
    // Of an address that nobody has shown to be theirs a provider may speak, to its own organization.
    if (!user.emailVerified && vouchedBy === null) return null;
    const level = session.level === 'strong' ? 'strong' : 'link';
    const idleMs = Date.now() - session.lastSeenAt.getTime();
    if (isIdle(level, session.lastSeenAt)) return null;
    const account = { user: user.id, email: user.email, name: user.name };
    const sinceMs = session.createdAt.getTime();
    return { id: session.id, account, level, sinceMs, isSeenLongAgo: idleMs > SEEN_EVERY_MS, vouchedBy };
  }

  /** The cookies that carry a session with this token, for so many seconds. */
  async cookiesFor(token: string, maxAge: number): Promise<readonly string[]> {
    const { headers } = await this.auth.api.carrySession({ body: { token, maxAge }, returnHeaders: true });
    return headers.getSetCookie();
  }

  /** Ends a session; returns the cookies that forget it. */
  async signOut(cookie: string): Promise<readonly string[]> {
    const { headers } = await this.auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true });
    return headers.getSetCookie();
  }

  /**
   * The person with this address, made when there is none; the address counts once a link to it was opened. What they are
   * called is for them to say, and for nobody who knows their address.
   */
  async personWith(email: string): Promise<string> {
    const { internalAdapter } = await this.auth.$context;
    const find = async () => (await internalAdapter.findUserByEmail(email))?.user.id;
    const found = await find();
    if (found !== undefined) return found;
    try {
      return (await internalAdapter.createUser({ email, name: '', emailVerified: false }, { method: 'email' })).id;
    } catch (error) {
      // Somebody else made the same person between the two.
      const made = await find();
      if (made === undefined) throw error;
      return made;
    }
  }

  /** A new secret, shown to the caller alone; better-auth keeps its hash. The entry that issues it decides what it may. */
  async makeKey(user: string): Promise<{ readonly apikey: string; readonly secret: string }> {
    const made = await this.auth.api.createApiKey({ body: { userId: user } });
    return { apikey: made.id, secret: made.key };
  }
}

/** Whether a session has lain unused for too long. */
export function isIdle(level: SessionLevel, seenAt: Date): boolean {
  return Date.now() - seenAt.getTime() > IDLE_HOURS[level] * HOUR_MS;
}

/** A session that we renewed in a transaction of ours gets its cookie from better-auth, which reads it later. */
const sessionCarrier = {
  id: 'session-carrier',
  endpoints: {
    carrySession: createAuthEndpoint.serverOnly(
      // Called by us alone, so the type that better-auth reads here is what is handed in.
      { method: 'POST', metadata: { $Infer: { body: {} as { readonly token: string; readonly maxAge: number } } } },
      async (ctx) => {
        const { name, attributes } = ctx.context.authCookies.sessionToken;
        const { token, maxAge } = ctx.body;
        await ctx.setSignedCookie(name, token, ctx.context.secret, { ...attributes, maxAge });
      },
    ),
  },
} satisfies BetterAuthPlugin;

/** better-auth hands a link's token to a callback; this carries it back to whoever asked for the link. */
const outgoing = new AsyncLocalStorage<{ token?: string }>();

/**
 * better-auth knows `__Secure-` only, so our prefix is part of the name here.
 *
 * The session is `Strict`: whoever comes by a link in a mail gets a page without data, which then asks for them itself. What
 * a redirect from elsewhere must bring back, as in single sign-on, stays `Lax`.
 */
function cookiesOf(config: Config) {
  return {
    cookiePrefix: cookiePrefix(config),
    useSecureCookies: false,
    defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: isTls(config), path: '/' },
    cookies: { session_token: { attributes: { sameSite: 'strict' } } },
  } as const;
}

function open(config: Config, pool: AuthPool) {
  return betterAuth({
    database: pool,
    baseURL: config.baseUrl,
    secret: config.authSecret,
    session: {
      expiresIn: SESSION_DAYS * DAY_SECONDS,
      disableSessionRefresh: true,
      additionalFields: {
        level: { type: 'string', input: false, defaultValue: 'link' },
        lastSeenAt: { type: 'date', input: false, defaultValue: () => new Date() },
        provider: { type: 'string', input: false, required: false },
        vouchedStrong: { type: 'boolean', input: false, defaultValue: false },
      },
    },
    advanced: {
      ...cookiesOf(config),
      database: {
        generateId: ({ model }) => (model === 'session' ? newId('ses') : generateRandomString(32, 'a-z', 'A-Z', '0-9')),
      },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      sessionCarrier,
      magicLink({
        expiresIn: LINK_MINUTES * 60,
        storeToken: 'hashed',
        sendMagicLink: ({ token }) => {
          const mailed = outgoing.getStore();
          if (mailed !== undefined) mailed.token = token;
        },
      }),
      apiKey({
        customKeyGenerator: newSecret,
        rateLimit: { enabled: false },
        startingCharactersConfig: { shouldStore: false },
      }),
    ],
  });
}
