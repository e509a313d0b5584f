import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import { CLIENT, openIdProvider, type Login, type OpenIdProvider } from '../support/openid-provider.js';
import {
  addTotp,
  BASE_URL,
  codeOf,
  mailTo,
  OPERATOR,
  openService,
  showCode,
  signIn,
  signInByLink,
  sql,
  Visitor,
  type Service,
} from './api-service.js';
import { idOf, makeUnion, makeWorld, sentRequest, useOf, type World } from './api-world.js';
import { Browser, type Seen } from './sign-on-browser.js';

let service: Service;
let world: World;
/** Of which provider each organization is. */
const providers = new Map<string, OpenIdProvider>();
const opened: OpenIdProvider[] = [];

beforeAll(async () => {
  service = await openService({
    env: { OUTBOUND_ALLOW: 'http://127.0.0.1', OPERATOR_EMAILS: `${OPERATOR}, ola@harbor.example` },
  });
  world = await makeWorld(service);
  await trustProvider(world.deniz, world.organization);
  await sentRequest(world);
  for (const name of ['noor', 'ola', 'pim']) await add(world.deniz, world.organization, `${name}@harbor.example`);
});
afterAll(async () => {
  for (const provider of opened) provider.close();
  await service.close();
});

describe('a member of an organization', () => {
  it('signs in by its provider, and acts for it', async () => {
    const noor = await signedOn(world.organization, { email: 'noor@harbor.example' });
    const { body } = await noor.get('/v1/session').expect(200);
    expect(body).toMatchObject({ kind: 'person', organization: world.organization, email: 'noor@harbor.example' });
    expect(body.roles).toEqual(['member']);
    expect(body.memberships.map((each: { organization: string }) => each.organization)).toEqual([world.organization]);
    await noor.get(`/v1/productions/${world.season}`).expect(200);
    await noor.post('/v1/performers', { name: 'Lee', email: 'lee@performer.example' }).expect(201);
    await noor.post('/v1/checks', { performer: world.performer, production: world.season, use: useOf() }).expect(200);
    await noor.delete('/v1/session').expect(204);
    await noor.get('/v1/session').expect(401);
  });

  it('does so where the provider tells addresses only when it is asked for them', async () => {
    const [boss, organization] = await company('boss@quiet.example');
    await trustProvider(boss, organization, { tellsInStatement: false });
    await add(boss, organization, 'kim@quiet.example');
    const kim = await signedOn(organization, { email: 'kim@quiet.example' });
    expect((await kim.get('/v1/session').expect(200)).body.roles).toEqual(['member']);
  });

  it('who never opened a mailed link may, and no address counts as verified by it', async () => {
    await signedOn(world.organization, { email: 'pim@harbor.example' });
    expect(await sql(service, `SELECT "emailVerified" FROM auth."user" WHERE email = 'pim@harbor.example'`)).toEqual([
      { emailVerified: false },
    ]);
  });

  it('whose name of the provider has gone to somebody else, is not that somebody', async () => {
    const { organization } = world;
    await add(world.deniz, organization, 'zoe@harbor.example');
    await signedOn(organization, { email: 'zoe@harbor.example', subject: 'employee-7' });
    const seen = await failed(organization, { email: 'zoe@harbor.example', subject: 'employee-8' });
    expect(seen.text).toContain('now means somebody else');
    // Nor does one name become two people.
    await failed(organization, { email: 'noor@harbor.example', subject: 'employee-7' });
    const { body } = await world.deniz.get(`/v1/organizations/${organization}/members`).expect(200);
    const zoe = body.items.find(({ email }: { email: string }) => email === 'zoe@harbor.example').user;
    await world.deniz.delete(`/v1/organizations/${organization}/members/${zoe}`).expect(204);
    await add(world.deniz, organization, 'zoe@harbor.example');
    await signedOn(organization, { email: 'zoe@harbor.example', subject: 'employee-8' });
  });
});

