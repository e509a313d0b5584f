/** Who waits for whom: a check for what it rests on, a read for nobody, and nobody for a stranger. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { useHashOf } from '#consent';
import type { Records, Use } from '#consent';
import { newId, openStore, type CheckQuestion, type NewEntry, type Store, type Tx } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import * as policies from '../../../test/support/policy-entries.js';
import {
  asks,
  consent,
  ordered,
  organization,
  outcomeOf,
  participation,
  performer,
  production,
  record,
  simpleHandlers,
  terms,
} from '../../../test/support/recording.js';
import { untilWaiting } from '../../../test/support/test-databases.js';

const actor = 'user:test';
const capped = terms({
  permissions: [{ id: 'adr', box: { act: ['generate.voice.adr_line'], territory: ['world'] }, caps: { lines: 10 } }],
});

describe('what a check waits for', () => {
  let database: ClonedDatabase;
  let store: Store;
  let owner: string;
  let vendor: string;
  let series: string;
  let episode: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    [owner, vendor] = [await organization(store), await organization(store)];
    series = await production(store, owner);
    episode = await production(store, owner, [series]);
    await participation(store, episode, vendor);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const whenWaiting = (transactions = 1) => untilWaiting(database.connectionString, transactions);

  /** Asks while a change is made and not committed; what is given must be the same when it is decided again. */
  async function askedDuring(
    subjects: string[],
    change: (tx: Tx) => Promise<unknown>,
    question: CheckQuestion,
    use: object,
  ): Promise<Records> {
    const decidedOn: Records[] = [];
    const asking = () =>
      store.checks([question], {
        ...simpleHandlers,
        decide: (asked, given) => {
          decidedOn.push(given.records);
          const { evidence, personal } = simpleHandlers.decide(asked, given);
          return { evidence: { ...evidence, use: { ...use, pipeline: [...question.tools] } }, personal };
        },
      });
    const { answers } = await store.transaction(async (tx) => {
      await tx.lock(subjects);
      // The change has its place in the log before the check has one, and commits after the check began.
      await change(tx);
      const answering = asking();
      await Promise.race([answering, whenWaiting()]);
      return { answers: answering };
    });
    const [result] = await answers;
    if (result?.kind !== 'decided') throw new Error('nothing was decided');
    const [records] = decidedOn.slice(-1);
    const replay = await store.transaction((tx) => tx.replay(result.id));
    if (records === undefined || replay === null) throw new Error('nothing was decided');
    expect(ordered(replay.given.records)).toEqual(ordered(records));
    return records;
  }

  it('a withdrawal that waits: checks that come after it do not pass it with those before it', async () => {
    const mara = await performer(store, owner);
    await consent(store, owner, series, mara);
    const done: string[] = [];
    const ask = async (tx: Tx, name: string) => {
      await tx.checks([asks(owner, mara, series)], simpleHandlers);
      done.push(name);
    };
    let later: Promise<unknown>[] = [];
    await store.transaction(async (tx) => {
      await ask(tx, 'before');
      const withdrawal = store.transaction(async (other) => {
        await other.lock([mara]);
        done.push('withdrawal');
      });
      await whenWaiting();
      const after = store.transaction((other) => ask(other, 'after'));
      await Promise.race([after, whenWaiting(2)]);
      later = [withdrawal, after];
    });
    await Promise.all(later);
    expect(done).toEqual(['before', 'withdrawal', 'after']);
  });

  it('a part in another production, through which it sees a consent: a replay sees the same', async () => {
    const [film, mara] = [await production(store, owner), await performer(store, owner)];
    await consent(store, owner, series, mara);
    const elsewhere = await consent(store, owner, film, mara);
    const part = newId('part');
    const refs = { actor, production: film, participation: part };
    const personal = { email: 'vendor@example.com' };
    const invited: NewEntry = { type: 'participation.invited', refs, evidence: { role: 'vendor' }, personal };
    const accepted: NewEntry = {
      ...{ type: 'participation.accepted', refs: { ...refs, organization: vendor }, evidence: {}, personal: null },
    };
    const use = { act: ['generate.voice.adr_line'], production: episode, pipeline: [] };
    const question = asks(vendor, mara, episode, { useHash: useHashOf(use as unknown as Use) });
    const { consents } = await askedDuring([film, vendor], (tx) => tx.append([invited, accepted]), question, use);
    expect(consents.map(({ id }) => id)).toContain(elsewhere);
  });

  it.each(['rejected', 'question'] as const)(
    'C-11 what is said of a claim of her other use there (%s): a replay sees the same',
    async (said) => {
      const mara = await performer(store, owner);
      await consent(store, owner, series, mara);
      const claimed = await policies.claim(store, vendor, { node: episode, performer: mara, useHash: 'b'.repeat(64) });
      const use = { act: ['alter.cleanup'], production: episode, pipeline: [] };
      const question = asks(vendor, mara, episode, { useHash: useHashOf(use as unknown as Use) });
      const say = (tx: Tx) => tx.append([policies.saidOfClaim(mara, claimed, said)]);
      const { claims } = await askedDuring([mara], say, question, use);
      expect(claims.map(({ id }) => id)).toEqual([claimed]);
    },
  );

  it('whose likeness a tool gives, which shows once she claims the profile: a replay sees the same', async () => {
    const [mara, hers] = [await performer(store, owner, 'mara'), await performer(store, vendor)];
    await consent(store, owner, series, mara);
    const { tool } = await policies.attestedTool(store, vendor, hers);
    const claimed: NewEntry = {
      ...{ type: 'performer.claimed', refs: { actor, performer: hers, user: 'mara' }, evidence: {}, personal: null },
    };
    const use = { act: ['generate.voice.adr_line'], production: episode, pipeline: [tool] };
    const question = asks(vendor, mara, episode, { tools: [tool], useHash: useHashOf(use as unknown as Use) });
    const { tools } = await askedDuring([hers], (tx) => tx.append([claimed]), question, use);
    expect(tools).toMatchObject([{ id: tool, likenessOf: 'this' }]);
  });

  it('who asks: a person who is removed meanwhile asks nothing more for the organization', async () => {
    const mara = await performer(store, owner);
    await consent(store, owner, series, mara);
    const refs = { actor, organization: owner, user: 'deniz' };
    const personal = { name: 'Deniz', email: 'deniz@example.com' };
    await record(store, [owner], [{ type: 'member.added', refs, evidence: { role: 'member' }, personal }]);
    const question = { ...asks(owner, mara, series), asker: { organization: owner, user: 'deniz' } };
    const ask = () => store.checks([question], simpleHandlers).then((results) => results.map(outcomeOf));
    expect(await ask()).toEqual(['allow']);
    const { answer } = await store.transaction(async (tx) => {
      await tx.lock([owner]);
      const asking = ask();
      await Promise.race([asking, whenWaiting()]);
      await tx.append([{ type: 'member.removed', refs, evidence: {}, personal: null }]);
      return { answer: asking };
    });
    expect(await answer).toEqual(['production_unknown']);
  });

  it('nothing, where it records nothing: a search or a reading holds nobody up and waits for nobody', async () => {
    const mara = await performer(store, owner);
    await consent(store, owner, series, mara, capped);
    const { tool } = await policies.attestedTool(store, owner);
    const question = asks(owner, mara, episode, { tools: [tool] });
    const found = await store.transaction(async (tx) => {
      await tx.lock([mara, `used:${mara}`, series, episode, tool, owner, 'suspensions']);
      return store.transaction((other) => other.lookUp(question));
    });
    expect(found).toMatchObject({ records: { related: true } });
    await store.transaction(async (reading) => {
      await reading.lookUp(question);
      // Would wait for ever if the reading held anything.
      await store.transaction((tx) => tx.lock([mara, `used:${mara}`, series, episode, tool, owner, 'suspensions']));
    });
  });

  it("nothing of a stranger's, whatever it names: a production, a tool, an id of something else", async () => {
    const stranger = await organization(store);
    const theirs = await production(store, stranger);
    const nobody = await performer(store, stranger);
    const [{ tool }, mara] = [await policies.attestedTool(store, stranger, nobody), await performer(store, owner)];
    await consent(store, owner, series, mara);
    const questions = [
      asks(owner, nobody, theirs, { tools: [tool] }),
      asks(owner, mara, episode, { tools: [tool, nobody, theirs] }),
    ];
    const answers = await store.transaction(async (tx) => {
      await tx.lock([theirs, tool, nobody, `used:${nobody}`, stranger]);
      return store.checks(questions, simpleHandlers);
    });
    expect(answers.map(outcomeOf)).toEqual(['production_unknown', 'allow']);
    const [, told] = answers;
    expect(JSON.stringify(told?.kind === 'decided' && told.current.subjects)).not.toContain(tool);
  });
});

