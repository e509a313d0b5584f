/** Webhooks from the route that makes them to the receiver: the real service, its worker, and HTTP on this machine. */
import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newId } from '#store';
import { startDocumentedReceiver } from '../support/documented-receiver.js';
import { eventually } from '../support/eventually.js';
import { isSignedBy, type Received, type Reply } from '../support/webhook-receiver.js';
import { sql } from './api-service.js';
import { keyOf } from './api-world.js';

import {
  check,
  checksIn,
  deliveriesOf,
  farm,
  hooked,
  hooks,
  hurry,
  mailed,
  mails,
  partner,
  pia,
  read,
  receiver,
  sequenced,
  service,
  settled,
  stageWebhooks,
  startAnother,
  spend,
  tried,
  world,
} from './webhook-stage.js';

stageWebhooks();

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

  it('that has failed for five days is not disabled while a try is to come, nor where its address was changed', async () => {
    const { url } = await receiver(() => ({ status: 500, headers: { 'retry-after': '7200' } }));
    const { id } = await hooked(url);
    await check();
    await eventually('failing', async () => (await read(id)).failingSince);
    await eventually('to be tried again', async () => (await deliveriesOf(id)).some(tried) || null);
    await sql(service, `UPDATE countersign.webhook_progress SET failing_since = failing_since - interval '5 days'`);
    expect(await service.store.webhooks.failedForDays()).not.toContain(id);
    expect(await read(id)).toMatchObject({ disabledAt: null, failingSince: expect.any(String) });
    await world.deniz.post(hooks(id, 'settings'), { url }).expect(200);
    expect(await read(id)).toMatchObject({ failingSince: expect.any(String) });
    await world.deniz.post(hooks(id, 'settings'), { url: `${url}/moved` }).expect(200);
    expect(await read(id)).toMatchObject({ failingSince: null });
    await spend();
    expect(await service.store.webhooks.failedForDays()).not.toContain(id);
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

  it('keeps in its log that an event arrived, also when it is disabled while that is replayed', async () => {
    const replayed = await receiver();
    const { id } = await hooked(replayed.url);
    await check();
    await replayed.until(1);
    const [arrived] = await settled(id, 1);
    replayed.reply = () => ({ status: 500, headers: { 'retry-after': '7200' } });
    const range = { from: arrived?.sequence, to: arrived?.sequence };
    await world.deniz.post(hooks(id, 'replay'), range).expect(202);
    await replayed.until(2);
    await settled(id, 1, 'due');
    await world.deniz.post(hooks(id, 'disable')).expect(200);
    expect(await deliveriesOf(id)).toMatchObject([{ id: arrived?.id, state: 'delivered', dueAt: null }]);
    await world.deniz.post(hooks(id, 'enable')).expect(200);
    replayed.reply = () => 204;
    const late = await check();
    await settled(id, 2);
    expect(checksIn(replayed.received.slice(2))).toEqual([late]);
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
