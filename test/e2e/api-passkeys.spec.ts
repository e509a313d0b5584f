/** Passkeys: added, shown in place of a link or beside one, and refused for everything that can be wrong with them. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { SoftPasskey, type Ceremony } from '../support/authenticator.js';
import { BASE_URL, mailTo, openService, signInByLink, sql, Visitor, withCookies, type Service } from './api-service.js';

const HERE = { origin: BASE_URL, rpId: '127.0.0.1' };

let service: Service;
let anyone: Visitor;
beforeAll(async () => {
  service = await openService();
  anyone = new Visitor(service);
});
afterAll(() => service.close());

let people = 0;
const somebody = () => `somebody${(people += 1)}@example.com`;

interface Begun {
  readonly challenge: string;
  readonly options: { readonly challenge: string; readonly user?: { readonly id: string } };
}

async function begin(visitor: Visitor, path: string): Promise<Begun> {
  return (await visitor.post(path).expect(201)).body;
}

/** Somebody who adds a passkey from a link. */
async function withPasskey(changes: Partial<Ceremony> = {}) {
  const email = somebody();
  const link = await signInByLink(service, email);
  const passkey = new SoftPasskey();
  const { challenge, options } = await begin(link, '/v1/factors/passkey');
  const response = passkey.create({ challenge: options.challenge, ...HERE, ...changes });
  const answer = await link.post('/v1/factors/passkey/confirm', { challenge, response, name: 'Laptop' });
  const userHandle = options.user?.id ?? '';
  return { email, link, passkey, answer, userHandle, begun: { challenge, response } };
}

/** Shows a passkey, as somebody who is signed in or as nobody. */
async function show(visitor: Visitor, passkey: SoftPasskey, changes: Partial<Ceremony> = {}) {
  const { challenge, options } = await begin(visitor, '/v1/session/passkey');
  const response = passkey.show({ challenge: options.challenge, ...HERE, ...changes });
  return visitor.post('/v1/session/passkey/confirm', { challenge, response });
}

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => `${status} ${body.code ?? ''}`.trim();

