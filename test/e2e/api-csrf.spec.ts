import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import { BASE_URL, mailTo, openService, signIn, Visitor, type Service } from './api-service.js';
import { keyOf, makeWorld } from './api-world.js';

let service: Service;
let secured: Service;
let mara: Visitor;
beforeAll(async () => {
  service = await openService();
  secured = await openService({ env: { BASE_URL: 'https://countersign.example' } });
  mara = await signIn(service, 'mara@example.com');
});
afterAll(async () => {
  await service.close();
  await secured.close();
});

// A provider of identities answers from its own site, to a route that reads no cookie.
const UNSAFE = Object.entries<Rule>(ACCESS).flatMap(([route, { takesForeign }]) =>
  route.startsWith('GET ') || takesForeign ? [] : [route],
);

/** What a browser says of a write that another page makes it send, and of one that tries to hide that. */
const FOREIGN: Record<string, string>[] = [
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'not an origin' },
  { origin: 'http://127.0.0.1:4001' },
  { origin: `${BASE_URL}.evil.example` },
  // A name of the attacker's that points here: origin and host agree, and are both not ours.
  { origin: 'http://evil.example:4000', host: 'evil.example:4000' },
  { origin: BASE_URL, 'sec-fetch-site': 'cross-site' },
  { origin: BASE_URL, 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  { 'sec-fetch-site': 'none' },
  { referer: 'https://evil.example/' },
  { 'sec-fetch-mode': 'no-cors' },
  { 'sec-ch-ua': '"A browser"' },
  { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/60.0' },
];

const OWN: Record<string, string>[] = [
  { origin: BASE_URL, 'sec-fetch-site': 'same-origin', 'user-agent': 'Mozilla/5.0' },
  { origin: BASE_URL },
  { origin: 'http://localhost:4000', host: 'localhost:4000' },
  // A program of the person's own, which carries the cookie because it was told to.
  {},
];

describe('a write that comes with a cookie', () => {
  it.each(UNSAFE)('%s is refused where a page of another origin sends it', async (route) => {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replace(/:\w+/g, 'x');
    // One of each kind; all of them are tried where nobody is signed in yet, below.
    for (const headers of [FOREIGN[0], FOREIGN[6], FOREIGN.at(-1)]) {
      const { status, body } =
        method === 'DELETE' ? await mara.delete(path, headers) : await mara.post(path, {}, headers);
      expect([headers, status, body.code]).toEqual([headers, 403, 'foreign_origin']);
    }
  });

  it('is taken from a page of its own, and from no browser at all', async () => {
    for (const headers of OWN) {
      await mara.post('/v1/organizations', { kind: 'vendor', name: 'Pixel Works' }, headers).expect(201);
    }
  });

  it('is none when it is a form: only JSON is read, also where there is nothing to read', async () => {
    const { deniz, organization } = await makeWorld(service);
    const invite = `/v1/organizations/${organization}/members`;
    const form = { email: 'eve@evil.example', name: 'Eve' };
    await deniz.post(invite).type('form').send(form).expect(415);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])
      await deniz.post(invite).set('content-type', type).send(JSON.stringify(form)).expect(415);
    await deniz.post('/v1/requests/x/send').set('content-type', 'application/x-www-form-urlencoded').expect(415);
    const { body } = await deniz.get(invite).expect(200);
    expect(JSON.stringify(body)).not.toContain('eve@evil.example');
  });
});

describe('signing in and out', () => {
  it('is not done by another page: nobody is signed in as the attacker, and nobody is signed out', async () => {
    const anyone = new Visitor(service);
    await anyone.post('/v1/sign-in', { email: 'attacker@evil.example' }).expect(202);
    const token = /\/open#(\S+)/.exec((await mailTo(service, 'attacker@evil.example')).at(-1) ?? '')?.[1];
    for (const headers of FOREIGN) {
      await anyone.post('/v1/session', { token }, headers).expect(403);
      await anyone.post('/v1/sign-in', { email: 'victim@example.com' }, headers).expect(403);
      await mara.delete('/v1/session', headers).expect(403);
    }
    await mara.get('/v1/session').expect(200);
    expect(await mailTo(service, 'victim@example.com')).toEqual([]);
    await anyone.post('/v1/session', { token }, { origin: BASE_URL }).expect(201);
  });
});

describe('a cookie', () => {
  it('of a service that is reached by HTTPS belongs to its very host', async () => {
    const anyone = new Visitor(secured);
    await anyone.post('/v1/sign-in', { email: 'noor@example.com' }).expect(202);
    const token = /\/open#(\S+)/.exec((await mailTo(secured, 'noor@example.com')).at(-1) ?? '')?.[1];
    const { headers } = await anyone.post('/v1/session', { token }).expect(201);
    const cookies = [headers['set-cookie'] ?? []].flat().map(String);
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-countersign\.(session_token|device)=[^;]+; /);
      expect(cookie.split('; ').slice(1).sort()).toEqual(
        expect.arrayContaining(['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure']),
      );
      expect(cookie).not.toMatch(/; Domain/i);
    }
    const value = cookies.find((each) => each.includes('session_token'))?.split(';')[0] ?? '';
    await new Visitor(secured, { cookie: value }).get('/v1/session').expect(200);
    // One of the same content that a subdomain or a plain connection could have planted.
    const planted = value.replace('__Host-', '');
    await new Visitor(secured, { cookie: planted }).get('/v1/session').expect(401);
    const { headers: forgotten } = await new Visitor(secured, { cookie: value }).delete('/v1/session').expect(204);
    expect(String(forgotten['set-cookie'])).toMatch(/^__Host-countersign\.session_token=; Max-Age=0/);
  });

  it('beside a key is not read: the key decides, also when it does not count', async () => {
    const world = await makeWorld(service);
    const { authorization = '' } = (await keyOf(world, ['read'])).headers;
    const { cookie = '' } = world.deniz.headers;
    const both = new Visitor(service, { cookie, authorization });
    expect((await both.get('/v1/session').expect(200)).body).toMatchObject({ kind: 'key', scopes: ['read'] });
    await both.post('/v1/organizations', { kind: 'vendor', name: 'X' }).expect(403);
    // No page of another origin can attach a key, so where one comes from does not matter.
    await both.get('/v1/session').set('origin', 'https://evil.example').expect(200);
    const refused = new Visitor(service, { cookie, authorization: `Bearer csk_${'a'.repeat(64)}` });
    expect((await refused.get('/v1/session').expect(401)).body.code).toBe('key_refused');
  });
});
