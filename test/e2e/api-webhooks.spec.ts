/** Webhooks from the route that makes them to the receiver: the real service, its worker, and HTTP on this machine. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { developmentIdentity } from '#evidence';
import { newId } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { startDocumentedReceiver } from '../support/documented-receiver.js';
import { eventually } from '../support/eventually.js';
import { LOGGING } from '../support/used-secrets.js';
import { isSignedBy, openReceiver, type Received, type Receiver, type Reply } from '../support/webhook-receiver.js';
import { BASE_URL, openService, sequence, sql, type Service, type Visitor } from './api-service.js';
import { checkOf, keyOf, makePartner, makeWorld, signedConsent, type World } from './api-world.js';

const WITHIN = { OUTBOUND_ALLOW: 'http://127.0.0.1' };

let service: Service;
let worker: Worker;
let world: World;
let farm: Visitor;
let partner: string;
let pia: Visitor;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  service = await openService({ env: { ...WITHIN, PORT: '0' } });
  writeFileSync(join(service.keysDir, 'seal.pem'), await developmentIdentity('Webhooks', '2026-01-01T00:00:00.000Z'));
  world = await makeWorld(service);
  await signedConsent(world);
  // What happened before is in the tree, and so is no event of a webhook that is made now.
  await sequence(service);
  farm = await keyOf(world);
  ({ partner, pia } = await makePartner(world));
  await sequence(service);
  worker = await startAnother();
});
afterEach(async () => {
  const { body } = await world.deniz.get(hooks()).expect(200);
  for (const { id } of body.items) await world.deniz.delete(hooks(id)).expect(204);
  for (const each of opened.splice(0)) await each.close();
});
afterAll(async () => {
  await worker.close();
  await service.close();
});

function startAnother(): Promise<Worker> {
  const own = { ...LOGGING, ...WITHIN, MAIL_CAPTURE: 'true', WEBHOOK_TIMEOUT_MS: '300' };
  const { databaseUrl: DATABASE_URL, keysDir: KEYS_DIR } = service;
  return startWorker(readConfig({ DATABASE_URL, BASE_URL, KEYS_DIR, ...own }));
}

const hooks = (id = '', act = '') =>
  `/v1/organizations/${world.organization}/webhooks${id && `/${id}`}${act && `/${act}`}`;

async function receiver(reply?: Receiver['reply']): Promise<Receiver> {
  const made = await openReceiver(reply);
  opened.push(made);
  return made;
}

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly keys: readonly { readonly id: string; readonly publicKey: string; readonly endsAt: string | null }[];
}

async function hooked(url: string, settings: object = {}): Promise<Made> {
  const { body } = await world.deniz.post(hooks(), { url, ...settings }).expect(201);
  return body;
}

/** Something happens: a check is an event. */
async function check(): Promise<string> {
  const { body } = await farm.post('/v1/checks', checkOf(world)).expect(200);
  return body.id;
}

async function deliveriesOf(id: string): Promise<Logged[]> {
  return (await world.deniz.get(hooks(id, 'deliveries?limit=200')).expect(200)).body.items;
}

interface Logged {
  readonly id: string;
  readonly event: string;
  readonly type: string;
  readonly sequence: number | null;
  readonly state: string;
  readonly attemptCount: number;
  readonly dueAt: string | null;
}

const settled = (id: string, count: number, state = 'delivered') =>
  eventually(`${count} ${state}`, async () => {
    const found = (await deliveriesOf(id)).filter((each) => each.state === state);
    return found.length >= count ? found : null;
  });

interface Standing {
  readonly disabledAt: string | null;
  readonly disabledWhy: string | null;
  readonly failingSince: string | null;
}

async function read(id: string): Promise<Standing> {
  return (await world.deniz.get(hooks(id)).expect(200)).body;
}
const tried = ({ attemptCount }: Logged) => attemptCount > 0;
const checksIn = (received: readonly Received[]) => received.map(({ event }) => event.refs['check']);
const mails = async (subject: string) =>
  (await service.store.mailbox.list(100)).filter((each) => each.subject === subject);
const mailed = async (subject: string) => (await mails(subject))[0];

/** Until the worker has put everything into the log, and has looked at it. */
async function sequenced(): Promise<void> {
  await eventually('sequenced', async () => {
    const [left] = await sql(service, `SELECT (SELECT count(*) FROM countersign.unsequenced)::integer AS n`);
    return Object(left).n === 0 ? true : null;
  });
}

/** Whatever waits for its next try is due at once: nobody waits for hours here. */
const hurry = () => sql(service, `UPDATE countersign.deliveries SET due_at = clock_timestamp() WHERE state = 'due'`);