describe('a passkey', () => {
  it('is added from a link, makes that session strong, and is listed by its name', async () => {
    const { email, link, answer, passkey } = await withPasskey();
    expect(codeOf(answer)).toBe('201');
    expect(answer.body).toMatchObject({ kind: 'passkey', name: 'Laptop', recoveryCodes: expect.any(Array) });
    const strong = withCookies(service, answer);
    expect((await strong.get('/v1/session')).body).toMatchObject({ level: 'strong', factors: [{ kind: 'passkey' }] });
    await link.get('/v1/session').expect(401);
    expect((await mailTo(service, email)).join()).toMatch(/A passkey was added/);
    // What a signature with it will be checked by later.
    expect(await sql(service, `SELECT * FROM auth.passkey WHERE credential = '${passkey.id}'`)).toMatchObject([
      { counter: '0', transports: ['internal', 'hybrid'], device_type: 'multiDevice', backed_up: true },
    ]);
    const [entry] = await sql(service, `SELECT evidence FROM countersign.payloads WHERE evidence LIKE '%"passkey"%'`);
    expect(entry).toMatchObject({ evidence: expect.stringMatching(/^\{"keyHash":"[0-9a-f]{64}","kind":"passkey"\}$/) });
  });

  it('signs in by itself, without any mail but that of a new device', async () => {
    const { email, passkey, userHandle } = await withPasskey();
    await mailTo(service, email);
    const answer = await show(anyone, passkey, { userHandle });
    expect(codeOf(answer)).toBe('201');
    expect(answer.body).toMatchObject({ email });
    expect((await withCookies(service, answer).get('/v1/session')).body.level).toBe('strong');
    expect((await mailTo(service, email)).join()).toMatch(/from a new device|signed in to your account/);
  });

  it('makes the session of a link strong, under another cookie', async () => {
    const { email, passkey } = await withPasskey();
    const link = await signInByLink(service, email);
    const answer = await show(link, passkey);
    expect(codeOf(answer)).toBe('201');
    await link.get('/v1/session').expect(401);
    expect((await withCookies(service, answer).get('/v1/session')).body.level).toBe('strong');
  });

  it('is added once, and further ones in a strong session alone', async () => {
    const { email, answer, begun } = await withPasskey();
    const strong = withCookies(service, answer);
    expect(codeOf(await strong.post('/v1/factors/passkey/confirm', begun))).toBe('403 factor_refused');
    const reader = await signInByLink(service, email);
    expect(codeOf(await reader.post('/v1/factors/passkey'))).toBe('403 second_factor_needed');
    const { challenge, options } = await begin(strong, '/v1/factors/passkey');
    const response = new SoftPasskey().create({ challenge: options.challenge, ...HERE });
    const second = await strong.post('/v1/factors/passkey/confirm', { challenge, response });
    expect(codeOf(second)).toBe('201');
    expect(second.body).not.toHaveProperty('recoveryCodes');
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['a user who was not verified', { isVerified: false }],
    ['a challenge that it made itself', { challenge: 'c2VsZi1tYWRlLWNoYWxsZW5nZQ' }],
  ])('counts for nothing with %s, when it is added as when it is shown', async (_, wrong) => {
    expect(codeOf((await withPasskey(wrong)).answer)).toBe('403 factor_refused');
    const { passkey, email } = await withPasskey();
    expect(codeOf(await show(anyone, passkey, wrong))).toBe('403 factor_refused');
    expect(codeOf(await show(await signInByLink(service, email), passkey, wrong))).toBe('403 factor_refused');
  });

  it('answers a challenge once, of its own session or ceremony, for its own purpose, in time', async () => {
    const { email, passkey } = await withPasskey();
    const [one, two] = [await signInByLink(service, email), await signInByLink(service, email)];
    const path = '/v1/session/passkey';
    const answerTo = async ({ challenge, options }: Begun, by: Visitor) =>
      codeOf(
        await by.post(`${path}/confirm`, {
          challenge,
          response: passkey.show({ challenge: options.challenge, ...HERE }),
        }),
      );
    const begun = await begin(anyone, path);
    expect(await answerTo(begun, anyone)).toBe('201');
    expect(await answerTo(begun, anyone)).toBe('403 factor_refused');
    // Of two that answer one at the same time, one counts.
    const raced = await begin(anyone, path);
    const both = await Promise.all([answerTo(raced, anyone), answerTo(raced, anyone)]);
    expect(both.sort()).toEqual(['201', '403 factor_refused']);

    const ofOne = await begin(one, path);
    expect(await answerTo(ofOne, two)).toBe('403 factor_refused');
    expect(await answerTo(ofOne, anyone)).toBe('403 factor_refused');
    expect(await answerTo(await begin(anyone, path), one)).toBe('403 factor_refused');
    expect(await answerTo(ofOne, one)).toBe('201');

    const late = await begin(two, path);
    await sql(service, 'UPDATE auth.challenge SET expires_at = now()');
    expect(await answerTo(late, two)).toBe('403 factor_refused');
    const made = await begin(await signInByLink(service, somebody()), '/v1/factors/passkey');
    expect(await answerTo(made, anyone)).toBe('403 factor_refused');
    expect(await answerTo({ ...(await begin(anyone, path)), challenge: newId('chl') }, anyone)).toBe(
      '403 factor_refused',
    );
  });

  it('counts up where its authenticator counts: one that goes back is a copy, and its owner is told', async () => {
    const { email, passkey } = await withPasskey({ counter: 5 });
    expect(codeOf(await show(anyone, passkey, { counter: 7 }))).toBe('201');
    await mailTo(service, email);
    for (const counter of [7, 6, 0])
      expect(codeOf(await show(anyone, passkey, { counter }))).toBe('403 factor_refused');
    const [mail, ...more] = await mailTo(service, email);
    expect(mail).toMatch(/with your passkey “Laptop”. It counted backwards[^]+Nobody was signed in/);
    // No link in it does anything, and tries without end are one mail.
    expect([mail?.match(/https?:\S+/g), more]).toEqual([[BASE_URL], []]);
    expect(codeOf(await show(anyone, passkey, { counter: 8 }))).toBe('201');
    await mailTo(service, email);
    expect(codeOf(await show(anyone, passkey, { counter: 8 }))).toBe('403 factor_refused');
    expect(await mailTo(service, email)).toHaveLength(1);
  });

  it('is not said to be a copy by whoever cannot sign with it', async () => {
    const { email, passkey } = await withPasskey({ counter: 5 });
    await mailTo(service, email);
    const forger = new SoftPasskey();
    const { challenge, options } = await begin(anyone, '/v1/session/passkey');
    const forged = {
      ...forger.show({ challenge: options.challenge, ...HERE, counter: 3 }),
      id: passkey.id,
      rawId: passkey.id,
    };
    const answer = await anyone.post('/v1/session/passkey/confirm', { challenge, response: forged });
    expect(codeOf(answer)).toBe('403 factor_refused');
    expect(await mailTo(service, email)).toEqual([]);
  });

  it('of another person raises no session, and of nobody opens none, by the same bytes', async () => {
    const [hers, his] = [await withPasskey(), await withPasskey()];
    const link = await signInByLink(service, hers.email);
    const answers = [
      await show(link, his.passkey),
      await show(link, new SoftPasskey()),
      await show(anyone, new SoftPasskey()),
      await show(anyone, his.passkey, { userHandle: hers.userHandle }),
    ];
    const told = answers.map(({ status, text, body }) => `${status} ${text.replace(body.requestId, '')}`);
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toMatch(/^403 .*factor_refused/);
    expect((await link.get('/v1/session')).body.level).toBe('link');
  });

  it('opens nothing once it is removed', async () => {
    const { passkey, answer } = await withPasskey();
    const strong = withCookies(service, answer);
    await strong.delete(`/v1/factors/${answer.body.id}`).expect(204);
    expect(codeOf(await show(anyone, passkey))).toBe('403 factor_refused');
  });

  it('is read with care: what is no answer of a browser is refused as input', async () => {
    const { challenge } = await begin(anyone, '/v1/session/passkey');
    for (const response of [{}, { id: 1 }, { id: 'x', rawId: 'x', type: 'public-key', response: { signature: {} } }]) {
      await anyone.post('/v1/session/passkey/confirm', { challenge, response }).expect(422);
    }
    const broken = { clientDataJSON: '!', authenticatorData: 'AA', signature: 'AA' };
    const answer = { id: 'x', rawId: 'x', type: 'public-key', response: broken };
    expect(codeOf(await anyone.post('/v1/session/passkey/confirm', { challenge, response: answer }))).toBe(
      '403 factor_refused',
    );
  });
});
