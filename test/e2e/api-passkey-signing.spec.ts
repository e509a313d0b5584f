/** Requests signed with passkeys: what one assertion covers, and everything for which none counts. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyConsentSignature } from '#evidence';
import { SoftPasskey, type Ceremony } from '../support/authenticator.js';
import { addPasskey, answersTo, BY_PASSKEY, signedEntry } from '../support/passkey-signing.js';
import { BASE_URL, mailTo, openService, signIn, sql, type Service, type Visitor } from './api-service.js';
import { authorityOf, checkOf, makeWorld, sentRequest, signing, termsOf, type World } from './api-world.js';

const HERE = { origin: BASE_URL, rpId: '127.0.0.1' };

let service: Service;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
  ({ world, hers } = await withPasskey());
});
afterAll(() => service.close());

let world: World;
let hers: SoftPasskey;
let request: string;
beforeEach(async () => {
  now = null;
  request = await sentRequest(world);
});

/** A performer who has a passkey. */
async function withPasskey() {
  const made = await makeWorld(service);
  const { passkey, strong } = await addPasskey(made.mara, HERE);
  return { world: { ...made, mara: strong }, hers: passkey };
}

interface Begun {
  readonly challenge: string;
  readonly options: { readonly challenge: string; readonly allowCredentials: { readonly id: string }[] };
}

/** The answers as read, and the challenge that they are given. */
async function begin(by = world.mara, of = request) {
  const answers = await answersTo(by, of);
  const begun: Begun = (await by.post(`/v1/requests/${of}/challenge`, answers).expect(201)).body;
  return { answers, begun };
}

function shown(passkey: SoftPasskey, { challenge, options }: Begun, changes: Partial<Ceremony> = {}) {
  return { challenge, response: passkey.show({ challenge: options.challenge, ...HERE, ...changes }) };
}

const post = (body: object, { by = world.mara, of = request } = {}) => by.post(`/v1/requests/${of}/sign`, body);

const signs = async (passkey: SoftPasskey, changes: Partial<Ceremony> = {}, { by = world.mara, of = request } = {}) => {
  const { answers, begun } = await begin(by, of);
  return post({ ...answers, passkey: shown(passkey, begun, changes) }, { by, of });
};

const codeOf = ({ status, body }: { status: number; body: { code?: string; detail?: string } }) =>
  `${status} ${body.code ?? ''} ${body.detail ?? ''}`.trim();

/** That nothing came of it, and that she can still sign. */
async function expectUnsigned(of = request) {
  expect((await world.mara.get(`/v1/requests/${of}`).expect(200)).body.state).toBe('sent');
}

