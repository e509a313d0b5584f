import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { anyTerms } from '../../../test/support/any-terms.js';
import { consent, permission, records } from '../../../test/support/consents.js';
import { lawsOver } from '../../../test/support/laws.js';
import { production } from '../../../test/support/policies.js';
import { FINDING_CODES, findingsOf, keyOf, type FindingCode, type FindingRecord } from './findings.js';
import { PACKS } from './released-packs.js';
import { RULES } from './rules.js';
import type { Formalities, Terms } from './types.js';
import { VOCABULARIES } from './vocabulary.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 2000);
const AT = '2026-11-23T12:00:00.000Z';
const MEMBER_TERMS = { agreements: ['sag-aftra-tv@2026'], places: ['US-CA'] };

function recorded(terms: Partial<Terms> = {}, changes: Partial<FindingRecord> = {}): FindingRecord {
  const given = consent({});
  const whole = { ...given, terms: { ...given.terms, ...terms } };
  const { performer, productionPaths } = records(whole);
  const productionStatements = production(MEMBER_TERMS);
  return {
    ...{ consent: whole, transfers: [], reports: [] },
    records: { performer, productionPaths, productionStatements },
    ...changes,
  };
}

/** Under an agreement that speaks of replicas, by a rider. */
const SOUND: Formalities = { form: 'rider', agreement: 'sag-aftra-tv' };
const withForm = (formalities: Formalities, terms: Partial<Terms> = {}): FindingRecord =>
  recorded({ ...terms, formalities: { ...SOUND, ...formalities } });
const may = (...boxes: Parameters<typeof permission>[0][]) =>
  boxes.map((box, index) => ({ id: `may-${index + 1}`, box: permission(box) }));
const codesIn = (record: FindingRecord): string[] => findingsOf(record, PACKS, AT).map(({ code }) => code);
const overdue = { production: 'prod_harbor_s1', from: '2026-08-01T00:00:00.000Z', until: '2026-09-01T00:00:00.000Z' };

/** For each kind a record that has it, and the same once it is mended. */
const EXAMPLES: Readonly<Record<FindingCode, readonly [found: FindingRecord, mended: FindingRecord]>> = {
  not_specific: [
    withForm({}, { description: 'Any and all media, in perpetuity, throughout the universe.' }),
    withForm({}, { description: 'Lines for the first season, in Spanish.' }),
  ],
  clause_not_apart: [withForm({ form: 'terms_only' }), withForm({ form: 'rider' })],
  notice_short: [
    withForm(
      { noticedAt: '2026-12-01T09:00:00.000Z', servicesAt: '2026-12-02T09:00:00.000Z' },
      { permissions: may({ act: ['capture.scan_face'] }) },
    ),
    withForm(
      { noticedAt: '2026-11-29T09:00:00.000Z', servicesAt: '2026-12-02T09:00:00.000Z' },
      { permissions: may({ act: ['capture.scan_face'] }) },
    ),
  ],
  no_counsel_no_agreement: [
    recorded({ formalities: { form: 'rider' } }),
    recorded({ formalities: { form: 'rider', counsel: { termsSigned: true } } }),
  ],
  price_under_floor: [
    withForm({}, { pay: { amount: 100, floor: 120_000, currency: 'USD' } }),
    withForm({}, { pay: { amount: 120_000, floor: 120_000, currency: 'USD' } }),
  ],
  training_allowed: [
    withForm({}, { permissions: may({}, { act: ['train.replica_model'] }) }),
    withForm({}, { permissions: may({}) }),
  ],
  assignment_pending: [
    {
      ...withForm({}, { permissions: may({ act: ['transfer_replica'] }) }),
      transfers: [{ disclosure: 'dsc_1', production: 'prod_harbor_s1', declaredAt: '2026-11-10T00:00:00.000Z' }],
    },
    withForm({}, { permissions: may({ act: ['transfer_replica'] }) }),
  ],
  report_overdue: [
    { ...withForm({}), reports: [{ ...overdue, dueAt: '2026-10-01T00:00:00.000Z', isOverdue: true }] },
    { ...withForm({}), reports: [{ ...overdue, dueAt: '2026-12-01T00:00:00.000Z', isOverdue: false }] },
  ],
};