describe('a provider vouches for nobody', () => {
  it('who is no member: no account is made, and none is joined', async () => {
    const before = await sql(service, 'SELECT count(*) FROM auth."user"');
    const seen = await failed(world.organization, { email: 'stranger@elsewhere.example' });
    expect(seen.text).toContain('no member of this organization');
    expect(await sql(service, 'SELECT count(*) FROM auth."user"')).toEqual(before);
    // Somebody of this service who is not of this organization is the same to it.
    const performer = await failed(world.organization, { email: world.maraEmail });
    expect(JSON.parse(performer.text).detail).toBe(JSON.parse(seen.text).detail);
  });

  it('whose address it does not call verified', async () => {
    await failed(world.organization, { email: 'noor@harbor.example', verified: false });
  });

  it('in another browser than the one that began', async () => {
    const [victim, attacker] = [new Browser(service), new Browser(service)];
    providerOf(world.organization).next = { email: 'noor@harbor.example' };
    const location = await attacker.begin(world.organization);
    expect((await victim.go(location)).status).toBe(403);
    expect(victim.isSignedIn).toBe(false);
  });

  it('twice with one answer', async () => {
    const browser = new Browser(service);
    providerOf(world.organization).next = { email: 'noor@harbor.example' };
    await browser.go(await browser.begin(world.organization));
    expect(browser.isSignedIn).toBe(true);
    const again = browser.visited.find((url) => url.includes('/callback?'));
    expect(again).toContain('code=');
    expect((await browser.go(again ?? '')).status).toBe(403);
  });
});

