import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { newId, openStore, rebuild, type Store, type Viewer } from '#store';
import { Reads, StoreModule, type VisibleTable } from '#store/lists';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import * as policies from '../../../test/support/policy-entries.js';
import {
  asks,
  consent,
  organization,
  participation,
  performer,
  production,
  record,
  simpleHandlers,
  terms,
} from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';

const useHash = 'b'.repeat(64);
const capped = terms({
  permissions: [{ id: 'adr', box: { act: ['generate.voice.adr_line'], territory: ['world'] }, caps: { lines: 10 } }],
});

type Listed = 'tools' | 'clearances' | 'disclosures' | 'approvals' | 'claims' | 'suspensions' | 'authorities';

describe('the rows that policies read', () => {
  let database: ClonedDatabase;
  let store: Store;
  let app: INestApplicationContext;
  let reads: Reads;
  let owner: string;
  let series: string;
  let episode: string;
  let mara: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    const options = { personalSecret: PERSONAL_SECRET, connectionString: database.connectionString };
    store = openStore(options);
    app = await NestFactory.createApplicationContext(StoreModule.of(options), { logger: false });
    reads = app.get(Reads);
    owner = await organization(store);
    series = await production(store, owner);
    episode = await production(store, owner, [series]);
    mara = await performer(store, owner, 'mara');
  });
  afterAll(async () => {
    await app.close();
    await store.close();
    await database.drop();
  });

  const found = <K extends VisibleTable | 'attestations'>(table: K, id: string) =>
    store.transaction((tx) => tx.find(table, id));

  async function allow(reserved: { consent: string; lines: number } | null): Promise<string> {
    const held = reserved && [
      { consent: reserved.consent, clause: 'adr', unit: 'lines' as const, amount: reserved.lines },
    ];
    const [result] = await store.checks([asks(owner, mara, episode)], {
      ...simpleHandlers,
      decide: (asked, given) => {
        const { evidence, personal } = simpleHandlers.decide(asked, given);
        return { evidence: { ...evidence, ...(held && { reserved: held }) }, personal };
      },
    });
    if (result?.kind !== 'decided') throw new Error('nothing was decided');
    return result.id;
  }

  it('keep every statement about a performer, with who made it, and her unions as last stated', async () => {
    const union = await organization(store, 'Voices United', 'union');
    await policies.describePerformer(store, owner, mara, { bornOn: '1990-02-28', unions: [union] });
    await policies.describePerformer(store, owner, mara, { zone: 'Europe/Berlin' });
    const row = await found('performers', mara);
    const by = { actor: 'user:test', organization: owner };
    expect(row).toMatchObject({
      unions: [union],
      record: [
        { bornOn: '1990-02-28', unions: [union], ...by },
        { zone: 'Europe/Berlin', ...by },
      ],
    });
    expect(row?.record[1]).not.toHaveProperty('unions');
    await policies.describePerformer(store, owner, mara, { unions: [] });
    expect(await found('performers', mara)).toMatchObject({ unions: [] });
  });

  it('keep every statement of a production, and its agreements as last stated', async () => {
    await policies.statePolicies(store, series, { platform: 'netflix', agreements: ['sag-aftra-tv@2023'] });
    await policies.statePolicies(store, series, { places: ['US-CA'] });
    await policies.statePolicies(store, series, { agreements: ['sag-aftra-tv@2026'] });
    const row = await found('productions', series);
    expect(row?.agreements).toEqual(['sag-aftra-tv']);
    expect(row?.statements).toMatchObject([
      { node: series, platform: 'netflix' },
      { node: series, places: ['US-CA'] },
      { node: series, agreements: ['sag-aftra-tv@2026'] },
    ]);
    expect((await found('productions', episode))?.statements).toEqual([]);
  });

  it('keep the attestations of a tool, withdrawn ones included, findable by their ids', async () => {
    const { tool, attestation } = await policies.attestedTool(store, owner, mara);
    await policies.withdrawAttestation(store, tool, attestation);
    const row = await found('tools', tool);
    expect(row).toMatchObject({ organization: owner, likenessOf: mara, version: '3.2', tier: 'enterprise' });
    expect(row?.record).toMatchObject([{ id: attestation, answers: { noReuse: 'yes' }, regions: ['US'] }]);
    expect(row?.record[0]?.withdrawnAt).not.toBeNull();
    expect(row?.record[0]).not.toHaveProperty('evidenceHash');
    const own = { tool, organization: owner, actor: 'user:test', withdrawnAt: row?.record[0]?.withdrawnAt };
    expect(await found('attestations', attestation)).toMatchObject(own);
  });

  it('keep a clearance and its end, and an authority and its end', async () => {
    const cleared = await policies.clearance(store, owner, series);
    expect(await found('clearances', cleared)).toMatchObject({ covers: 'material', endedAt: null });
    await policies.endClearance(store, series, cleared);
    expect((await found('clearances', cleared))?.endedAt).not.toBeNull();
    const acting = await policies.authority(store, owner, mara);
    const row = await found('authorities', acting);
    expect(row).toMatchObject({ capacity: 'estate', email: 'estate@example.com', user: null, endedAt: null });
    expect(row?.verifiedAt).toBe(row?.recordedAt);
    await policies.endAuthority(store, mara, acting);
    expect((await found('authorities', acting))?.endedAt).not.toBeNull();
  });

  it('keep what was answered to a disclosed use, the no beside the yes, and that a yes was voided', async () => {
    const asked = { node: episode, performer: mara, useHash };
    const disclosed = await policies.disclosure(store, owner, asked);
    expect(await found('disclosures', disclosed)).toMatchObject({ triage: 'written_approval', kinds: ['studio'] });
    const about = { ...asked, disclosure: disclosed };
    const no = await policies.approval(store, owner, { ...about, verdict: 'refused' });
    const yes = await policies.approval(store, owner, about);
    expect(await found('approvals', no)).toMatchObject({
      verdict: 'refused',
      expiresAt: null,
      note: expect.anything(),
    });
    expect(await found('approvals', yes)).toMatchObject({ verdict: 'given', kind: 'studio', voidedAt: null });
    await policies.voidApproval(store, episode, yes);
    expect(await found('approvals', yes)).toMatchObject({ verdict: 'given', voidReason: 'Another cut' });
  });

  it('keep everything said about a claim, in order (C-09: her question freezes it until it is answered)', async () => {
    const made = await policies.claim(store, owner, { node: episode, performer: mara, useHash });
    for (const said of ['rejected', 'question', 'answer', 'upheld', 'question'] as const)
      await policies.sayOfClaim(store, mara, made, said);
    const row = await found('claims', made);
    expect(row).toMatchObject({ exemption: 'as_scripted', actor: 'user:claimant', reason: 'As scripted' });
    expect(row?.reviews.map(({ verdict, by }) => [verdict, by])).toEqual([
      ['rejected', 'user:rejected'],
      ['upheld', 'user:upheld'],
    ]);
    expect(row?.questions).toMatchObject([
      { question: 'Which line?', answer: 'The last one', answeredBy: 'user:answer' },
      { question: 'Which line?', answer: null, answeredAt: null },
    ]);
  });

  it('keep a strike and that it was lifted', async () => {
    const union = await organization(store, 'Voices United', 'union');
    const declared = await policies.strike(store, union, { agreement: 'sag-aftra-tv', employer: owner });
    expect(await found('suspensions', declared)).toMatchObject({
      organization: union,
      employer: owner,
      liftedAt: null,
    });
    await policies.liftStrike(store, union, declared);
    expect((await found('suspensions', declared))?.liftedAt).not.toBeNull();
  });

  it('keep what a decision holds, what was made under it and that it was released (S-12)', async () => {
    const agreed = await consent(store, owner, series, mara, capped);
    const [used, released, uncapped] = [
      await allow({ consent: agreed, lines: 2 }),
      await allow({ consent: agreed, lines: 3 }),
      await allow(null),
    ];
    await policies.reportUse(store, mara, used, { lines: 1 });
    await policies.release(store, mara, released);
    const reservation = (decision: string) => store.transaction((tx) => tx.usage.reservation(decision));
    const held = [{ consent: agreed, clause: 'adr', unit: 'lines', amount: 2 }];
    expect(await reservation(used)).toMatchObject({ held, uses: [{ quantity: { lines: 1 } }], releasedAt: null });
    expect((await reservation(released))?.releasedAt).not.toBeNull();
    expect(await reservation(uncapped)).toBeNull();
    await policies.reportUse(store, mara, uncapped, { seconds: 4 });
    expect(await reservation(uncapped)).toMatchObject({ held: [], uses: [{ quantity: { seconds: 4 } }] });
  });

  it('are seen by those they concern', async () => {
    const [vendor, stranger, union] = [
      await organization(store, 'Lab Nine'),
      await organization(store),
      await organization(store, 'Voices United', 'union'),
    ];
    await participation(store, episode, vendor);
    // Of a member, but nothing here is under an agreement of the union.
    await policies.describePerformer(store, owner, mara, { unions: [union] });
    await policies.callMember(store, union, mara);
    const { tool } = await policies.attestedTool(store, vendor);
    const { tool: ofOwner } = await policies.attestedTool(store, owner);
    const { tool: ofStranger } = await policies.attestedTool(store, stranger);
    const asked = { node: episode, performer: mara, useHash };
    const disclosed = await policies.disclosure(store, vendor, asked);
    const rows: [Listed, string, Viewer[]][] = [
      ['tools', tool, [{ organization: vendor }, { organization: owner }]],
      ['tools', ofOwner, [{ organization: vendor }, { organization: owner }]],
      ['tools', ofStranger, [{ organization: stranger }]],
      [
        'clearances',
        await policies.clearance(store, owner, series),
        [{ organization: vendor }, { organization: owner }],
      ],
      ['disclosures', disclosed, [{ organization: vendor }, { organization: owner }, MARA]],
      [
        'approvals',
        await policies.approval(store, owner, { ...asked, disclosure: disclosed }),
        [{ organization: vendor }, { organization: owner }, MARA],
      ],
      ['claims', await policies.claim(store, vendor, asked), [{ organization: vendor }, { organization: owner }, MARA]],
      [
        'suspensions',
        await policies.strike(store, union, { agreement: 'sag-aftra-tv' }),
        [{ organization: union }, { organization: vendor }, { organization: owner }, MARA],
      ],
      ['authorities', await policies.authority(store, owner, mara), [{ organization: owner }, MARA]],
    ];
    const viewers: Viewer[] = [
      ...[vendor, owner, union, stranger].map((each) => ({ organization: each })),
      ...[MARA, { user: 'nobody' }],
    ];
    for (const [table, id, seeing] of rows) {
      for (const viewer of viewers) {
        const isSeen = seeing.some((each) => JSON.stringify(each) === JSON.stringify(viewer));
        const one = await reads.one(table, id, viewer);
        expect([table, viewer, one !== null]).toEqual([table, viewer, isSeen]);
        const { items } = await reads[table](viewer, {}, { limit: 100 });
        expect(items.some((item) => item.id === id)).toBe(isSeen);
      }
    }
  });

  it('about the dead are seen by who speaks for the estate, by account or by verified address', async () => {
    const ruth = await performer(store, owner);
    const disclosed = await policies.disclosure(store, owner, { node: episode, performer: ruth, useHash });
    const sees = async (user: string) => (await reads.one('disclosures', disclosed, { user })) !== null;
    await policies.authority(store, owner, ruth, { user: 'ines' });
    const byAddress = await policies.authority(store, owner, ruth, { email: 'heir@example.com' });
    const account = (id: string, verified: boolean): Promise<unknown> =>
      run(
        database.connectionString,
        `INSERT INTO auth."user" (id, name, email, "emailVerified") VALUES ('${id}', '', '${id}@example.com', ${String(verified)})`,
      );
    expect([await sees('ines'), await sees('heir')]).toEqual([true, false]);
    await account('heir', false);
    expect(await sees('heir')).toBe(false);
    await run(database.connectionString, `UPDATE auth."user" SET "emailVerified" = true WHERE id = 'heir'`);
    expect(await sees('heir')).toBe(true);
    await policies.endAuthority(store, ruth, byAddress);
    expect(await sees('heir')).toBe(false);
  });

  it('name the people of her unions, and all profiles of one person', async () => {
    const [union, club] = [await organization(store, 'Voices', 'union'), await organization(store, 'A club')];
    for (const organized of [union, club]) {
      const refs = { actor: 'user:test', organization: organized, user: `rep-${organized}` };
      const personal = { name: 'Rep', email: 'rep@example.com' };
      await record(store, [organized], [{ type: 'member.added', refs, evidence: { role: 'union_rep' }, personal }]);
    }
    const rival = await organization(store);
    const [ruth, hers] = [await performer(store, owner, 'ruth'), await performer(store, rival, 'ruth')];
    const unclaimed = await performer(store, owner);
    const namedAlone = await organization(store, 'Named alone', 'union');
    await policies.describePerformer(store, owner, ruth, { unions: [union, namedAlone, newId('org')] });
    for (const each of [union, club]) await policies.callMember(store, each, ruth);
    await store.transaction(async (tx) => {
      expect(await tx.unionsOf(ruth)).toEqual([union]);
      expect(await tx.unionAddresses(ruth)).toMatchObject([{ organization: union, email: 'rep@example.com' }]);
      expect(await tx.unionAddresses(hers)).toEqual([]);
      expect(await tx.profilesOf(hers)).toEqual([ruth, hers].sort());
      expect(await tx.profilesOf(unclaimed)).toEqual([unclaimed]);
    });
  });

  it('are what a rebuild gives', async () => {
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString })).differences,
    ).toEqual([]);
  });
});

const MARA: Viewer = { user: 'mara' };
