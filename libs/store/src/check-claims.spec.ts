/** C-11: which claims of other uses a check is decided on. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import * as policies from '../../../test/support/policy-entries.js';
import { asks, consent, organization, performer, production, simpleHandlers } from '../../../test/support/recording.js';

const FIRST = 'a'.repeat(64);
const SECOND = 'b'.repeat(64);
const ASKED = 'c'.repeat(64);

describe('a claim of another use', () => {
  let database: ClonedDatabase;
  let store: Store;
  let owner: string;
  let series: string;
  let episode: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    owner = await organization(store);
    series = await production(store, owner);
    episode = await production(store, owner, [series]);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  async function known(): Promise<string> {
    const mara = await performer(store, owner);
    await consent(store, owner, series, mara);
    return mara;
  }
  const question = (mara: string, useHash = ASKED) => asks(owner, mara, episode, { useHash });

  it('C-11 is read for as long as it is contested, by what was said of it last', async () => {
    const mara = await known();
    const claimed = await policies.claim(store, owner, { node: episode, performer: mara, useHash: FIRST });
    const read = async () => {
      const found = await store.transaction((tx) => tx.lookUp(question(mara)));
      return typeof found === 'string' ? found : found.records.claims.map(({ id }) => id);
    };
    expect(await read()).toEqual([]);
    for (const [said, isContested] of [
      ['upheld', false],
      ['rejected', true],
      ['upheld', false],
      ['question', true],
      ['answer', false],
      ['question', true],
      ['upheld', true],
      ['answer', false],
      ['rejected', true],
    ] as const) {
      await policies.sayOfClaim(store, mara, claimed, said);
      expect([said, await read()]).toEqual([said, isContested ? [claimed] : []]);
    }
  });

  it('C-11 is read for the same performer in the same production alone, whatever else a batch asks', async () => {
    const [mara, ruth] = [await known(), await known()];
    const rejected = async (node: string, whose: string, useHash: string): Promise<string> => {
      const id = await policies.claim(store, owner, { node, performer: whose, useHash });
      await policies.sayOfClaim(store, whose, id, 'rejected');
      return id;
    };
    const [hers, above, ruths] = [
      await rejected(episode, mara, FIRST),
      await rejected(series, mara, FIRST),
      await rejected(episode, ruth, FIRST),
    ];
    const open = await policies.claim(store, owner, { node: episode, performer: mara, useHash: SECOND });
    const read: string[][] = [];
    await store.checks(
      [
        ...[question(mara), question(mara, SECOND), question(ruth)],
        ...[asks(owner, mara, series, { useHash: ASKED }), asks(owner, ruth, series, { useHash: ASKED })],
      ],
      {
        ...simpleHandlers,
        decide: (each, given) => {
          read.push(given.records.claims.map(({ id }) => id).sort());
          return simpleHandlers.decide(each, given);
        },
      },
    );
    expect(read).toEqual([[hers], [hers, open].sort(), [ruths], [above], []]);
  });
});