describe('a transaction that acts for somebody', () => {
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

  it('runs again where the right was taken away while it waited, and nobody else waits for it', async () => {
    const [owner, other] = [await organization(store), await organization(store)];
    const refs = { actor, organization: owner, user: 'deniz' };
    const personal = { name: 'Deniz', email: 'deniz@example.com' };
    await record(store, [owner], [{ type: 'member.added', refs, evidence: { role: 'admin' }, personal }]);
    const memberships = [{ organization: owner, role: 'admin' }];
    const found: number[] = [];
    const subject = newId('perf');
    const acting = () =>
      store.transaction(async (tx) => {
        const now = await tx.person('deniz', 'deniz@example.com');
        found.push(now.memberships.length);
        if (now.memberships.length === 0) return 'refused';
        tx.actAs({ kind: 'person', user: 'deniz', email: 'deniz@example.com', memberships, represents: [] });
        await tx.lock([subject]);
        return 'acted';
      });
    const { answer } = await store.transaction(async (tx) => {
      await tx.lock([owner]);
      const waiting = acting();
      await Promise.race([waiting, untilWaiting(database.connectionString)]);
      await tx.append([{ type: 'member.removed', refs, evidence: {}, personal: null }]);
      return { answer: waiting };
    });
    expect(await answer).toBe('refused');
    expect(found).toEqual([1, 0]);
    // Two of one organization write side by side: what their right hangs on is shared.
    await record(
      store,
      [other],
      [{ type: 'member.added', refs: { ...refs, organization: other }, evidence: { role: 'admin' }, personal }],
    );
    const party = {
      kind: 'person',
      user: 'deniz',
      email: '',
      memberships: [{ organization: other, role: 'admin' }],
      represents: [],
    } as const;
    await store.transaction(async (one) => {
      one.actAs(party);
      await one.lock([newId('perf')]);
      await store.transaction(async (two) => {
        two.actAs(party);
        await two.lock([newId('perf')]);
      });
    });
  });
});
