/** Who is reminded of a request, when, and what stops it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';
import { openStore, type JsonObject, type Store } from '#store';
import { reminderTimes } from '../../apps/api/src/requests/reminders.js';
import { reminderCarrier } from '../../apps/worker/src/reminder-carrier.js';
import { BASE_URL, mailTo, openService, signIn, sql, Visitor, type Service } from './api-service.js';
import { authorityOf, colleagueOf, makeWorld, sentRequest, signing, termsOf, type World } from './api-world.js';
import { PERSONAL_SECRET } from '../support/database.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let service: Service;
let store: Store;
beforeAll(async () => {
  service = await openService();
  store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
});
afterAll(async () => {
  await store.close();
  await service.close();
});

interface Row {
  readonly id: string;
  readonly payload: JsonObject;
  readonly due_at: Date;
}

async function rowsOf(request: string): Promise<Row[]> {
  const text = `SELECT id, payload, due_at FROM countersign.deliveries
    WHERE kind = 'reminder' AND payload ->> 'request' = '${request}' ORDER BY due_at`;
  return (await sql(service, text)) as Row[];
}

/** Makes every reminder of a request, each twice: a worker that was killed is one that does it again. */
async function fallDue(request: string): Promise<void> {
  const carry = reminderCarrier(store, new URL(BASE_URL));
  for (const { id, payload } of await rowsOf(request)) {
    const delivery = { id, kind: 'reminder' as const, payload, attempts: 0, createdAt: '2026-01-01T00:00:00.000Z' };
    await carry(delivery);
    await carry(delivery);
  }
}

async function remindersTo(email: string): Promise<string[]> {
  return (await mailTo(service, email)).filter((text) => text.includes('/reminders/'));
}

async function asked(): Promise<{ world: World; request: string }> {
  const world = await makeWorld(service);
  const request = await sentRequest(world);
  await mailTo(service, world.maraEmail);
  return { world, request };
}