describe('a consent signed with a passkey', () => {
  it('keeps what anybody checks it by again, and says how it was signed, in its record and in every decision', async () => {
    const { answers, begun } = await begin();
    expect(begun.options.allowCredentials).toMatchObject([{ id: hers.id }]);
    const { body } = await post({ ...answers, passkey: shown(hers, begun) }).expect(201);
    const entry = await signedEntry(service, request);
    const statements = await verifyConsentSignature(entry);
    expect(statements.map(({ check, ok }) => `${check} ${ok}`)).toEqual([
      ...['words true', 'challenge true', 'origin true', 'user_verified true', 'passkey true'],
    ]);
    expect(entry.evidence.passkey).toMatchObject({
      ...{ credential: hers.id, publicKey: hers.publicKey.toString('base64url'), origin: BASE_URL },
    });
    const { body: consent } = await world.mara.get(`/v1/consents/${body.consent}`).expect(200);
    expect(consent.signature).toEqual(BY_PASSKEY);
    const { body: decision } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    const signature = { method: 'passkey', level: 'advanced' };
    expect(decision).toMatchObject({ outcome: 'allow', reliedOn: [{ consent: body.consent, signature }] });
  });

  it('counts where a production asks for one, and a mailed code does not', async () => {
    const { world: strict, hers: own } = await withPasskey();
    const by = strict.mara;
    await strict.deniz.post(`/v1/productions/${strict.series}/policies`, { packs: ['passkey-signed@1'] }).expect(200);
    const coded = await sentRequest(strict);
    await post(await signing(strict, coded), { by, of: coded }).expect(201);
    const { body: waits } = await strict.deniz.post('/v1/checks', checkOf(strict)).expect(200);
    expect([waits.outcome, waits.reasons]).toMatchObject(['needs_approval', [{ code: 'SIGNATURE_MISSING' }]]);
    expect((await signs(own, {}, { by, of: await sentRequest(strict) })).status).toBe(201);
    const { body: allowed } = await strict.deniz.post('/v1/checks', checkOf(strict)).expect(200);
    expect(allowed.outcome).toBe('allow');
  });

  it('is signed by any of several passkeys, never by one that was removed, and stays signed by it', async () => {
    const { passkey: second, strong } = await addPasskey(world.mara, HERE, 'Second');
    world = { ...world, mara: strong };
    const { body } = await signs(hers);
    expect(body.consent).toMatch(/^cons_/);
    const { body: session } = await strong.get('/v1/session').expect(200);
    const first = session.factors.find(({ name }: { name: string }) => name !== 'Second');
    await strong.delete(`/v1/factors/${first.id}`).expect(204);
    const next = await sentRequest(world);
    expect(codeOf(await signs(hers, {}, { by: strong, of: next }))).toMatch(
      /^403 passkey_refused it is no passkey of yours/,
    );
    expect((await signs(second, {}, { by: strong, of: next })).status).toBe(201);
    hers = second;
    const statements = await verifyConsentSignature(await signedEntry(service, request));
    expect(statements.every(({ ok }) => ok === true)).toBe(true);
  });

  it('is no longer signed by any passkey that a recovery put an end to', async () => {
    const { world: other, hers: lost } = await withPasskey();
    const [by, of] = [other.mara, await sentRequest(other)];
    const { begun, answers } = await begin(by, of);
    // As the end of a recovery does, and a removal.
    await sql(service, `DELETE FROM auth.passkey WHERE credential = '${lost.id}'`);
    expect(codeOf(await post({ ...answers, passkey: shown(lost, begun) }, { by, of }))).toMatch(/^403 passkey_refused/);
    expect(codeOf(await by.post(`/v1/requests/${of}/challenge`, answers))).toMatch(
      /^409 state_conflict you have no passkey yet/,
    );
    await post(await signing(other, of), { by, of }).expect(201);
  });

  it('is one consent of two signatures that race on one nonce', async () => {
    const { answers, begun } = await begin();
    const body = { ...answers, passkey: shown(hers, begun) };
    const before: unknown[] = (await world.mara.get('/v1/consents').expect(200)).body.items;
    const answersGiven = await Promise.all([post(body), post(body), post(body)]);
    expect(answersGiven.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await world.mara.get('/v1/consents').expect(200)).body.items).toHaveLength(before.length + 1);
  });

  it('is of a guardian by their own key, with all that the signature before it left', async () => {
    const minor = await makeWorld(service);
    const of = await sentRequest(minor);
    const details = { bornOn: '2012-04-05', zone: 'America/Los_Angeles' };
    await minor.deniz.post(`/v1/performers/${minor.performer}/details`, details).expect(200);
    const guardians: { visitor: Visitor; passkey: SoftPasskey; authority: string }[] = [];
    for (const name of ['one', 'two']) {
      const email = `${name}-${request.toLowerCase()}@family.example`;
      const authority = await authorityOf(minor, { email, capacity: 'guardian', name: 'A parent' });
      const { passkey, strong } = await addPasskey(await signIn(service, email), HERE);
      guardians.push({ visitor: strong, passkey, authority });
    }
    const [one, two] = guardians;
    // A minor's own key, and each other's, sign nothing here.
    expect(codeOf(await signs(two!.passkey, {}, { by: one!.visitor, of }))).toMatch(/no passkey of yours/);
    expect((await minor.mara.post(`/v1/requests/${of}/challenge`, await answersTo(minor.mara, of))).status).toBe(403);
    expect((await signs(one!.passkey, {}, { by: one!.visitor, of })).body.waitsFor).toEqual([two!.authority]);
    await signs(two!.passkey, {}, { by: two!.visitor, of });
    const statements = await verifyConsentSignature(await signedEntry(service, of));
    expect(statements.map(({ check, ok }) => `${check} ${ok}`)).toEqual([
      ...['words true', 'challenge true', 'origin true', 'user_verified true', 'passkey true'],
      ...['challenge true', 'origin true', 'user_verified true', 'passkey true'],
    ]);
    expect(statements.at(-1)?.detail).toContain(one!.authority);
  });
});

