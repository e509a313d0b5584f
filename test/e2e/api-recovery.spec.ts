/** Recovery without a back door: three days in which anybody who still has something can say no. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addTotp,
  codeOf,
  mailTo,
  openService,
  OPERATOR,
  signIn,
  signInByLink,
  sql,
  Visitor,
  withCookies,
  type Service,
} from './api-service.js';
import { colleagueOf, makeWorld, type World } from './api-world.js';

const HOUR_MS = 60 * 60 * 1000;

let service: Service;
let world: World;
let hoursOn = 0;
beforeAll(async () => {
  const clock = (now: string) => new Date(Date.parse(now) + hoursOn * HOUR_MS).toISOString();
  service = await openService({ clock });
  world = await makeWorld(service);
});
afterAll(() => service.close());

let people = 0;
const somebody = () => `somebody${(people += 1)}@example.com`;

const codeOfAnswer = async (answer: PromiseLike<{ status: number; body: { code?: string } }>) => {
  const { status, body } = await answer;
  return `${status} ${body.code ?? ''}`.trim();
};

/** Somebody with a factor says from a fresh link that it is lost. */
async function lost(email = somebody()) {
  const had = await addTotp(service, email);
  await mailTo(service, email);
  const link = await signInByLink(service, email);
  const { body } = await link.post('/v1/recovery').expect(201);
  const mails = await mailTo(service, email);
  const token = /\/open#stop-recovery\.(\S+)/.exec(mails.join())?.[1] ?? '';
  return { ...had, link, asked: body, mails, token };
}

/** Adds an authenticator program from a fresh link, if that is allowed. */
async function addAnew(email: string) {
  const link = await signInByLink(service, email);
  const begun = await link.post('/v1/factors/totp');
  if (begun.status !== 201) return { refused: String(begun.body.code), link };
  const answer = await link.post('/v1/factors/totp/confirm', { code: codeOf(begun.body.secret) }).expect(201);
  return { answer, strong: withCookies(service, answer), secret: String(begun.body.secret), link };
}

