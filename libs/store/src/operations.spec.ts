import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { newId, openStore, type ClaimedDelivery, type NewDelivery, type Store, type TakenDelivery } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { hoursAfter } from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';

const MAIL: NewDelivery = { kind: 'mail', payload: { to: 'mara@example.com' } };
const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest();

const TABLES = [
  ...['countersign.idempotency_keys', 'countersign.sign_codes', 'countersign.rate_limits', 'auth.session'],
  ...['countersign.sign_challenges', 'countersign.reminder_links', 'countersign.recall_links'],
  ...['auth.verification', 'auth.sign_on', 'auth.challenge', 'auth.totp', 'auth.recovery_link', 'auth.device'],
  ...['countersign.webhook_messages', 'countersign.webhook_attempts', 'countersign.captured_mail'],
];

/** Of each table three rows that are past their use, and one or two that are not. */
const ROWS = `
  SET search_path TO countersign;
  TRUNCATE ${TABLES.join(', ')};
  INSERT INTO auth."user" (id, name, email, "emailVerified")
    VALUES ('mara', '', 'mara@example.com', true), ('ruth', '', 'ruth@example.com', true);
  CREATE TEMPORARY TABLE made AS
    SELECT n::text AS n, sha256(n::text::bytea) AS hash, now() - (CASE n WHEN 4 THEN -1 ELSE 1 END) * interval '1 minute' AS ends
    FROM generate_series(1, 4) AS n;
  INSERT INTO idempotency_keys (principal, route, key, body_hash, created_at)
    SELECT 'p', 'r', n, hash, ends - interval '24 hours' FROM made;
  INSERT INTO sign_codes (request, "user", code_hash, context, expires_at)
    SELECT 'req_' || n, 'mara', hash, '{}', to_char(ends - interval '24 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM made;
  INSERT INTO sign_challenges (id, request, "user", version, nonce, challenge, expires_at)
    SELECT n, 'req_' || n, 'mara', 1, hash, hash, to_char(ends - interval '24 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM made;
  INSERT INTO reminder_links (token_hash, request, reminded, made_at)
    SELECT sha256(n::text::bytea), 'req_1', 'perf_1', ends - interval '180 days' FROM made;
  INSERT INTO recall_links (token_hash, recall, organization, "user", made_at)
    SELECT sha256(n::text::bytea), 'rcl_1', 'org_1', 'user_1', ends - interval '180 days' FROM made;
  INSERT INTO rate_limits SELECT n, 1, extract(epoch FROM ends) * 1000 FROM made;
  INSERT INTO auth.session (id, token, "userId", "updatedAt", "expiresAt") SELECT n, n, 'mara', now(), ends FROM made;
  INSERT INTO auth.verification (id, identifier, value, "expiresAt") SELECT n, n, n, ends FROM made;
  INSERT INTO auth.sign_on (id, provider, browser_hash, device_hash, expires_at) SELECT n, 'idp', hash, hash, ends FROM made;
  INSERT INTO auth.challenge (id, purpose, challenge, expires_at) SELECT n, 'show', n, ends FROM made;
  INSERT INTO auth.totp (factor, "user", secret, made_at) SELECT n, 'mara', n, ends - interval '15 minutes' FROM made;
  INSERT INTO auth.totp (factor, "user", secret, confirmed, made_at) VALUES ('5', 'mara', '', true, '2020-01-01');
  INSERT INTO recoveries (id, "user", asked_at, due_at, lapses_at, outcome, entry) VALUES
    ('rcv_2', 'mara', '2020-01-01T00:00:00.000Z', '2020-01-04T00:00:00.000Z', '2020-01-11T00:00:00.000Z', NULL, -2),
    ('rcv_3', 'mara', '2020-01-01T00:00:00.000Z', '2020-01-04T00:00:00.000Z', '2999-01-11T00:00:00.000Z', 'done', -3),
    ('rcv_4', 'mara', '2020-01-01T00:00:00.000Z', '2020-01-04T00:00:00.000Z', '2999-01-11T00:00:00.000Z', NULL, -4);
  INSERT INTO auth.recovery_link (token_hash, recovery) SELECT hash, 'rcv_' || n FROM made;
  INSERT INTO auth.device (token_hash, "user", seen_at) SELECT hash, 'mara', ends - interval '400 days' FROM made;
  INSERT INTO webhook_messages (delivery, webhook, event, type, body, made_at)
    SELECT 'del_old_' || n, 'hook', 'entr', 'webhook.test', '{}', ends - interval '30 days' FROM made;
  INSERT INTO webhook_attempts (delivery, signed_at, took_ms) SELECT delivery, 0, 0 FROM webhook_messages;
  INSERT INTO captured_mail (id, recipient, subject, text, attachments, captured_at, ordinal) OVERRIDING SYSTEM VALUE
    SELECT 'del_mail_' || n, '', '', '', '{}', '2026-01-01T00:00:00.000Z', CASE n WHEN 4 THEN 10003 ELSE n END
    FROM generate_series(1, 4) AS n;
  INSERT INTO auth.device (token_hash, "user", seen_at) VALUES (sha256('ruth'::bytea), 'ruth', '2020-01-01');
`;

