import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, rebuild, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import {
  check,
  consent,
  organization,
  participation,
  performer,
  production,
  withdrawal,
} from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';

describe('rebuild', () => {
  let database: ClonedDatabase;
  let store: Store;
  let mara: string;
  let given: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    const owner = await organization(store);
    const series = await production(store, owner);
    const episode = await production(store, owner, [series]);
    mara = await performer(store, owner, 'mara');
    given = await consent(store, owner, series, mara);
    await check(store, owner, mara, episode);
    await withdrawal(store, mara, given);
    await participation(store, episode, await organization(store, 'Lab Nine'));
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('gives the same rows as were written entry by entry', async () => {
    const report = await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    expect(report).toMatchObject({ differences: [], written: false });
    expect(report.entries).toBeGreaterThan(10);
    expect(report.rows).toBeGreaterThan(10);
  });

  it('finds one altered cell, names it, and puts it right only when told to', async () => {
    await run(
      database.connectionString,
      `UPDATE countersign.performers SET name = 'Somebody else' WHERE id = '${mara}'`,
    );
    const difference = {
      ...{ table: 'performers', key: { id: mara }, column: 'name' },
      ...{ expected: 'Mara Lindqvist', found: 'Somebody else' },
    };
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString })).differences,
    ).toEqual([difference]);
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString }, { write: true }))
        .differences,
    ).toEqual([difference]);
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString })).differences,
    ).toEqual([]);
  });

  it('finds an altered cell inside a record', async () => {
    const { connectionString } = database;
    await run(connectionString, `UPDATE countersign.consents SET record = jsonb_set(record, '{events}', '[]')`);
    const [difference] = (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString })).differences;
    expect(difference).toMatchObject({
      table: 'consents',
      key: { id: given },
      column: 'record',
      found: { events: [] },
    });
    await rebuild({ personalSecret: PERSONAL_SECRET, connectionString }, { write: true });
    expect((await rebuild({ personalSecret: PERSONAL_SECRET, connectionString })).differences).toEqual([]);
  });

  it('finds a row that is missing and a row that is too much', async () => {
    const { connectionString } = database;
    await run(connectionString, `DELETE FROM countersign.decision_reliance`);
    await run(
      connectionString,
      `INSERT INTO countersign.standing_instructions VALUES ('inst_x', '${mara}', '{}', '2026-01-01T00:00:00.000Z', NULL, 1)`,
    );
    const { differences } = await rebuild({ personalSecret: PERSONAL_SECRET, connectionString }, { write: true });
    expect(differences).toHaveLength(2);
    expect(differences.find(({ table }) => table === 'decision_reliance')).toMatchObject({ column: null });
    expect(differences.find(({ table }) => table === 'standing_instructions')).not.toHaveProperty('expected');
    expect((await rebuild({ personalSecret: PERSONAL_SECRET, connectionString })).differences).toEqual([]);
  });
});
