/** Erasing: nothing of a person is left anywhere, everything that was proven stays proven, and older data bring nobody back. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { developmentIdentity, readTrust, verify, type Trust } from '#evidence';
import { openStore, rebuild } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';
import { countersign } from '../support/command-line.js';
import { PERSONAL_SECRET } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { textOf } from '../support/pdf-pages.js';
import { consentReliedOn, stepsOf, withdrawn } from '../support/recalls.js';
import { expectLogIsSound } from '../support/sound-log.js';
import { everythingIn, QUEUES } from '../support/redis.js';
import { openReceiver, type Receiver } from '../support/webhook-receiver.js';
import { placesOf } from '../support/placed-words.js';
import { LOGGING } from '../support/used-secrets.js';
import { BASE_URL, openService, sequence, signIn, sql, Visitor, type Service } from './api-service.js';
import {
  checkOf,
  idOf,
  cover,
  keyOf,
  makeUnion,
  makeWorld,
  sentRequest,
  signing,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

/** Each stands nowhere else, and is hers or about her. */
const WORDS = {
  ...{ name: 'Maraquilla Vexholm', address: 'maraquilla.vexholm@performer.example', typed: 'Vexholm-as-typed' },
  ...{ agent: 'Quillon Barrowvane', agentAddress: 'quillon.barrowvane@agency.example', device: 'PhoneOfVexholm/7.1' },
  ...{ declined: 'declined-for-grumbleweed', countered: 'countered-for-thistledown', claim: 'claimed-for-oxbowlake' },
  ...{ question: 'questioned-for-marrowfat', answer: 'answered-for-sandpiper', description: 'described-as-fernhollow' },
  ...{ reference: 'reference-of-quickbeam', dispute: 'disputed-for-wolfsbane', note: 'noted-by-lanternjaw' },
  ...{ viewed: 'viewed-for-moonraker', disclosed: 'disclosed-as-hazelgrouse', used: 'used-for-nightjar' },
} as const;

/** What is somebody else's, and why it stays. */
const STAYS = {
  'auth."user".email: agentAddress': 'the account of whoever acted for her is their own',
  'countersign.deliveries.payload: agentAddress': 'and so is the mail that they signed in by',
};

/** How many entries are about her, and of how many something is kept beside the leaf. */
const COUNTED = (performer: string): string => `
  SELECT count(*)::integer AS entries, count(p.entry)::integer AS evidence FROM countersign.entries e
  LEFT JOIN countersign.payloads p ON p.entry = e.serial WHERE e.refs ->> 'performer' = '${performer}'`;

let service: Service;
let receiver: Receiver;
let ruth: Visitor;
/** What the queue held, where it was in Redis. */
let queued = '';
let world: World;
let consent: string;
let decision: string;
let receipt: Buffer;
let bundle: Buffer;
let trust: Trust;

beforeAll(async () => {
  const inRedis = QUEUES.find(({ name }) => name === 'Redis');
  // Slow until what waits for it was seen in the queue.
  receiver = await openReceiver(() => (inRedis !== undefined && queued === '' ? 'hang' : 204));
  service = await openService({
    env: { OUTBOUND_ALLOW: 'http://127.0.0.1' },
    keys: async (folder) => {
      await writeFile(join(folder, 'seal.pem'), await developmentIdentity('Its test', '2026-01-01T00:00:00.000Z'));
      return { LOG_FILE: join(folder, 'api.log'), LOG_LEVEL: 'debug' };
    },
  });
  const { text } = await new Visitor(service).get('/.well-known/countersign-trust.json').expect(200);
  const read = readTrust(Buffer.from(text));
  if ('problem' in read) throw new Error(read.problem);
  trust = read.trust;
  await plant();
  const redis = (await inRedis?.open()) ?? null;
  const all = withWorker(async () => {
    if (redis !== null)
      queued = await eventually('a ticket in Redis', async () => {
        const held = await everythingIn(redis);
        return held.includes('del_') ? held : null;
      });
    await eventually('her certificate', async () => {
      const [found] = await sql(service, `SELECT FROM countersign.documents WHERE kind = 'certificate'`);
      return found ?? null;
    });
    await eventually('every delivery', async () => {
      const [waits] = await sql(service, `SELECT FROM countersign.deliveries WHERE state = 'due' AND due_at < now()`);
      return waits === undefined ? true : null;
    });
    await receiver.until(5);
    if (redis !== null) queued += await everythingIn(redis);
  }, redis?.url);
  await all.finally(() => redis?.stop());
  ({ text: bundle } = await evidence(world.mara));
}, 120_000);
afterAll(async () => {
  await receiver.close();
  await service.close();
});