describe('by the word of a provider alone', () => {
  it('somebody who is much else is a member of its organization and nothing more', async () => {
    // Ola is an operator, a performer, and an administrator of another company; here she is a member.
    const ola = await signIn(service, 'ola@harbor.example');
    const profile = await idOf(world.deniz, '/v1/performers', { name: 'Ola', email: 'ola@harbor.example' });
    const other = await idOf(ola, '/v1/organizations', { kind: 'studio', name: 'Another studio' });
    const production = await idOf(ola, '/v1/productions', { kind: 'film', title: 'Another film', organization: other });
    const vouched = await signedOn(world.organization, { email: 'ola@harbor.example', amr: ['mfa'] });
    const { body } = await vouched.get('/v1/session').expect(200);
    expect(body).toMatchObject({ roles: ['member'], heldBack: [], factors: [], recoveryCodesLeft: 0 });
    expect(JSON.stringify(body)).not.toContain(other);
    for (const path of [`/v1/productions/${production}`, `/v1/organizations/${other}`]) {
      const real = await vouched.get(path).expect(404);
      const random = await vouched.get(path.replace(/(prod|org)_.*/, (_, kind) => newId(kind))).expect(404);
      expect({ ...real.body, requestId: '' }).toEqual({ ...random.body, requestId: '' });
    }
    expect((await vouched.get('/v1/organizations').expect(200)).body.items).toHaveLength(1);
    await vouched.get(`/v1/productions?organization=${other}`).expect(404);
    await vouched.get('/v1/productions?organization=self').expect(404);
    // A profile that waits for her address waits on.
    const waiting = await idOf(world.deniz, '/v1/performers', { name: 'Pim', email: 'pim@harbor.example' });
    await signedOn(world.organization, { email: 'pim@harbor.example' });
    expect((await world.deniz.get(`/v1/performers/${waiting}`).expect(200)).body.claimedAt).toBeNull();
    // What she states of a profile of hers is the organization's word.
    await vouched.get(`/v1/performers/${profile}`).expect(200);
    await vouched.post('/v1/factors/totp', {}).expect(403);
    await vouched.post('/v1/organizations', { kind: 'vendor', name: 'A front' }).expect(403);
  });

  it('every route that is for performers, operators or people in their own right is shut', async () => {
    const noor = await signedOn(world.organization, { email: 'noor@harbor.example', amr: ['mfa'] });
    const rules: [string, Rule][] = Object.entries(ACCESS);
    let shut = 0;
    for (const [route, { may, signOn }] of rules) {
      if (may.anyone !== undefined) continue;
      const isOpen =
        signOn !== 'proven' && (may.member !== undefined || (signOn === 'vouched' && may.person !== undefined));
      if (isOpen) continue;
      shut += 1;
      const [method = '', path = ''] = route.split(' ');
      const at = path.replace(/:\w+/g, 'x').replace('*', 'x');
      const { status, body } =
        method === 'GET' ? await noor.get(at) : method === 'DELETE' ? await noor.delete(at) : await noor.post(at, {});
      const code = signOn === 'proven' ? 'second_factor_needed' : 'not_allowed';
      expect([route, status, body.code]).toEqual([route, 403, code]);
    }
    expect(shut).toBeGreaterThan(20);
  });

  it('what counts by who does it waits for a factor of her own, and then is done', async () => {
    await showCode(await signIn(service, 'noor@harbor.example'), 'noor@harbor.example');
    const noor = await signedOn(world.organization, { email: 'noor@harbor.example', amr: ['mfa'] });
    const claim = {
      ...{ production: world.season, performer: world.performer, use: useOf() },
      ...{ exemption: 'as_scripted', reason: 'As in the script.' },
    };
    expect((await noor.post('/v1/claims', claim).expect(403)).body.code).toBe('second_factor_needed');
    const proven = await showCode(noor, 'noor@harbor.example');
    await proven.post('/v1/claims', claim).expect(201);
    // Still for this organization alone, and not for herself.
    expect((await proven.get('/v1/session').expect(200)).body.roles).toEqual(['member']);
    await proven.post('/v1/organizations', { kind: 'vendor', name: 'A front' }).expect(403);
    await noor.get('/v1/session').expect(401);
  });

  it('nobody administers: for that an administrator shows a factor of her own', async () => {
    const { organization, denizEmail } = world;
    const vouched = await signedOn(organization, { email: denizEmail, amr: ['mfa', 'hwk'] });
    const key = { name: 'a way back in', scopes: ['read'] };
    for (const asked of [
      vouched.post(`/v1/organizations/${organization}/keys`, key),
      vouched.post(`/v1/organizations/${organization}/members`, {
        email: 'eve@evil.example',
        name: 'Eve',
        role: 'admin',
      }),
      vouched.delete(`/v1/organizations/${organization}/sign-on`),
      vouched.get(`/v1/productions/${world.season}`),
    ])
      expect((await asked.expect(403)).body.code).toBe('second_factor_needed');
    const proven = await showCode(vouched, denizEmail);
    await proven.get(`/v1/organizations/${organization}/sign-on`).expect(200);
    // What she does then is told with who she is.
    const made = await idOf(proven, `/v1/organizations/${organization}/keys`, { name: 'farm' });
    await proven.post(`/v1/organizations/${organization}/keys/${made}/rotate`).expect(201);
    expect((await mailTo(service, denizEmail)).join()).toContain(`(${denizEmail}) rotated the key “farm”`);
  });

  it('an administrator who has shown it makes and rotates keys, and is told of by her address', async () => {
    const { organization, denizEmail } = world;
    const vouched = await signedOn(organization, { email: denizEmail, amr: ['mfa'] });
    const proven = await showCode(vouched, denizEmail);
    const path = `/v1/organizations/${organization}/keys`;
    const { body: made } = await proven.post(path, { name: 'farm' }).expect(201);
    await proven.post(`${path}/${made.id}/rotate`, {}).expect(201);
    const told = (await mailTo(service, denizEmail)).filter((text) => text.includes('the key “farm”'));
    expect(told).toHaveLength(2);
    for (const text of told) expect(text).toContain(denizEmail);
  });

  it('an answer that she was given in her own right is not given again', async () => {
    const { organization } = world;
    const own = await signIn(service, 'noor@harbor.example');
    const key = { 'idempotency-key': 'the-same-key' };
    const body = { name: 'Ann', email: 'ann@performer.example' };
    const { body: made } = await own.post('/v1/performers', body, key).expect(201);
    const vouched = await signedOn(organization, { email: 'noor@harbor.example' });
    const answer = await vouched.post('/v1/performers', body, key);
    expect(answer.headers['idempotent-replayed']).toBeUndefined();
    expect(answer.body).not.toEqual(made);
  });
});