describe('a reminder', () => {
  it('comes after three days and ten, or a day before the answer is due, and never in a hurry', () => {
    const sent = '2026-12-01T09:00:00.000Z';
    const days = (respondBy: string | null) => reminderTimes(sent, respondBy).map((at) => at.slice(5, 13));
    expect(days(null)).toEqual(['12-04T09', '12-11T09']);
    expect(days('2026-12-20T18:00:00.000Z')).toEqual(['12-04T09', '12-19T18']);
    expect(days('2026-12-05T18:00:00.000Z')).toEqual(['12-04T18']);
    expect(days('2026-12-02T08:00:00.000Z')).toEqual([]);
  });

  it('goes to her while she has not answered, twice at most however often the request is sent anew', async () => {
    const { world, request } = await asked();
    const [first, second, ...more] = await rowsOf(request);
    expect(more).toEqual([]);
    expect(Math.round((Number(second?.due_at) - Number(first?.due_at)) / DAY_MS)).toBe(7);
    await fallDue(request);
    const mails = await remindersTo(world.maraEmail);
    expect(mails).toHaveLength(2);
    expect(mails[0]).toContain('asks what they may do with a copy of you. You have not answered yet.');
    await world.mara
      .post(`/v1/requests/${request}/counter`, {
        version: 2,
        terms: termsOf(world, { description: 'Fewer lines, said again by a copy of your voice.' }),
      })
      .expect(200);
    await world.deniz.post(`/v1/requests/${request}/send`).expect(200);
    await fallDue(request);
    expect(await remindersTo(world.maraEmail)).toEqual([]);
  });

  it.each(['signed', 'declined', 'countered', 'withdrawn', 'lapsed', 'erased'])(
    'does not come once it is %s',
    async (how) => {
      const { world, request } = await asked();
      const act = (path: string) => `/v1/requests/${request}/${path}`;
      if (how === 'signed') await world.mara.post(act('sign'), await signing(world, request)).expect(201);
      if (how === 'declined') await world.mara.post(act('decline'), {}).expect(200);
      if (how === 'countered')
        await world.mara
          .post(act('counter'), {
            version: 2,
            terms: termsOf(world, { description: 'Fewer lines, said again by a copy of your voice.' }),
          })
          .expect(200);
      if (how === 'withdrawn') await world.deniz.post(act('withdraw')).expect(200);
      if (how === 'lapsed')
        await sql(
          service,
          `UPDATE countersign.requests SET record = jsonb_set(record, '{respondBy}', '"2026-01-01T00:00:00.000Z"') WHERE id = '${request}'`,
        );
      if (how === 'erased')
        await sql(service, `UPDATE countersign.performers SET email = NULL WHERE id = '${world.performer}'`);
      await mailTo(service, world.maraEmail);
      await fallDue(request);
      expect(await remindersTo(world.maraEmail)).toEqual([]);
    },
  );

  it('of a minor goes to the guardians who have not signed, and to nobody whose paper was not verified', async () => {
    const world = await makeWorld(service);
    const details = { bornOn: '2012-04-05', zone: 'America/Los_Angeles' };
    await world.deniz.post(`/v1/performers/${world.performer}/details`, details).expect(200);
    const [one, two] = ['reminded-1@family.example', 'reminded-2@family.example'];
    // Who has two papers signs once, under one of them, and misses nothing by the other.
    for (const email of [one, one, two]) await authorityOf(world, { email, capacity: 'guardian', name: 'A parent' });
    const guardian = await signIn(service, one);
    const request = await sentRequest(world);
    const hers = { service, mara: guardian, maraEmail: one };
    await guardian.post(`/v1/requests/${request}/sign`, await signing(hers, request)).expect(201);
    await mailTo(service, two);
    await fallDue(request);
    expect([await remindersTo(one), await remindersTo(world.maraEmail)]).toEqual([[], []]);
    expect(await remindersTo(two)).toHaveLength(2);
  });

  it('of a minor over whom nobody is named goes to nobody: she may not sign, though it looks as if she were waited for', async () => {
    const { world, request } = await asked();
    const details = { bornOn: '2012-04-05', zone: 'America/Los_Angeles' };
    await world.deniz.post(`/v1/performers/${world.performer}/details`, details).expect(200);
    await mailTo(service, world.maraEmail);
    await fallDue(request);
    expect(await remindersTo(world.maraEmail)).toEqual([]);
  });

  it('goes to whoever signs beside her until they have: counsel is told at once, and the production by her signature', async () => {
    const world = await makeWorld(service);
    const [email, unverified] = ['reminded-counsel@law.example', 'unverified-counsel@law.example'];
    await authorityOf(world, { email, capacity: 'attorney', name: 'Her counsel' });
    const paper = {
      name: 'No counsel',
      email: unverified,
      capacity: 'attorney',
      scope: null,
      from: '2026-01-01T00:00:00.000Z',
    };
    const recorded = { ...paper, until: null, documentHash: 'b'.repeat(64) };
    await world.deniz.post(`/v1/performers/${world.performer}/authorities`, recorded).expect(201);
    const counsel = await signIn(service, email);
    const request = await sentRequest(
      world,
      termsOf(world, { formalities: { signatures: ['production', 'counsel'] } }),
    );
    const everybody = [world.maraEmail, world.denizEmail, email, unverified];
    const fall = async () => {
      // What else they were told by now.
      for (const each of everybody) await mailTo(service, each);
      await fallDue(request);
      const got: string[][] = [];
      for (const each of everybody) got.push(await mailTo(service, each));
      return got;
    };
    const [hers, theirs, counsels, none] = await fall();
    expect(hers).toHaveLength(2);
    expect(theirs?.map((text) => text.includes('/reminders/'))).toEqual([true, true]);
    expect(counsels?.filter((text) => text.includes('/reminders/'))).toHaveLength(2);
    expect(counsels?.filter((text) => !text.includes('/reminders/'))).toEqual([
      expect.stringContaining(`The request ${request} has to be signed by you as well.`),
    ]);
    expect(none).toEqual([]);

    // The same reminders, as of nobody yet, to see who would get them now.
    const anew = async () => {
      const those = everybody.map((each) => `'${each}'`).join();
      await sql(
        service,
        `DELETE FROM countersign.deliveries WHERE payload ->> 'to' IN (${those}) AND payload -> 'about' ? 'stop'`,
      );
      return (await fall()).map(({ length }) => length);
    };
    await counsel
      .post(`/v1/requests/${request}/sign`, await signing({ service, mara: counsel, maraEmail: email }, request))
      .expect(201);
    expect(await anew()).toEqual([2, 2, 0, 0]);
    await world.mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
    expect((await mailTo(service, world.denizEmail)).join()).toMatch(/has a signature, and waits for yours/);
    expect(await anew()).toEqual([0, 2, 0, 0]);
    await sql(service, `UPDATE countersign.reminder_links SET stopped_at = now() WHERE request = '${request}'`);
    expect(await anew()).toEqual([0, 0, 0, 0]);
  });

  it('goes to nobody who may not sign: not to the dead, nor to who works for who asks, nor twice to one person', async () => {
    const world = await makeWorld(service);
    const [parent, other, lawyer, heir] = ['parent', 'other', 'lawyer', 'heir'].map(
      (who) => `${who}-told@papers.example`,
    );
    const paper = (email: string | undefined, capacity: string) =>
      authorityOf(world, { email: email ?? '', capacity, name: 'A person' });
    const states = (details: object) =>
      world.deniz.post(`/v1/performers/${world.performer}/details`, details).expect(200);
    await states({ bornOn: '2012-04-05', zone: 'America/Los_Angeles' });
    for (const email of [parent, parent, other]) await paper(email, 'guardian');
    for (const [email, capacity] of [
      [lawyer, 'attorney'],
      [heir, 'estate'],
    ] as const)
      await paper(email, capacity);
    const guardian = await signIn(service, parent ?? '');
    await colleagueOf(world, lawyer ?? '');
    const request = await sentRequest(
      world,
      termsOf(world, { formalities: { signatures: ['counsel', 'production'] } }),
    );
    const hers = { service, mara: guardian, maraEmail: parent ?? '' };
    await guardian.post(`/v1/requests/${request}/sign`, await signing(hers, request)).expect(201);
    const counts = async () => {
      const everybody = [world.maraEmail, parent, other, lawyer, heir];
      for (const each of everybody) await mailTo(service, each ?? '');
      await fallDue(request);
      const got: number[] = [];
      for (const each of everybody) {
        const mails = await mailTo(service, each ?? '');
        got.push(
          mails.filter((text) => text.includes(`The request ${request}`) || text.includes('/reminders/')).length,
        );
      }
      return got;
    };
    // One at once and two later; of them who asks has its own, as its member.
    expect(await counts()).toEqual([0, 0, 3, 2, 0]);
    await states({ diedOn: '2026-01-02' });
    expect(await counts()).toEqual([0, 0, 0, 0, 3]);
  });

  it('is stopped by its link without signing in, by nothing that only looks, and by any program that reads mail', async () => {
    const { world, request } = await asked();
    const [first, second] = await rowsOf(request);
    if (first === undefined || second === undefined) throw new Error('two were made');
    const carry = reminderCarrier(store, new URL(BASE_URL));
    const make = ({ id, payload }: Row) =>
      carry({ id, kind: 'reminder', payload, attempts: 0, createdAt: '2026-01-01T00:00:00.000Z' });
    await make(first);
    const [mail = ''] = await remindersTo(world.maraEmail);
    const path = /\/reminders\/\S+/.exec(mail)?.[0] ?? '';
    const anyone = new Visitor(service);
    const stopped = `SELECT count(*)::int AS n FROM countersign.reminder_links WHERE stopped_at IS NOT NULL AND request = '${request}'`;
    const { text } = await anyone.get(path).expect(200);
    expect(text).not.toMatch(/Mara|Harbor|req_/);
    expect(await sql(service, stopped)).toEqual([{ n: 0 }]);
    // As RFC 8058 has it: one POST of a form, from no page of ours, with no cookie.
    const oneClick = (at: string) =>
      supertest(service.api.nest.getHttpServer()).post(at).type('form').send('List-Unsubscribe=One-Click');
    const [right, wrong] = [await oneClick(path), await oneClick(`/reminders/${'x'.repeat(32)}`)];
    expect([right.status, right.text]).toEqual([204, '']);
    expect([wrong.status, wrong.text]).toEqual([204, '']);
    expect(await sql(service, stopped)).toEqual([{ n: 1 }]);
    await make(second);
    expect(await remindersTo(world.maraEmail)).toEqual([]);
    // The request is as it was.
    expect((await world.mara.get(`/v1/requests/${request}`).expect(200)).body.state).toBe('sent');
  });
});
