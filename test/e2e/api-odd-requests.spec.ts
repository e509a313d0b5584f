/** Requests that the fuzzer and the scanners of test/attack found to be answered badly, each by its name. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Wire } from '../attack/wire.js';
import { openService, sql, Visitor, type Service } from './api-service.js';
import {
  checkOf,
  faultsOf,
  keyOf,
  makeWorld,
  sentRequest,
  signedConsent,
  signing,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let wire: Wire;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  world = await makeWorld(service);
  wire = new Wire(Number(new URL(await service.api.listen()).port), 10_000);
});
afterAll(async () => {
  wire.hangUp();
  await service.close();
});

/** A comparison of each with every other takes longer on any machine; an answer does not. */
const PATIENCE_MS = 2_000;

const said = (text: string) => wire.ask(Buffer.from(text, 'latin1'), { isHead: false, isLast: true });

describe('an odd request', () => {
  it('a member named `constructor`, however it is written, is refused before a library asks it what it is', async () => {
    const farm = await keyOf(world);
    const { act, ...context } = Object(useOf());
    const question = {
      ...{ subject: { type: 'production', id: world.season }, action: { name: act[0] } },
      ...{ resource: { type: 'performer', id: world.performer }, context: { ...context, quantity: '@' } },
    };
    const check = checkOf(world, useOf({ quantity: '@' }));
    for (const [path, body] of [
      ['/access/v1/evaluation', question],
      ['/v1/checks', check],
    ] as const) {
      for (const name of ['constructor', '\\u0063onstructor']) {
        const text = JSON.stringify(body).replace('"@"', () => `{"lines":1,"${name}":{"x":1}}`);
        const { body: problem } = await farm.post(path).set('content-type', 'application/json').send(text).expect(400);
        expect(problem.code).toBe('malformed_request');
      }
    }
    const described = checkOf(world, useOf({ description: 'The constructor says a line.' }));
    await farm.post('/v1/checks', described).expect(200);
  });

  it('a body that is a list is refused as one, and not item by item', async () => {
    const farm = await keyOf(world);
    const text = `[${'{},'.repeat(80_000)}{}]`;
    const { body } = await farm.post('/v1/checks/batch').set('content-type', 'application/json').send(text).expect(422);
    expect(body.errors).toEqual([{ path: '', message: 'send an object' }]);
  });

  it('values of a list in a question are not compared each with every other, however many there are', async () => {
    const farm = await keyOf(world);
    const purpose = Array.from({ length: 15_000 }, () => 0);
    const question = {
      ...{ subject: { type: 'production', id: world.season }, action: { name: 'generate.voice.adr_line' } },
      ...{ resource: { type: 'performer', id: world.performer }, context: { purpose } },
    };
    const startedAtMs = performance.now();
    const { body } = await farm.post('/access/v1/evaluation', question).expect(200);
    expect(body.decision).toBe(false);
    expect(performance.now() - startedAtMs).toBeLessThan(PATIENCE_MS);
  });

  it('a list where a list of objects has an object is refused by its place', async () => {
    const request = await sentRequest(world);
    const sound = await signing(world, request);
    for (const clauses of [[[]], [[[]]], [...sound.clauses, []]]) {
      const { body } = await world.mara.post(`/v1/requests/${request}/sign`, { ...sound, clauses }).expect(422);
      expect(body.errors).toEqual([{ path: '/clauses', message: 'send objects' }]);
    }
  });

  it('what is no whole number is refused where one is asked for, and not made one', async () => {
    const { deniz, organization } = world;
    const hooks = `/v1/organizations/${organization}/webhooks`;
    const { body: hook } = await deniz.post(hooks, { url: 'https://pipeline.example.com/' }).expect(201);
    // An empty field of a form was taken for an overlap of no hours, and the key in use ended there and then.
    for (const overlapHours of ['', ' ', true, false, null, '0x10', '1e1', [1], 1.5]) {
      const { body } = await deniz.post(`${hooks}/${hook.id}/rotate`, { overlapHours }).expect(422);
      expect(faultsOf(body)).toEqual(['/overlapHours']);
    }
    expect((await deniz.get(`${hooks}/${hook.id}`).expect(200)).body.keys).toHaveLength(1);
    for (const after of ['', '0x10', '1e3', '1.5', '-1']) await deniz.get(`/v1/events?after=${after}`).expect(422);
    await deniz.get('/v1/events?after=0').expect(200);
  });

  it('asking for a certificate that is not there yet leaves no trace of a look', async () => {
    const consent = await signedConsent(world);
    const views = () => sql(service, `SELECT count(*) FROM countersign.entries WHERE type = 'record.viewed'`);
    const before = await views();
    await world.deniz.get(`/v1/consents/${consent}/certificate`).expect(409);
    expect(await views()).toEqual(before);
  });

  it('a person whose id could be none is no member', async () => {
    for (const user of ['x%20', '%00', `x'`, '%F0%9F%8E%AD', 'x'.repeat(128)]) {
      const { body } = await world.deniz.delete(`/v1/organizations/${world.organization}/members/${user}`).expect(404);
      expect(body.code).toBe('not_found');
    }
  });

  it('coming back to an organization, or with a question, that could be none is answered as to one that is none', async () => {
    const anyone = new Visitor(service);
    for (const place of ['callback', 'finish']) await anyone.get(`/v1/sso/%2Fe%00/${place}?question=x`).expect(403);
    const answer = { SAMLResponse: 'AAAA' };
    await anyone.post('/v1/sso/%00/saml').type('form').send(answer).expect(403);
    for (const asked of ['callback?state=%00', 'finish?question=a%00'])
      await anyone.get(`/v1/sso/${world.organization}/${asked}`).expect(403);
  });

  it('a request without a host is told so, and an expectation that nobody knows is passed over', async () => {
    const hostless = await said('GET /v1/health/live HTTP/1.1\r\n\r\n');
    expect(hostless).toMatchObject({ kind: 'answer', status: 400, text: expect.stringContaining('`host`') });
    await new Visitor(service).get('/v1/health/live').expect(200);
    const expecting = await said('GET /v1/health/live HTTP/1.1\r\nHost: a\r\nExpect: 200-maybe\r\n\r\n');
    expect(expecting).toMatchObject({ kind: 'answer', status: 200 });
    expect(await said('GET /v1/health/live HTTP/1.0\r\n\r\n')).toMatchObject({ kind: 'answer', status: 200 });
  });
});
