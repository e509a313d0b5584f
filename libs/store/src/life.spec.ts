import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openStore, rebuild, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import {
  check,
  consent,
  organization,
  outcomeOf,
  participation,
  performer,
  production,
  request,
  withdrawal,
} from '../../../test/support/recording.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';

const STEPS = ['performer', 'request', 'consent', 'withdrawal', 'check', 'participation', 'node', 'sequence'] as const;

/** One step of a life: what is done, and a number that picks among what there is. */
const step = fc.record({ what: fc.constantFrom(...STEPS), pick: fc.nat({ max: 1000 }) });

describe('whatever happens, in whatever order and at the same time,', () => {
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

  async function live(steps: readonly { what: (typeof STEPS)[number]; pick: number }[]): Promise<void> {
    const owner = await organization(store);
    const nodes = [await production(store, owner)];
    const people = [await performer(store, owner)];
    const given: { who: string; id: string; withdrawn: boolean }[] = [];
    const one = <T>(of: readonly T[], pick: number): T => {
      const found = of[pick % of.length];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    };
    const does = async (what: (typeof STEPS)[number], pick: number): Promise<void> => {
      const [node, who] = [one(nodes, pick), one(people, pick)];
      switch (what) {
        case 'performer':
          people.push(await performer(store, owner, pick % 2 === 0 ? 'mara' : undefined));
          return;
        case 'request':
          await request(store, owner, node, who);
          return;
        case 'consent':
          given.push({ who, id: await consent(store, owner, node, who), withdrawn: false });
          return;
        case 'withdrawal': {
          const next = given.find(({ withdrawn }) => !withdrawn);
          if (next === undefined) return;
          next.withdrawn = true;
          return withdrawal(store, next.who, next.id);
        }
        case 'check':
          expect(['allow', 'deny']).toContain(outcomeOf(await check(store, owner, who, node)));
          return;
        case 'participation':
          await participation(store, node, owner);
          return;
        case 'node':
          nodes.push(await production(store, owner, nodes.slice(0, 1)));
          return;
        case 'sequence':
          await store.sequence(1 + (pick % 9), () => Promise.resolve('note'));
          return;
      }
    };
    // Four at a time, so that they meet at locks and serials commit out of order.
    for (let at = 0; at < steps.length; at += 4)
      await Promise.all(steps.slice(at, at + 4).map(({ what, pick }) => does(what, pick)));
  }

  it('the log is sound and a rebuild gives the rows that are there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 40 }), async (steps) => {
        await live(steps);
        for (let count = -1; count !== 0;) count = await store.sequence(50, () => Promise.resolve('note'));
        await expectLogIsSound(database.connectionString, (await store.log.checkpoint())?.size ?? 0);
        expect(
          (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString })).differences,
        ).toEqual([]);
      }),
      // One database for all runs: each goes on where the last one stopped.
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);
});