const evidence = async (visitor: Visitor) => {
  const { text } = await visitor.get(`/v1/consents/${consent}/evidence`).expect(200);
  return { text: Buffer.from(text) };
};

/** Everything that is hers or about her, by the routes themselves. */
async function plant(): Promise<void> {
  const made = await makeWorld(service);
  const performer = await idOf(made.deniz, '/v1/performers', { name: WORDS.name, email: WORDS.address });
  const mara = await signIn(service, WORDS.address);
  world = { ...made, performer, mara, maraEmail: WORDS.address };
  const { deniz, season } = world;
  const union = await makeUnion(service);
  ({ ruth } = union);
  await cover(world);
  await sequence(service);
  await deniz.post(`/v1/organizations/${world.organization}/webhooks`, { url: receiver.url }).expect(201);
  await mara
    .post(`/v1/performers/${performer}/details`, {
      bornOn: '1990-02-03',
      zone: 'Europe/Madrid',
      residence: 'ES',
      unions: [union.union],
    })
    .expect(200);
  await union.ruth.post('/v1/memberships', { email: WORDS.address }).expect(201);
  const authority = {
    capacity: 'agent',
    name: WORDS.agent,
    email: WORDS.agentAddress,
    scope: null,
    from: '2026-01-01T00:00:00.000Z',
    until: null,
    documentHash: 'a'.repeat(64),
  };
  await deniz.post(`/v1/performers/${performer}/authorities`, authority).expect(201);
  const declined = await sentRequest(world);
  await mara.post(`/v1/requests/${declined}/decline`, { reason: WORDS.declined }).expect(200);
  const countered = await sentRequest(world);
  await mara
    .post(`/v1/requests/${countered}/counter`, { terms: termsOf(world), note: WORDS.countered, version: 2 })
    .expect(200);
  const request = await sentRequest(world);
  const body = { ...(await signing(world, request)), typedName: WORDS.typed };
  ({
    body: { consent },
  } = await mara.post(`/v1/requests/${request}/sign`, body, { 'user-agent': WORDS.device }).expect(201));
  const farm = await keyOf(world);
  const check = checkOf(world, useOf({ description: WORDS.description }));
  const { body: decided } = await farm.post('/v1/checks', { ...check, reference: WORDS.reference }).expect(200);
  decision = decided.id;
  receipt = Buffer.from(JSON.stringify(decided.receipt));
  await farm.post(`/v1/checks/${decision}/usage`, { quantity: { lines: 1 }, note: WORDS.used }).expect(201);
  await deniz
    .post('/v1/disclosures', { performer, production: season, use: useOf(), description: WORDS.disclosed })
    .expect(201);
  const claim = await idOf(deniz, '/v1/claims', {
    performer,
    production: season,
    use: useOf(),
    exemption: 'as_scripted',
    reason: WORDS.claim,
  });
  await mara.post(`/v1/claims/${claim}/question`, { question: WORDS.question }).expect(200);
  await deniz.post(`/v1/claims/${claim}/answer`, { answer: WORDS.answer }).expect(200);
  await ruth.post(`/v1/consents/${consent}/notes`, { text: WORDS.note }).expect(201);
  await ruth.get(`/v1/consents/${consent}?purpose=audit&reason=${WORDS.viewed}`).expect(200);
  await mara.post(`/v1/consents/${consent}/disputes`, { reason: WORDS.dispute }).expect(201);
  await sequence(service);
}

