/** Second factors: what is held back without one, and codes that count once. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import {
  addTotp,
  codeOf,
  mailTo,
  openService,
  OPERATOR,
  signIn,
  signInByLink,
  sql,
  withCookies,
  type Service,
  type Visitor,
} from './api-service.js';
import { makeUnion, makeWorld, signedConsent, type World } from './api-world.js';

let service: Service;
let world: World;
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
});
afterAll(() => service.close());

let people = 0;
const somebody = () => `somebody${(people += 1)}@example.com`;

const withTotp = () => addTotp(service, somebody());

const codeOfAnswer = async (answer: PromiseLike<{ status: number; body: { code: string } }>) => {
  const { status, body } = await answer;
  return `${status} ${body.code}`;
};

describe('a session of a link alone', () => {
  it('holds back what an administrator has, and says so in place of every no', async () => {
    const link = await signInByLink(service, world.denizEmail);
    const { body } = await link.get('/v1/session').expect(200);
    expect(body).toMatchObject({
      ...{ level: 'link', roles: ['person'], memberships: [], recoveryCodesLeft: 10 },
      heldBack: [{ organization: world.organization, role: 'admin', kind: 'production_company' }],
      factors: [{ kind: 'totp' }],
    });
    const told = new Set<string>();
    for (const path of [
      `/v1/productions/${world.season}`,
      `/v1/productions/${newId('prod')}`,
      `/v1/organizations/${world.organization}`,
      `/v1/organizations/${newId('org')}`,
      `/v1/organizations/${world.organization}/members`,
      '/v1/requests',
      `/v1/performers/${world.performer}`,
    ]) {
      const answer = await link.get(path).expect(403);
      expect(answer.body.code).toBe('second_factor_needed');
      told.add(answer.text.replace(answer.body.requestId, ''));
    }
    expect(told.size).toBe(1);
    const { body: none } = await link.get('/v1/organizations').expect(200);
    expect(none.items).toEqual([]);
    await link.post('/v1/productions', { kind: 'film', title: 'Not yet' }).expect(403);
  });

  it('holds back unions, studios and the service itself, and no plain membership in a company', async () => {
    const { union, ruth } = await makeUnion(service);
    const { email } = (await ruth.get('/v1/session')).body;
    const rep = await signInByLink(service, email);
    expect((await rep.get('/v1/session')).body.heldBack).toMatchObject([{ organization: union, role: 'union_rep' }]);
    expect(await codeOfAnswer(rep.get('/v1/suspensions'))).toBe('403 second_factor_needed');

    const operator = await signInByLink(service, OPERATOR);
    const { body } = await operator.get('/v1/session');
    expect(body.heldBack).toContainEqual({ role: 'operator' });
    expect(body.roles).toEqual(['person']);
    expect(await codeOfAnswer(operator.get('/log/tile/0/000'))).toBe('403 second_factor_needed');

    const member = somebody();
    const added = { email: member, name: 'Ada' };
    await world.deniz.post(`/v1/organizations/${world.organization}/members`, added).expect(201);
    const plain = await signInByLink(service, member);
    expect((await plain.get('/v1/session')).body).toMatchObject({ level: 'link', heldBack: [] });
    await plain.get(`/v1/productions/${world.season}`).expect(200);
    await plain.get(`/v1/productions/${newId('prod')}`).expect(404);
  });

  it('makes no organization, whose administrator it would be', async () => {
    const link = await signInByLink(service, somebody());
    const company = { kind: 'vendor', name: 'Pixel Works' };
    expect(await codeOfAnswer(link.post('/v1/organizations', company))).toBe('403 second_factor_needed');
    expect((await link.get('/v1/session')).body.roles).toEqual(['person']);
  });

  it('lets a performer sign and withdraw, though she administers a company as well', async () => {
    const consent = await signedConsent(world);
    const admin = await signIn(service, world.maraEmail);
    const { body: session } = await admin.get('/v1/session').expect(200);
    const member = { email: world.maraEmail, name: 'Mara', role: 'admin' };
    await world.deniz.post(`/v1/organizations/${world.organization}/members`, member).expect(201);
    expect(session.level).toBe('link');
    expect((await admin.get('/v1/session')).body.heldBack).toHaveLength(1);
    const { body: preview } = await admin
      .post(`/v1/consents/${consent}/withdrawals?preview`, { scope: null })
      .expect(200);
    await admin.post(`/v1/consents/${consent}/withdrawals`, { scope: null, version: preview.version }).expect(200);
    const members = `/v1/organizations/${world.organization}/members`;
    await world.deniz.delete(`${members}/${session.user}`).expect(204);
  });

  it('is not told again what a strong session was told under the same idempotency key', async () => {
    const { email, strong } = await withTotp();
    const key = { 'idempotency-key': 'made-once' };
    const company = { kind: 'vendor', name: 'Told once' };
    const { body } = await strong.post('/v1/organizations', company, key).expect(201);
    await strong.post('/v1/organizations', company, key).expect('idempotent-replayed', 'true').expect(201);
    const link = await signInByLink(service, email);
    const { text } = await link.post('/v1/organizations', company, key).expect(409);
    expect(text).toContain('replay_superseded');
    expect(text).not.toContain(body.id);
  });
});

describe('an authenticator program', () => {
  it('counts once a first code was sent, makes that session strong, and is told to its owner by mail', async () => {
    const email = somebody();
    const link = await signInByLink(service, email);
    const { body: shown } = await link.post('/v1/factors/totp').expect(201);
    expect(shown.uri).toMatch(/^otpauth:\/\/totp\/Countersign/);
    expect((await link.get('/v1/session')).body.factors).toEqual([]);
    expect(await codeOfAnswer(link.post('/v1/session/code', { code: codeOf(shown.secret) }))).toBe(
      '403 factor_refused',
    );
    const answer = await link
      .post('/v1/factors/totp/confirm', { code: codeOf(shown.secret), name: 'Phone' })
      .expect(201);
    expect(answer.body).toMatchObject({ kind: 'totp', name: 'Phone' });
    expect(new Set(answer.body.recoveryCodes).size).toBe(10);
    for (const each of answer.body.recoveryCodes) expect(each).toMatch(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){5}$/);
    const strong = withCookies(service, answer);
    expect((await strong.get('/v1/session')).body).toMatchObject({ level: 'strong', factors: [{ name: 'Phone' }] });
    expect((await mailTo(service, email)).join()).toMatch(/was added to your account/);
    // The session of before was renewed: whoever had planted or read its cookie has nothing.
    await link.get('/v1/session').expect(401);
  });

  it('is added by a link alone only for who has none, minutes after signing in', async () => {
    const { email } = await withTotp();
    const reader = await signInByLink(service, email);
    expect(await codeOfAnswer(reader.post('/v1/factors/totp'))).toBe('403 second_factor_needed');
    const other = somebody();
    const old = await signInByLink(service, other);
    await sql(
      service,
      `UPDATE auth.session SET "createdAt" = now() - interval '16 minutes'
       WHERE "userId" = (SELECT id FROM auth."user" WHERE email = '${other}')`,
    );
    expect(await codeOfAnswer(old.post('/v1/factors/totp'))).toBe('403 sign_in_again');
  });

  it('gives codes that are taken once, however many send them at the same time', async () => {
    const { email, secret } = await withTotp();
    const code = codeOf(secret, 1);
    const sessions: Visitor[] = [];
    for (let n = 0; n < 4; n += 1) sessions.push(await signInByLink(service, email));
    const answers = await Promise.all(sessions.map((each) => each.post('/v1/session/code', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403, 403]);
    // Of an earlier step, too: what was on the screen before is as used.
    const late = await signInByLink(service, email);
    expect(await codeOfAnswer(late.post('/v1/session/code', { code: codeOf(secret) }))).toBe('403 factor_refused');
  });

  it('tells a wrong code, a used one and that there is none by the same bytes', async () => {
    const { email, secret } = await withTotp();
    const [one, none] = [await signInByLink(service, email), await signInByLink(service, somebody())];
    const told = async (visitor: Visitor, code: string) => {
      const { text, body } = await visitor.post('/v1/session/code', { code }).expect(403);
      return text.replace(body.requestId, '');
    };
    const answers = [
      await told(one, codeOf(secret)),
      await told(one, codeOf(secret, 9)),
      await told(one, 'ABCD-EFGH-JKLM-NPQR-STUV-WXYZ'),
      await told(none, '123456'),
      await told(none, 'ABCD-EFGH-JKLM-NPQR-STUV-WXYZ'),
    ];
    expect(new Set(answers).size).toBe(1);
  });

  it('takes no code after five wrong ones in a row, in whatever session, and a right one only after the wait', async () => {
    const { email, secret } = await withTotp();
    for (let n = 0; n < 5; n += 1) {
      const each = await signInByLink(service, email);
      await each.post('/v1/session/code', { code: codeOf(secret, 7 + n) }).expect(403);
    }
    const one = await signInByLink(service, email);
    const { headers } = await one.post('/v1/session/code', { code: codeOf(secret, 1) }).expect(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(800);
    await sql(service, 'UPDATE auth.factor_attempt SET locked_until = now()');
    await one.post('/v1/session/code', { code: codeOf(secret, 9) }).expect(403);
    const again = await one.post('/v1/session/code', { code: codeOf(secret, 1) }).expect(429);
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(1700);
    await sql(service, 'UPDATE auth.factor_attempt SET locked_until = now()');
    await one.post('/v1/session/code', { code: codeOf(secret, 1) }).expect(200);
  });

  it('keeps no secret and no code in the database that could be read there', async () => {
    const { secret, added } = await withTotp();
    const rows = JSON.stringify([
      await sql(service, 'SELECT * FROM auth.totp'),
      await sql(service, `SELECT encode(code_hash, 'escape') FROM auth.recovery_code`),
      await sql(service, 'SELECT evidence FROM countersign.payloads'),
    ]);
    for (const each of [secret, ...added.recoveryCodes]) expect(rows).not.toContain(each);
  });

  it('takes a recovery code in its place, once, and mails that it was used', async () => {
    const { email, added } = await withTotp();
    const [code = ''] = added.recoveryCodes;
    await mailTo(service, email);
    const one = await signInByLink(service, email);
    const { body } = await one.post('/v1/session/code', { code: code.toLowerCase() }).expect(200);
    expect(body).toEqual({ level: 'strong', recoveryCodesLeft: 9 });
    expect((await mailTo(service, email)).join()).toMatch(/one of your recovery codes/);
    const two = await signInByLink(service, email);
    expect(await codeOfAnswer(two.post('/v1/session/code', { code }))).toBe('403 factor_refused');
    // Of another person it is no code at all.
    const other = await withTotp();
    const theirs = await signInByLink(service, other.email);
    const [, next = ''] = added.recoveryCodes;
    expect(await codeOfAnswer(theirs.post('/v1/session/code', { code: next }))).toBe('403 factor_refused');
  });

  it('is an entry of the log, which names its owner and holds no secret', async () => {
    const { added } = await withTotp();
    const [entry] = await sql(
      service,
      `SELECT e.refs, p.evidence FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial
       WHERE e.type = 'factor.added' AND e.refs ->> 'factor' = '${added.id}'`,
    );
    expect(entry).toMatchObject({ refs: { user: expect.any(String) }, evidence: '{"keyHash":null,"kind":"totp"}' });
  });

  it('is named and removed in a strong session alone, which ends every other session', async () => {
    const { email, added, strong } = await withTotp();
    const link = await signInByLink(service, email);
    const path = `/v1/factors/${added.id}`;
    expect(await codeOfAnswer(link.post(`${path}/name`, { name: 'Mine' }))).toBe('403 second_factor_needed');
    expect(await codeOfAnswer(link.delete(path))).toBe('403 second_factor_needed');
    const other = await withTotp();
    expect(await codeOfAnswer(other.strong.delete(path))).toBe('404 not_found');
    expect((await strong.post(`${path}/name`, { name: 'Old phone' }).expect(200)).body.name).toBe('Old phone');
    await mailTo(service, email);
    await strong.delete(path).expect(204);
    expect((await mailTo(service, email)).join()).toMatch(/was removed from your account/);
    await link.get('/v1/session').expect(401);
    expect((await strong.get('/v1/session')).body).toMatchObject({ factors: [], recoveryCodesLeft: 0 });
    const again = await signInByLink(service, email);
    const [code = ''] = added.recoveryCodes;
    expect(await codeOfAnswer(again.post('/v1/session/code', { code }))).toBe('403 factor_refused');
  });

  it('is only replaced, not removed, where it is the last of somebody who needs one', async () => {
    const { deniz, denizEmail } = await makeWorld(service);
    const { body } = await deniz.get('/v1/session');
    const path = `/v1/factors/${body.factors[0].id}`;
    expect(await codeOfAnswer(deniz.delete(path))).toBe('409 state_conflict');
    const { body: shown } = await deniz.post('/v1/factors/totp').expect(201);
    const answer = await deniz.post('/v1/factors/totp/confirm', { code: codeOf(shown.secret) }).expect(201);
    expect(answer.body).not.toHaveProperty('recoveryCodes');
    const renewed = withCookies(service, answer);
    await renewed.delete(path).expect(204);
    const link = await signInByLink(service, denizEmail);
    await link.post('/v1/session/code', { code: codeOf(shown.secret, 1) }).expect(200);
  });

  it('has new recovery codes on demand, in whose place the old ones count for nothing', async () => {
    const { email, added, strong } = await withTotp();
    const { body } = await strong.post('/v1/recovery-codes').expect(201);
    const link = await signInByLink(service, email);
    await link.post('/v1/session/code', { code: added.recoveryCodes[0] }).expect(403);
    await link.post('/v1/session/code', { code: body.recoveryCodes[0] }).expect(200);
    const reader = await signInByLink(service, email);
    expect(await codeOfAnswer(reader.post('/v1/recovery-codes'))).toBe('403 second_factor_needed');
  });
});