describe('an organization that adds a stranger and says that it is her', () => {
  it('locks her codes nowhere but there, and learns nothing of what she is called', async () => {
    const [eve, organization] = await company('eve@evil.example');
    await trustProvider(eve, organization);
    const email = 'victim@studio.example';
    const { secret } = await addTotp(service, email);
    await sql(service, `UPDATE auth."user" SET name = 'Known elsewhere' WHERE email = '${email}'`);
    await add(eve, organization, email);
    const vouched = await signedOn(organization, { email });
    expect((await vouched.get('/v1/session').expect(200)).body.name).toBe('Someone');
    const statuses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1)
      statuses.push((await vouched.post('/v1/session/code', { code: '000000' })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429, 429]);
    await sql(service, 'UPDATE auth.totp SET last_step = 0');
    const own = await signInByLink(service, email);
    await own.post('/v1/session/code', { code: codeOf(secret) }).expect(200);
    // The device that its provider spoke for is not known as hers: who gets at her mail with it is told of.
    const thief = new Visitor(service, { cookie: vouched.headers['cookie'] ?? '' });
    await thief.post('/v1/sign-in', { email }).expect(202);
    const token = /\/open#(\S+)/.exec((await mailTo(service, email)).at(-1) ?? '')?.[1];
    await thief.post('/v1/session', { token }).expect(201);
    expect((await mailTo(service, email)).join()).toContain('Somebody signed in to your account');
    // There a right one is refused as well.
    await sql(service, 'UPDATE auth.totp SET last_step = 0');
    await vouched.post('/v1/session/code', { code: codeOf(secret) }).expect(429);
  });
});

describe('a second factor', () => {
  it('of people of a studio is shown to the provider, or to us', async () => {
    const boss = await signIn(service, 'boss@studio.example');
    const studio = await idOf(boss, '/v1/organizations', { kind: 'studio', name: 'A studio' });
    await trustProvider(boss, studio, { strongContexts: ['urn:example:strong'] });
    await add(boss, studio, 'sam@studio.example');
    const weak = await signedOn(studio, { email: 'sam@studio.example' });
    expect((await weak.get('/v1/session').expect(200)).body).toMatchObject({ level: 'link', memberships: [] });
    expect((await weak.get('/v1/productions').expect(403)).body.code).toBe('second_factor_needed');
    await (
      await signedOn(studio, { email: 'sam@studio.example', amr: ['pwd', 'otp'] })
    )
      .get('/v1/productions')
      .expect(200);
    const byContext = await signedOn(studio, { email: 'sam@studio.example', acr: 'urn:example:strong' });
    await byContext.get('/v1/productions').expect(200);
    await failedOrWeak(studio, { email: 'sam@studio.example', acr: 'urn:example:other' });
  });

  it('of union representatives as well', async () => {
    const { union } = await makeUnion(service);
    const operator = await signIn(service, OPERATOR);
    await trustProvider(operator, union);
    await add(operator, union, 'rep@union.example', 'union_rep');
    const weak = await signedOn(union, { email: 'rep@union.example' });
    expect((await weak.get('/v1/suspensions').expect(403)).body.code).toBe('second_factor_needed');
    const strong = await signedOn(union, { email: 'rep@union.example', amr: ['mfa'] });
    await strong.get('/v1/suspensions').expect(200);
  });
});