/** Whatever waits has had its last try; another worker looks around as it begins. */
async function spend(): Promise<void> {
  await sql(service, `UPDATE countersign.deliveries SET state = 'given_up' WHERE kind = 'webhook'`);
  opened.push(await startAnother());
}

describe('a webhook', () => {
  it('is sent what happened from then on, in order and signed so that other people’s programs verify it', async () => {
    const { url, until } = await receiver();
    const made = await hooked(url);
    const checks = [await check(), await check()];
    const received = await until(2);

    const events = received.map(({ event }) => event).sort((one, other) => one.sequence - other.sequence);
    expect(events).toEqual([
      expect.objectContaining({ type: 'decision.made', previous: null }),
      expect.objectContaining({ type: 'decision.made', previous: events[0]?.sequence }),
    ]);
    expect(events.map(({ refs }) => refs)).toEqual(
      checks.map((id) => ({
        ...{ production: world.season, organization: world.organization, performer: world.performer, check: id },
      })),
    );
    for (const each of received) {
      expect(each.headers['webhook-id']).toBe(each.event.id);
      expect(new Webhook(made.secret).verify(each.body, headersOf(each))).toEqual(each.event);
      expect(() => new Webhook(made.secret).verify(`${each.body} `, headersOf(each))).toThrow('No matching signature');
      expect(isSignedBy(made.keys[0]?.publicKey ?? '', each)).toBe(true);
      expect(isSignedBy(made.keys[0]?.publicKey ?? '', { ...each, body: `${each.body} ` })).toBe(false);
    }
    // The same are fetched.
    const { body: fetched } = await world.deniz.get(`/v1/events?after=${Number(events[0]?.sequence) - 1}`).expect(200);
    expect(fetched.items).toEqual(events.map(({ previous: _, ...event }) => event));
  });

  it('is sent what its settings name, and of productions what lies below them', async () => {
    const [all, some, other] = [await receiver(), await receiver(), await receiver()];
    await hooked(some.url, { events: ['decision.made'], productions: [world.series] });
    await hooked(other.url, { events: ['consent.withdrawn'] });
    await hooked(all.url);
    await check();
    await all.until(1);
    await some.until(1);
    expect(other.received).toEqual([]);
    const wrong = { url: all.url, productions: [newId('prod')] };
    const { body } = await world.deniz.post(hooks(), wrong).expect(422);
    expect(body.errors).toEqual([expect.objectContaining({ path: '/productions/0' })]);
  });

  it('is tried again under the same id, not before its receiver asks for it, and the log says how it went', async () => {
    const answers: Reply[] = [{ status: 503, headers: { 'retry-after': '7200' }, body: 'x'.repeat(5000) }, 204];
    const { url, until, received } = await receiver(() => answers.shift() ?? 500);
    const { id } = await hooked(url);
    await check();
    await until(1);
    const [tried] = await eventually('tried', async () => {
      const found = await deliveriesOf(id);
      return found[0]?.attemptCount === 1 && found[0].dueAt !== null && Date.parse(found[0].dueAt) > Date.now()
        ? found
        : null;
    });
    expect(Date.parse(tried?.dueAt ?? '') - Date.now()).toBeGreaterThan(7_100_000);
    await hurry();
    await until(2);
    await settled(id, 1);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    const { body: logged } = await world.deniz.get(hooks(id, `deliveries/${tried?.id}`)).expect(200);
    expect(logged).toMatchObject({ body: received[0]?.body, state: 'delivered', attemptCount: 2 });
    expect(logged.attempts).toMatchObject([
      { status: 503, fault: null, answer: 'x'.repeat(4096) },
      { status: 204, fault: null, answer: '' },
    ]);
    expect(logged.attempts.map((each: { signedAt: number }) => String(each.signedAt))).toEqual(
      received.map(({ headers }) => headers['webhook-timestamp']),
    );
  });

  it('stops at 410 and tells its administrators, and enabled again goes on where it stopped', async () => {
    const gone = await receiver(() => 410);
    const { id } = await hooked(gone.url);
    const first = await check();
    await eventually('disabled', async () => (await read(id)).disabledWhy === 'gone' || null);
    const second = await check();
    await eventually('the mail', () => mailed('A webhook is disabled'));
    expect(gone.received).toHaveLength(1);
    gone.reply = () => 204;
    await world.deniz.post(hooks(id, 'enable')).expect(200);
    const received = await gone.until(3);
    expect(checksIn(received).sort()).toEqual([first, first, second].sort());
    expect(checksIn(received)[0]).toBe(first);
    expect(await read(id)).toMatchObject({ disabledAt: null, disabledWhy: null });
  });

  it.each([
    ['tried once more', hurry],
    ['out of tries', spend],
  ])('that has failed for five days, and is %s, is disabled, and its administrators are told', async (_, next) => {
    const { url } = await receiver(() => 500);
    const { id } = await hooked(url);
    await check();
    await eventually('failing', async () => (await read(id)).failingSince);
    expect(await read(id)).toMatchObject({ disabledAt: null });
    const before = (await mails('A webhook is disabled')).length;
    await sql(service, `UPDATE countersign.webhook_progress SET failing_since = failing_since - interval '5 days'`);
    await next();
    await eventually('disabled', async () => (await read(id)).disabledWhy === 'failing' || null);
    await eventually('the mail', async () => ((await mails('A webhook is disabled')).length > before ? true : null));
    const entries = `SELECT e.refs ->> 'actor' AS actor, p.evidence FROM countersign.entries e
      JOIN countersign.payloads p ON p.entry = e.serial WHERE e.type = 'webhook.disabled' AND e.refs ->> 'webhook' = '${id}'`;
    expect(await sql(service, entries)).toEqual([{ actor: 'system', evidence: '{"why":"failing"}' }]);
  });

  it('is handed no more while its receiver fails, and all of it once it works', async () => {
    const failing = await receiver(() => 500);
    const { url, received } = failing;
    const { id } = await hooked(url);
    for (let count = 0; count < 5; count += 1) await check();
    await eventually('failed', async () => ((await deliveriesOf(id)).filter(tried).length >= 4 ? true : null));
    const handed = (await deliveriesOf(id)).length;
    const late = await check();
    await sequenced();
    expect((await deliveriesOf(id)).length).toBe(handed);
    failing.reply = () => 204;
    await hurry();
    await settled(id, 6);
    expect(checksIn(received)).toContain(late);
  });

  it('signs with both keys while it rotates, and with the new one alone where there is no overlap', async () => {
    const { url, until } = await receiver();
    const made = await hooked(url);
    const { body: next } = await world.deniz.post(hooks(made.id, 'rotate')).expect(201);
    await check();
    const [both] = await until(1);
    for (const { secret } of [made, next]) new Webhook(secret).verify(both?.body ?? '', headersOf(both));
    for (const key of next.keys) expect(isSignedBy(key.publicKey, both)).toBe(true);
    expect(String(both?.headers['webhook-signature']).split(' ')).toHaveLength(4);
    const { body: last } = await world.deniz.post(hooks(made.id, 'rotate'), { overlapHours: 0 }).expect(201);
    await check();
    const [, one] = await until(2);
    new Webhook(last.secret).verify(one?.body ?? '', headersOf(one));
    for (const { secret } of [made, next])
      expect(() => new Webhook(secret).verify(one?.body ?? '', headersOf(one))).toThrow('No matching signature');
    const sealed = await sql(service, `SELECT sealed FROM countersign.webhook_secrets WHERE webhook = '${made.id}'`);
    expect(JSON.stringify(sealed)).not.toContain(last.secret.slice(6));
  });

  it('is sent a range again, under the same ids, and what it was not sent before', async () => {
    const { url, until, received } = await receiver();
    const earlier = await check();
    await sequenced();
    const { id } = await hooked(url, { events: ['decision.made'] });
    await check();
    await check();
    const [one, two] = (await until(2)).map(({ event }) => event).sort((a, b) => a.sequence - b.sequence);
    const range = { from: 0, to: one?.sequence };
    const { body } = await world.deniz.post(hooks(id, 'replay'), range).expect(202);
    expect(body).toEqual({ count: expect.any(Number), last: one?.sequence });
    await until(2 + Number(body.count));
    const again = received.slice(2).map(({ event }) => event);
    expect(checksIn(received.slice(2))).toContain(earlier);
    expect(again.filter((event) => event.id === one?.id)).toEqual([one]);
    expect(again.map((event) => event.id)).not.toContain(two?.id);
    await world.deniz.post(hooks(id, 'replay'), { from: 9, to: 8 }).expect(422);
  });

  it('is tested by hand, also where it is disabled, and a test is tried once', async () => {
    const tested = await receiver();
    const { id, secret } = await hooked(tested.url);
    await world.deniz.post(hooks(id, 'disable')).expect(200);
    const { body } = await world.deniz.post(hooks(id, 'test')).expect(202);
    const [got] = await tested.until(1);
    expect(new Webhook(secret).verify(got?.body ?? '', headersOf(got))).toMatchObject({
      ...{ type: 'webhook.test', sequence: null, refs: {} },
    });
    expect(await settled(id, 1)).toMatchObject([{ id: body.delivery, type: 'webhook.test' }]);
    expect(tested.received).toHaveLength(1);
    tested.reply = () => 500;
    await world.deniz.post(hooks(id, 'test')).expect(202);
    expect(await settled(id, 1, 'given_up')).toMatchObject([{ attemptCount: 1 }]);
    expect(await read(id)).toMatchObject({ failingSince: null });
  });

  it('reaches no address within, follows no redirect, and waits for no receiver that hangs or talks for ever', async () => {
    for (const url of ['https://10.0.0.1/', 'https://169.254.169.254/', 'http://receiver.example/'])
      await world.deniz.post(hooks(), { url }).expect(422);
    const aside = await receiver();
    const replies: Record<string, Reply> = {
      redirected: { status: 307, headers: { location: aside.url } },
      too_large: { status: 200, body: 'x'.repeat(100_000) },
      too_slow: 'hang',
    };
    const made = await Promise.all(
      Object.entries(replies).map(async ([fault, reply]) => {
        const { url } = await receiver(() => reply);
        return { fault, id: (await hooked(url)).id };
      }),
    );
    const quick = await receiver();
    await hooked(quick.url);
    for (let count = 0; count < 6; count += 1) await check();
    // However many hang, who answers is not kept waiting behind them.
    await quick.until(6);
    for (const { fault, id } of made) {
      const [tried] = await eventually(fault, async () => {
        const found = (await deliveriesOf(id)).filter((each) => each.attemptCount > 0);
        return found.length > 0 ? found : null;
      });
      const { body } = await world.deniz.get(hooks(id, `deliveries/${tried?.id}`)).expect(200);
      expect(body.attempts[0]).toMatchObject({ status: null, answer: null, fault });
    }
    expect(aside.received).toEqual([]);
  });

  it('is sent each event once and none is missing, while writers race and two workers send', async () => {
    const second = await startAnother();
    try {
      const { url, until } = await receiver();
      const { id } = await hooked(url);
      const checks = await Promise.all(Array.from({ length: 40 }, () => check()));
      await until(40);
      await settled(id, 40);
      const received = (await until(40)).map(({ event }) => event).sort((a, b) => a.sequence - b.sequence);
      expect(received.map((event) => event.refs['check']).sort()).toEqual([...checks].sort());
      // Each names the one before it: whoever misses one can tell.
      expect(received.map(({ previous }) => previous)).toEqual([
        null,
        ...received.slice(0, -1).map((event) => event.sequence),
      ]);
      // The list is in the order in which they were handed out: strictly rising, the newest first.
      const sequences = (await deliveriesOf(id)).map(({ sequence: each }) => each);
      expect(sequences).toEqual(received.map((event) => event.sequence).reverse());
    } finally {
      await second.close();
    }
  });

  it('is received as docs/webhooks.md shows it: each event once, in order, and what was missed is fetched', async () => {
    const key = await keyOf(world, ['read']);
    const { id, secret } = await hooked((await receiver()).url);
    const program = await startDocumentedReceiver({
      COUNTERSIGN_URL: await service.api.listen(),
      COUNTERSIGN_API_KEY: String(key.headers['authorization']).replace('Bearer ', ''),
      WEBHOOK_SECRET: secret,
    });
    try {
      await world.deniz.post(hooks(id, 'settings'), { url: program.url }).expect(200);
      await Promise.all([check(), check(), check()]);
      await settled(id, 3);
      const { body } = await key.get('/v1/events?limit=200').expect(200);
      const told: string[] = body.items.map((event: Received['event']) => `${event.sequence} ${event.type}`);
      expect(program.lines()).toEqual(told);
      expect(told.length).toBeGreaterThan(5);
    } finally {
      await program.close();
    }
  });

  it('of another organization is as unknown as one that nobody has, and a union has none', async () => {
    const { url } = await receiver();
    const { id } = await hooked(url);
    for (const each of [id, newId('hook')]) {
      const path = `/v1/organizations/${partner}/webhooks/${each}`;
      await pia.get(path).expect(404);
      await pia.post(`${path}/replay`, { from: 0, to: 9 }).expect(404);
      await pia.get(`/v1/organizations/${world.organization}/webhooks/${each}`).expect(404);
    }
    await farm.get(hooks(id)).expect(403);
  });
});

const headersOf = (got: Received | undefined) =>
  Object.fromEntries(Object.entries(got?.headers ?? {}).map(([name, value]) => [name, String(value)]));
