/**
 * People and keys as better-auth keeps them. Its own routes are not mounted: every door of the service is one of ours,
 * and these are the few of its functions that they use.
 */
import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { isAPIError } from 'better-auth/api';
import { magicLink } from 'better-auth/plugins';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuthPool } from '#store';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { newSecret } from './key-secret.js';

/** The most that OWASP ASVS 5.0 grants what is sent another way (6.5.5). */
export const LINK_MINUTES = 10;
const SESSION_DAYS = 7;
const DAY_SECONDS = 24 * 60 * 60;

export interface Account {
  readonly user: string;
  readonly email: string;
  readonly name: string;
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
  ): Promise<{ readonly account: Account; readonly cookies: readonly string[] }> {
    try {
      const { headers, response } = await this.auth.api.magicLinkVerify({
        query: { token },
        headers: new Headers(),
        returnHeaders: true,
      });
      if (!('user' in response)) throw new Error('better-auth opened no session');
      const { id, email } = response.user;
      if (name !== undefined) await (await this.auth.$context).internalAdapter.updateUser(id, { name });
      return { account: { user: id, email, name: name ?? response.user.name }, cookies: headers.getSetCookie() };
    } catch (error) {
      // A token that is unknown, spent or too old is answered by a redirect.
      if (isAPIError(error) && error.status === 'FOUND')
        throw new AppError('link_ended', 'this sign-in link was used or is too old; ask for a new one');
      throw error;
    }
  }

  /** Whose session a cookie header holds; `null` when it holds none that counts. */
  async signedIn(cookie: string): Promise<Account | null> {
    const session = await this.auth.api.getSession({ headers: new Headers({ cookie }) });
    if (!session?.user.emailVerified) return null;
    const { id, email, name } = session.user;
    return { user: id, email, name };
  }

  /** Ends a session; returns the cookies that forget it. */
  async signOut(cookie: string): Promise<readonly string[]> {
    const { headers } = await this.auth.api.signOut({ headers: new Headers({ cookie }), returnHeaders: true });
    return headers.getSetCookie();
  }

  /** The person with this address, made when there is none; the address counts once a link to it was opened. */
  async personWith(email: string, name: string): Promise<string> {
    const { internalAdapter } = await this.auth.$context;
    const find = async () => (await internalAdapter.findUserByEmail(email))?.user.id;
    const found = await find();
    if (found !== undefined) return found;
    try {
      return (await internalAdapter.createUser({ email, name, emailVerified: false }, { method: 'email' })).id;
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

/** better-auth hands a link's token to a callback; this carries it back to whoever asked for the link. */
const outgoing = new AsyncLocalStorage<{ token?: string }>();

/**
 * `__Host-`: a browser takes such a cookie from this very host alone, over TLS, and no subdomain can plant one. better-auth
 * knows `__Secure-` only, so the prefix is part of the name here.
 *
 * The session is `Strict`: whoever comes by a link in a mail gets a page without data, which then asks for them itself. What
 * a redirect from elsewhere must bring back, as in single sign-on, stays `Lax`.
 */
function cookiesOf({ baseUrl }: Config) {
  const isTls = baseUrl.startsWith('https:');
  return {
    cookiePrefix: isTls ? '__Host-countersign' : 'countersign',
    useSecureCookies: false,
    defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: isTls, path: '/' },
    cookies: { session_token: { attributes: { sameSite: 'strict' } } },
  } as const;
}

function open(config: Config, pool: AuthPool) {
  return betterAuth({
    database: pool,
    baseURL: config.baseUrl,
    secret: config.authSecret,
    session: { expiresIn: SESSION_DAYS * DAY_SECONDS, disableSessionRefresh: true },
    advanced: cookiesOf(config),
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
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
