import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHmac, createPublicKey, KeyObject } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { CLIENT, hostileProvider, type HostileProvider, type Lie } from '../support/openid-provider.js';
import { BASE_URL, openService, signIn, type Service, type Visitor } from './api-service.js';
import { idOf } from './api-world.js';
import { Browser } from './sign-on-browser.js';

const EMAIL = 'noor@victim.example';

let service: Service;
let provider: HostileProvider;
let boss: Visitor;
let organization: string;

beforeAll(async () => {
  service = await openService({ env: { OUTBOUND_ALLOW: 'http://127.0.0.1' } });
  boss = await signIn(service, 'boss@victim.example');
  organization = await idOf(boss, '/v1/organizations', { kind: 'vendor', name: 'The victim' });
  for (const email of [EMAIL, 'kim@victim.example'])
    await boss.post(`/v1/organizations/${organization}/members`, { email, name: 'Noor' }).expect(201);
  provider = await hostileProvider();
  await trust();
});
afterAll(async () => {
  provider.close();
  await service.close();
});
beforeEach(() => {
  provider.discovery = {};
});

async function trust(status = 201) {
  const stated = { issuer: provider.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret };
  return boss.post(`/v1/organizations/${organization}/sign-on/oidc`, stated).expect(status);
}

/** Begins, and comes back with what the provider makes of it. */
async function comeBack(lie: Lie = {}, changes: Readonly<Record<string, string | null>> = {}) {
  const browser = new Browser(service);
  const asked = new URL(await browser.begin(organization)).searchParams;
  provider.say({ email: EMAIL, nonce: asked.get('nonce') ?? '' }, lie);
  const sound = { code: 'a code', state: asked.get('state') ?? '', iss: provider.issuer };
  const answer: Record<string, string | null> = { ...sound, ...changes };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(answer)) if (value !== null) query.append(name, value);
  const seen = await browser.go(`${BASE_URL}/v1/sso/${organization}/callback?${query.toString()}`);
  return { browser, seen, asked };
}

async function expectRefused(lie: Lie, changes: Readonly<Record<string, string | null>> = {}): Promise<void> {
  const { browser, seen } = await comeBack(lie, changes);
  expect([seen.status, browser.isSignedIn]).toEqual([403, false]);
  const { code, detail } = JSON.parse(seen.text);
  expect(code).toBe('sign_on_failed');
  // In words, and nothing of what was said, by whom or of whom.
  expect(detail).not.toMatch(/noor|victim|token|eyJ|127\.0\.0\.1|nonce|iss\b/i);
}

const now = () => Math.floor(Date.now() / 1000);

describe('what a provider states', () => {
  it('signs its person in when all of it holds, the address asked for where it is left out', async () => {
    expect((await comeBack()).browser.isSignedIn).toBe(true);
    const people = { sub: `sub-of-${EMAIL}`, email: EMAIL.toUpperCase(), email_verified: true };
    expect((await comeBack({ without: ['email', 'email_verified'], people })).browser.isSignedIn).toBe(true);
  });

  it('is asked for with a challenge, a state and a nonce of its own each time, and our secret in no address', async () => {
    const [one, two] = [await comeBack(), await comeBack()];
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.asked.get(name)?.length).toBeGreaterThanOrEqual(43);
      expect(one.asked.get(name)).not.toBe(two.asked.get(name));
    }
    expect(one.asked.get('code_challenge_method')).toBe('S256');
    expect(one.asked.get('redirect_uri')).toBe(`${BASE_URL}/v1/sso/${organization}/callback`);
    const sent = provider.exchanges.at(-1);
    expect(sent?.get('code_verifier')?.length).toBeGreaterThanOrEqual(43);
    expect([...one.asked.values(), ...(sent?.values() ?? [])].join(' ')).not.toContain(CLIENT.secret);
  });

  const claims: readonly (readonly [string, Lie])[] = [
    ['is of another issuer', { claims: { iss: 'https://idp.other.example' } }],
    ['is for another client', { claims: { aud: 'another client' } }],
    ['is for several clients and does not say which asked', { claims: { aud: [CLIENT.id, 'another client'] } }],
    ['was made for another client', { claims: { azp: 'another client' } }],
    ['has run out', { claims: { iat: now() - 900, exp: now() - 600 } }],
    ['is from the future', { claims: { nbf: now() + 600 } }],
    ['never runs out', { without: ['exp'] }],
    ['answers another question', { claims: { nonce: 'another nonce' } }],
    ['answers no question', { without: ['nonce'] }],
    ['names nobody', { without: ['sub'] }],
    ['has no address', { without: ['email', 'email_verified'] }],
    ['has an address that is not verified', { claims: { email_verified: false } }],
    ['does not say whether the address is verified', { without: ['email_verified'] }],
    ['says so in a word', { claims: { email_verified: 'true' } }],
    ['has two addresses', { claims: { email: [EMAIL, 'x@y.example'] } }],
    // The sign of Kelvin, which is the letter of a member's address in lower case.
    ['has an address that shows as another', { claims: { email: '\u212aim@victim.example' } }],
  ];
  it.each(claims)('is refused when it %s', async (_, lie) => {
    await expectRefused(lie);
  });

  it('is refused when the address is told of somebody else', async () => {
    const people = { sub: 'somebody else', email: EMAIL, email_verified: true };
    await expectRefused({ without: ['email', 'email_verified'], people });
  });

  const forgeries: readonly (readonly [string, (claims: JWTPayload) => Promise<string>])[] = [
    ['signed by nothing', async (stated) => new UnsecuredJWT(stated).encode()],
    [
      'signed by a key that it does not publish',
      async (stated) => {
        const { privateKey } = await generateKeyPair('RS256');
        return new SignJWT(stated).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey);
      },
    ],
    [
      'signed by a key that it brings with it',
      async (stated) => {
        const { privateKey, publicKey } = await generateKeyPair('RS256');
        const jwk = await exportJWK(publicKey);
        return new SignJWT(stated).setProtectedHeader({ alg: 'RS256', kid: 'one', jwk }).sign(privateKey);
      },
    ],
    ['a MAC under its public key', async (stated) => macOf(stated, await publicPem())],
    ['a MAC under the secret of the client', async (stated) => macOf(stated, CLIENT.secret)],
    ['cut off behind its claims', async (stated) => (await sound(stated)).replace(/[^.]*$/, '')],
    [
      'changed behind the back of its signature',
      async (stated) => {
        const [head, , signature] = (await sound({ ...stated, email: 'x@y.example' })).split('.');
        return [head, Buffer.from(JSON.stringify(stated)).toString('base64url'), signature].join('.');
      },
    ],
  ];
  it.each(forgeries)('is refused when it is %s', async (_, sign) => {
    await expectRefused({ sign });
  });
});

