import { describe, expect, it } from '@jest/globals';
import { consent, use } from '../../../test/support/consents.js';
import { nearestWords } from './nearest-words.js';
import { readBox } from './read-box.js';
import type { ReadResult } from './read-json.js';
import { readTerms } from './read-terms.js';
import { readUse } from './read-use.js';

const terms = consent({ prohibitions: [{ act: ['alter.emotion'] }] }).terms;

/** Each problem as `path code`, which is what callers show and tests rely on. */
function problemsOf(result: ReadResult<unknown>): readonly string[] {
  return result.ok ? [] : result.problems.map(({ path, code }) => `${path} ${code}`);
}

describe('readUse', () => {
  it('reads a fully stated use unchanged', () => {
    const stated = use({
      facts: { scripted: true, performedAt: '2026-09-10T00:00:00.000Z' },
      quantity: { lines: 2 },
      description: 'Two lines',
    });
    expect(readUse(stated)).toEqual({ ok: true, value: stated });
  });

  it('decisions.md: an undeclared dimension is refused, undeclared content is left to the decision', () => {
    const { production, from } = use({});
    expect(problemsOf(readUse({ production, from }, '/use'))).toEqual([
      ...['act', 'purpose', 'media', 'territory', 'language', 'stage', 'pipeline', 'until'].map(
        (key) => `/use/${key} missing`,
      ),
    ]);
    const { content, ...rest } = use({});
    expect(content).toEqual(['none']);
    expect(readUse(rest)).toEqual({ ok: true, value: { ...rest, content: [] } });
  });

  it('says of an empty list what helps: only what may be left out is said to be', () => {
    const result = readUse({ ...use({}), pipeline: [], content: [] });
    expect(result.ok ? [] : result.problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      '/content: list at least one value, or leave the key out',
      '/pipeline: list at least one value',
    ]);
  });

  it('refuses unknown words and keys, and suggests the nearest', () => {
    const result = readUse({ ...use({}), act: ['generate.voice.adr_lin'], territory: ['UK'], languages: ['es'] });
    expect(result).toMatchObject({
      problems: [
        { path: '/languages', code: 'unknown_key', suggestions: ['language'] },
        { path: '/act/0', code: 'unknown_word', suggestions: ['generate.voice.adr_line'] },
        { path: '/territory/0', code: 'unknown_word', suggestions: ['GB'] },
      ],
    });
  });

  it('suggests words for the first ten faults only: guessing is slow, and a document may be wrong throughout', () => {
    const act = Array.from({ length: 20 }, (_, index) => `generate.voice.adr_lin${index % 10}${index > 9 ? 'e' : ''}`);
    const result = readUse({ ...use({}), act });
    const suggested = result.ok ? [] : result.problems.map(({ suggestions }) => suggestions !== undefined);
    expect(suggested).toEqual([...act].map((_, index) => index < 10));
  });

  it('refuses text that would show other words than it holds', () => {
    for (const description of ['a\u202eb', 'a\u2066b', 'a\u2028b', 'a\u0007b'])
      expect(problemsOf(readUse(use({ description })))).toEqual(['/description wrong_form']);
    expect(problemsOf(readUse(use({ description: 'one\ntwo \u05d0\u200f!' })))).toEqual([]);
  });

  it('S-09 demands an advertiser with advertisements, and only there', () => {
    expect(problemsOf(readUse(use({ media: ['ad.pause_ad'] })))).toEqual(['/advertiser missing']);
    expect(problemsOf(readUse(use({ advertiser: ['Acme'] })))).toEqual(['/advertiser not_applicable']);
    expect(problemsOf(readUse(use({ media: ['ad', 'promo'], advertiser: ['Acme'] })))).toEqual([]);
  });

  it('refuses a use of any tool or of any advertiser: who asks knows which', () => {
    const stated = use({ pipeline: ['any'], media: ['ad'], advertiser: ['any'] });
    expect(problemsOf(readUse(stated))).toEqual(['/pipeline wrong_form', '/advertiser wrong_form']);
  });

  it('A-05 reads facts by their names and kinds alone, and suggests the nearest', () => {
    const facts = { minutes: 7, scripte: true, scripted: 'yes', performedAt: '2026-09-10', campaign: 'x'.repeat(501) };
    const result = readUse({ ...use({}), facts: { ...facts, alterationPurpose: 'cosmetic', biometric: null } });
    expect(problemsOf(result)).toEqual([
      ...['/facts/minutes unknown_key', '/facts/scripte unknown_key', '/facts/scripted wrong_type'],
      ...['/facts/performedAt wrong_form', '/facts/campaign too_long'],
      ...['/facts/alterationPurpose unknown_word', '/facts/biometric unknown_word'],
    ]);
    expect(result).toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ path: '/facts/scripte', suggestions: expect.arrayContaining(['scripted']) }),
        expect.objectContaining({ path: '/facts/alterationPurpose', suggestions: ['cosmetics'] }),
      ]),
    });
  });

  it('turns the instants among the facts to UTC', () => {
    const facts = { scriptVersionAt: '2026-08-01T02:00:00+02:00', misleading: false };
    expect(readUse({ ...use({}), facts })).toMatchObject({
      value: { facts: { scriptVersionAt: '2026-08-01T00:00:00.000Z', misleading: false } },
    });
  });

  it('S-12 reads quantities in the units that caps are written in, and in whole numbers', () => {
    expect(problemsOf(readUse({ ...use({}), quantity: { lines: -1, minutes: 3, words: 1.5 } }))).toEqual([
      ...['/quantity/minutes unknown_key', '/quantity/lines wrong_form', '/quantity/words wrong_form'],
    ]);
    expect(problemsOf(readUse({ ...use({}), quantity: { lines: 0, days: 1_000_000_000 } }))).toEqual([]);
    expect(problemsOf(readUse({ ...use({}), quantity: { lines: 1_000_000_001 } }))).toEqual([
      '/quantity/lines wrong_form',
    ]);
  });

  it('refuses what is not an object, or holds lists of something else', () => {
    for (const json of [null, [], 'use', 7]) expect(problemsOf(readUse(json))).toEqual([' wrong_type']);
    const odd = { ...use({}), act: 'store', media: [7], territory: [], purpose: ['pitch', 'pitch'], content: null };
    expect(problemsOf(readUse(odd))).toEqual([
      '/act wrong_type',
      '/purpose duplicate',
      '/media/0 wrong_type',
      '/territory empty',
      '/content wrong_type',
    ]);
  });
});

