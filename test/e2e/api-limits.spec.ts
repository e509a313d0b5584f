import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createApi, type Api } from '../../apps/api/src/app.js';
import { newSecret } from '../../apps/api/src/asking/key-secret.js';
import { readConfig } from '../../apps/api/src/config.js';
import { ENVIRONMENT, mailTo, openService, signIn, sql, Visitor, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld } from './api-world.js';

/** Two processes on one database: each counts by itself, and both in what they share. */
async function openTwo(env: Record<string, string>): Promise<{ one: Service; two: Service; close(): Promise<void> }> {
  const one = await openService({ env });
  const config = { ...ENVIRONMENT, DATABASE_URL: one.databaseUrl, KEYS_DIR: one.keysDir, ...env };
  const api: Api = await createApi(readConfig(config));
  const two = { ...one, api };
  return {
    one,
    two,
    close: async () => {
      await api.close();
      await one.close();
    },
  };
}

/** So many requests, half to each process, all at once: how many were let through. */
async function passed(count: number, ask: (of: number) => PromiseLike<{ readonly status: number }>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, (_, index) => ask(index % 2)));
  return answers.filter(({ status }) => status !== 429).length;
}

const VIA = { TRUSTED_PROXIES: '127.0.0.1/32,::1,::ffff:127.0.0.1' };
const from = (service: Service, client: string) => new Visitor(service, { 'x-forwarded-for': client });

describe('two processes', () => {
  let both: Awaited<ReturnType<typeof openTwo>>;
  beforeAll(async () => {
    both = await openTwo({
      ...VIA,
      ...{ ATTEMPTS_PER_MINUTE: '10', ADDRESS_REQUESTS_PER_MINUTE: '300', KEY_REQUESTS_PER_MINUTE: '400' },
    });
  });
  afterAll(() => both.close());
  const at = (index: number) => (index === 0 ? both.one : both.two);

  it('count attempts at a secret as one, exactly', async () => {
    const attempt = (index: number) => from(at(index), '203.0.113.1').post('/v1/session', { token: 'wrong' });
    expect(await passed(40, attempt)).toBe(10);
    const { body, headers } = await attempt(1).expect(429);
    expect(body).toMatchObject({ code: 'too_many_requests', status: 429 });
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    // Another client is not kept waiting by the first, and signing in not by guessing codes.
    await from(both.one, '203.0.113.2').post('/v1/session', { token: 'wrong' }).expect(410);
    await from(both.two, '203.0.113.1').post('/v1/sign-in', { email: 'other@example.com' }).expect(202);
  });

  it('count one network of IPv6 as one client, whatever its last half', async () => {
    const attempt = (index: number) => {
      const host = Math.floor(Math.random() * 0xffff).toString(16);
      return from(at(index), `2001:db8:7:7::${host}`).post('/v1/session', { token: 'wrong' });
    };
    expect(await passed(30, attempt)).toBe(10);
  });

  it('take the requests of an address by leases: never more than the limit, and less by no more than the leases', async () => {
    const ask = (index: number) => from(at(index), '203.0.113.3').get('/v1/packs');
    const count = await passed(450, ask);
    expect(count).toBeLessThanOrEqual(300);
    expect(count).toBeGreaterThanOrEqual(300 - 2 * 3);
    await ask(0).expect(429);
    await ask(1).expect(429);
    await from(both.one, '203.0.113.3').get('/v1/health/ready').expect(200);
  });

  it('count a key by itself, whoever asks with it from wherever, and a batch as each of its questions', async () => {
    const world = await makeWorld(both.one);
    const farm = await keyOf(world);
    const other = await keyOf(world);
    const ask = (key: Visitor, index: number) =>
      new Visitor(at(index), { ...key.headers, 'x-forwarded-for': `198.51.100.${index}` });
    const { headers } = await ask(farm, 0).post('/v1/checks', checkOf(world)).expect(200);
    expect(headers['ratelimit-policy']).toBe('"address";q=300;w=60, "key";q=400;w=60');
    const { headers: next } = await ask(farm, 0).post('/v1/checks', checkOf(world)).expect(200);
    expect(next['ratelimit-policy']).toBe('"key";q=400;w=60');
    expect(next['ratelimit']).toMatch(/^"key";r=398;t=(60|5\d)$/);

    const checks = Array.from({ length: 300 }, () => checkOf(world));
    const { headers: batch } = await ask(farm, 0).post('/v1/checks/batch', { checks }).expect(200);
    expect(batch['ratelimit']).toMatch(/^"key";r=98;/);
    await ask(farm, 1).post('/v1/checks/batch', { checks }).expect(429);
    await ask(farm, 0).post('/v1/checks/batch', { checks }).expect(429);
    // A key that is used up stops no other, not of the same organization either.
    await ask(other, 1).post('/v1/checks', checkOf(world)).expect(200);
  });

  it('count what is no key to its address, and open no account for it', async () => {
    const accounts = async () => (await sql(both.one, 'SELECT key FROM rate_limits')).length;
    const guess = () =>
      new Visitor(both.one, { 'x-forwarded-for': '203.0.113.9', authorization: `Bearer ${newSecret()}` });
    await guess().get('/v1/consents').expect(401);
    const before = await accounts();
    for (let count = 0; count < 8; count += 1) {
      await guess().get('/v1/consents').expect(401);
      await guess().post('/v1/checks', {}).expect(401);
    }
    expect(await accounts()).toBe(before);
  });

  it('say how it stands in every answer that is counted', async () => {
    const visitor = from(both.one, '203.0.113.20');
    for (const path of ['/', '/v1/session', '/v1/nowhere', '/v1/consents', '/v1/packs']) {
      const { headers } = await visitor.get(path);
      expect([path, headers['ratelimit-policy']]).toEqual([path, '"address";q=300;w=60']);
      expect(headers['ratelimit']).toMatch(/^"address";r=29\d;t=\d+$/);
    }
    const { headers } = await visitor.post('/v1/sign-in', { email: 'told@example.com' }).expect(202);
    expect(headers['ratelimit-policy']).toBe('"address";q=300;w=60, "attempts";q=10;w=60, "mails";q=1000000;w=600');
  });

  it('keep no address of anybody for it, and the worker sweeps what has ended', async () => {
    const rows = JSON.stringify(await sql(both.one, 'SELECT * FROM rate_limits'));
    expect(rows).not.toMatch(/203\.0\.113|2001:db8|@|session|csk_/);
    await sql(both.one, 'UPDATE rate_limits SET expire = 1');
    expect((await both.one.store.sweep(1000)).rate_limits).toBeGreaterThan(3);
    expect(await sql(both.one, 'SELECT * FROM rate_limits')).toEqual([]);
  });
});

