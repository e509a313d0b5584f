/** OpenID Connect, by openid-client: the code flow with PKCE, state and nonce, and statements whose signature is checked. */
import * as client from 'openid-client';
import { OutboundRefused, type Outbound } from '#outbound';
import type { ProviderSettings, SignOn } from '#store';
import { isStrong, NotVouched, vouchedOf, type Vouched } from './vouching.js';

export type OidcSettings = Extract<ProviderSettings, { protocol: 'oidc' }>;

/** INVARIANT: asymmetric. `none` and a MAC under a key that is public are how statements are forged. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 30;

/** The provider that answers at an issuer's address; throws `NotVouched` or `OutboundRefused` where none does. */
export async function discovered(
  outbound: Outbound,
  { issuer, clientId, strongContexts }: Pick<OidcSettings, 'issuer' | 'clientId' | 'strongContexts'>,
): Promise<OidcSettings> {
  usable(outbound, issuer);
  const found = await inOurTerms(() =>
    client.discovery(new URL(issuer), clientId, undefined, client.None(), {
      [client.customFetch]: fetchBy(outbound),
      execute: issuer.startsWith('http:') ? [client.allowInsecureRequests] : [],
    }),
  );
  const server = found.serverMetadata();
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = server;
  if (server.issuer !== issuer && `${server.issuer}/` !== issuer) throw new NotVouched('it names itself otherwise');
  if (authorization_endpoint === undefined || token_endpoint === undefined || jwks_uri === undefined)
    throw new NotVouched('it does not say where it signs people in, gives tokens or keeps its keys');
  if (server.response_types_supported?.includes('code') === false) throw new NotVouched('it gives no codes');
  const algorithms = (server.id_token_signing_alg_values_supported ?? ['RS256']).filter((each) =>
    ALGORITHMS.includes(each),
  );
  if (algorithms.length === 0) throw new NotVouched('it signs by no algorithm that this service takes');
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  if (!methods.some((method) => ['client_secret_basic', 'client_secret_post'].includes(method)))
    throw new NotVouched('it takes no client secret');
  return {
    protocol: 'oidc',
    issuer: server.issuer,
    clientId,
    endpoints: {
      authorization: usable(outbound, authorization_endpoint),
      token: usable(outbound, token_endpoint),
      keys: usable(outbound, jwks_uri),
      people: userinfo_endpoint === undefined ? null : usable(outbound, userinfo_endpoint),
    },
    algorithms,
    namesItself: server.authorization_response_iss_parameter_supported === true,
    clientAuthentication: methods.includes('client_secret_basic') ? 'basic' : 'post',
    strongContexts,
  };
}

/** Where a browser signs in, and what is remembered of it until it comes back. */
export async function startOidc(
  settings: OidcSettings,
  callback: string,
): Promise<{ readonly location: string; readonly kept: Pick<SignOn, 'id' | 'nonce' | 'verifier'> }> {
  const kept = {
    id: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const location = new URL(settings.endpoints.authorization);
  const asked = {
    response_type: 'code',
    client_id: settings.clientId,
    redirect_uri: callback,
    scope: 'openid email',
    state: kept.id,
    nonce: kept.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) location.searchParams.set(name, value);
  return { location: location.href, kept };
}

/** The parts of a sign-on that `startOidc` made. */
interface Returning {
  readonly settings: OidcSettings;
  readonly secret: string;
  readonly signOn: SignOn;
  /** The address that the browser came back to, whole. */
  readonly address: URL;
}

/** Whom the provider vouches for; throws `NotVouched` or `OutboundRefused`. */
export async function finishOidc(
  outbound: Outbound,
  { settings, secret, signOn: { id, nonce, verifier }, address }: Returning,
): Promise<Vouched> {
  if (nonce === null || verifier === null) throw new NotVouched('the sign-on is of another protocol');
  const config = configurationOf(outbound, settings, secret);
  return inOurTerms(async () => {
    const tokens = await client.authorizationCodeGrant(config, address, {
      expectedState: id,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new NotVouched('it gave no statement');
    const { sub, amr, acr, azp } = claims;
    if (azp !== undefined && azp !== settings.clientId)
      throw new NotVouched('the statement was made for another client');
    // Providers that give an access token often leave the address to be asked for with it.
    const isToBeAsked = claims['email'] === undefined && settings.endpoints.people !== null;
    const { email, email_verified } = isToBeAsked
      ? await client.fetchUserInfo(config, tokens.access_token, sub)
      : claims;
    if (email_verified !== true) throw new NotVouched('it does not say that the address is verified');
    const said = { methods: Array.isArray(amr) ? amr : [], contexts: [acr] };
    const vouched = vouchedOf({ subject: sub, email, isStrong: isStrong(said, settings) });
    if (vouched === null) throw new NotVouched('it names nobody');
    return vouched;
  });
}

function configurationOf(outbound: Outbound, settings: OidcSettings, secret: string): client.Configuration {
  const { issuer, endpoints, algorithms, namesItself, clientId, clientAuthentication } = settings;
  const config = new client.Configuration(
    {
      issuer,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      jwks_uri: endpoints.keys,
      ...(endpoints.people !== null && { userinfo_endpoint: endpoints.people }),
      id_token_signing_alg_values_supported: [...algorithms],
      authorization_response_iss_parameter_supported: namesItself,
    },
    clientId,
    { client_secret: secret, [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
    clientAuthentication === 'basic' ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret),
  );
  config[client.customFetch] = fetchBy(outbound);
  // Without it the signature counts for nothing, since the statement came over TLS from where it was asked for.
  client.enableNonRepudiationChecks(config);
  if (issuer.startsWith('http:')) client.allowInsecureRequests(config);
  return config;
}

/** The way out that openid-client takes. */
function fetchBy(outbound: Outbound): client.CustomFetch {
  return (url, { method, headers, body }) => {
    const sent = body instanceof URLSearchParams ? body.toString() : body;
    if (sent !== undefined && sent !== null && typeof sent !== 'string')
      throw new Error('openid-client sent a body that is no text');
    return outbound.fetch(url, { method, headers, ...(typeof sent === 'string' && { body: sent }) });
  };
}

function usable(outbound: Outbound, address: string): string {
  if (!outbound.isUsable(address)) throw new OutboundRefused('address_refused');
  return address;
}

/** What openid-client throws may quote a token, a code or a person: its code alone is kept. */
async function inOurTerms<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotVouched || error instanceof OutboundRefused) throw error;
    const { cause } = error instanceof Error ? error : { cause: undefined };
    if (cause instanceof OutboundRefused) throw cause;
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new NotVouched(typeof code === 'string' ? code : 'the provider answered something else');
  }
}