describe('readBox', () => {
  it('writes languages in their customary case, and instants in UTC with milliseconds', () => {
    const box = {
      language: ['ES-mx', 'zh-hant-tw', '*'],
      from: '2026-12-01T01:00:00+01:00',
      until: '2027-01-01T00:00:00.5Z',
    };
    expect(readBox(box)).toEqual({
      ok: true,
      value: {
        language: ['es-MX', 'zh-Hant-TW', '*'],
        from: '2026-12-01T00:00:00.000Z',
        until: '2027-01-01T00:00:00.500Z',
      },
    });
  });

  it.each([
    ['2026-12-01', 'has no time'],
    ['2026-12-01T00:00:00', 'has no zone'],
    ['2026-02-30T00:00:00Z', 'is no day'],
    ['2026-13-01T00:00:00Z', 'is no month'],
    ['2026-12-01T24:00:00Z', 'is no hour'],
    ['9999-12-31T23:59:59-10:00', 'leaves the calendar'],
    ['2026-12-01T00:00:00.1234567Z', 'is finer than milliseconds'],
    [1_764_547_200_000, 'is no text'],
  ])('refuses %s as an instant: it %s', (until, _why) => {
    expect(problemsOf(readBox({ until }))).toEqual(['/until wrong_form']);
  });

  it('refuses a window that ends when it begins', () => {
    const instant = '2026-12-01T00:00:00Z';
    expect(problemsOf(readBox({ from: instant, until: instant }))).toEqual(['/until impossible_window']);
  });

  it('refuses more than 64 values in a dimension', () => {
    const tools = Array.from({ length: 65 }, (_, index) => `tool_${index}`);
    expect(problemsOf(readBox({ tool: tools }))).toEqual(['/tool too_many']);
    expect(problemsOf(readBox({ tool: tools.slice(1) }))).toEqual([]);
  });

  it.each(['spanish', 'es_MX', 'e', 'es--MX', 'es-', '**', 'es-*', 'xx-yyyyyyyyy'])(
    'refuses the language %s',
    (tag) => {
      expect(problemsOf(readBox({ language: [tag] }))).toEqual(['/language/0 unknown_word']);
    },
  );
});