async function withWorker(work: () => Promise<void>, redisUrl?: string): Promise<void> {
  const { databaseUrl: DATABASE_URL, keysDir: KEYS_DIR } = service;
  const within = { OUTBOUND_ALLOW: 'http://127.0.0.1', WEBHOOK_TIMEOUT_MS: '2000' };
  const given = { DATABASE_URL, BASE_URL, KEYS_DIR, MAIL_CAPTURE: 'true', ...within, ...LOGGING };
  const worker = await startWorker(readConfig({ ...given, ...(redisUrl !== undefined && { REDIS_URL: redisUrl }) }));
  try {
    await work();
  } finally {
    await worker.close();
  }
}

const found = (): Promise<string[]> =>
  placesOf(WORDS, { databaseUrl: service.databaseUrl, logFile: join(service.keysDir, 'api.log') });

describe('erasing a person', () => {
  it('plants every word where it can be found', async () => {
    const there = (await found()).join('\n');
    for (const what of ['name', 'address', 'agent', 'claim', 'question', 'answer', 'disclosed', 'used'])
      expect(there).toContain(`: ${what}`);
  });

  it('has nothing to call back from webhooks and the queue, which hold ids alone', () => {
    const sent = receiver.received.map(({ body, headers }) => `${JSON.stringify(headers)} ${body}`);
    expect(sent.join()).toContain(consent);
    for (const text of [...sent, queued])
      for (const word of Object.values(WORDS)) expect(text.toLowerCase()).not.toContain(word.toLowerCase());
  });

  it('comes after a copy of everything that is hers, for her alone and without what is of others', async () => {
    const copyOf = async (visitor: Visitor): Promise<string> => (await visitor.get('/v1/copy').expect(200)).text;
    const hers = await copyOf(world.mara);
    // A list of objects, whatever they hold.
    const lines = JSON.parse(hers) as unknown[];
    expect(lines.at(-1)).toEqual({ is: 'end', count: lines.length - 1 });
    const { agent, agentAddress, ...own } = WORDS;
    const missing = Object.entries(own).filter(([, word]) => !hers.includes(word));
    expect(missing).toEqual([]);
    for (const others of [agent, agentAddress, 'deniz@', 'ruth@'])
      expect(hers.toLowerCase()).not.toContain(others.toLowerCase());
    const kinds = new Set(lines.map((line) => String(Object(line).is)));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['account', 'session', 'profile', 'membership', 'document', 'mail', 'entry']),
    );
    expect(lines.filter((line) => Object(line).type === 'request.created')).toEqual([]);
    // Whoever wrote of her, or acts for her, gets what is theirs.
    const theirs = [await copyOf(world.deniz), await copyOf(await signIn(service, agentAddress))];
    for (const copy of theirs) for (const word of Object.values(own)) expect(copy).not.toContain(word);
    expect(theirs[1]).toContain(agent);
    await new Visitor(service).get('/v1/copy').expect(401);
  });

  it('is barred by a hold, with its reason, and by what she still gives', async () => {
    const environment = { DATABASE_URL: service.databaseUrl };
    const { body: shown } = await world.mara.get('/v1/erasure').expect(200);
    expect(shown).toMatchObject({
      consents: [{ id: consent, title: 'Harbor, season 1' }],
      holds: [],
      goes: { profiles: 1, accounts: 1 },
    });
    const refused = await world.mara.post('/v1/erasure', { etag: shown.etag }).expect(409);
    expect(refused.body.detail).toContain(consent);
    await countersign(['erase', 'hold', '--performer', world.performer, '--reason', 'Claim 7 of 2026'], environment);
    expect((await world.mara.post('/v1/erasure', { etag: shown.etag }).expect(409)).body.detail).toContain(
      'Claim 7 of 2026',
    );
    expect(await countersign(['erase', '--performer', world.performer, '--yes'], environment)).toMatchObject({
      exitCode: 1,
    });
    expect((await countersign(['erase', 'lift', '--performer', world.performer], environment)).exitCode).toBe(0);
  });

  it('leaves none of her words in any table, document, mail, queue or log', async () => {
    const { body: now } = await world.mara.get(`/v1/consents/${consent}`).expect(200);
    await world.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null, version: now.version }).expect(200);
    await sequence(service);
    const { body: shown } = await world.mara.get('/v1/erasure').expect(200);
    expect((await world.mara.post('/v1/erasure', { etag: 'f'.repeat(64) }).expect(409)).body.detail).toContain(
      shown.etag,
    );
    const { body: done } = await world.mara.post('/v1/erasure', { etag: shown.etag }).expect(200);
    expect(done).toMatchObject({ id: expect.stringMatching(/^ers_/), went: { profiles: 1, accounts: 1 } });
    await world.mara.get('/v1/session').expect(401);
    expect((await world.deniz.get(`/v1/performers/${world.performer}`).expect(200)).body).toMatchObject({
      ...{ name: null, email: null, erasedAt: expect.stringMatching(/Z$/) },
    });
    await withWorker(() => Promise.resolve());
    expect(await found()).toEqual(Object.keys(STAYS));
    for (const [visitor, why] of [[world.deniz, ''] as const, [ruth, 'purpose=audit&reason=Terms'] as const])
      for (const list of ['performers', 'requests', 'consents', 'checks', 'claims', 'disclosures']) {
        const { text } = await visitor.get(`/v1/${list}?limit=100&${why}`);
        for (const word of Object.values(WORDS)) expect(text).not.toContain(word);
      }
  });

  it('leaves every receipt, proof and bundle valid, those from before and those that are asked for now', async () => {
    const { deniz } = world;
    const { text: after } = await deniz.get(`/v1/consents/${consent}/evidence`).expect(200);
    expect(after).not.toContain(WORDS.typed);
    for (const file of [receipt, bundle, Buffer.from(after)]) {
      const { verdict } = await verify(file, trust);
      expect(verdict).toBe('genuine');
    }
    // What is not there any more is called erased, with since when, and nothing else is.
    const erasedIn = async (file: Buffer): Promise<string[]> =>
      (await verify(file, trust)).statements.filter(({ check }) => check === 'erased').map(({ detail }) => detail);
    expect(await erasedIn(bundle)).toEqual([]);
    expect(await erasedIn(Buffer.from(after))).toEqual([
      expect.stringMatching(/`consent.given` of .*its erasable part was erased at 20\d\d-.*by the word of the service/),
      expect.stringMatching(/`consent.disputed` of .*its erasable part was erased at 20\d\d-/),
    ]);
    expect((await verify(Buffer.from(after), trust)).statements).toContainEqual({
      ...{ check: 'certificate', ok: null, detail: 'the certificate was erased with what was personal in it' },
    });
    const [bare] = (await verify(receipt, trust)).statements.filter(({ check }) => check === 'personal');
    expect(bare?.detail).toContain('no receipt holds the erasable part');
    await sequence(service);
    const [size] = await sql(service, 'SELECT size::integer FROM countersign.tree_head');
    await expectLogIsSound(service.databaseUrl, Number(Object(size).size));
    const given = { personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl };
    expect((await rebuild(given)).differences).toEqual([]);
    const { body: again } = await deniz.get(`/v1/checks/${decision}/replay`).expect(200);
    expect(again).toMatchObject({ inputsErased: true });
  });

  it('lets a certificate that is asked for now say that she was erased, and when, and nothing be allowed of her', async () => {
    const { deniz } = world;
    await withWorker(async () => {
      const sealed = await eventually('the certificate', async () => {
        const { status, body } = await deniz.get(`/v1/checks/${decision}/certificate`);
        return status === 200 ? Buffer.from(body) : null;
      });
      const text = (await textOf(new Uint8Array(sealed))).replaceAll(/\s+/gu, ' ');
      const { verdict, statements } = await verify(sealed, trust);
      expect(verdict).toBe('genuine');
      expect(statements.find(({ check }) => check === 'erased')?.detail).toMatch(
        /was erased at 20\d\d-.*Z: it was made/,
      );
      expect(text).toMatch(/Erased person \(erased on \d{4}-\d\d-\d\d\)/);
    });
    const { body: now } = await deniz
      .post('/v1/checks', checkOf(world, useOf({ description: WORDS.description })))
      .expect(200);
    expect(now).toMatchObject({ outcome: 'deny', reasons: [{ code: 'UNKNOWN' }] });
    expect(await found()).toEqual(Object.keys(STAYS));
    // Whoever comes with her address is somebody new.
    const { body: session } = await (await signIn(service, WORDS.address)).get('/v1/erasure').expect(200);
    expect(session).toMatchObject({ goes: { profiles: 0, accounts: 1 } });
  });

  it('keeps evidence of her for its years, longer under a hold, and then nothing but leaves', async () => {
    const { deniz, performer } = world;
    const given = { personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl };
    const environment = { DATABASE_URL: service.databaseUrl };
    const later = openStore({ ...given, clock: (now) => now.replace(/^\d{4}/, (year) => String(Number(year) + 10)) });
    const [before] = await sql(service, COUNTED(performer));
    expect(Number(Object(before).evidence)).toBeGreaterThan(20);
    await countersign(['erase', 'hold', '--performer', performer, '--reason', 'Claim 8 of 2026'], environment);
    expect(await later.destroyEvidence(10, 10)).toBe(0);
    await countersign(['erase', 'lift', '--performer', performer], environment);
    expect(await later.destroyEvidence(11, 10)).toBe(0);
    expect(await later.destroyEvidence(10, 10)).toBe(1);
    await later.close();
    const [after] = await sql(service, COUNTED(performer));
    expect(after).toEqual({ entries: Number(Object(before).entries) + 3, evidence: 1 });
    // Nothing that is read of her is left, and whoever held it learns no more than a stranger.
    await deniz.get(`/v1/consents/${consent}`).expect(404);
    await deniz.get(`/v1/checks/${decision}`).expect(404);
    await deniz.get(`/v1/consents/${consent}/evidence`).expect(404);
    await deniz.get(`/v1/performers/${performer}`).expect(404);
    expect((await deniz.post('/v1/checks', checkOf(world, useOf({}))).expect(200)).body).toMatchObject({
      outcome: 'deny',
      reasons: [{ code: 'UNKNOWN' }],
    });
    for (const path of ['/v1/events', '/v1/consents', '/v1/checks', '/v1/requests']) await deniz.get(path).expect(200);
    // What was handed out before stays what it is, and so does the log.
    for (const file of [receipt, bundle]) expect((await verify(file, trust)).verdict).toBe('genuine');
    await sequence(service);
    const [size] = await sql(service, 'SELECT size::integer FROM countersign.tree_head');
    await expectLogIsSound(service.databaseUrl, Number(Object(size).size));
    expect((await rebuild(given)).differences).toEqual([]);
  });

  it('leaves what waits for others as it is, though somebody is called as our own words are', async () => {
    const notice = { right: 'notice', noticeDays: 14, existingWorks: 'continue_released' };
    const relied = await consentReliedOn(service, { revocation: notice });
    const { recall } = await withdrawn(relied.world, relied.consent);
    const before = await stepsOf(service, recall);
    for (const name of ['Settle', 'Answer', 'chase', 'Recall', 'https']) {
      const email = `${name.toLowerCase()}@performer.example`;
      await idOf(relied.world.deniz, '/v1/performers', { name, email });
      const visitor = await signIn(service, email);
      const { body } = await visitor.get('/v1/erasure').expect(200);
      await visitor.post('/v1/erasure', { etag: body.etag }).expect(200);
    }
    expect(await stepsOf(service, recall)).toEqual(before);
    expect(before.map(({ payload }) => payload['step'])).toContain('settle');
  });

  it('is done of somebody about whom thousands of things were said lately', async () => {
    const made = await makeWorld(service);
    const { deniz, mara, performer, season } = made;
    const checks = Array.from({ length: 1000 }, (_, job) => ({
      ...{ performer, production: season, use: useOf({ description: `The line of job ${String(job)}` }) },
      reference: `shot 12-4, render job ${String(job)} of season one`,
    }));
    await deniz.post('/v1/checks/batch', { checks }).expect(200);
    const { body } = await mara.get('/v1/erasure').expect(200);
    const began = performance.now();
    await mara.post('/v1/erasure', { etag: body.etag }).expect(200);
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
