import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { erase, eraseReturned, openStore, rebuild, sealPlain, WrongPersonalSecret, type Store } from '#store';
import { cloneDatabase, PERSONAL_SECRET, type ClonedDatabase } from '../../../test/support/database.js';
import { organization, performer } from '../../../test/support/recording.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';
import { Keyring } from './keyring.js';

describe('the erasable part of an entry', () => {
  const keyring = new Keyring(PERSONAL_SECRET);
  const part = { personal: { name: 'Mara Lindqvist' }, salt: Buffer.alloc(32, 7) };
  const persons = ['perf_mara', 'auth_agent'];
  const keys = persons.map((person) => keyring.newKey(person));
  const sealed = keyring.seal('entr_1', part, persons, keys);
  const row = { id: 'entr_1', personal: null, personal_salt: null, persons, sealed, person_keys: keys };

  it('opens with the keys of all whose it is, in its own row alone', () => {
    expect(keyring.open(row)).toEqual(part);
    expect(sealed.toString('latin1')).not.toContain('Mara');
    expect(() => keyring.open({ ...row, id: 'entr_2' })).toThrow();
    expect(() => keyring.open({ ...row, person_keys: keys.toReversed() })).toThrow();
    expect(() => new Keyring('another secret that is long enough').open(row)).toThrow();
  });

  it('is erased once the key of any of them is gone', () => {
    for (const gone of [0, 1])
      expect(keyring.open({ ...row, person_keys: keys.map((key, at) => (at === gone ? null : key)) })).toBeNull();
  });
});

describe('the keyring of a database', () => {
  let database: ClonedDatabase;
  let store: Store;
  let client: Client;
  let mara: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    mara = await performer(store, await organization(store));
    client = new Client({ connectionString: database.connectionString, options: '-c search_path=countersign' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await store.close();
    await database.drop();
  });

  const invited = async () => {
    const { rows } = await client.query<{ id: string }>(`SELECT id FROM entries WHERE refs ->> 'performer' = $1`, [
      mara,
    ]);
    return store.log.entry(rows[0]?.id ?? '');
  };

  it('goes by one secret: a process with another does not begin', async () => {
    await store.ping();
    const { connectionString } = database;
    const other = openStore({ connectionString, personalSecret: 'another secret that is long enough' });
    await expect(other.ping()).rejects.toThrow(WrongPersonalSecret);
    await other.close();
  });

  it('reads what lies open from before, and seals it with the next migration', async () => {
    const whole = await invited();
    if (whole === null || typeof whole.personalSalt !== 'string') throw new Error('she was not invited');
    await client.query('ALTER TABLE personals DISABLE TRIGGER ALL');
    await client.query(
      'UPDATE personals SET personal = $1, salt = $2, persons = NULL, sealed = NULL WHERE entry = $3',
      [...[JSON.stringify(whole.personal), Buffer.from(whole.personalSalt, 'hex'), whole.serial]],
    );
    await client.query('ALTER TABLE personals ENABLE ALWAYS TRIGGER append_only');
    await client.query('ALTER TABLE personals ENABLE ALWAYS TRIGGER sealed_once');
    expect(await invited()).toEqual(whole);
    const both = [1, 2].map(() => sealPlain(database.connectionString, () => PERSONAL_SECRET));
    expect((await Promise.all(both)).toSorted()).toEqual([0, 1]);
    expect(await invited()).toEqual(whole);
    const plain = await client.query(`SELECT FROM personals WHERE personal <> 'null'`);
    expect(plain.rowCount).toBe(0);
    expect(await sealPlain(database.connectionString, () => '')).toBe(0);
    await store.sequence(100, () => Promise.resolve('note'));
    await expectLogIsSound(database.connectionString, 2);
    const given = { personalSecret: PERSONAL_SECRET, connectionString: database.connectionString };
    expect((await rebuild(given)).differences).toEqual([]);
  });
});

describe('data from before an erasure', () => {
  it('are not ready until it is applied to them again, and then nothing of hers is back', async () => {
    const [now, older] = [await cloneDatabase(), await cloneDatabase()];
    const open = (connectionString: string) => openStore({ personalSecret: PERSONAL_SECRET, connectionString });
    const [store, restored] = [open(now.connectionString), open(older.connectionString)];
    // The same person in both, as a copy from before her erasure has her.
    const mara = await performer(restored, await organization(restored));
    await restored.transaction((tx) => erase(tx, { performer: 'perf_nobody' }, 'system'));
    const client = new Client({ connectionString: older.connectionString, options: '-c search_path=countersign' });
    await client.connect();
    await restored.ping();
    // The newer keyring comes from its own backup: her key is gone from it.
    await client.query('ALTER TABLE keyring.persons DISABLE TRIGGER ALL');
    await client.query('UPDATE keyring.persons SET sealed = NULL, destroyed_at = instant_now() WHERE person = $1', [
      mara,
    ]);
    await client.query('ALTER TABLE keyring.persons ENABLE ALWAYS TRIGGER destroyed_once');
    await client.query('ALTER TABLE keyring.persons ENABLE ALWAYS TRIGGER append_only');
    const begun = open(older.connectionString);
    await expect(begun.ping()).rejects.toThrow('run `countersign erase again` first');
    expect((await client.query('SELECT name FROM performers WHERE id = $1', [mara])).rows[0]?.name).not.toBeNull();
    expect(await begun.transaction((tx) => eraseReturned(tx))).toMatchObject({ kind: 'erased', went: { profiles: 1 } });
    await begun.ping();
    const { rows } = await client.query(
      `SELECT p.name, p.email, q.entry FROM performers p LEFT JOIN personals q ON q.persons[1] = p.id WHERE p.id = $1`,
      [mara],
    );
    expect(rows).toEqual([{ name: null, email: null, entry: null }]);
    const given = { personalSecret: PERSONAL_SECRET, connectionString: older.connectionString };
    expect((await rebuild(given)).differences).toEqual([]);
    // Where the keyring is as old as the data, the list that was kept names her.
    const other = await performer(store, await organization(store));
    expect(await store.transaction((tx) => eraseReturned(tx, [other, mara]))).toMatchObject({ went: { profiles: 1 } });
    expect(await store.transaction((tx) => tx.erasures.destroyed())).toEqual([other]);
    await client.end();
    await Promise.all([store, restored, begun].map((each) => each.close()));
    await Promise.all([now, older].map((each) => each.drop()));
  });
});
