import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Response } from 'supertest';
import { newSecret } from '../../apps/api/src/asking/key-secret.js';
import { ConfigError, readConfig } from '../../apps/api/src/config.js';
import { CODES } from '../../apps/api/src/errors/codes.js';
import { openService, Visitor, type Service } from './api-service.js';

let service: Service;
let anyone: Visitor;
beforeAll(async () => {
  service = await openService({ env: { ATTEMPTS_PER_MINUTE: '20', PORT: '0' } });
  anyone = new Visitor(service);
});
afterAll(() => service.close());

/** Every failure has the one shape, on whatever path it happened. */
function expectProblem({ status, headers, body, text }: Response, code: string): void {
  expect({ status, code: body.code, type: headers['content-type'] }).toMatchObject({
    code,
    type: 'application/problem+json; charset=utf-8',
  });
  const known = ['type', 'title', 'status', 'detail', 'code', 'requestId', 'errors'];
  expect(Object.keys(body).filter((name) => !known.includes(name))).toEqual([]);
  expect(CODES).toContain(body.code);
  expect(body.status).toBe(status);
  expect(body.requestId).toBe(headers['x-request-id']);
  expect(text).not.toMatch(/node_modules|\.ts:|SELECT|INSERT|at Object/);
}

/** Everything that is answered to these bytes until the connection ends. */
async function said(port: number, bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.end(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

describe('a request that cannot be served', () => {
  it('404: an unknown address', async () => {
    expectProblem(await anyone.get('/nowhere').expect(404), 'route_unknown');
    expectProblem(await anyone.post('/v1/nowhere', {}).expect(404), 'route_unknown');
    expectProblem(await anyone.get('/nowhere/../../package.json'), 'malformed_request');
  });

  it('400, 431: what Node refuses before there is a request', async () => {
    const url = new URL((await service.api.listen()).replace('[::1]', '127.0.0.1'));
    const long = `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`;
    for (const [bytes, status, code] of [
      ['BLAH\r\n\r\n', 400, 'malformed_request'],
      [long, 431, 'headers_too_large'],
    ] as const) {
      const answer = await said(Number(url.port), bytes);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(head).toContain('Content-Type: application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status, code, type: `/reference/problems#${code}` });
    }
  });

  it('200: HEAD answers like GET, without a body', async () => {
    for (const path of ['/', '/mailbox', '/v1/health/ready', '/openapi.json']) {
      const { status, text } = await service.api.nest
        .inject({ method: 'HEAD', url: path, headers: { host: 'localhost' } })
        .then(({ statusCode, payload }) => ({ status: statusCode, text: payload }));
      expect([path, status, text]).toEqual([path, 200, '']);
    }
  });

  it('405: a known address with another method, and says which it takes', async () => {
    const answer = await anyone.get('/v1/sign-in').expect(405);
    expectProblem(answer, 'method_not_allowed');
    expect(answer.headers['allow']).toBe('POST');
    expect((await anyone.delete('/v1/session/').expect(404)).body.code).toBe('route_unknown');
    expectProblem(await anyone.post('/v1/checks/chk_0123456789abcdefghijkl', {}).expect(405), 'method_not_allowed');
  });

  it('400: an address or a body that is not well formed', async () => {
    expectProblem(await anyone.get('/v1/%zz').expect(400), 'malformed_request');
    for (const body of ['{"email":', '[', '{"a":1}}', '"\u0001"', '{"__proto__": {"x": 1}}']) {
      const answer = await anyone.post('/v1/sign-in').set('content-type', 'application/json').send(body);
      expect(answer.status).toBe(400);
      expectProblem(answer, 'malformed_request');
    }
  });

  it('400: a body that goes deeper than any reader of it', async () => {
    const send = (body: string) => anyone.post('/v1/session').set('content-type', 'application/json').send(body);
    const nested = (depth: number) => `{"token":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expectProblem(await send(nested(100_000)).expect(400), 'malformed_request');
    expectProblem(await send(nested(32)).expect(400), 'malformed_request');
    expectProblem(await send(nested(31)).expect(422), 'invalid_input');
    expectProblem(await send(`{"token":"\\\\\\"${'['.repeat(33)}"}`).expect(410), 'link_ended');
  });

  it('400: a text that no record could hold', async () => {
    for (const email of ['a\u0000b@example.com', 'a\ud800b@example.com']) {
      expectProblem(await anyone.post('/v1/sign-in', { email }).expect(400), 'malformed_request');
    }
  });

  it('413, 414 and 415: too large, too long, not JSON', async () => {
    const large = { email: 'x'.repeat(300_000) };
    expectProblem(await anyone.post('/v1/sign-in', large).expect(413), 'body_too_large');
    expectProblem(await anyone.get(`/v1/requests/${'a'.repeat(300)}`).expect(414), 'address_too_long');
    const plain = anyone.post('/v1/sign-in').set('content-type', 'text/plain').send('email');
    expectProblem(await plain.expect(415), 'media_type_unsupported');
    const form = anyone.post('/v1/sign-in').type('form').send({ email: 'a@example.com' });
    expectProblem(await form.expect(415), 'media_type_unsupported');
  });

  it('401: nobody is signed in, or the key does not count', async () => {
    expectProblem(await anyone.get('/v1/consents').expect(401), 'not_signed_in');
    const cookie = new Visitor(service, { cookie: 'countersign.session_token=abc.def' });
    expectProblem(await cookie.get('/v1/consents').expect(401), 'not_signed_in');
    const mistyped = `Bearer csk_${'a'.repeat(42)}`;
    const unknown = `Bearer ${newSecret()}`;
    for (const authorization of [unknown, mistyped, 'Bearer nonsense', 'Basic YTpi', '']) {
      const machine = new Visitor(service, { authorization });
      expectProblem(await machine.get('/v1/consents').expect(401), 'key_refused');
      const check = { performer: null, production: 'prod_0123456789abcdefghijkl', use: {} };
      expectProblem(await machine.post('/v1/checks', check).expect(401), 'key_refused');
    }
  });

  it('422: each field that is wrong, by its place, and every field that is not known', async () => {
    const answer = await anyone.post('/v1/sign-in', { email: 'nobody', extra: true }).expect(422);
    expectProblem(answer, 'invalid_input');
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        { path: '/email', message: 'send an e-mail address' },
        { path: '/extra', message: 'no such field; leave it out' },
      ]),
    );
    for (const body of [{}, { email: null }, { email: 5 }, { email: ['a@example.com'] }, { email: {} }]) {
      expectProblem(await anyone.post('/v1/sign-in', body).expect(422), 'invalid_input');
    }
    expectProblem(await anyone.post('/v1/sign-in').expect(422), 'invalid_input');
    expectProblem(await anyone.post('/v1/session', { token: 'x'.repeat(300) }).expect(422), 'invalid_input');
    expectProblem(await anyone.get('/v1/log/proofs?leaf=xyz').expect(422), 'invalid_input');
    expectProblem(await anyone.get('/v1/log/proofs').expect(422), 'invalid_input');
  });

  it('404: an id that no message could have', async () => {
    expectProblem(await anyone.get('/v1/mailbox/%00').set('host', 'localhost').expect(404), 'not_found');
  });

  it('429: too many attempts, and says how long to wait', async () => {
    for (let attempt = 0; attempt < 25; attempt += 1) {
      const answer = await anyone.post('/v1/session', { token: 'wrong' });
      if (answer.status !== 429) continue;
      expectProblem(answer, 'too_many_requests');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      return;
    }
    throw new Error('attempts were not limited');
  });
});

describe('a client', () => {
  it('is who a trusted proxy says, and otherwise who connects', async () => {
    const attempts = async (of: Service): Promise<number[]> => {
      const statuses: number[] = [];
      for (const client of ['203.0.113.1', '203.0.113.1', '203.0.113.2']) {
        const visitor = new Visitor(of, { 'x-forwarded-for': client });
        statuses.push((await visitor.post('/v1/session', { token: 'wrong' })).status);
      }
      return statuses;
    };
    for (const [proxies, expected] of [
      ['127.0.0.1/32,::1', [410, 429, 410]],
      ['', [410, 429, 429]],
    ] as const) {
      const own = await openService({ env: { ATTEMPTS_PER_MINUTE: '1', TRUSTED_PROXIES: proxies } });
      expect(await attempts(own)).toEqual(expected);
      await own.close();
    }
  });
});

describe('the configuration', () => {
  const secrets = { AUTH_SECRET: 'a'.repeat(32), PERSONAL_SECRET: 'b'.repeat(32) };
  const sound = { DATABASE_URL: 'postgres://localhost/x', BASE_URL: 'https://a.example', ...secrets };

  it('names in one sentence what is missing or unusable, and tells no secret', () => {
    const wrong: Record<string, string>[] = [
      { DATABASE_URL: '' },
      { DATABASE_URL: 'mysql://user:hunter2@x' },
      { BASE_URL: 'countersign' },
      { BASE_URL: 'https://a.example/path' },
      { BASE_URL: 'http://a.example' },
      { KEYS_DIR: '' },
      { PORT: '99999' },
      { PORT: 'web' },
      { MAIL_CAPTURE: 'yes' },
      { LOG_LEVEL: 'loud' },
      { TRUSTED_PROXIES: 'localhost' },
      { OUTBOUND_ALLOW: 'idp.within, http://10.0.0.1' },
      { AUTH_SECRET: 'hunter2' },
      { PERSONAL_SECRET: 'hunter2' },
    ];
    for (const change of wrong) {
      const read = () => readConfig({ ...sound, KEYS_DIR: '.', ...change });
      expect(read).toThrow(ConfigError);
      expect(read).toThrow(Object.keys(change)[0]);
      expect(read).not.toThrow(/hunter2/);
    }
  });

  it('takes the secret of sessions from the folder of keys', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-config-'));
    const { AUTH_SECRET, ...rest } = sound;
    expect(() => readConfig({ ...rest, KEYS_DIR: folder })).toThrow(/AUTH_SECRET/);
    await writeFile(join(folder, 'auth.secret'), `${AUTH_SECRET}\n`);
    expect(readConfig({ ...rest, KEYS_DIR: folder }).authSecret).toBe(AUTH_SECRET);
    await rm(folder, { recursive: true });
  });
});