describe('mail to one mailbox', () => {
  let service: Service;
  beforeAll(async () => {
    service = await openService({
      env: {
        ...VIA,
        SIGN_IN_MAILS_PER_MAILBOX: '2',
        SIGN_IN_MAILS_PER_MAILBOX_DAY: '3',
        SIGN_IN_MAILS_PER_ADDRESS: '9',
      },
    });
  });
  afterAll(() => service.close());

  let clients = 0;
  const ask = (email: string) =>
    from(service, `192.0.2.${(clients += 1)}`)
      .post('/v1/sign-in', { email })
      .expect(202);
  const tokenIn = (mail = '') => /\/open#(\S+)/.exec(mail)?.[1] ?? '';
  /** Ends the windows that are as long as a link counts, and not those of a day. */
  const endWindow = () => sql(service, `UPDATE rate_limits SET expire = 1 WHERE expire < ${Date.now() + 3_600_000}`);

  it('stops when it is enough, without a word of it, and shuts nobody out of their account', async () => {
    const texts = [];
    for (let count = 0; count < 6; count += 1) texts.push((await ask('flooded@example.com')).text);
    expect(new Set(texts).size).toBe(1);
    const mails = await linksTo(service, 'flooded@example.com');
    expect(mails).toHaveLength(2);
    // Whoever asked for them: each link that she has got still signs her in.
    for (const mail of mails) {
      await from(service, '192.0.2.200')
        .post('/v1/session', { token: tokenIn(mail) })
        .expect(201);
    }
    await endWindow();
    await ask('flooded@example.com');
    await ask('flooded@example.com');
    // The day is used up by now, and she still gets one link in each time that a link counts.
    expect(await linksTo(service, 'flooded@example.com')).toHaveLength(1);
    for (let window = 0; window < 3; window += 1) {
      await endWindow();
      for (let count = 0; count < 3; count += 1) await ask('flooded@example.com');
      const [mail, ...more] = await linksTo(service, 'flooded@example.com');
      expect(more).toEqual([]);
      await from(service, '192.0.2.201')
        .post('/v1/session', { token: tokenIn(mail) })
        .expect(201);
    }
    // Nobody else's mailbox is touched by that.
    await ask('quiet@example.com');
    expect(await mailTo(service, 'quiet@example.com')).toHaveLength(1);
  });

  it('stops for one client that asks for many mailboxes, and tells that client', async () => {
    const client = from(service, '198.51.100.50');
    for (let count = 0; count < 9; count += 1) {
      await client.post('/v1/sign-in', { email: `list${count}@example.com` }).expect(202);
    }
    const { headers } = await client.post('/v1/sign-in', { email: 'list9@example.com' }).expect(429);
    expect(headers['ratelimit']).toMatch(/"mails";r=0;t=\d+$/);
    expect(await mailTo(service, 'list9@example.com')).toEqual([]);
  });

  it('costs the same statements whether anybody is known by the address, and whether one is mailed', async () => {
    await signIn(service, 'known@example.com');
    await ask('warm@example.com');
    const counts = new Map<string, number>();
    for (const email of ['known@example.com', 'unknown@example.com', 'flooded@example.com']) {
      counts.set(email, await statements(() => ask(email)));
    }
    expect(await linksTo(service, 'flooded@example.com')).toEqual([]);
    expect(counts.get('known@example.com')).toBeGreaterThan(5);
    expect(new Set(counts.values()).size).toBe(1);
  });
});

/** The links mailed to an address; a new device is mailed besides. */
async function linksTo(service: Service, email: string): Promise<string[]> {
  return (await mailTo(service, email)).filter((text) => text.includes('/open#'));
}

/** How many statements the work sends, on whatever connection. */
async function statements(work: () => PromiseLike<unknown>): Promise<number> {
  const { prototype } = pg.Client;
  const query = Reflect.get(prototype, 'query');
  let count = 0;
  Reflect.set(prototype, 'query', function (this: pg.Client, ...args: unknown[]): unknown {
    count += 1;
    return Reflect.apply(query, this, args);
  });
  try {
    await work();
    return count;
  } finally {
    Reflect.set(prototype, 'query', query);
  }
}
