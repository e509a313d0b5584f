import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  erase,
  eraseReturned,
  newId,
  openStore,
  rebuild,
  type EntryType,
  type NewEntry,
  type Refs,
  type Store,
} from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { eraseAnyway } from '../../../test/support/erasing.js';
import * as policies from '../../../test/support/policy-entries.js';
import {
  asks,
  check,
  consent,
  consentGiven,
  hoursAfter,
  ordered,
  organization,
  participation,
  performer,
  production,
  record,
  request,
  terms,
  withdrawal,
} from '../../../test/support/recording.js';

/** Every type there is: the compiler asks for a new one here, and the test for an entry of it. */
const TYPES: Readonly<Record<EntryType, true>> = {
  ...({ 'organization.created': true, 'member.added': true, 'member.removed': true } as const),
  ...({ 'production.created': true, 'production.policies_stated': true } as const),
  ...({ 'participation.invited': true, 'participation.accepted': true, 'participation.ended': true } as const),
  ...({ 'performer.invited': true, 'performer.claimed': true, 'performer.described': true } as const),
  ...({ 'membership.stated': true, 'membership.ended': true } as const),
  ...({
    'authority.recorded': true,
    'authority.verified': true,
    'authority.ended': true,
    'tool.registered': true,
  } as const),
  ...({ 'attestation.given': true, 'attestation.withdrawn': true } as const),
  ...({ 'clearance.recorded': true, 'clearance.ended': true, 'disclosure.made': true } as const),
  ...({ 'approval.given': true, 'approval.refused': true, 'approval.voided': true } as const),
  ...({ 'claim.made': true, 'claim.reviewed': true, 'claim.questioned': true, 'claim.answered': true } as const),
  ...({ 'suspension.declared': true, 'suspension.lifted': true } as const),
  ...({ 'finding.assigned': true, 'finding.annotated': true, 'finding.resolved': true } as const),
  'report.made': true,
  ...({ 'request.created': true, 'request.sent': true, 'request.countered': true } as const),
  ...({ 'request.declined': true, 'request.cosigned': true, 'request.withdrawn': true } as const),
  ...({ 'consent.given': true } as const),
  ...({ 'consent.withdrawn': true, 'consent.withdrawal_asked': true, 'consent.disputed': true } as const),
  ...({ 'consent.withdrawal_refused': true } as const),
  ...({ 'consent.dispute_ended': true, 'consent.revoked': true, 'consent.superseded': true } as const),
  ...({ 'consent.noted': true, 'consent.suspended': true, 'consent.resumed': true } as const),
  ...({
    'recall.opened': true,
    'recall.settled': true,
    'recall.told': true,
    'recall.unreached': true,
    'decision.recalled': true,
  } as const),
  ...({ 'recall.acknowledged': true, 'recall.deletion_stated': true, 'recall.reminded': true } as const),
  ...({ 'recall.escalated': true, 'recall.completed': true } as const),
  ...({ 'instruction.made': true, 'instruction.lifted': true, 'decision.made': true } as const),
  ...({ 'usage.reported': true, 'reservation.released': true } as const),
  ...({ 'use.paid': true, 'usage.report_given': true } as const),
  ...({ 'key.issued': true, 'key.rotated': true, 'key.revoked': true, 'key.leaked': true } as const),
  ...({ 'webhook.created': true, 'webhook.changed': true, 'webhook.rotated': true } as const),
  ...({ 'webhook.disabled': true, 'webhook.enabled': true, 'webhook.replayed': true } as const),
  'webhook.removed': true,
  ...({ 'record.viewed': true, 'view.refused': true } as const),
  ...({ 'factor.added': true, 'factor.named': true, 'factor.removed': true } as const),
  ...({ 'recovery.asked': true, 'recovery.cancelled': true, 'recovery.done': true } as const),
  'sessions.ended': true,
  ...({ 'erasure.done': true, 'hold.placed': true, 'hold.lifted': true, 'evidence.destroyed': true } as const),
  ...({ 'organization.sign_on_set': true, 'organization.sign_on_removed': true } as const),
};
const actor = 'user:test';
const useHash = 'f'.repeat(64);

