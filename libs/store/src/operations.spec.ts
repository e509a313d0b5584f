import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { newId, openStore, type Delivery, type NewDelivery, type Store } from '#store';
import { cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { hoursAfter } from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';

const MAIL: NewDelivery = { kind: 'mail', payload: { to: 'mara@example.com' } };
const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest();

const TABLES = [
  ...['countersign.idempotency_keys', 'countersign.sign_codes', 'countersign.rate_limits', 'auth.session'],
  ...['countersign.sign_challenges', 'countersign.reminder_links'],
  ...['auth.verification', 'auth.sign_on', 'auth.challenge', 'auth.totp', 'auth.recovery_link', 'auth.device'],
  ...['countersign.webhook_messages', 'countersign.webhook_attempts'],
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
  INSERT INTO auth.device (token_hash, "user", seen_at) VALUES (sha256('ruth'::bytea), 'ruth', '2020-01-01');
`;

describe('what the service needs to run', () => {
  let database: ClonedDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ connectionString: database.connectionString });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const deliver = async (delivery = MAIL): Promise<string> => {
    const [id = ''] = await store.transaction((tx) => tx.deliver([delivery]));
    return id;
  };

  const OPEN_MAX = 1000;
  const claim = (openMax = OPEN_MAX): Promise<Delivery[]> => store.deliveries.claim(10, openMax);

  describe('a delivery', () => {
    it('is claimed once, by whichever relay comes first', async () => {
      const ids = await store.transaction((tx) => tx.deliver(Array.from({ length: 30 }, () => MAIL)));
      const claims = await Promise.all(Array.from({ length: 6 }, () => claim()));
      expect(claims.flatMap((claim) => claim.map(({ id }) => id)).sort()).toEqual([...ids].sort());
      for (const id of ids) await store.deliveries.delivered(id);
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
      await store.deliveries.delivered(id);
    });

    it('waits in the database while the queue holds enough', async () => {
      const ids = await store.transaction((tx) => tx.deliver(Array.from({ length: 8 }, () => MAIL)));
      expect(await claim(5)).toHaveLength(5);
      expect(await claim(5)).toEqual([]);
      const [first = ''] = ids;
      await store.deliveries.delivered(first);
      expect(await claim(5)).toHaveLength(1);
      for (const id of ids) await store.deliveries.delivered(id);
    });

    it('is taken by one of two tickets, and by another once its taker must have died', async () => {
      const id = await deliver();
      expect(await store.deliveries.take([id], 60_000)).toEqual([]);
      await claim();
      const taken = await Promise.all([1, 2, 3].map(() => store.deliveries.take([id], 60_000)));
      expect(taken.flat()).toMatchObject([{ id, payload: MAIL.payload, attempts: 0 }]);
      expect(await store.deliveries.take([id], 0)).toMatchObject([{ id }]);
      await store.deliveries.delivered(id);
    });

    it('has nothing more to do once it was made, and keeps no address', async () => {
      const id = await deliver();
      await claim();
      await store.deliveries.delivered(id);
      await store.deliveries.failed(id, { reason: 'too late', retryInMs: 0 });
      expect(await claim()).toEqual([]);
      expect(await store.deliveries.take([id], 0)).toEqual([]);
      const kept = `SELECT 1 / count(*) FROM countersign.deliveries WHERE id = '${id}' AND payload IS NULL`;
      await run(database.connectionString, kept);
    });

    it('comes again when its time has come after a failure, under the same id', async () => {
      const id = await deliver();
      await claim();
      await store.deliveries.failed(id, { reason: 'SMTP 451', retryInMs: 3_600_000 });
      expect(await claim()).toEqual([]);
      // A ticket that was drawn late does not go before the time.
      expect(await store.deliveries.take([id], 0)).toEqual([]);
      await store.deliveries.failed(id, { reason: 'SMTP 451', retryInMs: 0 });
      const expected: Partial<Delivery> = { id, attempts: 2 };
      expect(await claim()).toMatchObject([expected]);
      await store.deliveries.failed(id, { reason: 'SMTP 550', retryInMs: null });
      expect(await claim()).toEqual([]);
    });

    it('that was given up is seen by its kind and its failure, and is sent again when the operator says so', async () => {
      const id = await deliver();
      const withheld = await deliver({ ...MAIL, withheld: true });
      await claim();
      await store.deliveries.failed(id, { reason: 'SMTP 550', retryInMs: null });
      const [newest] = await store.deliveries.givenUp(1);
      expect(newest).toMatchObject({ id, kind: 'mail', attempts: 1, reason: 'SMTP 550' });
      expect(await store.deliveries.standing()).toContainEqual(
        expect.objectContaining({ kind: 'mail', state: 'given_up', count: 2 }),
      );
      expect(await store.deliveries.sendAgain([id, withheld, 'del_unknown'])).toEqual([id]);
      expect(await claim()).toMatchObject([{ id, attempts: 0 }]);
      await store.deliveries.delivered(id);
      expect(await store.deliveries.sendAgain([id])).toEqual([]);
    });

    it('is not due before its time', async () => {
      const id = await deliver({ ...MAIL, dueAt: hoursAfter(new Date().toISOString(), 1) });
      expect(await claim()).toEqual([]);
      await store.deliveries.delivered(id);
    });

    it('is made due again when whoever claimed it is gone', async () => {
      const id = await deliver();
      await claim();
      expect(await store.deliveries.requeueOrphans(60_000)).toBe(0);
      const age = `UPDATE countersign.deliveries SET queued_at = queued_at - interval '2 minutes' WHERE id = '${id}'`;
      await run(database.connectionString, age);
      expect(await store.deliveries.requeueOrphans(60_000)).toBe(1);
      expect(await claim()).toMatchObject([{ id, attempts: 0 }]);
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
         VALUES ('del_kept', 'mail', '{}', 'given_up', now(), now() - interval '29 days');`,
    );
    const swept = async () => [...new Set(Object.values(await store.sweep(2)))];
    expect([await swept(), await swept(), await swept()]).toEqual([[2], [1], [0]]);
    expect((await store.deliveries.givenUp(10)).map(({ id }) => id)).toEqual(['del_kept']);
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
