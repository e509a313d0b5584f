import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openStore, rebuild, sealPlain, WrongPersonalSecret, type Store } from '#store';
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