describe('a log that has an entry of every type', () => {
  let database: ClonedDatabase;
  let store: Store;
  let owner: string;
  let series: string;
  let mara: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    owner = await organization(store);
    series = await production(store, owner);
    mara = await performer(store, owner, 'mara');
    await parties();
    await requests();
    await consents();
    await whatPoliciesRead();
    await factors();
    await erasures();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const append = (locked: string[], type: EntryType, refs: Omit<Refs, 'actor'>, evidence: object, personal: unknown) =>
    // Written out below as the types of entries have them.
    record(store, locked, [{ type, refs: { actor, ...refs }, evidence, personal } as NewEntry]);

  async function webhooks(): Promise<void> {
    const refs = { organization: owner, webhook: newId('hook') };
    const say = (type: EntryType, evidence: object) => append([refs.webhook], type, refs, evidence, null);
    const settings = { url: 'https://receiver.example/', events: ['consent.withdrawn'], productions: [series] };
    await say('webhook.created', { ...settings, key: newId('hkey'), publicKey: 'whpk_1' });
    await say('webhook.changed', { ...settings, events: null, productions: null });
    const endsAt = '2100-01-01T00:00:00.000Z';
    await say('webhook.rotated', { key: newId('hkey'), publicKey: 'whpk_2', endsAt });
    await say('webhook.rotated', { key: newId('hkey'), publicKey: 'whpk_3', endsAt: '2020-01-01T00:00:00.000Z' });
    await say('webhook.rotated', { key: newId('hkey'), publicKey: 'whpk_4', endsAt });
    await say('webhook.disabled', { why: 'failing' });
    await say('webhook.enabled', {});
    await say('webhook.replayed', { from: 0, to: 100 });
    await say('webhook.removed', {});
  }

  async function parties(): Promise<void> {
    const member = { organization: owner, user: 'deniz' };
    await append([owner], 'member.added', member, { role: 'admin' }, { name: 'Deniz', email: 'deniz@example.com' });
    await append([owner], 'member.removed', member, {}, null);
    const key = newId('key');
    const [endsAt, next] = ['2100-01-01T00:00:00.000Z', newId('key')];
    const issued = { apikey: 'row', name: 'farm', scopes: ['check'], endsAt, replaces: null };
    await append([key], 'key.issued', { organization: owner, key }, issued, null);
    await append([key], 'key.rotated', { organization: owner, key }, { by: next, endsAt }, null);
    await append([key], 'key.revoked', { organization: owner, key }, {}, null);
    const taking = { ...issued, apikey: 'next', replaces: key, productions: [series] };
    await append([next], 'key.issued', { organization: owner, key: next }, taking, null);
    await append([next], 'key.leaked', { organization: owner, key: next }, {}, null);
    const records = [{ kind: 'profile', id: mara }];
    const viewed = { how: 'record', records, purpose: 'audit' };
    await append([], 'record.viewed', { organization: owner, performer: mara }, viewed, { reason: 'Pay of 2026' });
    await append(
      [],
      'view.refused',
      { organization: owner },
      { asked: mara, purpose: 'audit' },
      { reason: 'The same' },
    );
    const provider = { organization: owner, provider: newId('idp') };
    const saml = { entityId: 'https://idp.example', entryPoint: 'https://idp.example/saml', certificates: ['PEM'] };
    const settings = { protocol: 'saml', ...saml, strongContexts: [] };
    await append([owner], 'organization.sign_on_set', provider, settings, null);
    await append([owner], 'organization.sign_on_removed', provider, {}, null);
    await webhooks();
    const union = await organization(store, 'Voices United', 'union');
    const stated = { organization: union, membership: newId('mem') };
    await append([`addresses:${union}`], 'membership.stated', stated, {}, { email: 'mara@example.com' });
    await append([`addresses:${union}`], 'membership.ended', stated, {}, null);
    const part = await participation(store, series, await organization(store));
    await append([series], 'participation.ended', { production: series, participation: part }, {}, null);
    const instruction = { performer: mara, instruction: newId('inst') };
    await append([mara], 'instruction.made', instruction, { box: { act: ['train'] } }, null);
    await append([mara], 'instruction.lifted', instruction, {}, null);
  }

  async function factors(): Promise<void> {
    const act = (type: EntryType, refs: object, evidence: object, personal: object | null = null) =>
      append(['user:mara'], type, { user: 'mara', ...refs }, evidence, personal);
    const [factor, recovery, again] = [newId('fac'), newId('rcv'), newId('rcv')];
    await act('factor.added', { factor }, { kind: 'passkey', keyHash: useHash });
    await act('factor.named', { factor }, {}, { name: 'Phone' });
    const due = { dueAt: '2026-05-01T00:00:00.000Z', lapsesAt: '2026-05-08T00:00:00.000Z' };
    await act('recovery.asked', { recovery }, due);
    await act('recovery.cancelled', { recovery }, { by: 'link' });
    await act('recovery.asked', { recovery: again }, due);
    await act('factor.removed', { factor }, {});
    await act('recovery.done', { recovery: again }, {});
    await append([], 'sessions.ended', { user: 'mara' }, {}, { reason: 'Her telephone was stolen' });
  }

  async function erasures(): Promise<void> {
    const jon = await performer(store, owner, 'jon');
    const held = { performer: mara, hold: newId('hld') };
    await append([mara], 'hold.placed', held, {}, { reason: 'Lindqvist v. Northlight' });
    const bars = await store.transaction((tx) => erase(tx, { performer: mara }, 'system'));
    expect(bars).toMatchObject({ kind: 'barred', bars: { holds: [{ reason: 'Lindqvist v. Northlight' }] } });
    await append([mara], 'hold.lifted', held, {}, null);
    const erased = await store.transaction((tx) => erase(tx, { performer: jon }, 'system'));
    expect(erased).toMatchObject({ kind: 'erased', went: { profiles: 1, entries: 1 } });
    // Whoever writes of him after that keeps nothing erasable.
    await append([], 'record.viewed', { organization: owner, performer: jon }, viewed(jon), {
      reason: 'After his end',
    });
    expect((await sealedOf([jon])).length).toBe(0);
    const later = openStore({
      ...{ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString },
      clock: (now) => now.replace(/^\d{4}/, (year) => String(Number(year) + 10)),
    });
    expect(await store.destroyEvidence(10, 10)).toBe(0);
    expect(await later.destroyEvidence(11, 10)).toBe(0);
    expect(await later.destroyEvidence(10, 10)).toBe(1);
    expect(await later.destroyEvidence(10, 10)).toBe(0);
    await later.close();
    expect(
      await rowsOf(
        `SELECT e.type FROM entries e JOIN payloads p ON p.entry = e.serial
      WHERE e.refs ->> 'performer' = $1`,
        [jon],
      ),
    ).toEqual([{ type: 'evidence.destroyed' }]);
  }

  const viewed = (id: string) => ({ how: 'record', records: [{ kind: 'profile', id }], purpose: 'audit' });
  const rowsOf = async (text: string, values: unknown[] = []) => {
    const client = new Client({ connectionString: database.connectionString, options: '-c search_path=countersign' });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const sealedOf = (persons: string[]) => rowsOf('SELECT entry FROM personals WHERE persons && $1', [persons]);

  async function requests(): Promise<void> {
    const asked = { organization: owner, production: series, performer: mara };
    const waiting = await request(store, owner, series, mara);
    const { evidence } = consentGiven(owner, series, mara, waiting, terms());
    const cosigned = { ...evidence, authority: newId('auth'), signedAt: '2026-05-01T00:00:00.000Z' };
    await append([waiting, mara], 'request.cosigned', { ...asked, request: waiting }, cosigned, null);
    for (const type of ['request.countered', 'request.declined', 'request.withdrawn'] as const) {
      const id = await request(store, owner, series, mara);
      const refs = { organization: owner, production: series, performer: mara, request: id };
      await append([id, mara], type, refs, type === 'request.countered' ? { terms: terms() } : {}, null);
    }
  }

  async function consents(): Promise<void> {
    const given = await consent(store, owner, series, mara);
    const refs = {
      ...{ organization: owner, production: series, performer: mara, consent: given },
      request: (await store.transaction((tx) => tx.find('consents', given)))?.request ?? '',
    };
    const dispute = newId('dsp');
    const act = (type: EntryType, evidence: object, personal: object | null = null) =>
      append([mara], type, { ...refs, dispute }, evidence, personal);
    const wish = newId('dsp');
    await act('consent.withdrawal_asked', { version: 2, scope: null, dispute: wish });
    await act('consent.withdrawal_refused', { version: 3, dispute: wish }, { reason: 'Half the season is shot' });
    await act('consent.disputed', { version: 4, dispute }, { reason: 'Not what I said' });
    await act('consent.dispute_ended', { version: 5, dispute });
    await append(
      [],
      'consent.noted',
      { performer: mara, organization: owner },
      { consent: given },
      { text: 'Too vague.' },
    );
    const paused = { ...refs, suspension: newId('sus') };
    await append([], 'consent.suspended', paused, { until: null }, null);
    await append([], 'consent.resumed', paused, {}, null);
    const finding = newId('fnd');
    const hers = { performer: mara, organization: owner, finding };
    const found = { code: 'not_specific', kind: 'consent', record: given, rule: 'V-03', clause: null, about: null };
    await append([finding], 'finding.assigned', { ...hers, user: 'ruth' }, found, null);
    await append([finding], 'finding.annotated', hers, found, { text: 'Asked the production.' });
    const report = newId('rep');
    const acts = [{ act: 'annotated', by: actor, at: '2026-05-01T00:00:00.000Z', reason: null }];
    const reported = { ...found, finding, performer: mara, production: series, state: 'open', assignee: null, acts };
    const within = { from: '2026-05-01T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z' };
    await append([report], 'report.made', { organization: owner, report }, { ...within, findings: [reported] }, null);
    await append([finding], 'finding.resolved', hers, { ...found, reason: 'mended', facts: useHash }, null);
    await act('consent.superseded', { version: 6, by: await consent(store, owner, series, mara) });
    await act('consent.revoked', { version: 7, effectiveAt: '2026-05-01T00:00:00.000Z' });
    const withdrawn = await consent(store, owner, series, mara);
    const relied = await check(store, owner, mara, series);
    await withdrawal(store, mara, withdrawn);
    await recalls(withdrawn, relied.kind === 'decided' ? relied.id : '');
  }

  async function recalls(withdrawn: string, decision: string): Promise<void> {
    const refs = { organization: owner, production: series, performer: mara, recall: newId('rcl') };
    const act = (type: EntryType, evidence: object, personal: object | null = null) =>
      append([refs.recall], type, type === 'decision.recalled' ? { ...refs, decision } : refs, evidence, personal);
    const does = { kind: 'notice', works: null };
    const recipients = [{ organization: owner, productions: [series], decisions: 1 }];
    const due = { answerBy: '2100-01-01T00:00:00.000Z', deleteBy: '2100-02-01T00:00:00.000Z' };
    const about = { consent: withdrawn, withdrawal: newId('entr'), scope: null, stops: ['Lines.'], does };
    await act('recall.opened', { ...about, ...due, effectiveAt: '2099-01-01T00:00:00.000Z', recipients });
    await act('recall.told', { people: 1, decisions: 1 });
    await act('recall.unreached', {});
    await act('recall.acknowledged', { answer: 'cannot_stop', via: 'link' }, { words: 'It is on air tonight.' });
    await act('recall.settled', { recipients });
    await act('decision.recalled', { consent: withdrawn });
    await act('recall.reminded', { organizations: [owner] });
    await act('recall.escalated', { to: 'owner', duty: 'answer', organizations: [owner] });
    await act('recall.acknowledged', { answer: 'stopped', via: 'session' });
    await act('recall.deletion_stated', { via: 'session' }, { statement: 'All of it is erased.', name: 'Deniz' });
    await act('recall.completed', { recipients: 1 });
  }

  async function whatPoliciesRead(): Promise<void> {
    await policies.describePerformer(store, owner, mara, { bornOn: '1990-02-28', unions: [], zone: 'Europe/Berlin' });
    await policies.statePolicies(store, series, { platform: 'netflix', agreements: ['sag-aftra-tv@2026'] });
    await policies.verifyAuthority(store, mara, await policies.authority(store, owner, mara));
    await policies.endAuthority(store, mara, await policies.authority(store, owner, mara));
    const { tool, attestation } = await policies.attestedTool(store, owner, mara);
    await policies.withdrawAttestation(store, tool, attestation);
    await policies.endClearance(store, series, await policies.clearance(store, owner, series));
    const about = { node: series, performer: mara, useHash };
    const asked = { ...about, disclosure: await policies.disclosure(store, owner, about) };
    await policies.approval(store, owner, { ...asked, verdict: 'refused' });
    await policies.voidApproval(store, series, await policies.approval(store, owner, asked));
    const claimed = await policies.claim(store, owner, about);
    for (const said of ['upheld', 'question', 'answer'] as const) await policies.sayOfClaim(store, mara, claimed, said);
    const union = await organization(store, 'Voices United', 'union');
    await policies.liftStrike(store, union, await policies.strike(store, union, { agreement: 'sag-aftra-tv' }));
    await policies.strike(store, union, { agreement: null, agreements: ['sag-aftra-tv', 'sag-aftra-sound'] });
    const decided = await check(store, owner, mara, series);
    const decision = decided.kind === 'decided' ? decided.id : '';
    await policies.reportUse(store, mara, decision, { lines: 2 });
    await policies.release(store, mara, decision);
    const paid = { decision, performer: mara, organization: owner, payment: newId('pay') };
    const money = { amount: 12_500, currency: 'USD', uses: [newId('usg')], paidAt: null };
    await append([`used:${mara}`], 'use.paid', paid, money, { reference: 'Payroll of May' });
    const given = { organization: owner, production: series, performer: mara, usageReport: newId('urp') };
    const period = { from: '2026-05-01T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z', checkCount: 1 };
    const used = [{ consent: null, unit: 'lines', uses: 1, amount: 2, paid: 2 }];
    await append([], 'usage.report_given', given, { ...period, used }, null);
    const became = { reported: 1, released: 0, askedAgain: 0, unaccounted: 0, open: 0, declared: 1, unchecked: 0 };
    const account = { ...became, gaps: [{ code: 'unpaid', count: 1, checks: [decision] }] };
    await append([], 'usage.report_given', { ...given, usageReport: newId('urp') }, { ...period, used, account }, null);
  }

  it('really has one of every type', async () => {
    const client = new Client({ connectionString: database.connectionString });
    await client.connect();
    const { rows } = await client.query<{ type: string }>('SELECT DISTINCT type FROM countersign.entries');
    await client.end();
    expect(rows.map(({ type }) => type).sort()).toEqual(Object.keys(TYPES).sort());
  });

  it('is folded into the very rows that were written entry by entry', async () => {
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString })).differences,
    ).toEqual([]);
  });

  it('gives to a check as of this instant what the rows give', async () => {
    const question = asks(owner, mara, series, { useHash });
    await store.transaction(async (tx) => {
      const now = await tx.lookUp(question);
      const then = await tx.lookUp(question, hoursAfter(await tx.at(), 1));
      if (typeof now === 'string' || typeof then === 'string') throw new Error('the asker takes part');
      expect(ordered(then.records)).toEqual(ordered(now.records));
    });
  });

  it('is rebuilt as tombstones once all whom it is about are erased', async () => {
    const persons = (await rowsOf(`SELECT DISTINCT unnest(persons) AS person FROM personals`))
      .map(({ person }) => String(person))
      .filter((person) => person !== 'system');
    const said = await wordsIn(await rowsOf('SELECT id FROM entries'));
    expect(said).toEqual(
      expect.arrayContaining(['Lindqvist v. Northlight', 'Not what I said', 'Her telephone was stolen']),
    );
    const accounts = persons.filter((person) => person.startsWith('user:'));
    const [users, performers] = [accounts.map((id) => id.slice(5)), persons.filter((id) => id.startsWith('perf_'))];
    const records = persons.filter((person) => !accounts.includes(person) && !performers.includes(person));
    await eraseAnyway(store, { users, performers, records });
    expect(await sealedOf(persons)).toEqual([]);
    const tables = await rowsOf(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'countersign'::regnamespace`,
    );
    for (const { name } of tables) {
      const rows = JSON.stringify(await rowsOf(`SELECT to_jsonb(t) AS row FROM "${String(name)}" t`));
      expect([name, said.filter((words) => rows.includes(words))]).toEqual([name, []]);
    }
    const given = { personalSecret: PERSONAL_SECRET, connectionString: database.connectionString };
    expect((await rebuild(given)).differences).toEqual([]);
    expect(await store.transaction((tx) => eraseReturned(tx))).toEqual({ kind: 'nobody' });
  });

  /** What people said in their own words, beside what many share. */
  async function wordsIn(rows: readonly Record<string, unknown>[]): Promise<string[]> {
    const entries = await Promise.all(rows.map(({ id }) => store.log.entry(String(id))));
    return entries
      .filter((entry) => entry?.type !== 'performer.described' && entry?.type !== 'decision.made')
      .flatMap((entry) => Object.values(entry?.personal ?? {}))
      .filter((value) => typeof value === 'string');
  }
});
