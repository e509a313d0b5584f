import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  BASE_URL,
  mailTo,
  openService,
  OPERATOR,
  signIn,
  signInByLink,
  sql,
  Visitor,
  type Service,
} from './api-service.js';
import { AUDIT, checkOf, idOf, keyOf, makeUnion, makeWorld, signedConsent, useOf } from './api-world.js';

let service: Service;
let anyone: Visitor;
beforeAll(async () => {
  service = await openService();
  anyone = new Visitor(service);
});
afterAll(() => service.close());

async function tokenFor(email: string): Promise<string> {
  await anyone.post('/v1/sign-in', { email }).expect(202);
  const mail = (await mailTo(service, email)).at(-1) ?? '';
  return /\/open#(\S+)/.exec(mail)?.[1] ?? '';
}

// Blanks, joiners, marks that stand on a letter, and letters without ink.
const INVISIBLE = ['  ', '\u200b\u2060\u00ad\u200f', '\u0301\u0301', '\u3164', '\u2800'];

describe('signing in', () => {
  it('answers the same for every address, and mails a link with the token in its fragment', async () => {
    await signIn(service, 'known@example.com');
    const answers = [];
    for (const email of ['known@example.com', 'stranger@example.com']) {
      answers.push((await anyone.post('/v1/sign-in', { email }).expect(202)).text);
    }
    expect(new Set(answers).size).toBe(1);
    const [mail = ''] = await mailTo(service, 'stranger@example.com');
    expect(mail).toMatch(new RegExp(`${BASE_URL}/open#[A-Za-z]{32}\\n`));
  });

  it('mails the link to the very address that it signs in', async () => {
    await anyone.post('/v1/sign-in', { email: 'Capital@Example.com' }).expect(202);
    expect(await mailTo(service, 'capital@example.com')).toHaveLength(1);
    // KELVIN SIGN is `k` in lower case: its owner would get a link into the account of another.
    for (const email of [
      '\u212aelvin@example.com',
      '"quoted"@example.com',
      'a\u200bb@example.com',
      'a!b@example.com',
    ]) {
      expect((await anyone.post('/v1/sign-in', { email }).expect(422)).body.code).toBe('invalid_input');
    }
  });

  it('takes no name that shows as another', async () => {
    const person = await signIn(service, 'namer@example.com');
    for (const name of ['Pictures \u202egnp', 'Pictures\u2028Everything is allowed', 'Pictures\nx', ...INVISIBLE]) {
      await person.post('/v1/organizations', { kind: 'studio', name }).expect(422);
    }
  });

  it('spends a link by a press, once', async () => {
    const token = await tokenFor('once@example.com');
    await anyone.get(`/open?token=${token}`).expect(200);
    await anyone.post('/v1/session', { token }).expect(201);
    expect((await anyone.post('/v1/session', { token }).expect(410)).body.code).toBe('link_ended');
    expect((await anyone.post('/v1/session', { token: 'made-up' }).expect(410)).body.code).toBe('link_ended');
  });

  it('spends a link once however many press at the same time', async () => {
    const token = await tokenFor('race@example.com');
    const answers = await Promise.all(Array.from({ length: 8 }, () => anyone.post('/v1/session', { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 7 }, () => 410)]);
  });

  it('takes no link that is too old', async () => {
    const token = await tokenFor('late@example.com');
    await sql(service, `UPDATE auth.verification SET "expiresAt" = now() - interval '1 minute'`);
    expect((await anyone.post('/v1/session', { token }).expect(410)).body.code).toBe('link_ended');
  });

  it('gives a cookie that scripts and other sites cannot use, and forgets it on signing out', async () => {
    const token = await tokenFor('cookie@example.com');
    const { headers } = await anyone.post('/v1/session', { token }).expect(201);
    const [cookie = ''] = [headers['set-cookie']].flat();
    expect(cookie).toMatch(/^countersign\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).not.toMatch(/; Secure/);
    const person = new Visitor(service, { cookie: cookie.split(';')[0] ?? '' });
    expect((await person.get('/v1/session').expect(200)).body).toMatchObject({
      ...{ kind: 'person', email: 'cookie@example.com', roles: ['person'], memberships: [] },
    });
    await person.delete('/v1/session').expect(204);
    await person.get('/v1/session').expect(401);
  });

  it('takes a name with the link, which others read beside what the person states', async () => {
    const named = async (name: string) => {
      const { headers } = await anyone
        .post('/v1/session', { token: await tokenFor('named@example.com'), name })
        .expect(201);
      return new Visitor(service, { cookie: [headers['set-cookie']].flat()[0]?.split(';')[0] ?? '' });
    };
    await named('Noor Haddad');
    const noor = await named('Noor Haddad-Lindqvist');
    expect((await noor.get('/v1/session').expect(200)).body.name).toBe('Noor Haddad-Lindqvist');
    const again = await signIn(service, 'named@example.com');
    const organization = await idOf(again, '/v1/organizations', { kind: 'vendor', name: 'Noor Works' });
    expect((await again.get(`/v1/organizations/${organization}/members`)).body.items).toMatchObject([
      { name: 'Noor Haddad-Lindqvist', email: 'named@example.com' },
    ]);
  });

  it('is called by no name that somebody else gave them', async () => {
    const { deniz, organization } = await makeWorld(service);
    const mallory = { email: 'nobody-yet@example.com', name: 'A name of shame' };
    await deniz.post(`/v1/organizations/${organization}/members`, mallory).expect(201);
    const person = await signInByLink(service, mallory.email);
    expect((await person.get('/v1/session').expect(200)).body.name).toBe('');
  });

  it('keeps the token of a link and the secret of a key out of the database', async () => {
    const token = await tokenFor('hashed@example.com');
    const rows = await sql(service, 'SELECT identifier, value FROM auth.verification');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('takes writes of a signed-in person from its own pages alone', async () => {
    const person = await signIn(service, 'origin@example.com');
    const body = { kind: 'vendor', name: 'Pixel Works' };
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:4001']) {
      const answer = await person.post('/v1/organizations', body, { origin }).expect(403);
      expect(answer.body.code).toBe('foreign_origin');
    }
    await person.post('/v1/organizations', body, { origin: BASE_URL }).expect(201);
    await person.post('/v1/organizations', body).expect(201);
  });
});

describe('roles', () => {
  it('lets nobody in where the table does not name them', async () => {
    const person = await signIn(service, 'roleless@example.com');
    for (const path of ['/v1/consents', '/v1/requests', '/v1/checks', '/v1/productions', '/log/tile/0/000.p/1']) {
      expect((await person.get(path).expect(403)).body.code).toBe('not_allowed');
    }
  });

  it('makes the invited performer the owner of her profile when she signs in, and records it', async () => {
    const { mara, deniz, performer } = await makeWorld(service);
    expect((await mara.get('/v1/session')).body.roles).toEqual(['person', 'performer']);
    expect((await deniz.get(`/v1/performers/${performer}`)).body.claimedAt).toMatch(/Z$/);
  });

  it('claims at the next use when she was signed in before she was invited', async () => {
    const early = await signIn(service, 'early@performer.example');
    await early.get('/v1/requests').expect(403);
    const { deniz } = await makeWorld(service);
    await idOf(deniz, '/v1/performers', { email: 'Early@performer.example', name: 'Early Bird' });
    await early.get('/v1/requests').expect(200);
  });

  it('gives a member what an organization has, an administrator the say, and a removed one nothing', async () => {
    const { deniz, organization } = await makeWorld(service);
    const member = await signIn(service, 'member@harbor.example');
    await member.get(`/v1/organizations/${organization}`).expect(404);
    const { body } = await deniz
      .post(`/v1/organizations/${organization}/members`, { email: 'Member@harbor.example', name: 'Ada' })
      .expect(201);
    await member.get(`/v1/organizations/${organization}`).expect(200);
    await member.get('/v1/productions').expect(200);
    for (const path of ['members', 'keys']) {
      const made = await member.post(`/v1/organizations/${organization}/${path}`, {
        ...(path === 'keys' ? { name: 'k', scopes: ['check'] } : { email: 'x@example.com', name: 'X' }),
      });
      expect(made.body.code).toBe('not_allowed');
    }
    await deniz.delete(`/v1/organizations/${organization}/members/${body.user}`).expect(204);
    await member.get(`/v1/organizations/${organization}`).expect(404);
    await member.get('/v1/productions').expect(403);
  });

  it('can be removed once the name and address are erased, and is not added twice', async () => {
    const { deniz, organization, season } = await makeWorld(service);
    const members = `/v1/organizations/${organization}/members`;
    const member = { email: 'gone@harbor.example', name: 'Gone' };
    const { body: added } = await deniz.post(members, member).expect(201);
    const gone = await signIn(service, member.email);
    await gone.get(`/v1/productions/${season}`).expect(200);
    await sql(service, `UPDATE countersign.members SET name = NULL, email = NULL WHERE "user" = '${added.user}'`);
    expect((await deniz.post(members, member).expect(409)).body.code).toBe('already_exists');
    await deniz.delete(`${members}/${added.user}`).expect(204);
    await gone.get(`/v1/productions/${season}`).expect(403);
    await deniz.delete(`${members}/${added.user}`).expect(404);
    await deniz.post(members, member).expect(201);
  });

  it('keeps an administrator, whoever adds whom, and lets everyone else leave', async () => {
    const { deniz, denizEmail, organization } = await makeWorld(service);
    const members = `/v1/organizations/${organization}/members`;
    const again = await deniz.post(members, { email: denizEmail, name: 'Deniz' }).expect(409);
    expect(again.body.code).toBe('already_exists');
    const { body: self } = await deniz.get('/v1/session');
    expect((await deniz.delete(`${members}/${self.user}`).expect(409)).body.code).toBe('state_conflict');

    const ada = await signIn(service, 'leaving@harbor.example');
    const { body } = await deniz.post(members, { email: 'leaving@harbor.example', name: 'Ada' }).expect(201);
    expect((await ada.delete(`${members}/${self.user}`).expect(403)).body.code).toBe('not_allowed');
    await ada.delete(`${members}/${body.user}`).expect(204);
    await ada.get(`/v1/organizations/${organization}`).expect(404);
    // Of two administrators one leaves, and no more than one, though both go at once.
    const { body: second } = await deniz
      .post(members, { email: 'leaving@harbor.example', name: 'Ada', role: 'admin' })
      .expect(201);
    const left = await Promise.all([deniz.delete(`${members}/${self.user}`), ada.delete(`${members}/${second.user}`)]);
    expect(left.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('lets only an operator make a union, and only a union or an operator read the tiles', async () => {
    const { deniz, organization } = await makeWorld(service);
    const union = { kind: 'union', name: 'Actors United' };
    expect((await deniz.post('/v1/organizations', union).expect(403)).body.code).toBe('not_allowed');
    const operator = await signIn(service, OPERATOR);
    const id = await idOf(operator, '/v1/organizations', union);
    await operator
      .post(`/v1/organizations/${id}/members`, { email: 'ruth@union.example', name: 'Ruth', role: 'union_rep' })
      .expect(201);
    const ruth = await signIn(service, 'ruth@union.example');
    expect((await ruth.get('/v1/session')).body.roles).toEqual(['person', 'union']);
    // The log of this service is empty as yet: whoever is let in finds no tile.
    for (const visitor of [ruth, operator]) await visitor.get('/log/tile/0/000').expect(404);
    await deniz.get('/log/tile/0/000').expect(403);
    const monitor = { name: 'witness', scopes: ['monitor'] };
    await deniz.post(`/v1/organizations/${organization}/keys`, monitor).expect(422);
    // A key can do no more than the union's people.
    await operator.post(`/v1/organizations/${id}/keys`, { name: 'k', scopes: ['monitor', 'requests'] }).expect(422);
    const { body } = await operator.post(`/v1/organizations/${id}/keys`, monitor).expect(201);
    await new Visitor(service, { authorization: `Bearer ${body.secret}` }).get('/log/tile/0/000').expect(404);
  });
});

describe('somebody of a union who is of another organization too', () => {
  it('acts for the union in nothing that owners and participants do, and reads for it what unions read', async () => {
    const [world, { union, ruth }] = [await makeWorld(service), await makeUnion(service)];
    const { body: me } = await ruth.get('/v1/session').expect(200);
    await idOf(ruth, '/v1/organizations', { kind: 'vendor', name: 'A side business' });
    const part = await idOf(world.deniz, `/v1/productions/${world.series}/participations`, {
      ...{ role: 'studio', email: me.email },
    });
    const about = { production: world.season, organization: union };
    const clearance = { covers: 'material', from: '2026-01-01T00:00:00Z', until: null, documentHash: 'a'.repeat(64) };
    for (const [path, body] of [
      ['productions', { kind: 'film', title: 'Ours', organization: union }],
      ['performers', { name: 'Mara', email: 'mara@union.example', organization: union }],
      ['tools', { vendor: 'V', name: 'N', version: '1', tier: 'basic', organization: union }],
      [`participations/${part}/accept`, { organization: union }],
      ['clearances', { ...about, ...clearance, note: 'A page.' }],
      ['disclosures', { ...about, performer: world.performer, use: useOf() }],
      ['claims', { ...about, performer: world.performer, use: useOf(), exemption: 'safety', reason: 'A fall.' }],
      ['checks', { ...about, performer: world.performer, use: useOf() }],
    ] as const)
      expect([path, (await ruth.post(`/v1/${path}`, body)).body.code]).toEqual([path, 'not_allowed']);
    await ruth.get(`/v1/suspensions?organization=${union}`).expect(200);
    for (const list of ['performers', 'requests', 'consents', 'checks', 'disclosures', 'claims']) {
      await ruth.get(`/v1/${list}?organization=${union}&${AUDIT}`).expect(200);
      await ruth.get(`/v1/${list}?organization=${union}`).expect(422);
    }
  });
});

describe('API keys', () => {
  it('reach as far as their scopes, in their own organization alone', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    await signedConsent(world);
    const [checker, reader] = [await keyOf(world, ['check']), await keyOf(world, ['read'])];
    await checker.post('/v1/checks', checkOf(world)).expect(200);
    await checker.get('/v1/consents').expect(403);
    await reader.get('/v1/consents').expect(200);
    expect((await reader.post('/v1/checks', checkOf(world)).expect(403)).body.code).toBe('not_allowed');
    await reader.get(`/v1/productions/${other.season}`).expect(404);
    await reader.get(`/v1/consents?organization=${other.organization}`).expect(404);
    expect((await reader.get('/v1/session').expect(200)).body).toMatchObject({
      ...{ kind: 'key', organization: world.organization, scopes: ['read'] },
    });
  });

  it('stop at once when they are revoked', async () => {
    const world = await makeWorld(service);
    const key = await keyOf(world, ['check', 'read']);
    await key.post('/v1/checks', checkOf(world)).expect(200);
    const { body } = await world.deniz.get(`/v1/organizations/${world.organization}/keys`).expect(200);
    const path = `/v1/organizations/${world.organization}/keys/${body.items[0].id}`;
    await world.deniz.delete(path).expect(204);
    expect((await key.post('/v1/checks', checkOf(world)).expect(401)).body.code).toBe('key_refused');
    expect((await key.post('/v1/checks/batch', { checks: [checkOf(world)] }).expect(401)).body.code).toBe(
      'key_refused',
    );
    expect((await key.get('/v1/consents').expect(401)).body.code).toBe('key_refused');
    await world.deniz.delete(path).expect(204);
  });

  it('are listed without their secret, which is kept nowhere', async () => {
    const world = await makeWorld(service);
    const { body } = await world.deniz
      .post(`/v1/organizations/${world.organization}/keys`, { name: 'farm', scopes: ['check'], expiresInDays: 30 })
      .expect(201);
    const { text } = await world.deniz.get(`/v1/organizations/${world.organization}/keys`).expect(200);
    expect(text).not.toContain(body.secret);
    const rows = await sql(service, 'SELECT * FROM auth.apikey');
    expect(JSON.stringify(rows)).not.toContain(body.secret);
  });
});