describe('a session of single sign-on ends at once', () => {
  it('when its person is removed, and does not come back when they are added again', async () => {
    const [boss, organization] = await company('boss@leaving.example');
    await trustProvider(boss, organization);
    const user = await add(boss, organization, 'ines@leaving.example');
    const ines = await signedOn(organization, { email: 'ines@leaving.example' });
    await boss.delete(`/v1/organizations/${organization}/members/${user}`).expect(204);
    await ines.get('/v1/session').expect(401);
    await failed(organization, { email: 'ines@leaving.example' });
    await add(boss, organization, 'ines@leaving.example');
    await ines.get('/v1/session').expect(401);
    await signedOn(organization, { email: 'ines@leaving.example' });
  });

  it('when the provider is removed or replaced, with what is under way', async () => {
    const [boss, organization] = await company('boss@moving.example');
    await trustProvider(boss, organization);
    await add(boss, organization, 'jo@moving.example');
    const first = await signedOn(organization, { email: 'jo@moving.example' });
    const browser = new Browser(service);
    providerOf(organization).next = { email: 'jo@moving.example' };
    const begun = await browser.begin(organization);
    await trustProvider(boss, organization);
    await first.get('/v1/session').expect(401);
    expect((await browser.go(begun)).status).toBe(403);
    const second = await signedOn(organization, { email: 'jo@moving.example' });
    await boss.delete(`/v1/organizations/${organization}/sign-on`).expect(204);
    await second.get('/v1/session').expect(401);
    await boss.delete(`/v1/organizations/${organization}/sign-on`).expect(404);
    expect(
      await sql(
        service,
        `SELECT FROM auth.provider_secret s LEFT JOIN countersign.providers p ON p.id = s.provider
      WHERE p.removed_at IS NOT NULL OR p.id IS NULL`,
      ),
    ).toEqual([]);
  });
});

describe('an administrator', () => {
  it('reads what to enter at the provider, sets it, and never sees the secret again', async () => {
    const [boss, organization] = await company('boss@setting.example');
    const path = `/v1/organizations/${organization}/sign-on`;
    const { body: before } = await boss.get(path).expect(200);
    expect(before).toEqual({
      provider: null,
      callback: `${BASE_URL}/v1/sso/${organization}/callback`,
      assertionConsumer: `${BASE_URL}/v1/sso/${organization}/saml`,
      entityId: `${BASE_URL}/v1/sso/${organization}`,
      page: `${BASE_URL}/sso#${organization}`,
    });
    const set = await trustProvider(boss, organization);
    const shown = await boss.get(path).expect(200);
    expect(shown.body.provider).toMatchObject({
      protocol: 'oidc',
      clientId: CLIENT.id,
      issuer: providerOf(organization).issuer,
    });
    expect(shown.body).toEqual(set.body);
    expect((await mailTo(service, 'boss@setting.example')).join()).toContain('has set a provider');
    for (const text of [set.text, shown.text]) expect(text).not.toContain(CLIENT.secret);
    const dump = JSON.stringify([
      await sql(
        service,
        `SELECT e.type, e.refs, p.evidence FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial WHERE e.type LIKE 'organization.sign_on%'`,
      ),
      await sql(service, 'SELECT * FROM auth.provider_secret'),
      await sql(service, 'SELECT * FROM countersign.providers'),
    ]);
    expect(dump).toContain('organization.sign_on_set');
    expect(dump).not.toContain(CLIENT.secret);
    // A secret that was moved to another provider's row opens nothing.
    const [one] = await sql(service, 'SELECT secret FROM auth.provider_secret LIMIT 1');
    expect(Object(one).secret.length).toBeGreaterThan(40);
  });

  it('is told what is wrong with a provider: where it is, or that nothing of the kind answers', async () => {
    const [boss, organization] = await company('boss@wrong.example');
    const path = `/v1/organizations/${organization}/sign-on/oidc`;
    const stated = { clientId: 'c', clientSecret: 's' };
    for (const issuer of ['http://10.0.0.1', 'https://169.254.169.254', 'http://idp.example', 'x']) {
      const { body } = await boss.post(path, { ...stated, issuer }).expect(422);
      expect([issuer, body.errors[0]]).toEqual([
        issuer,
        { path: '/issuer', message: expect.stringContaining('not one that') },
      ]);
    }
    const { body } = await boss
      .post(path, { ...stated, issuer: `${providerOf(world.organization).issuer}/other` })
      .expect(422);
    expect(body.errors[0].message).toContain('no OpenID provider');
    await boss.get(`/v1/organizations/${organization}/sign-on`).expect(200, /"provider":null/);
  });

  it('is the only one who may', async () => {
    const { organization } = world;
    const noor = await signIn(service, 'noor@harbor.example');
    const [stranger] = await company('boss@strange.example');
    const path = `/v1/organizations/${organization}/sign-on`;
    const body = { issuer: 'https://idp.evil.example', clientId: 'c', clientSecret: 's' };
    for (const asked of [() => noor.get(path), () => noor.post(`${path}/oidc`, body), () => noor.delete(path)])
      expect((await asked().expect(403)).body.code).toBe('not_allowed');
    for (const asked of [
      () => stranger.get(path),
      () => stranger.post(`${path}/oidc`, body),
      () => stranger.delete(path),
    ])
      await asked().expect(404);
  });
});

