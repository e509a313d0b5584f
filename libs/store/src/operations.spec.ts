import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { newId, openStore, type Delivery, type NewDelivery, type Store } from '#store';
import { cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { hoursAfter } from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';

const MAIL: NewDelivery = { kind: 'mail', payload: { to: 'mara@example.com' } };
const hashOf = (text: string): Uint8Array => createHash('sha256').update(text).digest();

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

  describe('a delivery', () => {
    it('is claimed once, by whichever relay comes first', async () => {
      const ids = await store.transaction((tx) => tx.deliver(Array.from({ length: 30 }, () => MAIL)));
      const claims = await Promise.all(Array.from({ length: 6 }, () => store.deliveries.claim(10)));
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
        expect(await store.deliveries.claim(10)).toEqual([]);
        return ids[0] ?? '';
      });
      await waking;
      expect(await store.deliveries.claim(10)).toMatchObject([{ id, ...MAIL, attempts: 0 }]);
      await listening.close();
      await store.deliveries.delivered(id);
    });

    it('has nothing more to do once it was made, and keeps no address', async () => {
      const id = await deliver();
      await store.deliveries.claim(10);
      expect(await store.deliveries.find(id)).toMatchObject({ id, payload: MAIL.payload });
      await store.deliveries.delivered(id);
      expect(await store.deliveries.find(id)).toBeNull();
      await store.deliveries.failed(id, { reason: 'too late', retryAt: '2026-01-01T00:00:00.000Z' });
      expect(await store.deliveries.find(id)).toBeNull();
    });

    it('comes again when its time has come after a failure, under the same id', async () => {
      const id = await deliver();
      await store.deliveries.claim(10);
      const later = hoursAfter(new Date().toISOString(), 1);
      await store.deliveries.failed(id, { reason: 'SMTP 451', retryAt: later });
      expect(await store.deliveries.claim(10)).toEqual([]);
      await store.deliveries.failed(id, { reason: 'SMTP 451', retryAt: '2026-01-01T00:00:00.000Z' });
      const expected: Partial<Delivery> = { id, attempts: 2 };
      expect(await store.deliveries.claim(10)).toMatchObject([expected]);
      await store.deliveries.failed(id, { reason: 'SMTP 550', retryAt: null });
      expect(await store.deliveries.find(id)).toBeNull();
      expect(await store.deliveries.claim(10)).toEqual([]);
    });

    it('is not due before its time', async () => {
      const id = await deliver({ ...MAIL, dueAt: hoursAfter(new Date().toISOString(), 1) });
      expect(await store.deliveries.claim(10)).toEqual([]);
      expect(await store.deliveries.find(id)).toMatchObject({ id });
      await store.deliveries.delivered(id);
    });

    it('is made due again when whoever claimed it is gone', async () => {
      const id = await deliver();
      await store.deliveries.claim(10);
      expect(await store.deliveries.requeueOrphans(60_000)).toBe(0);
      const age = `UPDATE countersign.deliveries SET queued_at = queued_at - interval '2 minutes' WHERE id = '${id}'`;
      await run(database.connectionString, age);
      expect(await store.deliveries.requeueOrphans(60_000)).toBe(1);
      expect(await store.deliveries.claim(10)).toMatchObject([{ id, attempts: 0 }]);
    });
  });

  describe('a sign code', () => {
    const key = { request: 'req_1', user: 'mara' };
    const keep = (code: string, expiresAt = '2999-01-01T00:00:00.000Z'): Promise<void> =>
      store.transaction((tx) =>
        tx.keepSignCode({ ...key, codeHash: hashOf(code), context: { version: 2 }, expiresAt }),
      );
    const spend = (code: string) => store.transaction((tx) => tx.spendSignCode({ ...key, codeHash: hashOf(code) }));

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
