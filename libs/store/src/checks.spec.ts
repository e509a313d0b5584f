import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leafHash, merkleBatch, toHex } from '#ledger';
import { newId, openStore, rebuild, type CheckGiven, type CheckQuestion, type NewEntry, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import {
  asks,
  check,
  consent,
  organization,
  outcomeOf,
  participation,
  performer,
  production,
  record,
  request,
  simpleHandlers,
  terms,
  withdrawIn,
} from '../../../test/support/recording.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';
import { run, untilWaiting } from '../../../test/support/test-databases.js';

const actor = 'user:test';

describe('checks', () => {
  let database: ClonedDatabase;
  let store: Store;
  let owner: string;
  let series: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    owner = await organization(store);
    series = await production(store, owner);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  /** What `decide` is given. */
  async function given(question: CheckQuestion): Promise<CheckGiven> {
    const found = await store.transaction((tx) => tx.lookUp(question));
    if (typeof found === 'string') throw new Error(found);
    return found;
  }

  it('decides on what was committed before it got the lock, not on what it saw while it waited', async () => {
    const mara = await performer(store, owner);
    const agreed = await consent(store, owner, series, mara);
    const { answer } = await store.transaction(async (tx) => {
      await tx.lock([mara]);
      const checking = check(store, owner, mara, series).then(outcomeOf);
      await untilWaiting(database.connectionString);
      await withdrawIn(tx, mara, agreed);
      return { answer: checking };
    });
    expect(await answer).toBe('deny');
  });

  it('never allows after a withdrawal was acknowledged, and every allow before it is found by it', async () => {
    for (let round = 0; round < 5; round++) {
      const mara = await performer(store, owner);
      const agreed = await consent(store, owner, series, mara);
      const allowed: string[] = [];
      let acknowledged = false;
      const asking = async (): Promise<void> => {
        for (let after = 0; after < 3;) {
          const startedAfter = acknowledged;
          const result = await check(store, owner, mara, series);
          if (startedAfter) {
            expect(outcomeOf(result)).toBe('deny');
            after++;
          } else if (outcomeOf(result) === 'allow' && result.kind === 'decided') allowed.push(result.id);
        }
      };
      const askers = Promise.all([asking(), asking(), asking(), asking()]);
      let told: string[] = [];
      await store.transaction(async (tx) => {
        await tx.lock([mara]);
        told = (await tx.recalls.reliedOn(agreed)).map(({ decision }) => decision);
        await withdrawIn(tx, mara, agreed);
      });
      acknowledged = true;
      await askers;
      expect([...told].sort()).toEqual([...allowed].sort());
    }
  }, 30_000);

  it('answers a thousand in their order, signed once, each with the receipt that the log gives back', async () => {
    const mara = await performer(store, owner);
    const agreed = await consent(store, owner, series, mara);
    const heads: string[] = [];
    const results = await store.checks(
      Array.from({ length: 1000 }, (_, n) => asks(owner, n % 2 === 0 ? mara : newId('perf'), series)),
      {
        ...simpleHandlers,
        sign: ({ root, size }) => {
          heads.push(`${String(size)} ${toHex(root)}`);
          return heads.join();
        },
      },
    );
    expect(results.map(outcomeOf)).toEqual(Array.from({ length: 1000 }, (_, n) => (n % 2 === 0 ? 'allow' : 'deny')));
    const decided = results.flatMap((result) => (result.kind === 'decided' ? [result] : []));
    const { root, paths } = merkleBatch(decided.map(({ entry }) => entry.leafHash));
    expect(heads).toEqual([`1000 ${toHex(root)}`]);
    for (const index of [0, 1, 511, 999]) {
      const [result, path = []] = [decided[index], paths[index]];
      expect(result?.batch).toEqual({ index, path: path.map(toHex), head: heads[0] });
      const receipt = await store.log.receipt(result?.id ?? '');
      expect(receipt?.batch).toEqual(result?.batch);
      expect(receipt?.entry).toMatchObject({ ...result?.entry, evidence: result?.facts.evidence });
    }
    const relying = await store.transaction((tx) => tx.recalls.reliedOn(agreed));
    expect(relying).toHaveLength(500);
    await store.sequence(2000, () => Promise.resolve('note'));
    const [leaf] = await store.log.leaves(0, 1);
    expect(await store.log.indexOf({ leafHash: leafHash(leaf ?? new Uint8Array()) })).toBe(0);
  });

  it('gives about a stranger what it gives about nobody', async () => {
    const stranger = await organization(store);
    const elsewhere = await production(store, stranger);
    const theirs = await performer(store, stranger);
    await consent(store, stranger, elsewhere, theirs);
    const [aboutTheirs, aboutNobody] = [
      await given(asks(owner, theirs, series)),
      await given(asks(owner, newId('perf'), series)),
    ];
    expect(aboutTheirs.records).toEqual(aboutNobody.records);
    expect(aboutTheirs.records).toMatchObject({
      related: false,
      consents: [],
      productionPaths: { [series]: [series] },
    });
    const recorded = await check(store, owner, theirs, series);
    expect(recorded).toMatchObject({
      kind: 'decided',
      current: {
        subjects: [
          [owner, expect.any(Number)],
          [series, expect.any(Number)],
          ['suspensions', 1],
        ],
      },
    });
  });

  it('waits for nobody who is a stranger, and holds up nothing of hers', async () => {
    const stranger = await organization(store);
    const theirs = await performer(store, stranger);
    await consent(store, stranger, await production(store, stranger), theirs);
    const answered = await store.transaction(async (tx) => {
      await tx.lock([theirs, `used:${theirs}`]);
      return check(store, owner, theirs, series).then(outcomeOf);
    });
    expect(answered).toBe('deny');
  });

  it('gives for a production in which the asker has no part what it gives for none', async () => {
    const stranger = await organization(store);
    const mara = await performer(store, owner);
    expect(await check(store, stranger, mara, series)).toEqual({ kind: 'production_unknown' });
    expect(await check(store, stranger, mara, newId('prod'))).toEqual({ kind: 'production_unknown' });
    const part = await participation(store, series, stranger);
    expect(outcomeOf(await check(store, stranger, mara, series))).toBe('deny');
    const refs = { actor, production: series, participation: part, organization: stranger };
    await record(store, [series, stranger], [{ type: 'participation.ended', refs, evidence: {}, personal: null }]);
    expect(await check(store, stranger, mara, series)).toEqual({ kind: 'production_unknown' });
  });

  it('takes nobody for an answer: a use without an identifiable performer', async () => {
    expect((await given(asks(owner, null, series))).records).toMatchObject({ related: false, consents: [] });
    expect(await check(store, owner, null, series)).toMatchObject({ kind: 'decided' });
  });

  it('knows a relation once a request was sent, not while it is a draft or one taken back unsent', async () => {
    const mara = await performer(store, owner);
    const draft = newId('req');
    const refs = { actor, organization: owner, production: series, performer: mara, request: draft };
    const evidence = { terms: terms(), respondBy: null };
    await record(store, [draft], [{ type: 'request.created', refs, evidence, personal: null }]);
    const nobodys = (await given(asks(owner, newId('perf'), series))).records;
    expect((await given(asks(owner, mara, series))).records).toEqual(nobodys);
    expect(await check(store, owner, mara, series)).toMatchObject({
      current: {
        subjects: [
          // The owner made the profile: an answer from before she was asked is not given again after.
          [mara, expect.any(Number)],
          [owner, expect.any(Number)],
          [series, expect.any(Number)],
          ['suspensions', expect.any(Number)],
        ],
      },
    });
    const unsent = { ...refs, request: newId('req') };
    await record(store, [unsent.request], [{ type: 'request.created', refs: unsent, evidence, personal: null }]);
    const takenBack = { type: 'request.withdrawn', refs: unsent, evidence: {}, personal: null } as const;
    await record(store, [unsent.request, mara], [takenBack]);
    expect((await given(asks(owner, mara, series))).records).toEqual(nobodys);
    await record(store, [draft, mara], [{ type: 'request.sent', refs, evidence, personal: null }]);
    expect((await given(asks(owner, mara, series))).records).toMatchObject({ related: true, refused: [] });
    await record(store, [draft, mara], [{ type: 'request.declined', refs, evidence: {}, personal: null }]);
    expect((await given(asks(owner, mara, series))).records.refused).toMatchObject([{ id: draft }]);
  });

  it('shows a vendor the consents on and above its node, and of its neighbours only what they forbid', async () => {
    const vendor = await organization(store);
    const [first, second] = [await production(store, owner, [series]), await production(store, owner, [series])];
    await participation(store, first, vendor);
    const mara = await performer(store, owner);
    const onSeries = await consent(store, owner, series, mara);
    const onFirst = await consent(store, owner, first, mara);
    const forbidding = terms({
      prohibitions: [
        { id: 'never', box: { act: ['generate.face'] } },
        { id: 'there', box: { act: ['generate.body'], production: [second] } },
      ],
    });
    const onSecond = await consent(store, owner, second, mara, forbidding);
    const seenByVendor = (await given(asks(vendor, mara, first))).records;
    expect(seenByVendor.consents.map(({ id }) => id).sort()).toEqual([onSeries, onFirst].sort());
    expect(seenByVendor.standing).toMatchObject([
      { id: 'unseen', box: { act: ['generate.face'], production: [series] }, until: null },
      { id: 'unseen', box: { act: ['generate.body'], production: [second] } },
    ]);
    expect(seenByVendor.productionPaths).toMatchObject({ [second]: [series, second] });
    const seenByOwner = (await given(asks(owner, mara, first))).records;
    expect(seenByOwner.consents.map(({ id }) => id).sort()).toEqual([onSeries, onFirst, onSecond].sort());
    expect(seenByOwner.standing).toEqual([]);
  });

  it('does not bind one production by what a consent to another forbids', async () => {
    const film = await production(store, owner);
    const vendor = await organization(store);
    await participation(store, series, vendor);
    const mara = await performer(store, owner);
    await consent(
      store,
      owner,
      film,
      mara,
      terms({ prohibitions: [{ id: 'never', box: { act: ['generate.face'] } }] }),
    );
    expect((await given(asks(vendor, mara, series))).records).toMatchObject({ related: false, standing: [] });
  });

  it('binds every profile of a person by the standing instruction made on one', async () => {
    const rival = await organization(store);
    const [mara, hers] = [await performer(store, owner, 'mara'), await performer(store, rival, 'mara')];
    await request(store, owner, series, mara);
    const refs = { actor: 'user:mara', performer: hers, instruction: newId('inst') };
    const made: NewEntry = { type: 'instruction.made', refs, evidence: { box: { act: ['train'] } }, personal: null };
    await record(store, [mara, hers], [made]);
    const standing = async () => (await given(asks(owner, mara, series))).records.standing;
    expect(await standing()).toMatchObject([{ id: refs.instruction, box: { act: ['train'] }, until: null }]);
    await record(store, [mara, hers], [{ type: 'instruction.lifted', refs, evidence: {}, personal: null }]);
    expect(await standing()).not.toMatchObject([{ until: null }]);
  });

  it('takes a key for its organization, and none that is unknown, has ended or is revoked', async () => {
    const mara = await performer(store, owner);
    const keys = ['valid', 'ended', 'revoked'];
    for (const name of keys) {
      await run(
        database.connectionString,
        `INSERT INTO auth.apikey (id, "configId", "referenceId", key, "createdAt", "updatedAt")
         VALUES ('row-${name}', 'default', 'deniz', 'hash-${name}', now(), now())`,
      );
      const refs = { actor, organization: owner, key: `key_${name}` };
      const endsAt = name === 'ended' ? '2020-01-01T00:00:00.000Z' : '2100-01-01T00:00:00.000Z';
      const evidence = { apikey: `row-${name}`, name, scopes: ['checks'], endsAt, replaces: null };
      await record(store, [refs.key], [{ type: 'key.issued', refs, evidence, personal: null }]);
    }
    const revoked = { actor, organization: owner, key: 'key_revoked' };
    await record(store, [revoked.key], [{ type: 'key.revoked', refs: revoked, evidence: {}, personal: null }]);
    const names = [...keys, 'unknown'];
    const questions = names.map((name) => ({ ...asks('', mara, series), asker: { keyHash: `hash-${name}` } }));
    const results = await store.checks(questions, {
      ...simpleHandlers,
      decide: (question, known) => {
        expect(known.asker).toEqual({ organization: owner, actor: 'key_valid', scopes: ['checks'] });
        return simpleHandlers.decide(question, known);
      },
    });
    expect(results.map(outcomeOf)).toEqual(['deny', ...Array.from({ length: 3 }, () => 'key_invalid')]);
    expect(await store.askers.key('hash-valid')).toMatchObject({ id: 'key_valid', organization: owner });
    for (const name of ['ended', 'revoked', 'unknown']) expect(await store.askers.key(`hash-${name}`)).toBeNull();
  });

  it('fails one question alone, whether it cannot be decided or cannot be stored', async () => {
    const mara = await performer(store, owner);
    await consent(store, owner, series, mara);
    const ask = (who: string) => asks(owner, who, series);
    const questions = [ask(mara), ask(newId('perf')), ask('no id: it has spaces'), ask(mara)];
    const results = await store.checks(questions, {
      ...simpleHandlers,
      decide: (question, known) => {
        if (question === questions[1]) throw new Error('undecidable');
        return simpleHandlers.decide(question, known);
      },
    });
    expect(results.map(outcomeOf)).toEqual(['allow', 'failed', 'failed', 'allow']);
  });

  it('records nothing when its head cannot be signed', async () => {
    const mara = await performer(store, owner);
    await consent(store, owner, series, mara);
    const sign = (): Promise<string> => Promise.reject(new Error('no key'));
    const [result] = await store.checks([asks(owner, mara, series)], { ...simpleHandlers, sign });
    expect(result).toMatchObject({ kind: 'failed', error: new Error('no key') });
    const relying = await store.transaction(async (tx) =>
      tx.recalls.reliedOn((await tx.find('consents', 'cons_none'))?.id ?? ''),
    );
    expect(relying).toEqual([]);
  });

  it('has kept the log sound and the projections as a rebuild gives them', async () => {
    await request(store, owner, series, await performer(store, owner));
    const integrated = await store.sequence(10_000, () => Promise.resolve('note'));
    const size = (await store.log.checkpoint())?.size ?? 0;
    expect(integrated).toBeGreaterThan(0);
    await expectLogIsSound(database.connectionString, size);
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString })).differences,
    ).toEqual([]);
  });
});