describe('a finding', () => {
  it.each(FINDING_CODES)('%s is there while the record has it, with its rule, and gone once that is mended', (code) => {
    const [found, mended] = EXAMPLES[code];
    expect(codesIn(found)).toEqual([code]);
    expect(codesIn(mended)).toEqual([]);
    for (const { rule, pack, source, certainty, words } of findingsOf(found, PACKS, AT)) {
      expect(RULES[rule]?.certainty).toEqual(certainty);
      expect(pack === null ? source : PACKS.some((each) => pack === `${each.id}@${each.version}`)).toBeTruthy();
      expect(words).not.toBe('');
    }
  });

  it('says what it does to answers: what has no counsel counts for nothing once its words are found vague', () => {
    const vague = { description: 'Any and all media, in perpetuity.' };
    const effects = (record: FindingRecord) => findingsOf(record, PACKS, AT).map(({ code, effect }) => [code, effect]);
    expect(effects(recorded({ formalities: { form: 'rider' } }))).toEqual([['no_counsel_no_agreement', 'none']]);
    expect(effects(recorded({ ...vague, formalities: { form: 'rider' } }))).toEqual([
      ['not_specific', 'deny'],
      ['no_counsel_no_agreement', 'deny'],
    ]);
    expect(effects(EXAMPLES.assignment_pending[0])).toEqual([['assignment_pending', 'needs_approval']]);
  });

  it('S-14 is due 21 days after it was declared, and rests on other facts once that is over', () => {
    const [record] = EXAMPLES.assignment_pending;
    const [before] = findingsOf(record, PACKS, '2026-11-30T00:00:00.000Z');
    const [after] = findingsOf(record, PACKS, '2026-12-01T00:00:00.000Z');
    expect(before?.dueAt).toBe('2026-12-01T00:00:00.000Z');
    expect(after?.facts).not.toBe(before?.facts);
  });

  it('rests on other facts once what it found has changed, and not for what it did not look at', () => {
    const factsOf = (record: FindingRecord) => findingsOf(record, PACKS, AT).map(({ facts }) => facts);
    const paid = (amount: number, revocation: Partial<Terms> = {}) =>
      factsOf(withForm({}, { pay: { amount, floor: 500, currency: 'USD' }, ...revocation }));
    expect(paid(100)).not.toEqual(paid(200));
    expect(paid(100)).toEqual(paid(100, { deleteWithinDays: 30 }));
  });

  it('U-03 is found once for a month, however many productions owe a report of it, and anew once one has given it', () => {
    const due = { ...overdue, dueAt: '2026-10-01T00:00:00.000Z', isOverdue: true };
    const later = { ...due, production: 'prod_harbor_e1', dueAt: '2026-11-01T00:00:00.000Z' };
    const of = (...reports: FindingRecord['reports']) => findingsOf({ ...withForm({}), reports }, PACKS, AT);
    const [both, ...more] = of(later, due);
    expect([both?.about, both?.dueAt, more]).toEqual(['2026-08', due.dueAt, []]);
    expect(of(due, later)).toEqual([both]);
    expect(of(later)[0]).toMatchObject({ about: '2026-08', dueAt: later.dueAt });
    expect(of(later)[0]?.facts).not.toBe(both?.facts);
  });

  it('is of the rules that the production is under, and of no others', () => {
    const [buried] = EXAMPLES.clause_not_apart;
    const elsewhere = { ...buried.records, productionStatements: [] };
    const { terms } = buried.consent;
    const unnamed = { ...buried.consent, terms: { ...terms, formalities: { form: 'terms_only' as const } } };
    expect(codesIn({ ...buried, consent: unnamed, records: elsewhere })).toEqual([]);
    expect(findingsOf(buried, [], AT)).toEqual([]);
  });
});

describe('the laws of findings', () => {
  const words = { act: [], purpose: [], media: [], territory: ['world', 'US'], content: [] };
  const all = Object.fromEntries(
    Object.entries(VOCABULARIES).map(([dimension, { leavesOf }]) => [dimension, [...leavesOf.keys()]]),
  );
  const anyRecord = anyTerms({ ...words, ...all }).map((terms) => recorded(terms));
  const law = lawsOver(anyRecord, RUNS, (record) => findingsOf(record, PACKS, AT));

  law('order of clauses, statements and packs means nothing', (record, found) => {
    const { consent: given, records: around } = record;
    const permissions = [...given.terms.permissions].reverse();
    const turned = { ...given, terms: { ...given.terms, permissions } };
    const productionStatements = [...around.productionStatements].reverse();
    const packs = [...PACKS].reverse();
    assert.deepEqual(
      findingsOf({ ...record, consent: turned, records: { ...around, productionStatements } }, packs, AT),
      found,
    );
  });

  law('each is told once', (_, found) => {
    assert.equal(new Set(found.map(keyOf)).size, found.length);
  });

  law('mending all of it leaves none', (record) => {
    const { terms } = record.consent;
    const { agreement = 'sag-aftra-tv' } = terms.formalities ?? {};
    const isTaught = (act: string): boolean => act.startsWith('train') || act === 'ai_use';
    const permissions = terms.permissions.flatMap(({ id, box }) => {
      const act = (box.act ?? []).filter((each) => !isTaught(each));
      const purpose = (box.purpose ?? []).filter((each) => !each.startsWith('training_licence'));
      return act.length === 0 || purpose.length === 0 ? [] : [{ id, box: { ...box, act, purpose } }];
    });
    const { pay: _, ...kept } = terms;
    const formalities: Formalities = { form: 'rider', agreement, counsel: { termsSigned: true } };
    const mended = { ...record.consent, terms: { ...kept, permissions, formalities } };
    assert.deepEqual(findingsOf({ ...record, consent: mended }, PACKS, AT), []);
  });
});