describe('where a sign-on begins', () => {
  it('an organization without a provider answers as one that does not exist', async () => {
    const [, without] = await company('boss@without.example');
    const anyone = new Visitor(service);
    const answers = await Promise.all(
      [without, newId('org'), 'org_x', 'noor@harbor.example'].map((id) => anyone.post(`/v1/sso/${id}`)),
    );
    for (const { status, body } of answers)
      expect([status, { ...body, requestId: '' }]).toEqual([404, { ...answers[0]?.body, requestId: '' }]);
  });

  it('another site cannot begin one, and so cannot sign a browser in as somebody else', async () => {
    const foreign = new Visitor(service, { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' });
    await foreign.post(`/v1/sso/${world.organization}`).expect(403);
  });

  it('the page is there, and begins nothing by itself', async () => {
    const page = await new Visitor(service).get('/sso').expect(200);
    expect(page.text).toContain('Press Continue');
  });
});

function providerOf(organization: string): OpenIdProvider {
  const provider = providers.get(organization);
  if (provider === undefined) throw new Error('the organization has no provider');
  return provider;
}

async function trustProvider(
  admin: Visitor,
  organization: string,
  { strongContexts, ...how }: { tellsInStatement?: boolean; strongContexts?: string[] } = {},
) {
  const provider = await openIdProvider(`${BASE_URL}/v1/sso/${organization}/callback`, how);
  providers.set(organization, provider);
  opened.push(provider);
  const stated = {
    issuer: provider.issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    ...(strongContexts && { strongContexts }),
  };
  return admin.post(`/v1/organizations/${organization}/sign-on/oidc`, stated).expect(201);
}

async function company(email: string): Promise<[Visitor, string]> {
  const boss = await signIn(service, email);
  return [boss, await idOf(boss, '/v1/organizations', { kind: 'vendor', name: 'A company' })];
}

async function add(admin: Visitor, organization: string, email: string, role = 'member'): Promise<string> {
  const { body } = await admin
    .post(`/v1/organizations/${organization}/members`, { email, name: 'Someone', role })
    .expect(201);
  return body.user;
}

async function attempt(organization: string, login: Login): Promise<[Browser, Seen]> {
  const browser = new Browser(service);
  providerOf(organization).next = login;
  return [browser, await browser.go(await browser.begin(organization))];
}

async function signedOn(organization: string, login: Login): Promise<Visitor> {
  const [browser, seen] = await attempt(organization, login);
  expect([seen.url, browser.isSignedIn]).toEqual([`${BASE_URL}/`, true]);
  return browser.visitor();
}

async function failed(organization: string, login: Login): Promise<Seen> {
  const [browser, seen] = await attempt(organization, login);
  expect([seen.status, JSON.parse(seen.text).code, browser.isSignedIn]).toEqual([403, 'sign_on_failed', false]);
  return seen;
}

async function failedOrWeak(organization: string, login: Login): Promise<void> {
  const visitor = await signedOn(organization, login);
  expect((await visitor.get('/v1/session').expect(200)).body.level).toBe('link');
}
