import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { useHashOf } from '#consent';
import type { Instant, Records, Reservation, Use } from '#consent';
import { newId, openStore, type CheckQuestion, type NewEntry, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import * as policies from '../../../test/support/policy-entries.js';
import {
  asks,
  consent,
  hoursAfter,
  ordered,
  organization,
  participation,
  performer,
  production,
  record,
  request,
  simpleHandlers,
  terms,
  withdrawal,
} from '../../../test/support/recording.js';

const START = '2026-03-01T00:00:00.000Z';
const actor = 'user:test';
const capped = terms({
  permissions: [{ id: 'adr', box: { act: ['generate.voice.adr_line'], territory: ['world'] }, caps: { lines: 10 } }],
});

describe('a past instant', () => {
  let database: ClonedDatabase;
  let store: Store;
  let now: Instant = START;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({
      personalSecret: PERSONAL_SECRET,
      connectionString: database.connectionString,
      clock: () => now,
    });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });
  beforeEach(() => {
    now = START;
  });

  interface World {
    readonly question: CheckQuestion;
    /** Acts that each change what the question is decided on. */
    readonly acts: readonly (() => Promise<unknown>)[];
    /** Asks the question, holding what is given, and remembers on what it was decided. */
    readonly ask: (lines?: number) => Promise<string>;
    readonly decidedOn: ReadonlyMap<string, Records>;
  }

  async function world(): Promise<World> {
    const owner = await organization(store);
    const [vendor, other, rival] = [await organization(store), await organization(store), await organization(store)];
    const union = await organization(store, 'Voices United', 'union');
    const series = await production(store, owner);
    const [episode, sibling] = [await production(store, owner, [series]), await production(store, owner, [series])];
    await participation(store, episode, vendor);
    const [mara, hers] = [await performer(store, owner), await performer(store, rival, 'mara')];
    const use = { ...{ act: ['generate.voice.adr_line'], production: episode }, pipeline: [] as string[] };
    const toolOf = async (of: string, likeness: string | null) => policies.attestedTool(store, of, likeness);
    const [owners, others, vendors] = [
      await toolOf(owner, mara),
      await toolOf(other, null),
      await toolOf(vendor, hers),
    ];
    use.pipeline = [owners.tool, others.tool, vendors.tool];
    // Only what is bound by the hash matters here.
    const useHash = useHashOf(use as unknown as Use);
    const here = { node: episode, performer: mara, useHash };
    const about = { actor, production: episode, performer: mara };
    let agreed = '';
    const made = new Map<string, string>();
    const make = (name: string, making: Promise<string>) => making.then((id) => made.set(name, id));
    const of = (name: string): string => made.get(name) ?? '';
    const decidedOn = new Map<string, Records>();
    const question = asks(vendor, mara, episode, { tools: use.pipeline, useHash });
    const ask = async (lines = 0): Promise<string> => {
      const reserved: Reservation[] =
        lines === 0 ? [] : [{ consent: agreed, clause: 'adr', unit: 'lines', amount: lines }];
      const [result] = await store.checks([question], {
        ...simpleHandlers,
        decide: (asked, given) => {
          decidedOn.set(given.id, given.records);
          const { evidence, personal } = simpleHandlers.decide(asked, given);
          return { evidence: { ...evidence, reserved, use }, personal };
        },
      });
      if (result?.kind !== 'decided') throw new Error('nothing was decided');
      return result.id;
    };
    const instruction = { actor: 'user:mara', performer: hers, instruction: newId('inst') };
    const instructed: NewEntry = {
      ...{ type: 'instruction.made', refs: instruction, evidence: { box: { act: ['train'] } }, personal: null },
    };
    const declined = async (): Promise<unknown> => {
      const id = await request(store, owner, series, mara);
      const refs = { actor, organization: owner, production: series, performer: mara, request: id };
      const no: NewEntry = { type: 'request.declined', refs, evidence: {}, personal: null };
      return record(store, [id, mara], [no]);
    };
    const claimProfile: NewEntry = {
      ...{ type: 'performer.claimed', refs: { ...about, user: 'mara' }, evidence: {}, personal: null },
    };
    const leave = (): Promise<unknown> => {
      const refs = { actor, production: episode, participation: of('part'), organization: other };
      return record(store, [episode, other], [{ type: 'participation.ended', refs, evidence: {}, personal: null }]);
    };
    const acts = [
      () => policies.describePerformer(store, owner, mara, { bornOn: '1990-02-28' }),
      () => policies.statePolicies(store, series, { platform: 'netflix', agreements: ['sag-aftra-tv@2026'] }),
      () => consent(store, owner, series, mara, capped).then((id) => (agreed = id)),
      () => make('first', ask(2)),
      () => make('second', ask(3)),
      () => policies.reportUse(store, mara, of('first'), { lines: 1 }),
      () => policies.release(store, mara, of('second')),
      () => policies.reportUse(store, mara, of('first'), { lines: 4 }),
      () => make('part', participation(store, episode, other)),
      () => policies.withdrawAttestation(store, others.tool, others.attestation),
      leave,
      () => record(store, [mara, hers], [instructed]),
      () => record(store, [mara], [claimProfile]),
      () => record(store, [mara, hers], [{ ...instructed, type: 'instruction.lifted', evidence: {} }]),
      () => make('disclosure', policies.disclosure(store, vendor, here)),
      () => make('approval', policies.approval(store, owner, { ...here, disclosure: of('disclosure') })),
      () => policies.voidApproval(store, episode, of('approval')),
      () => make('claim', policies.claim(store, vendor, here)),
      ...(['rejected', 'question', 'answer', 'upheld', 'question'] as const).map(
        (said) => () => policies.sayOfClaim(store, mara, of('claim'), said),
      ),
      () => make('beside', policies.claim(store, vendor, { ...here, useHash: 'e'.repeat(64) })),
      ...(['question', 'answer', 'rejected', 'upheld', 'rejected'] as const).map(
        (said) => () => policies.sayOfClaim(store, mara, of('beside'), said),
      ),
      () => make('strike', policies.strike(store, union, { agreement: 'sag-aftra-tv' })),
      () => policies.liftStrike(store, union, of('strike')),
      () => make('clearance', policies.clearance(store, owner, series)),
      () => policies.endClearance(store, series, of('clearance')),
      () => make('authority', policies.authority(store, owner, mara)),
      () => make('disclosed', policies.disclosure(store, owner, here)),
      () => policies.approval(store, owner, { ...here, disclosure: of('disclosed'), authority: of('authority') }),
      () => policies.endAuthority(store, mara, of('authority')),
      () => consent(store, owner, sibling, mara, terms({ prohibitions: [{ id: 'never', box: { act: ['train'] } }] })),
      declined,
      () => withdrawal(store, mara, agreed),
    ];
    return { question, acts, ask, decidedOn };
  }

  const lookUp = async (question: CheckQuestion, asOf?: Instant): Promise<unknown> => {
    const found = await store.transaction((tx) => tx.lookUp(question, asOf));
    return typeof found === 'string' ? found : ordered(found.records);
  };

  it('is answered with what was known then, whatever was recorded since', async () => {
    const { question, acts } = await world();
    const known = new Map<Instant, unknown>([[now, await lookUp(question)]]);
    for (const act of acts) {
      now = new Date(Date.parse(now) + 60_000).toISOString();
      await act();
      known.set(now, await lookUp(question));
    }
    // Most acts show; some undo another, and one shows once the profiles are joined.
    expect(new Set([...known.values()].map((value) => JSON.stringify(value))).size).toBeGreaterThan(25);
    now = hoursAfter(now, 48);
    for (const [at, records] of known) expect([at, await lookUp(question, at)]).toEqual([at, records]);
    const between = new Date(Date.parse(START) + 90_000).toISOString();
    expect(await lookUp(question, between)).toEqual([...known.values()][1]);
  }, 30_000);

  it('before the production was made, or before the asker took part in it, is answered with nothing', async () => {
    const { question } = await world();
    now = hoursAfter(START, 1);
    expect(await lookUp(question, START)).toMatchObject({ related: false });
    expect(await lookUp(question, '2025-01-01T00:00:00.000Z')).toBe('production_unknown');
    const late = await organization(store);
    const node = question.production;
    now = hoursAfter(START, 2);
    const part = await participation(store, node, late);
    const theirs = { ...question, asker: { organization: late, actor } };
    now = hoursAfter(START, 3);
    expect(await lookUp(theirs, hoursAfter(START, 1))).toBe('production_unknown');
    expect(await lookUp(theirs, hoursAfter(START, 2))).toMatchObject({ related: false });
    const refs = { actor, production: node, participation: part, organization: late };
    await record(store, [node, late], [{ type: 'participation.ended', refs, evidence: {}, personal: null }]);
    // Who has left sees nothing more, not even of the time before.
    expect(await lookUp(theirs, hoursAfter(START, 2))).toBe('production_unknown');
  });

  it('lets a decision be made again on the very same, even when all was recorded in one millisecond', async () => {
    const { acts, ask, decidedOn } = await world();
    for (const act of acts) {
      await act();
      await ask();
    }
    expect(decidedOn.size).toBeGreaterThan(acts.length);
    for (const [id, records] of decidedOn) {
      const replay = await store.transaction((tx) => tx.replay(id));
      expect(replay?.given).toMatchObject({ id, at: START, asker: { actor, scopes: null } });
      expect(replay?.entry).toMatchObject({ type: 'decision.made', refs: { decision: id } });
      expect([id, ordered(replay?.given.records ?? records)]).toEqual([id, ordered(records)]);
    }
    expect(await store.transaction((tx) => tx.replay(newId('chk')))).toBeNull();
  }, 30_000);

  it('lets a decision of a batch be made again with what the ones before it held', async () => {
    const { question, acts } = await world();
    for (const act of acts.slice(0, 3)) await act();
    const [agreed] = await consents(question);
    const reserved: Reservation[] = [{ consent: agreed ?? '', clause: 'adr', unit: 'lines', amount: 3 }];
    const results = await store.checks([question, question, question], {
      ...simpleHandlers,
      decide: (asked, given) => {
        const { evidence, personal } = simpleHandlers.decide(asked, given);
        return { evidence: { ...evidence, reserved, use: { pipeline: [] } }, personal };
      },
    });
    const amounts: number[] = [];
    for (const result of results) {
      const id = result.kind === 'decided' ? result.id : '';
      const replay = await store.transaction((tx) => tx.replay(id));
      amounts.push(replay?.given.records.usage.reduce((sum, { amount }) => sum + amount, 0) ?? -1);
    }
    expect(amounts).toEqual([0, 3, 6]);
  });

  async function consents(question: CheckQuestion): Promise<string[]> {
    const found = await store.transaction((tx) => tx.lookUp(question));
    return typeof found === 'string' ? [] : found.records.consents.map(({ id }) => id);
  }
});
