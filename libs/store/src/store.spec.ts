import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from '#store';
import { cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import {
  check,
  consent,
  organization,
  outcomeOf,
  participation,
  performer,
  production,
  withdrawal,
} from '../../../test/support/recording.js';

describe('the store', () => {
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

  it('smoke', async () => {
    const owner = await organization(store);
    const series = await production(store, owner);
    const mara = await performer(store, owner);
    const given = await consent(store, owner, series, mara);
    const result = await check(store, owner, mara, series);
    expect(result).toMatchObject({ kind: 'decided' });
    expect(outcomeOf(result)).toBe('allow');
    await withdrawal(store, mara, given);
    expect(outcomeOf(await check(store, owner, mara, series))).toBe('deny');
    expect(await store.sequence(100, () => Promise.resolve('note'))).toBeGreaterThan(5);
    if (result.kind === 'decided') expect(await store.log.receipt(result.id)).toMatchObject({ batch: result.batch });
    await participation(store, series, await organization(store));
  });
});
