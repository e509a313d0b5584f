/** Providers of identities that speak OpenID Connect: a real one, and one that says whatever a test has it say. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';

export const CLIENT = { id: 'countersign', secret: 'a secret of the tests between client and provider' };

/** Who signs in at the real provider next, and how. */
export interface Login {
  readonly email: string;
  /** The provider's own name for them; by default one for each address. */
  readonly subject?: string;
  readonly verified?: boolean;
  readonly amr?: readonly string[];
  readonly acr?: string;
}

export interface OpenIdProvider {
  readonly issuer: string;
  /** Whoever comes next is this person: there is no page to press on. */
  next: Login;
  close(): void;
}

/** oidc-provider, certified by the OpenID Foundation, with addresses told in the statement or only when asked for. */
export async function openIdProvider(
  redirect: string,
  { tellsInStatement = true }: { readonly tellsInStatement?: boolean } = {},
): Promise<OpenIdProvider> {
  const { server, address: issuer } = await listening();
  const logins = new Map<string, Login>();
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect] }],
    cookies: { keys: ['a key of the tests'] },
    jwks: { keys: [await signingKey()] },
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: !tellsInStatement,
    acrValues: ['urn:example:strong'],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => {
      const { email, verified = true } = logins.get(sub) ?? { email: '' };
      return { accountId: sub, claims: async () => ({ sub, email, email_verified: verified }) };
    },
  });
  const callback = provider.callback();
  const self: OpenIdProvider = {
    issuer,
    next: { email: 'nobody@idp.example' },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/')) void interact(request, response);
    else void callback(request, response);
  });

  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { email, subject, amr = ['pwd'], acr } = self.next;
    const accountId = subject ?? `sub-of-${email}`;
    logins.set(accountId, self.next);
    const grant = new provider.Grant({ accountId, clientId: CLIENT.id });
    grant.addOIDCScope('openid email');
    const grantId = await grant.save();
    const login = { accountId, amr: [...amr], ...(acr !== undefined && { acr }) };
    await provider.interactionFinished(request, response, { login, consent: { grantId } });
  }

  return self;
}

/** One key for all: making one takes longer than a whole sign-on. */
async function signingKey() {
  kept ??= generateKeyPair('RS256', { extractable: true }).then(({ privateKey }) => exportJWK(privateKey));
  return { ...(await kept), kid: 'one', alg: 'RS256', use: 'sig' };
}

let kept: Promise<JWK> | undefined;

/** What a hostile provider puts in the place of what it should say. */
export interface Lie {
  readonly claims?: JWTPayload;
  /** Left out of the statement. */
  readonly without?: readonly string[];
  /** Signs the whole statement in a way of its own; by default with the key that it publishes. */
  readonly sign?: (claims: JWTPayload) => Promise<string>;
  readonly people?: object;
  readonly status?: number;
}

export interface HostileProvider {
  readonly issuer: string;
  readonly key: CryptoKey;
  /** How often a token was asked for. */
  readonly exchanges: readonly URLSearchParams[];
  /** Who signs in, under which nonce, and what is wrong with what is said of it. */
  say(about: { readonly email: string; readonly nonce: string }, lie?: Lie): void;
  /** What its discovery document says otherwise. */
  discovery: object;
  close(): void;
}

/** A provider whose every answer a test decides. */
export async function hostileProvider(): Promise<HostileProvider> {
  const { server, address: issuer } = await listening();
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  let said: { readonly token: () => Promise<string>; readonly lie: Lie } | null = null;
  const exchanges: URLSearchParams[] = [];
  const self: HostileProvider = {
    issuer,
    key: privateKey,
    exchanges,
    discovery: {},
    say: ({ email, nonce }, lie = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const sound = { iss: issuer, aud: CLIENT.id, sub: `sub-of-${email}`, nonce, iat: now, exp: now + 60 };
      const all = { ...sound, email, email_verified: true, ...lie.claims };
      const claims = Object.fromEntries(Object.entries(all).filter(([name]) => !lie.without?.includes(name)));
      const plain = () => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey);
      said = { token: () => lie.sign?.(claims) ?? plain(), lie };
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  const answers: Readonly<Record<string, (body: string) => Promise<object>>> = {
    '/.well-known/openid-configuration': async () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      userinfo_endpoint: `${issuer}/people`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      authorization_response_iss_parameter_supported: true,
      ...self.discovery,
    }),
    '/jwks': async () => ({ keys: [jwk] }),
    '/token': async (body) => {
      exchanges.push(new URLSearchParams(body));
      return { access_token: 'an access token', token_type: 'Bearer', id_token: await said?.token() };
    },
    '/people': async () => said?.lie.people ?? {},
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const answer = await answers[request.url ?? '']?.(Buffer.concat(chunks).toString());
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    })();
  });
  return self;
}

async function listening(): Promise<{ readonly server: Server; readonly address: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