describe('coming back', () => {
  it.each<[string, Record<string, string | null>]>([
    ['with another state', { state: 'another state' }],
    ['without a state', { state: null }],
    ['in the name of another issuer', { iss: 'https://idp.other.example' }],
    ['in nobody’s name, where the provider says that it names itself', { iss: null }],
    ['without a code', { code: null }],
    ['with an error', { code: null, error: 'access_denied', error_description: 'secret words of noor' }],
    ['with a statement in place of a code', { code: null, id_token: 'eyJ' }],
  ])('%s is refused, and asks for no token', async (_, changes) => {
    const before = provider.exchanges.length;
    await expectRefused({}, changes);
    expect(provider.exchanges.length).toBe(before);
  });

  it('with one state twice is refused, also when the first time failed', async () => {
    const browser = new Browser(service);
    const asked = new URL(await browser.begin(organization)).searchParams;
    const nonce = asked.get('nonce') ?? '';
    const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: provider.issuer });
    provider.say({ email: EMAIL, nonce }, { claims: { aud: 'another client' } });
    const url = `${BASE_URL}/v1/sso/${organization}/callback?${query.toString()}`;
    expect((await browser.go(url)).status).toBe(403);
    provider.say({ email: EMAIL, nonce });
    expect((await browser.go(url)).status).toBe(403);
    expect(browser.isSignedIn).toBe(false);
  });

  it('to another organization than one began at is refused', async () => {
    const other = await idOf(boss, '/v1/organizations', { kind: 'vendor', name: 'Another' });
    const stated = { issuer: provider.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret };
    await boss.post(`/v1/organizations/${other}/sign-on/oidc`, stated).expect(201);
    const browser = new Browser(service);
    const asked = new URL(await browser.begin(organization)).searchParams;
    provider.say({ email: EMAIL, nonce: asked.get('nonce') ?? '' });
    const query = new URLSearchParams({ code: 'c', state: asked.get('state') ?? '', iss: provider.issuer });
    expect((await browser.go(`${BASE_URL}/v1/sso/${other}/callback?${query.toString()}`)).status).toBe(403);
  });
});

describe('a discovery document', () => {
  it.each<[string, object]>([
    ['of another issuer', { issuer: 'https://idp.other.example' }],
    ['whose tokens lie within', { token_endpoint: 'http://10.0.0.1/token' }],
    ['whose keys lie at the metadata of a cloud', { jwks_uri: 'http://169.254.169.254/latest/meta-data' }],
    ['that leads browsers into a script', { authorization_endpoint: 'javascript:alert(1)' }],
    ['without keys', { jwks_uri: undefined }],
    ['that signs by nothing but a MAC', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
    ['that takes no secret', { token_endpoint_auth_methods_supported: ['none'] }],
  ])('%s is refused, and the provider before it stays', async (_, discovery) => {
    provider.discovery = discovery;
    const { body } = await trust(422);
    expect(body.errors[0].path).toBe('/issuer');
    provider.discovery = {};
    expect((await comeBack()).browser.isSignedIn).toBe(true);
  });

  it('that changes later moves nothing: the endpoints are those of when it was set', async () => {
    provider.discovery = { token_endpoint: 'http://127.0.0.1:1/token', issuer: 'https://idp.other.example' };
    expect((await comeBack()).browser.isSignedIn).toBe(true);
  });
});

function sound(stated: JWTPayload): Promise<string> {
  return new SignJWT(stated).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(provider.key);
}

async function publicPem(): Promise<string> {
  const key = createPublicKey(KeyObject.from(provider.key));
  return exportSPKI(key);
}

function macOf(stated: JWTPayload, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', kid: 'one' })}.${part(stated)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