describe('nothing is signed', () => {
  it('by a challenge that was answered before', async () => {
    const { answers, begun } = await begin();
    const body = { ...answers, passkey: shown(hers, begun, { isVerified: false }) };
    expect(codeOf(await post(body))).toMatch(/^403 passkey_refused its authenticator did not verify you/);
    const again = { ...answers, passkey: shown(hers, begun) };
    expect(codeOf(await post(again))).toMatch(/^410 challenge_ended it was answered already/);
    await expectUnsigned();
  });

  it('by the challenge of another request', async () => {
    const { begun } = await begin(world.mara, await sentRequest(world));
    const answers = await answersTo(world.mara, request);
    expect(codeOf(await post({ ...answers, passkey: shown(hers, begun) }))).toMatch(
      /^410 challenge_ended it was given out for another request/,
    );
    await expectUnsigned();
  });

  it("by an older version's challenge", async () => {
    const { answers, begun } = await begin();
    const counter = { version: answers.version, terms: termsOf(world) };
    await world.mara.post(`/v1/requests/${request}/counter`, counter).expect(200);
    await world.deniz.post(`/v1/requests/${request}/send`).expect(200);
    const body = { passkey: shown(hers, begun) };
    // The answers are to a version that is gone: refused as such, and the challenge is not spent on it.
    expect(codeOf(await post({ ...answers, ...body }))).toMatch(/^409 version_changed/);
    expect(codeOf(await post({ ...(await answersTo(world.mara, request)), ...body }))).toMatch(
      /^410 challenge_ended it was given out for another version/,
    );
    await expectUnsigned();
  });

  it('by answers other than those challenged', async () => {
    const two = termsOf(world) as { permissions: { id: string }[] };
    const [line] = two.permissions;
    const of = await sentRequest(world, { ...two, permissions: [line, { ...line, id: 'more' }] });
    const { answers, begun } = await begin(world.mara, of);
    const turned = { ...answers, clauses: [...answers.clauses].reverse() };
    expect(codeOf(await post({ ...turned, passkey: shown(hers, begun) }, { of }))).toMatch(
      /^410 challenge_ended it was given out for other answers/,
    );
    await expectUnsigned(of);
    const changed = { ...answers, clauses: answers.clauses.map((each) => ({ ...each, confirmed: false })) };
    expect((await world.mara.post(`/v1/requests/${of}/challenge`, changed)).body.code).toBe('invalid_input');
  });

  it('by a challenge that is older than ten minutes', async () => {
    const { answers, begun } = await begin();
    now = new Date(Date.now() + 601_000).toISOString();
    expect(codeOf(await post({ ...answers, passkey: shown(hers, begun) }))).toMatch(
      /^410 challenge_ended it is older than 10 minutes/,
    );
    await expectUnsigned();
  });

  it.each<[string, Partial<Ceremony>, RegExp]>([
    [
      'on a page of another origin',
      { origin: 'https://evil.example' },
      /^403 passkey_refused it was made on another site/,
    ],
    ['for another relying party', { rpId: 'evil.example' }, /^403 passkey_refused it was made on another site/],
    ['without a verified user', { isVerified: false }, /^403 passkey_refused its authenticator did not verify you/],
    ['for a challenge of its own', { challenge: 'c2VsZi1tYWRl' }, /^403 passkey_refused it answers another challenge/],
    [
      'for another user of the site',
      { userHandle: 'c29tZWJvZHk' },
      /^403 passkey_refused it is no answer of this passkey/,
    ],
  ])('%s', async (_, changes, refusal) => {
    expect(codeOf(await signs(hers, changes))).toMatch(refusal);
    await expectUnsigned();
    expect((await signs(hers)).status).toBe(201);
  });

  it('by a counter that went back, where the authenticator keeps one', async () => {
    const { passkey: counting, strong } = await addPasskey(world.mara, HERE);
    world = { ...world, mara: strong };
    expect((await signs(counting, { counter: 5 })).status).toBe(201);
    request = await sentRequest(world);
    await mailTo(service, world.maraEmail);
    for (const counter of [5, 4, 0])
      expect(codeOf(await signs(counting, { counter }))).toMatch(/^403 passkey_refused its counter went back/);
    await expectUnsigned();
    expect((await mailTo(service, world.maraEmail)).join()).toMatch(/counted backwards/);
    expect((await signs(counting, { counter: 6 })).status).toBe(201);
    // One that keeps none says zero for ever.
    for (let count = 0; count < 2; count += 1)
      expect((await signs(hers, {}, { of: await sentRequest(world) })).status).toBe(201);
  });

  it('by a key that is not hers: of somebody else, of nobody, or in her own name by another key', async () => {
    const { world: other, hers: his } = await withPasskey();
    const forged = { ...new SoftPasskey().show({ challenge: 'x', ...HERE }), id: hers.id, rawId: hers.id };
    expect(codeOf(await signs(his))).toMatch(/^403 passkey_refused it is no passkey of yours/);
    expect(codeOf(await signs(new SoftPasskey()))).toMatch(/^403 passkey_refused it is no passkey of yours/);
    const { answers, begun } = await begin();
    const { response } = new SoftPasskey().show({ challenge: begun.options.challenge, ...HERE });
    const passkey = { challenge: begun.challenge, response: { ...forged, response } };
    expect(codeOf(await post({ ...answers, passkey }))).toMatch(/^403 passkey_refused its signature does not hold/);
    // A challenge of hers is nothing to somebody else.
    const theirs = await sentRequest(other);
    const { begun: mine } = await begin();
    const answersOfHis = await answersTo(other.mara, theirs);
    const stolen = { ...answersOfHis, passkey: shown(his, mine) };
    expect(codeOf(await post(stolen, { by: other.mara, of: theirs }))).toMatch(
      /^410 challenge_ended it was answered already/,
    );
    await expectUnsigned();
  });

  it('by both a code and a passkey, or by neither', async () => {
    const { answers, begun } = await begin();
    const passkey = shown(hers, begun);
    const codes = [
      await post(answers),
      await post({ ...answers, passkey, code: '000000', typedName: 'Mara' }),
      await post({ ...answers, code: '000000' }),
      await post({ ...answers, passkey: { ...passkey, response: {} } }),
    ].map(({ status, body }) => `${status} ${body.errors?.[0]?.path}`);
    expect(codes).toEqual(['422 /code', '422 /code', '422 /typedName', '422 /response']);
    // None of that spent the challenge.
    expect((await post({ ...answers, passkey })).status).toBe(201);
  });
});