describe('readTerms', () => {
  it('reads terms unchanged', () => {
    expect(readTerms(terms)).toEqual({ ok: true, value: terms });
  });

  it('refuses clauses without a name of their own, none at all, and more than 32', () => {
    const [clause] = terms.permissions;
    const many = Array.from({ length: 32 }, (_, index) => ({ id: `c-${index}`, box: {} }));
    expect(problemsOf(readTerms({ ...terms, prohibitions: [clause] }))).toEqual([' duplicate']);
    expect(problemsOf(readTerms({ ...terms, permissions: [] }))).toEqual(['/permissions empty']);
    expect(problemsOf(readTerms({ ...terms, permissions: many }))).toEqual([' too_many']);
    expect(problemsOf(readTerms({ ...terms, permissions: [{ id: 'A b', box: {} }, { box: { acts: [] } }] }))).toEqual([
      ...['/permissions/0/id wrong_form', '/permissions/1/id missing', '/permissions/1/box/acts unknown_key'],
    ]);
  });

  it('ties the days of notice to the right of notice', () => {
    const revocation = { right: 'notice', existingWorks: 'continue_released' };
    const read = (more: object) => problemsOf(readTerms({ ...terms, revocation: { ...revocation, ...more } }));
    expect(read({ noticeDays: 30 })).toEqual([]);
    expect(read({})).toEqual(['/revocation/noticeDays missing']);
    expect(read({ right: 'none', noticeDays: 30 })).toEqual(['/revocation/noticeDays not_applicable']);
    expect(read({ noticeDays: 1.5 })).toEqual(['/revocation/noticeDays wrong_form']);
    expect(read({ right: 'notices', noticeDays: 30 })).toEqual(['/revocation/right unknown_word']);
  });

  it('S-12 reads caps in permissions alone, of at least one', () => {
    const [permission] = terms.permissions;
    const read = (caps: unknown) => readTerms({ ...terms, permissions: [{ ...permission, caps }] });
    expect(read({ lines: 20, days: 1 })).toMatchObject({
      value: { permissions: [{ caps: { lines: 20, days: 1 } }] },
    });
    expect(problemsOf(read({}))).toEqual(['/permissions/0/caps empty']);
    expect(problemsOf(read({ lines: 0, minutes: 5 }))).toEqual([
      ...['/permissions/0/caps/minutes unknown_key', '/permissions/0/caps/lines wrong_form'],
    ]);
    const [never] = terms.prohibitions;
    expect(problemsOf(readTerms({ ...terms, prohibitions: [{ ...never, caps: { lines: 1 } }] }))).toEqual([
      '/prohibitions/0/caps not_applicable',
    ]);
  });

  it('C11 C14 D-01 U-02 reads what terms say beside their clauses, and says what is wrong with it', () => {
    const informed = { noticeHash: 'A', controllers: [], purposes: ['x', 'x'], retention: '' };
    expect(
      problemsOf(
        readTerms({
          ...terms,
          formalities: {
            ...{ form: 'riders', agreement: 'sag-aftra-tvv', counsel: {}, replacesInPerson: 'yes', court: true },
            ...{ noticedAt: '2026-09-01', businessReason: 'x'.repeat(501), informed },
          },
          postMortem: 'stop',
          processingRegions: ['UK'],
          deleteWithinDays: 0,
          pay: { amount: 1.5, currency: 'usd', floor: -1 },
        }),
      ),
    ).toEqual([
      ...['/formalities/court unknown_key', '/formalities/form unknown_word', '/formalities/agreement unknown_word'],
      ...['/formalities/counsel/termsSigned missing', '/formalities/businessReason too_long'],
      ...['/formalities/informed/withdrawalMethod missing', '/formalities/informed/noticeHash wrong_form'],
      ...['/formalities/informed/controllers empty', '/formalities/informed/purposes duplicate'],
      ...['/formalities/informed/retention empty', '/formalities/noticedAt wrong_form'],
      ...['/formalities/replacesInPerson wrong_type', '/postMortem unknown_word', '/processingRegions/0 unknown_word'],
      ...['/deleteWithinDays wrong_form', '/pay/amount wrong_form', '/pay/floor wrong_form'],
      '/pay/currency unknown_word',
    ]);
    expect(problemsOf(readTerms({ ...terms, formalities: {}, processingRegions: [] }))).toEqual([
      ...['/formalities empty', '/processingRegions empty'],
    ]);
    expect(
      readTerms({ ...terms, formalities: { agreement: 'sag-aftra-tvv' }, pay: { amount: 1, currency: 'usd' } }),
    ).toMatchObject({
      problems: [{ suggestions: ['sag-aftra-tv'] }, { suggestions: expect.arrayContaining(['USD']) }],
    });
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['x'.repeat(2001), 'too_long'],
    ['a\u0000b', 'wrong_form'],
    ['a\ud800b', 'wrong_form'],
    [7, 'wrong_type'],
  ])('refuses a description that is %j', (description, code) => {
    expect(problemsOf(readTerms({ ...terms, description }))).toEqual([`/description ${code}`]);
  });
});

describe('nearestWords', () => {
  it('finds slips of the pen, endings alone, and names in everyday use', () => {
    expect(nearestWords('media', 'promo.trailer.serie')).toEqual(['promo.trailer.series']);
    expect(nearestWords('act', 'de_age')).toEqual(['generate.face.de_age']);
    expect(nearestWords('territory', 'us')).toContain('US');
    expect(nearestWords('territory', 'LATAM')).toEqual(['419']);
    expect(nearestWords('language', 'es_mx')).toEqual(['es-MX']);
    expect(nearestWords('purpose', 'world domination')).toEqual([]);
  });
});
