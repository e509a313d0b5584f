import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DELIVERIES_CHANNEL } from './deliveries.js';
import { newId, openStore, type NewEntry, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { hoursAfter, organization, performer, production, record } from '../../../test/support/recording.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';
import { run } from '../../../test/support/test-databases.js';

describe('a transaction', () => {
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

  function organizationEntry(id: string, name = 'Atlas'): NewEntry {
    const refs = { actor: 'user:test', organization: id };
    return { type: 'organization.created', refs, evidence: { kind: 'studio', name }, personal: null };
  }

  async function countOf(table: string): Promise<number> {
    const client = new Client({ connectionString: database.connectionString });
    await client.connect();
    const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM countersign.${table}`);
    await client.end();
    return rows[0]?.count ?? 0;
  }

  it('keeps everything or nothing of what was written in it', async () => {
    const id = newId('org');
    const before = await countOf('entries');
    const failing = store.transaction(async (tx) => {
      await tx.lock([id]);
      await tx.append([organizationEntry(id)]);
      await tx.deliver([{ kind: 'mail', payload: { to: 'a@example.com' } }]);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await store.transaction((tx) => tx.find('organizations', id))).toBeNull();
    expect([await countOf('entries'), await countOf('deliveries')]).toEqual([before, 0]);
  });

  it('does not pretend to have committed after a statement in it failed and was swallowed', async () => {
    const id = newId('org');
    const swallowing = store.transaction(async (tx) => {
      await tx.lock([id]);
      await tx.lock(['not an id, for it has spaces']).catch(() => undefined);
      return 'done';
    });
    await expect(swallowing).rejects.toThrow('nothing was recorded');
  });

  it('refuses an entry whose subject it does not hold', async () => {
    const id = newId('org');
    const writing = store.transaction((tx) => tx.append([organizationEntry(id)]));
    await expect(writing).rejects.toThrow(`needs \`${id}\` locked`);
  });

  it('refuses to make the same thing twice, and leaves the first as it was', async () => {
    const id = await organization(store, 'First');
    const again = record(store, [id], [organizationEntry(id, 'Second')]);
    await expect(again).rejects.toThrow('made twice');
    expect(await store.transaction((tx) => tx.find('organizations', id))).toMatchObject({ name: 'First' });
  });

  it('refuses a decision that does not come from checks', async () => {
    const refs = { actor: 'user:test', decision: newId('chk'), organization: newId('org'), production: newId('prod') };
    const evidence = { outcome: 'allow' as const, validUntil: '2026-01-01T00:00:00.000Z', reliedOn: [] };
    const writing = store.transaction((tx) => tx.append([{ type: 'decision.made', refs, evidence, personal: null }]));
    await expect(writing).rejects.toThrow('recorded by `checks`');
  });

  it('reads its instant after its locks and only once, so that instants of one subject never go back', async () => {
    const id = newId('org');
    const instants: string[] = [];
    await Promise.all(
      Array.from({ length: 12 }, () =>
        store.transaction(async (tx) => {
          await tx.lock([id]);
          const at = await tx.at();
          expect(await tx.at()).toBe(at);
          instants.push(at);
        }),
      ),
    );
    expect([...instants].sort()).toEqual(instants);
    const lockingLate = store.transaction(async (tx) => {
      await tx.at();
      await tx.lock([id]);
    });
    await expect(lockingLate).rejects.toThrow('lock before asking for the instant');
  });

  it('takes its instant from a settable clock, and writes it with what it appends', async () => {
    const ahead = openStore({
      personalSecret: PERSONAL_SECRET,
      connectionString: database.connectionString,
      clock: (now) => hoursAfter(now, 48),
    });
    const id = await organization(ahead);
    const row = await store.transaction((tx) => tx.find('organizations', id));
    expect(Date.parse(row?.createdAt ?? '') - Date.now()).toBeGreaterThan(47 * 3_600_000);
    await ahead.close();
  });

  it('serves any number that lock the same subjects in any order, with no deadlock', async () => {
    const ids = Array.from({ length: 6 }, () => newId('perf'));
    const shuffled = (): string[] =>
      ids
        .map((id) => [Math.random(), id] as const)
        .sort()
        .map(([, id]) => id);
    let ran = 0;
    await Promise.all(
      Array.from({ length: 40 }, () =>
        store.transaction(async (tx) => {
          await tx.lock(shuffled());
          ran++;
        }),
      ),
    );
    expect(ran).toBe(40);
  });

  it('runs again after a deadlock, and both do what they came for', async () => {
    const [a, b] = [newId('perf'), newId('perf')];
    await store.transaction((tx) => tx.lock([a, b]));
    let met = 0;
    let meet = (): void => undefined;
    const both = new Promise<void>((resolve) => (meet = resolve));
    const crossing = (first: string, second: string): Promise<void> =>
      store.transaction(async (tx) => {
        await tx.lock([first]);
        if (++met === 2) meet();
        await both;
        await tx.lock([second]);
      });
    await Promise.all([crossing(a, b), crossing(b, a)]);
    expect(met).toBeGreaterThan(2);
  });

  it('appends many entries in the order given', async () => {
    const ids = Array.from({ length: 50 }, () => newId('org'));
    const entries = await store.transaction(async (tx) => {
      await tx.lock(ids);
      return tx.append(ids.map((id) => organizationEntry(id)));
    });
    expect(entries.map(({ refs }) => refs.organization)).toEqual(ids);
    const serials = entries.map(({ serial }) => serial);
    expect([...serials].sort((x, y) => x - y)).toEqual(serials);
    const stored = await store.log.entry(entries[7]?.id ?? '');
    expect(stored).toMatchObject({ ...entries[7], personal: null, leafIndex: null });
    await expectLogIsSound(database.connectionString, 0);
  });

  it('keeps names of any script, quotes and line ends as they are', async () => {
    const name = `Åsa "O'Neill" \\ 林 🎬\n\tØ`;
    const id = await organization(store, name);
    expect(await store.transaction((tx) => tx.find('organizations', id))).toMatchObject({ name });
    await expectLogIsSound(database.connectionString, 0);
  });

  it('runs with the grants of the application, whoever logged in', async () => {
    await run(database.connectionString, 'REVOKE INSERT ON countersign.payloads FROM countersign_app');
    await expect(organization(store)).rejects.toThrow('permission denied');
    await run(database.connectionString, 'GRANT INSERT ON countersign.payloads TO countersign_app');
  });

  it('wakes the relays when something is to be made or made anew, and not when that is asked for meanwhile', async () => {
    const listener = new Client({ connectionString: database.connectionString });
    await listener.connect();
    try {
      const told: (string | undefined)[] = [];
      listener.on('notification', ({ payload }) => void told.push(payload));
      await listener.query(`LISTEN ${DELIVERIES_CHANNEL}`);
      const wanted = { kind: 'certificate', payload: {}, once: newId('chk') } as const;
      const ask = async () => {
        await store.deliveries.haveMade(wanted);
        await listener.query(`NOTIFY ${DELIVERIES_CHANNEL}, 'asked'`);
      };
      await ask();
      await ask();
      await run(
        database.connectionString,
        `UPDATE countersign.deliveries SET state = 'given_up', closed_at = now() - interval '1 hour' WHERE kind = 'certificate'`,
      );
      await ask();
      expect(told).toEqual(['', 'asked', 'asked', '', 'asked']);
    } finally {
      await listener.end();
    }
  });

  it('finds the part that an organization takes in a production or above it', async () => {
    const owner = await organization(store);
    const [series, other] = [await production(store, owner), await organization(store)];
    const episode = await production(store, owner, [series]);
    const partIn = (node: string, who: string) => store.transaction((tx) => tx.partIn(node, who));
    expect(await partIn(episode, owner)).toMatchObject({ production: series, role: 'owner', state: 'accepted' });
    expect(await partIn(episode, other)).toBeNull();
    expect(await partIn(newId('prod'), owner)).toBeNull();
  });

  it('finds an organization by its people, and a profile by its address', async () => {
    const owner = await organization(store);
    const mara = await performer(store, owner);
    const refs = { actor: 'user:test', organization: owner, user: 'deniz' };
    const personal = { name: 'Deniz', email: 'deniz@example.com' };
    await record(store, [owner], [{ type: 'member.added', refs, evidence: { role: 'admin' }, personal }]);
    expect(await store.transaction((tx) => tx.addresses(owner))).toEqual([{ user: 'deniz', ...personal }]);
    const profile = await store.transaction((tx) => tx.performerOf(owner, `${mara.toLowerCase()}@example.com`));
    expect(profile).toMatchObject({ id: mara });
    expect(await store.askers.person('deniz', 'nobody@example.com')).toEqual({
      memberships: [{ organization: owner, kind: 'studio', name: 'Atlas Pictures', role: 'admin' }],
      ...{ claimed: [], unclaimed: [], represents: [] },
    });
    expect(await store.askers.person('mara', `${mara.toLowerCase()}@example.com`)).toMatchObject({ unclaimed: [mara] });
    await record(store, [owner], [{ type: 'member.removed', refs, evidence: {}, personal: null }]);
    expect(await store.transaction((tx) => tx.addresses(owner))).toEqual([]);
  });
});
