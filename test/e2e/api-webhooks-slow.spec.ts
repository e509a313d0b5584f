/** Webhooks whose receivers fail, hang or were away, and those beside them. */
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Reply } from '../support/webhook-receiver.js';
import { sql } from './api-service.js';

import {
  check,
  checksIn,
  deliveriesOf,
  hooked,
  hooks,
  hurry,
  partner,
  pia,
  receiver,
  sequenced,
  service,
  settled,
  stageWebhooks,
  tried,
  world,
} from './webhook-stage.js';

stageWebhooks();

describe('a webhook among others', () => {
  it('is handed what is new while much is replayed', async () => {
    const { url, until } = await receiver();
    const { id } = await hooked(url);
    await check();
    await until(1);
    await settled(id, 1);
    await world.deniz.post(hooks(id, 'replay'), { from: 0, to: 9999 }).expect(202);
    // More than may wait for another try, and none of it due for long.
    await sql(
      service,
      `INSERT INTO countersign.deliveries (id, kind, payload, due_at)
       SELECT 'del_again' || n, 'webhook', d.payload, now() + interval '1 hour' FROM generate_series(1, 150) AS n,
         (SELECT jsonb_build_object('webhook', '${id}', 'replayed', true) AS payload) d`,
    );
    const late = await check();
    await eventually('what is new', async () => (checksIn(await until(2)).includes(late) ? true : null));
  });

  it('loses nothing that it was not sent, however long it is disabled, and is not sent it all at once', async () => {
    const failing = await receiver(() => 500);
    const { id } = await hooked(failing.url);
    const missed: string[] = [];
    for (let count = 0; count < 3; count += 1) missed.push(await check());
    await eventually('failed', async () => ((await deliveriesOf(id)).filter(tried).length >= 3 ? true : null));
    await world.deniz.post(hooks(id, 'disable')).expect(200);
    for (let count = 0; count < 25; count += 1) missed.push(await check());
    await sequenced();
    // Nothing of it waits, or is for the operator to send again, and what was sent is forgotten after a while.
    const left = await sql(service, `SELECT id FROM countersign.deliveries WHERE payload ->> 'webhook' = '${id}'`);
    expect(left).toEqual([]);
    expect((await deliveriesOf(id)).map(({ state }) => state)).toEqual(['given_up', 'given_up', 'given_up']);
    await sql(
      service,
      `UPDATE countersign.webhook_messages SET made_at = now() - interval '31 days' WHERE webhook = '${id}'`,
    );
    await service.store.sweep(1000);
    expect(await deliveriesOf(id)).toEqual([]);
    const before = failing.received.length;
    failing.reply = () => 204;
    await world.deniz.post(hooks(id, 'enable')).expect(200);
    await settled(id, missed.length);
    const events = failing.received.slice(before).map(({ event }) => event);
    expect(new Set(events.map((event) => event.refs['check']))).toEqual(new Set(missed));
    const inOrder = [...new Map(events.map((event) => [event.sequence, event])).values()].sort(
      (a, b) => a.sequence - b.sequence,
    );
    expect(inOrder.map(({ previous }) => previous)).toEqual([
      null,
      ...inOrder.slice(0, -1).map((event) => event.sequence),
    ]);
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
    // Who answers is not kept waiting behind these: there are slots beside theirs.
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

  it('waits behind no other organization, however many of that one hang', async () => {
    const hung = await receiver(() => 'hang');
    for (let count = 0; count < 15; count += 1) await hooked(hung.url);
    const other = await receiver();
    const path = `/v1/organizations/${partner}/webhooks`;
    const { body } = await pia.post(path, { url: other.url }).expect(201);
    for (let count = 0; count < 6; count += 1) await check();
    // More than are called at a time, and more than one organization has in the queue.
    const waiting = async () =>
      (
        await sql(
          service,
          `SELECT FROM countersign.deliveries WHERE kind = 'webhook' AND state IN ('due', 'queued') AND attempts = 0`,
        )
      ).length;
    await eventually('a backlog', async () => ((await waiting()) > 60 ? true : null));
    await pia.post(`${path}/${body.id}/test`).expect(202);
    await other.until(1);
    expect(await waiting()).toBeGreaterThan(20);
    const shown = await sql(
      service,
      `SELECT count(*)::integer AS n FROM countersign.deliveries WHERE kind = 'webhook' AND state = 'queued' AND taken_at IS NOT NULL`,
    );
    expect(Object(shown[0]).n).toBeLessThanOrEqual(6);
    await pia.delete(`${path}/${body.id}`).expect(204);
  });
});