describe('a recovery', () => {
  it('comes to nothing for 72 hours, then puts a new factor in the place of all, and ends every other session', async () => {
    const { email, strong, secret, added, asked, mails } = await lost();
    expect(Date.parse(asked.dueAt) - Date.parse(asked.askedAt)).toBe(72 * HOUR_MS);
    expect(mails.join()).toMatch(/Nothing happens until/);
    expect((await strong.get('/v1/session')).body.recovery).toEqual(asked);
    expect((await addAnew(email)).refused).toBe('second_factor_needed');
    hoursOn += 71.9;
    expect((await addAnew(email)).refused).toBe('second_factor_needed');
    hoursOn += 0.2;
    await mailTo(service, email);
    const anew = await addAnew(email);
    expect(anew.answer?.body.recoveryCodes).toHaveLength(10);
    expect((await mailTo(service, email)).join()).toMatch(/took the place of all/);
    await strong.get('/v1/session').expect(401);
    expect((await anew.strong?.get('/v1/session'))?.body).toMatchObject({
      level: 'strong',
      recovery: null,
      factors: [{}],
    });
    const later = await signInByLink(service, email);
    for (const code of [codeOf(secret), codeOf(secret, 1), added.recoveryCodes[0]]) {
      expect(await codeOfAnswer(later.post('/v1/session/code', { code }))).toBe('403 factor_refused');
    }
    await later.post('/v1/session/code', { code: codeOf(anew.secret ?? '', 1) }).expect(200);
    const types = await sql(
      service,
      `SELECT type FROM countersign.entries WHERE refs ->> 'user' =
         (SELECT id FROM auth."user" WHERE email = '${email}') ORDER BY serial`,
    );
    expect(types.map((row) => Object(row).type)).toEqual([
      ...['factor.added', 'recovery.asked', 'factor.removed', 'recovery.done', 'factor.added'],
    ]);
  });

  it('is told to the other administrators of her organizations, and to nobody else', async () => {
    const fellow = 'fellow@harbor.example';
    await colleagueOf(world, fellow);
    const member = 'plain@harbor.example';
    const added = { email: member, name: 'Ada' };
    await world.deniz.post(`/v1/organizations/${world.organization}/members`, added).expect(201);
    for (const email of [fellow, member]) await mailTo(service, email);
    const link = await signInByLink(service, world.denizEmail);
    await link.post('/v1/recovery').expect(201);
    expect((await mailTo(service, fellow)).join()).toContain(world.denizEmail);
    expect(await mailTo(service, member)).toEqual([]);
  });

  it('stops by the mailed link, without signing in, once', async () => {
    const { email, token } = await lost();
    const anyone = new Visitor(service);
    expect(await codeOfAnswer(anyone.post('/v1/recovery/cancel', { token: 'made-up' }))).toBe('410 link_ended');
    await mailTo(service, email);
    await anyone.post('/v1/recovery/cancel', { token }).expect(204);
    expect((await mailTo(service, email)).join()).toMatch(/That was stopped/);
    expect(await codeOfAnswer(anyone.post('/v1/recovery/cancel', { token }))).toBe('410 link_ended');
    hoursOn += 73;
    expect((await addAnew(email)).refused).toBe('second_factor_needed');
    // The link of one stops no other that was asked for since.
    await (await signInByLink(service, email)).post('/v1/recovery').expect(201);
    expect(await codeOfAnswer(anyone.post('/v1/recovery/cancel', { token }))).toBe('410 link_ended');
  });

  it('stops by a strong session, and by itself when she shows a factor or a recovery code', async () => {
    const one = await lost();
    expect(await codeOfAnswer(one.link.delete('/v1/recovery'))).toBe('403 second_factor_needed');
    await one.strong.delete('/v1/recovery').expect(204);
    await one.strong.delete('/v1/recovery').expect(409);
    for (const codeOfHers of ['totp', 'recovery code'] as const) {
      const { email, secret, added } = await lost();
      const link = await signInByLink(service, email);
      const code = codeOfHers === 'totp' ? codeOf(secret, 1) : added.recoveryCodes[0];
      await link.post('/v1/session/code', { code }).expect(200);
      hoursOn += 73;
      expect((await addAnew(email)).refused).toBe('second_factor_needed');
    }
  });

  it('is asked for once at a time, minutes after signing in, by who has something to lose', async () => {
    const { email, link } = await lost();
    expect(await codeOfAnswer(link.post('/v1/recovery'))).toBe('409 state_conflict');
    const none = await signInByLink(service, somebody());
    expect(await codeOfAnswer(none.post('/v1/recovery'))).toBe('409 state_conflict');
    const { strong } = await addTotp(service, somebody());
    expect(await codeOfAnswer(strong.post('/v1/recovery'))).toBe('409 state_conflict');
    const old = await signInByLink(service, (await addTotp(service, somebody())).email);
    await sql(service, `UPDATE auth.session SET "createdAt" = now() - interval '16 minutes' WHERE level = 'link'`);
    expect(await codeOfAnswer(old.post('/v1/recovery'))).toBe('403 sign_in_again');
    // Due, it takes a fresh sign-in as well, and a week later it has lapsed.
    hoursOn += 73;
    expect(await codeOfAnswer(link.post('/v1/factors/totp'))).toBe('403 sign_in_again');
    hoursOn += 7 * 24;
    expect((await addAnew(email)).refused).toBe('second_factor_needed');
    await (await signInByLink(service, email)).post('/v1/recovery').expect(201);
  });

  it('is shortened by nobody: neither an operator nor an administrator of hers reaches it', async () => {
    const { email } = await lost();
    const operator = await signIn(service, OPERATOR);
    const { deniz, organization } = await makeWorld(service);
    await deniz.post(`/v1/organizations/${organization}/members`, { email, name: 'Ada' }).expect(201);
    for (const visitor of [operator, deniz]) {
      await visitor.delete('/v1/recovery').expect(409);
      expect((await visitor.get('/v1/session')).body).toMatchObject({ level: 'strong' });
    }
    expect((await addAnew(email)).refused).toBe('second_factor_needed');
  });
});
