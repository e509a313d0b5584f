import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Records } from '#consent';
import { newId, openStore, type CheckHandlers, type CheckQuestion, type DecidedFacts } from '#store';
import type { NewEntry, Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import * as policies from '../../../test/support/policy-entries.js';
import {
  asks,
  check,
  consent,
  consentGiven,
  organization,
  outcomeOf,
  participation,
  performer,
  production,
  record,
  request,
  simpleHandlers,
  terms,
} from '../../../test/support/recording.js';
import { untilWaiting } from '../../../test/support/test-databases.js';

const useHash = 'c'.repeat(64);
const otherHash = 'd'.repeat(64);
const capped = terms({
  permissions: [{ id: 'adr', box: { act: ['generate.voice.adr_line'], territory: ['world'] }, caps: { lines: 10 } }],
});

describe('what a check is decided on, beside consents', () => {
  let database: ClonedDatabase;
  let store: Store;
  let owner: string;
  let series: string;
  let episode: string;
  let sibling: string;
  let vendor: string;
  let mara: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    owner = await organization(store);
    series = await production(store, owner);
    episode = await production(store, owner, [series]);
    sibling = await production(store, owner, [series]);
    vendor = await organization(store, 'Lab Nine', 'vendor');
    await participation(store, episode, vendor);
    mara = await performer(store, owner, 'mara');
    await consent(store, owner, series, mara);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  async function records(question: CheckQuestion): Promise<Records> {
    const found = await store.transaction((tx) => tx.lookUp(question));
    if (typeof found === 'string') throw new Error(found);
    return found.records;
  }
  const asked = (own: { useHash?: string; tools?: string[] } = {}): CheckQuestion =>
    asks(vendor, mara, episode, { useHash, ...own });

  it('is what was stated of her, by which house, and of the nodes on the path', async () => {
    await policies.describePerformer(store, owner, mara, { bornOn: '1990-02-28', residence: 'US-CA' });
    await policies.statePolicies(store, series, { platform: 'netflix' });
    await policies.statePolicies(store, episode, { places: ['US-NY'] });
    await policies.statePolicies(store, sibling, { places: ['DE'] });
    const given = await records(asked());
    const at = expect.any(String);
    expect(given.performer).toEqual([{ at, organization: owner, bornOn: '1990-02-28', residence: 'US-CA' }]);
    const stated = new Map(given.productionStatements.map((statement) => [statement.node, statement]));
    expect(Object.fromEntries(stated)).toEqual({
      [series]: { at, node: series, platform: 'netflix' },
      [episode]: { at, node: episode, places: ['US-NY'] },
    });
    expect(given.employer).toBe(owner);
  });

  it("is nothing of hers for a stranger, and for nobody only what is nobody's", async () => {
    const rival = await organization(store);
    const theirs = await performer(store, rival);
    await policies.describePerformer(store, rival, theirs, { bornOn: '2001-01-01' });
    await policies.authority(store, rival, theirs);
    const nobodys = await records({ ...asked(), performer: newId('perf') });
    expect(await records({ ...asked(), performer: theirs })).toEqual(nobodys);
    expect(nobodys).toMatchObject({ performer: [], related: false, authorities: [] });

    const about = { node: episode, performer: null, useHash };
    const disclosed = await policies.disclosure(store, vendor, about);
    const yes = await policies.approval(store, owner, { ...about, disclosure: disclosed });
    const none = await records({ ...asked(), performer: null });
    expect(none).toMatchObject({ performer: null, related: false, approvals: [{ id: yes }] });
    expect(none).toMatchObject({ disclosures: [{ id: disclosed }], employer: owner });
    expect((await records(asked())).approvals).toEqual([]);
  });

  it('is the approvals, claims and disclosures of this very use, on the path of its production', async () => {
    const here = { node: episode, performer: mara, useHash };
    const disclosed = await policies.disclosure(store, vendor, here);
    const yes = await policies.approval(store, owner, { ...here, disclosure: disclosed });
    await policies.approval(store, owner, { ...here, disclosure: disclosed, verdict: 'refused' });
    const voided = await policies.approval(store, owner, { ...here, disclosure: disclosed });
    await policies.voidApproval(store, episode, voided);
    const claimed = await policies.claim(store, vendor, here);
    for (const said of ['upheld', 'question', 'answer'] as const) await policies.sayOfClaim(store, mara, claimed, said);
    for (const elsewhere of [
      { ...here, node: sibling },
      { ...here, useHash: otherHash },
    ]) {
      const disclosedThere = await policies.disclosure(store, owner, elsewhere);
      await policies.approval(store, owner, { ...elsewhere, disclosure: disclosedThere });
      await policies.claim(store, owner, elsewhere);
    }
    const given = await records(asked());
    expect(given.disclosures).toEqual([{ id: disclosed, useHash, madeAt: expect.any(String) }]);
    expect(given.approvals).toMatchObject([{ id: yes, kind: 'studio', useHash, voidedAt: null, expiresAt: null }]);
    expect(given.claims).toEqual([
      {
        ...{ id: claimed, exemption: 'as_scripted', useHash, claimedAt: expect.any(String), by: 'user:claimant' },
        review: { by: 'user:upheld', at: expect.any(String), verdict: 'upheld' },
        ...{ questionedAt: expect.any(String), answeredAt: expect.any(String) },
      },
    ]);
  });

  it('is the yes of an estate for as long as the authority holds that it was given under, and of none without', async () => {
    const nela = await performer(store, owner, 'nela');
    await consent(store, owner, series, nela);
    const here = { node: episode, performer: nela, useHash: 'b'.repeat(64) };
    const under = await policies.authority(store, owner, nela);
    const disclosed = await policies.disclosure(store, vendor, here);
    const yes = await policies.approval(store, owner, { ...here, disclosure: disclosed, authority: under });
    await policies.approval(store, owner, { ...here, disclosure: disclosed, authority: newId('auth') });
    const question = asks(vendor, nela, episode, { useHash: here.useHash });
    const given = async () => (await records(question)).approvals;
    expect(await given()).toMatchObject([{ id: yes, kind: 'estate', expiresAt: null }]);
    await policies.endAuthority(store, nela, under);
    const ended = (await store.transaction((tx) => tx.get('authorities', under))).endedAt;
    expect(ended).not.toBeNull();
    expect(await given()).toMatchObject([{ id: yes, kind: 'estate', expiresAt: ended }]);
  });

  it('is no claim, approval or disclosure of a production of another owner, about the same person', async () => {
    const rival = await organization(store);
    const film = await production(store, rival);
    const hers = await performer(store, rival, 'mara');
    const there = { node: film, performer: hers, useHash: 'e'.repeat(64) };
    const disclosed = await policies.disclosure(store, rival, there);
    await policies.approval(store, rival, { ...there, disclosure: disclosed });
    await policies.claim(store, rival, there);
    await policies.clearance(store, rival, film);
    const given = await records(asked({ useHash: there.useHash }));
    expect(given).toMatchObject({ approvals: [], claims: [], disclosures: [], clearances: [] });
  });

  it('is the tools of the pipeline that the asker or a participant on the path registered', async () => {
    const [other, stranger] = [await organization(store), await organization(store)];
    await participation(store, sibling, other);
    const rival = await organization(store);
    const [hers, ruth] = [await performer(store, rival, 'mara'), await performer(store, owner)];
    const tool = async (of: string, likeness: string | null = null) =>
      (await policies.attestedTool(store, of, likeness)).tool;
    const [own, owners] = [await tool(vendor, mara), await tool(owner, hers)];
    const [elsewhere, strange] = [await tool(other), await tool(stranger)];
    const ofRuth = await tool(owner, ruth);
    const given = await records(asked({ tools: [own, owners, ofRuth, elsewhere, strange, newId('tool')] }));
    expect(Object.fromEntries(given.tools.map(({ id, likenessOf }) => [id, likenessOf]))).toEqual({
      ...{ [own]: 'this', [owners]: 'this', [ofRuth]: 'other' },
    });
    expect(given.tools.find(({ id }) => id === own)).toEqual({
      ...{ id: own, version: '3.2', tier: 'enterprise', likenessOf: 'this', registeredAt: expect.any(String) },
      attestations: [expect.objectContaining({ withdrawnAt: null, environment: 'enterprise_platform' })],
    });
    expect((await records({ ...asked({ tools: [own] }), performer: null })).tools).toMatchObject([
      { likenessOf: 'other' },
    ]);
    expect((await records(asked())).tools).toEqual([]);
  });

  it('is the clearances of the path, the authorities of her profile, and the strikes against this employer', async () => {
    const [above, beside] = [
      await policies.clearance(store, owner, series),
      await policies.clearance(store, owner, sibling),
    ];
    const acting = await policies.authority(store, owner, mara);
    const union = await organization(store, 'Voices United', 'union');
    const everyone = await policies.strike(store, union, { agreement: 'sag-aftra-tv' });
    const ours = await policies.strike(store, union, { agreement: 'sag-aftra-tv', employer: owner });
    await policies.strike(store, union, { agreement: 'sag-aftra-tv', employer: vendor });
    const lifted = await policies.strike(store, union, { agreement: 'sag-aftra-tv' });
    await policies.liftStrike(store, union, lifted);
    const given = await records(asked());
    expect(given.clearances.map(({ id }) => id)).toEqual([above]);
    expect(given.clearances).not.toContainEqual(expect.objectContaining({ id: beside }));
    expect(given.authorities).toMatchObject([{ id: acting, capacity: 'estate', scope: null, endedAt: null }]);
    expect(given.authorities[0]).not.toHaveProperty('performer');
    expect(given.suspensions.map(({ id }) => id).sort()).toEqual([everyone, ours].sort());
    expect(given.suspensions).toMatchObject([{ union }, { union }]);
    for (const id of [everyone, ours]) await policies.liftStrike(store, union, id);
  });

  it('is how much of each cap is used and held at that instant (S-12)', async () => {
    const ruth = await performer(store, owner);
    const agreed = await consent(store, owner, series, ruth, capped);
    let now: string | null = null;
    const later = openStore({
      personalSecret: PERSONAL_SECRET,
      connectionString: database.connectionString,
      clock: (databaseNow) => now ?? databaseNow,
    });
    const hold = async (lines: number): Promise<string> => {
      const reserved = [{ consent: agreed, clause: 'adr', unit: 'lines' as const, amount: lines }];
      const [result] = await store.checks([asks(owner, ruth, episode)], {
        ...simpleHandlers,
        decide: (question, given) => {
          const { evidence, personal } = simpleHandlers.decide(question, given);
          return { evidence: { ...evidence, reserved }, personal };
        },
      });
      if (result?.kind !== 'decided') throw new Error('nothing was decided');
      return result.id;
    };
    const left = async (): Promise<number[]> => {
      const found = await later.transaction((tx) => tx.lookUp(asks(owner, ruth, episode)));
      if (typeof found === 'string') throw new Error(found);
      return found.records.usage.map(({ amount }) => amount);
    };
    const [first, second, third] = [await hold(1), await hold(2), await hold(4)];
    expect(await left()).toEqual([7]);
    await policies.reportUse(store, ruth, first, { lines: 3 });
    expect(await left()).toEqual([9]);
    await policies.reportUse(store, ruth, first, { lines: 1 });
    expect(await left()).toEqual([10]);
    await policies.release(store, ruth, second);
    expect(await left()).toEqual([8]);
    await policies.reportUse(store, ruth, third, { seconds: 30 });
    expect(await left()).toEqual([8]);
    now = '2040-01-01T00:00:00.000Z';
    expect(await left()).toEqual([4]);
    await later.close();
  });

  it('lets the questions of one batch see what the ones before hold', async () => {
    const ruth = await performer(store, owner);
    const agreed = await consent(store, owner, series, ruth, capped);
    const seen: number[] = [];
    const reserved = [{ consent: agreed, clause: 'adr', unit: 'lines' as const, amount: 3 }];
    await store.checks(Array(4).fill(asks(owner, ruth, episode)), {
      ...simpleHandlers,
      decide: (question, given) => {
        seen.push(given.records.usage.reduce((sum, { amount }) => sum + amount, 0));
        if (seen.length === 2) throw new Error('undecidable');
        const { evidence, personal } = simpleHandlers.decide(question, given);
        return { evidence: { ...evidence, reserved }, personal };
      },
    });
    expect(seen).toEqual([0, 3, 3, 6]);
  });

  it('S-12: holds no more than the cap of a first capped consent whose signing two checks waited for', async () => {
    const ruth = await performer(store, owner);
    const asked = await request(store, owner, series, ruth, capped);
    const other = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    const holding: CheckHandlers<CheckQuestion, DecidedFacts> = {
      ...simpleHandlers,
      decide: (question, given) => {
        const { evidence, personal } = simpleHandlers.decide(question, given);
        const [agreed] = given.records.consents;
        const taken = given.records.usage.reduce((sum, { amount }) => sum + amount, 0);
        if (agreed === undefined || taken + 10 > 10) return { evidence: { ...evidence, outcome: 'deny' }, personal };
        const reserved = [{ consent: agreed.id, clause: 'adr', unit: 'lines' as const, amount: 10 }];
        return { evidence: { ...evidence, reserved }, personal };
      },
    };
    const { answers } = await store.transaction(async (tx) => {
      await tx.lock([asked, ruth]);
      const asking = [store, other].map((each) => each.checks([asks(owner, ruth, episode)], holding));
      await untilWaiting(database.connectionString, 2);
      await tx.append([consentGiven(owner, series, ruth, asked, capped)]);
      return { answers: Promise.all(asking) };
    });
    expect((await answers).flat().map(outcomeOf).sort()).toEqual(['allow', 'deny']);
    expect((await records(asks(owner, ruth, episode))).usage).toMatchObject([{ amount: 10 }]);
    await other.close();
  });

  it('waits for a strike, a tool, a production and a cap that are being changed', async () => {
    const ruth = await performer(store, owner);
    await consent(store, owner, series, ruth, capped);
    const { tool, attestation } = await policies.attestedTool(store, owner);
    const union = await organization(store, 'Voices United', 'union');
    const refs = { actor: 'user:test', organization: union, suspension: newId('sus') };
    const strike = { agreement: 'sag-aftra-tv', employer: null, from: '2026-01-01T00:00:00.000Z', until: null };
    const withdrawn = { actor: 'user:test', tool, attestation };
    const stated = { actor: 'user:test', production: series };
    const changes: [string, NewEntry | null][] = [
      ['suspensions', { type: 'suspension.declared', refs, evidence: strike, personal: null }],
      [tool, { type: 'attestation.withdrawn', refs: withdrawn, evidence: {}, personal: null }],
      [series, { type: 'production.policies_stated', refs: stated, evidence: { places: ['DE'] }, personal: null }],
      [`used:${ruth}`, null],
    ];
    const question = asks(owner, ruth, episode, { tools: [tool] });
    const decidedOn = async (): Promise<Records | null> => {
      let read: Records | null = null;
      await store.checks([question], {
        ...simpleHandlers,
        decide: (each, given) => {
          read = given.records;
          return simpleHandlers.decide(each, given);
        },
      });
      return read;
    };
    for (const [subject, entry] of changes) {
      const before = await decidedOn();
      const { answer } = await store.transaction(async (tx) => {
        await tx.lock([subject]);
        const answering = decidedOn();
        await untilWaiting(database.connectionString);
        if (entry !== null) await tx.append([entry]);
        return { answer: answering };
      });
      const after = await answer;
      if (entry === null) expect(after).toEqual(before);
      else expect(after).not.toEqual(before);
    }
    await policies.liftStrike(store, union, refs.suspension);
  });

  it('is asked for again when an answer is repeated after a strike, a tool, a production or a use of caps changed', async () => {
    const ruth = await performer(store, owner);
    const agreed = await consent(store, owner, series, ruth, capped);
    const { tool, attestation } = await policies.attestedTool(store, owner);
    const union = await organization(store, 'Voices United', 'union');
    const reserved = [{ consent: agreed, clause: 'adr', unit: 'lines' as const, amount: 1 }];
    let key = 0;
    const answered = async () => {
      const [result] = await store.checks([asks(owner, ruth, episode, { tools: [tool] })], {
        ...simpleHandlers,
        decide: (question, given) => {
          const { evidence, personal } = simpleHandlers.decide(question, given);
          return { evidence: { ...evidence, reserved }, personal };
        },
      });
      if (result?.kind !== 'decided') throw new Error('nothing was decided');
      const own = {
        principal: 'user:test',
        route: 'POST /v1/checks',
        key: String(++key),
        bodyHash: new Uint8Array(32),
      };
      const answer = { status: 200, headers: {}, body: '{}', current: [result.current] };
      await store.transaction((tx) => tx.rememberAnswer(own, answer));
      const kind = () => store.transaction(async (tx) => (await tx.reserve(own)).kind);
      expect(await kind()).toBe('replay');
      return { kind, decision: result.id };
    };
    const changes: ((decision: string) => Promise<unknown>)[] = [
      () => policies.strike(store, union, { agreement: 'sag-aftra-tv' }),
      () => policies.withdrawAttestation(store, tool, attestation),
      () => policies.statePolicies(store, series, { platform: null }),
      () => policies.disclosure(store, owner, { node: episode, performer: ruth, useHash }),
      () => policies.describePerformer(store, owner, ruth, { residence: 'DE' }),
      (decision) => policies.release(store, ruth, decision),
    ];
    for (const change of changes) {
      const { kind, decision } = await answered();
      await change(decision);
      expect(await kind()).toBe('superseded');
    }
    const { kind } = await answered();
    expect(outcomeOf(await check(store, owner, mara, episode))).toBe('allow');
    await policies.statePolicies(store, sibling, { platform: null });
    await record(store, [mara], []);
    expect(await kind()).toBe('replay');
  });
});