/** Eighty messages for two webhooks of one organization, and three for one of another. */
const WEBHOOKS = `
  SET search_path TO countersign;
  INSERT INTO webhooks (id, organization, url, keys, created_at, entry)
    SELECT 'hook_' || n, CASE n WHEN 3 THEN 'org_2' ELSE 'org_1' END, '', '[]', '2026-01-01T00:00:00.000Z', -n
    FROM generate_series(1, 3) AS n;
  INSERT INTO deliveries (id, kind, payload, due_at)
    SELECT 'del_hook' || n, 'webhook', jsonb_build_object('webhook', 'hook_' || CASE WHEN n > 80 THEN 3 ELSE n % 2 + 1 END),
      now() - interval '1 minute' FROM generate_series(1, 83) AS n;
`;

describe('what the service needs to run', () => {
  let database: ClonedDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  async function idsOf(text: string): Promise<string[]> {
    const client = new Client({ connectionString: database.connectionString });
    await client.connect();
    const { rows } = await client.query<{ id: string }>(text);
    await client.end();
    return rows.map(({ id }) => id);
  }

  const deliver = async (delivery = MAIL): Promise<string> => {
    const [id = ''] = await store.transaction((tx) => tx.deliver([delivery]));
    return id;
  };

  const OPEN_MAX = 1000;
  const claim = (openMax = OPEN_MAX): Promise<ClaimedDelivery[]> => store.deliveries.claim('deliveries', 10, openMax);
  /** Takes what is due of all that is there, as the worker whose turn it is. */
  const take = async (): Promise<TakenDelivery[]> => store.deliveries.take((await claim()).map(({ id }) => id));
  const takeOne = async (id: string): Promise<TakenDelivery> => {
    const taken = await take();
    expect(taken.map((each) => each.id)).toEqual([id]);
    return taken[0]!;
  };
  /** As if it had been taken, or else claimed, so long ago. */
  const age = (id: string, by = '2 minutes') =>
    run(
      database.connectionString,
      `UPDATE countersign.deliveries SET queued_at = queued_at - interval '${by}', taken_at = taken_at - interval '${by}',
         due_at = due_at - interval '${by}', not_after = not_after - interval '${by}' WHERE id = '${id}'`,
    );
  const clear = () =>
    run(
      database.connectionString,
      `UPDATE countersign.deliveries SET state = 'delivered', closed_at = now(), payload = NULL WHERE state <> 'given_up'`,
    );

  describe('a delivery', () => {
    afterEach(clear);

    it('is claimed once, by whichever relay comes first', async () => {
      const ids = await store.transaction((tx) => tx.deliver(Array.from({ length: 30 }, () => MAIL)));
      const claims = await Promise.all(Array.from({ length: 6 }, () => claim()));
      expect(claims.flatMap((claim) => claim.map(({ id }) => id)).sort()).toEqual([...ids].sort());
    });

    it('wakes the relay when its transaction commits, and not before', async () => {
      let wakes = 0;
      let woken = (): void => undefined;
      const waking = new Promise<void>((resolve) => (woken = resolve));
      const listening = await store.listen('deliveries', () => {
        // The first call says that it listens.
        if (++wakes === 2) woken();
      });
      const id = await store.transaction(async (tx) => {
        const ids = await tx.deliver([MAIL]);
        expect(await claim()).toEqual([]);
        return ids[0] ?? '';
      });
      await waking;
      expect(await claim()).toMatchObject([{ id, ...MAIL, attempts: 0 }]);
      await listening.close();
    });

    it('waits in the database while the queue holds enough', async () => {
      await store.transaction((tx) => tx.deliver(Array.from({ length: 8 }, () => MAIL)));
      const claimed = await claim(5);
      expect(claimed).toHaveLength(5);
      expect(await claim(5)).toEqual([]);
      const [first] = await store.deliveries.take(claimed.map(({ id }) => id));
      await store.deliveries.delivered(first!);
      expect(await claim(5)).toHaveLength(1);
    });

    it('waits for none of another lane, however many wait there, nor for more than a share of one organization', async () => {
      await run(database.connectionString, WEBHOOKS);
      const hooks = () => store.deliveries.claim('webhooks', 1000, 100);
      const first = await hooks();
      const ofOne = first.filter(({ shares }) => shares[1] === 'org_1');
      expect([first.length, ofOne.length]).toEqual([53, 50]);
      expect(ofOne[0]?.shares).toEqual([expect.stringMatching(/^hook_[12]$/), 'org_1']);
      expect(await hooks()).toEqual([]);
      // Nor does a mail that is due wait, with the queue of webhooks full.
      const id = await deliver();
      expect(await store.deliveries.claim('webhooks', 10, 1)).toEqual([]);
      expect(await claim(1)).toMatchObject([{ id }]);
    });

    it('is taken by one of two tickets', async () => {
      const id = await deliver();
      expect(await store.deliveries.take([id])).toEqual([]);
      await claim();
      const taken = await Promise.all([1, 2, 3].map(() => store.deliveries.take([id])));
      expect(taken.flat()).toMatchObject([{ id, payload: MAIL.payload, attempts: 0 }]);
    });

    it('that waits for its turn is given back, and what is under way is not', async () => {
      const [waits, goesOn] = [await deliver(), await deliver()];
      await claim();
      await store.deliveries.take([goesOn]);
      await store.deliveries.release([waits, goesOn]);
      expect(await claim()).toMatchObject([{ id: waits, attempts: 0 }]);
    });

    it('has nothing more to do once it was made, and keeps no address', async () => {
      const id = await deliver();
      const taken = await takeOne(id);
      await store.deliveries.delivered(taken);
      await store.deliveries.failed(taken, { reason: 'too late', retryInMs: 0 });
      expect(await claim()).toEqual([]);
      expect(await store.deliveries.take([id])).toEqual([]);
      const kept = `SELECT 1 / count(*) FROM countersign.deliveries WHERE id = '${id}' AND payload IS NULL`;
      await run(database.connectionString, kept);
    });

    it('comes again when its time has come after a failure, under the same id', async () => {
      const id = await deliver();
      await store.deliveries.failed(await takeOne(id), { reason: 'SMTP 451', retryInMs: 3_600_000 });
      expect(await claim()).toEqual([]);
      // A ticket that was drawn late does not go before the time.
      expect(await store.deliveries.take([id])).toEqual([]);
      await age(id, '1 hour');
      const again = await takeOne(id);
      expect(again.attempts).toBe(1);
      await store.deliveries.failed(again, { reason: 'SMTP 550', retryInMs: null });
      expect(await claim()).toEqual([]);
    });

    it('that was given up is seen by its kind and its failure, and is sent again when the operator says so', async () => {
      const before = (await store.deliveries.standing()).find(({ state }) => state === 'given_up')?.count ?? 0;
      const id = await deliver();
      const withheld = await deliver({ ...MAIL, withheld: true });
      await store.deliveries.failed(await takeOne(id), { reason: 'SMTP 550', retryInMs: null });
      const [newest] = await store.deliveries.givenUp(1);
      expect(newest).toMatchObject({ id, kind: 'mail', attempts: 1, reason: 'SMTP 550' });
      expect(await store.deliveries.givenUp(1, 'certificate')).toEqual([]);
      const counted = () =>
        store.deliveries
          .standing()
          .then((all) => all.filter(({ state }) => state === 'given_up').map((each) => each.count));
      expect(await counted()).toEqual([before + 1]);
      expect(await store.deliveries.sendAgain([id, withheld, 'del_unknown'])).toEqual([id]);
      const again = await takeOne(id);
      expect(again.attempts).toBe(0);
      await store.deliveries.failed(again, { reason: 'SMTP 550', retryInMs: null });
      // What was forgotten can be sent by nobody, and is shown to nobody as something to do.
      await run(database.connectionString, `UPDATE countersign.deliveries SET payload = NULL WHERE id = '${id}'`);
      expect(await counted()).toEqual(before === 0 ? [] : [before]);
      expect(await store.deliveries.sendAgain([id])).toEqual([]);
    });

    it('is not due before its time', async () => {
      await deliver({ ...MAIL, dueAt: hoursAfter(new Date().toISOString(), 1) });
      expect(await claim()).toEqual([]);
    });

    it('ends at the time from which it is of no use, and what it held is forgotten then', async () => {
      const own = { ...MAIL, usefulForMinutes: 1 };
      const [waits, fails, gone] = [await deliver(own), await deliver(own), await deliver()];
      const taken = await take();
      const of = (id: string) => taken.find((each) => each.id === id)!;
      await store.deliveries.failed(of(waits), { reason: 'SMTP 451', retryInMs: 5000 });
      await store.deliveries.failed(of(fails), { reason: 'SMTP 451', retryInMs: 3_600_000 });
      await store.deliveries.failed(of(gone), { reason: 'SMTP 550', retryInMs: null });
      expect((await store.deliveries.givenUp(10)).map(({ id }) => id)).toEqual(expect.arrayContaining([fails, gone]));
      await age(waits);
      await age(fails);
      expect(await claim()).toEqual([]);
      expect(await store.deliveries.sendAgain([fails])).toEqual([]);
      await store.deliveries.endLate();
      const left = `SELECT id FROM countersign.deliveries WHERE id IN ('${waits}', '${fails}', '${gone}') AND payload IS NOT NULL`;
      expect(await idsOf(left)).toEqual([gone]);
    });

    it('is made due again when whoever claimed it is gone, and one that waited for its turn has not been tried', async () => {
      const id = await deliver();
      await claim();
      expect(await store.deliveries.requeueOrphans(60_000, { triesMax: 10, spreadMs: 0 })).toBe(0);
      await age(id);
      expect(await store.deliveries.requeueOrphans(60_000, { triesMax: 10, spreadMs: 0 })).toBe(1);
      expect(await claim()).toMatchObject([{ id, attempts: 0 }]);
    });

    it('that ends whoever makes it is tried as often as one that fails, and given up then', async () => {
      const id = await deliver({ ...MAIL, about: newId('req') });
      for (const attempts of [0, 1, 2]) {
        expect(await take()).toMatchObject([{ id, attempts }]);
        await age(id);
        expect(await store.deliveries.requeueOrphans(60_000, { triesMax: 3, spreadMs: 0 })).toBe(1);
      }
      expect((await take()).map(({ kind }) => kind)).toEqual(['undelivered']);
      expect((await store.deliveries.givenUp(1))[0]).toMatchObject({ id, attempts: 3, reason: 'the worker ended' });
    });

    it('that was in the hands of a worker that ended is tried again within seconds, however often it was tried', async () => {
      const ids = await Promise.all(Array.from({ length: 8 }, () => deliver()));
      for (const { id, taking } of await take())
        await store.deliveries.failed({ id, taking }, { reason: 'SMTP 451', retryInMs: 0 });
      expect(await take()).toHaveLength(8);
      for (const id of ids) await age(id);
      expect(await store.deliveries.requeueOrphans(60_000, { triesMax: 10, spreadMs: 10_000 })).toBe(8);
      const within = `id = ANY ('{${ids.join(',')}}') AND attempts = 2 AND due_at > clock_timestamp() - interval '1 minute'
        AND due_at <= clock_timestamp() + interval '10 seconds'`;
      expect(await idsOf(`SELECT id FROM countersign.deliveries WHERE ${within}`)).toHaveLength(8);
      expect(
        await idsOf(`SELECT DISTINCT due_at::text AS id FROM countersign.deliveries WHERE ${within}`),
      ).toHaveLength(8);
    });

    it('is no longer in the hands of whoever took it before another', async () => {
      const id = await deliver({ ...MAIL, about: newId('req') });
      const stale = await takeOne(id);
      await age(id);
      await store.deliveries.requeueOrphans(60_000, { triesMax: 10, spreadMs: 0 });
      const taken = await takeOne(id);
      // It neither gives up what another is making, with word of it to its owner, nor says that it arrived.
      await store.deliveries.failed(stale, { reason: 'SMTP 550', retryInMs: null });
      await store.deliveries.delivered(stale);
      expect(await take()).toEqual([]);
      expect(await idsOf(`SELECT id FROM countersign.deliveries WHERE id = '${id}' AND state = 'queued'`)).toEqual([
        id,
      ]);
      await store.deliveries.delivered(taken);
      expect(await idsOf(`SELECT id FROM countersign.deliveries WHERE id = '${id}' AND state = 'delivered'`)).toEqual([
        id,
      ]);
    });
  });

  describe('a sign code', () => {
    const key = { request: 'req_1', user: 'mara' };
    const keep = (code: string, expiresAt = '2999-01-01T00:00:00.000Z'): Promise<void> =>
      store.transaction((tx) =>
        tx.signProofs.keepCode({ ...key, codeHash: hashOf(code), context: { version: 2 }, expiresAt }),
      );
    const spend = (code: string) =>
      store.transaction(async (tx) => tx.signProofs.spendCode({ ...key, codeHash: hashOf(code) }, await tx.now()));

    it('gives its context once', async () => {
      await keep('123456');
      expect(await spend('000000')).toBe('wrong');
      expect(await spend('123456')).toEqual({ version: 2 });
      expect(await spend('123456')).toBe('none');
    });

    it('is spent by five wrong attempts', async () => {
      await keep('123456');
      for (let attempt = 0; attempt < 5; attempt++) expect(await spend('000000')).toBe('wrong');
      expect(await spend('123456')).toBe('none');
    });

    it('is replaced by the next one, and runs out', async () => {
      await keep('111111');
      await keep('222222');
      expect(await spend('111111')).toBe('wrong');
      await keep('333333', '2026-01-01T00:00:00.000Z');
      expect(await spend('333333')).toBe('expired');
      expect(await spend('333333')).toBe('none');
    });
  });

  it('what is past its use is swept, some of each table at a time, and what may still count stays', async () => {
    await run(database.connectionString, ROWS);
    // What was given up keeps what it held for a month, in which the operator can send it again.
    await run(
      database.connectionString,
      `UPDATE deliveries SET payload = NULL WHERE state = 'given_up';
       INSERT INTO deliveries (id, kind, payload, state, due_at, closed_at)
         SELECT 'del_old' || n, 'mail', '{}', 'given_up', now(), now() - interval '31 days' FROM generate_series(1, 3) AS n;
       INSERT INTO deliveries (id, kind, payload, state, due_at, closed_at)
         VALUES ('del_kept', 'mail', '{}', 'given_up', now(), now() - interval '29 days');
       INSERT INTO deliveries (id, kind, state, due_at, closed_at, kept)
         SELECT 'del_end' || n, 'mail', 'delivered', now(), now() - interval '61 days', n = 4 FROM generate_series(1, 4) AS n;
       INSERT INTO deliveries (id, kind, state, due_at, closed_at, kept)
         VALUES ('del_end5', 'mail', 'given_up', now(), now() - interval '59 days', false);`,
    );
    const swept = async () => [...new Set(Object.values(await store.sweep(2)))];
    expect([await swept(), await swept(), await swept()]).toEqual([[2], [1], [0]]);
    expect((await store.deliveries.givenUp(10)).map(({ id }) => id)).toEqual(['del_kept']);
    // What says for good that it was made stays, and what is not so old.
    const ended = `SELECT id FROM countersign.deliveries WHERE id LIKE 'del_end%' ORDER BY id`;
    expect(await idsOf(ended)).toEqual(['del_end4', 'del_end5']);
    const client = new Client({ connectionString: database.connectionString });
    await client.connect();
    const counted = TABLES.map((table) => `SELECT '${table}' AS name, count(*)::integer AS left FROM ${table}`);
    const { rows } = await client.query<{ name: string; left: number }>(counted.join(' UNION ALL '));
    await client.end();
    // A confirmed secret stays however old it is, and so does the last device of somebody who has not been here for years.
    const two = ['auth.totp', 'auth.device'];
    expect(rows).toEqual(TABLES.map((name) => ({ name, left: two.includes(name) ? 2 : 1 })));
  });

  it('captured mail is kept once and read newest first', async () => {
    const mail = { to: 'mara@example.com', subject: 'Hello', text: 'Hello', html: null, attachments: { files: [] } };
    await run(database.connectionString, 'TRUNCATE countersign.captured_mail');
    const [first, second] = [newId('del'), newId('del')];
    for (const id of [first, second, first]) await store.mailbox.capture({ id, ...mail });
    expect((await store.mailbox.list(10)).map(({ id }) => id)).toEqual([second, first]);
    expect(await store.mailbox.find(first)).toMatchObject({ id: first, ...mail });
    expect(await store.mailbox.find('del_none')).toBeNull();
  });

  it('a document is kept once per content, by however many at once', async () => {
    const document = {
      ...{ kind: 'certificate' as const, contentHash: hashOf('content'), refs: { consent: 'cons_1' } },
      ...{ mediaType: 'application/pdf', bytes: Buffer.from('%PDF') },
    };
    const kept = await Promise.all(Array.from({ length: 5 }, () => store.documents.keep(document)));
    expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
    expect(kept.filter(({ isNew }) => isNew)).toHaveLength(1);
    const found = await store.documents.ofConsent('cons_1', 'certificate');
    expect(found).toMatchObject({ ...document, id: kept[0]?.id });
    expect(await store.documents.find(found?.id ?? '')).toEqual(found);
    expect(await store.documents.ofConsent('cons_2', 'certificate')).toBeNull();
  });
});
