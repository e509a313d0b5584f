import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allBeside, anyCaps, NAMES } from '../../../test/support/any-terms.js';
import { permission } from '../../../test/support/consents.js';
import { AGREEMENTS } from './agreements.js';
import { CURRENCY_DIGITS } from './currencies.js';
import { PACKS } from './released-packs.js';
import { readTerms } from './read-terms.js';
import { render } from './render.js';
import type { Quantities, Terms } from './types.js';
import { agreementName, moneyWords } from './words-en-money.js';

const BARE: Terms = {
  description: 'Wind spoiled the sound in two scenes.',
  permissions: [{ id: 'lines', box: permission({ production: ['prod_harbor_s1'] }) }],
  prohibitions: [],
  revocation: { right: 'any_time', existingWorks: 'continue_released' },
  legalBasis: 'contract',
};

function shown(beside: Partial<Terms>) {
  return render({ ...BARE, ...beside }, 'en', NAMES);
}

function capped(caps: Quantities): Terms {
  return { ...BARE, permissions: BARE.permissions.map((clause) => ({ ...clause, caps })) };
}

describe('a cap', () => {
  it.each<[Quantities, string]>([
    [{ lines: 20 }, 'Limit: At most 20 lines in all.'],
    [{ lines: 1 }, 'Limit: At most 1 line in all.'],
    [{ days: 2, words: 1_500, lines: 20 }, 'Limit: At most 20 lines, 1,500 words and 2 days of work in all.'],
  ])('S-12 %j stands in its clause, and is signed with it', (caps, line) => {
    const { text, clauses } = render(capped(caps), 'en', NAMES);
    expect(clauses[0]?.text.split('\n')).toContain(line);
    expect(text).toContain(clauses[0]?.text);
    expect(clauses[0]?.textHash).not.toBe(shown({}).clauses[0]?.textHash);
  });
});

describe('what terms say beside their clauses', () => {
  it.each<[Partial<Terms>, string]>([
    [{ pay: { amount: 110_000, currency: 'USD' } }, 'What they pay\nThey pay you 1,100.00 US dollars for this.'],
    [
      { pay: { amount: 5, floor: 1_234_567, currency: 'EUR' } },
      'They pay you 0.05 euros for this.\nYour agreement asks for at least 12,345.67 euros.',
    ],
    [{ pay: { amount: 0, currency: 'GBP' } }, 'They pay you nothing for this.'],
    [{ pay: { amount: 50_000, currency: 'JPY' } }, 'They pay you 50,000 yen for this.'],
    [{ postMortem: 'continue_as_granted' }, 'If you die\nIf you die, this goes on as you allowed it.'],
    [{ postMortem: 'stop_on_death' }, 'If you die, this stops.'],
    [{ postMortem: 'estate_approval_each_use' }, 'If you die, your heirs must say yes to each use.'],
    [{ processingRegions: ['DE', 'EU'] }, 'Your data\nYour data may be worked on only in the European Union.'],
    [{ processingRegions: ['world'] }, 'Your data may be worked on anywhere in the world.'],
    [{ deleteWithinDays: 30 }, 'They erase the copy, its model and what they made it from within 30 days of the end.'],
    [{ deleteWithinDays: 1 }, 'within 1 day of the end.'],
  ])('%j', (beside, words) => {
    expect(shown(beside).text).toContain(words);
  });

  it.each<[Terms['formalities'], string]>([
    [{ form: 'rider' }, 'These words stand in a paper of their own that is added to your contract.'],
    [{ form: 'terms_only' }, 'These words stand only among the general terms of your contract.'],
    [{ agreement: 'sag-aftra-tv' }, 'Your work is under the SAG-AFTRA agreement for film and TV.'],
    [{ counsel: { termsSigned: true } }, 'You signed its money terms, which were set out in clear words.'],
    [{ counsel: { termsSigned: false } }, 'Its money terms were not set out in clear words and signed.'],
    [{ replacesInPerson: true }, 'The copy does work that you would do in person.'],
    [{ replacesInPerson: false }, 'The copy does no work that you would do in person.'],
    [{ businessReason: 'The fall\ncannot be staged.' }, 'Why they need a scan: “The fall cannot be staged.”'],
    [{ courtApproval: true }, 'A court has said yes to this.'],
    [{ courtApproval: false }, 'No court has said yes to this.'],
    [{ engagedAt: '2026-09-01T17:00:00.000Z' }, 'You were hired on 1 September 2026, 10:00, Los Angeles time.'],
    [
      { noticedAt: '2026-09-02T17:00:00.000Z', servicesAt: '2026-09-04T17:00:00.000Z' },
      'They told you of the session for the copy on 2 September 2026, 10:00, Los Angeles time.\n' +
        'That session starts on 4 September 2026, 10:00, Los Angeles time.',
    ],
    [
      { maximumPeriodUntil: '2027-03-01T08:00:00.000Z' },
      'An ad made with this may run until the end of 28 February 2027, Los Angeles time, at most.',
    ],
  ])('%j', (formalities, words) => {
    expect(shown({ formalities: formalities ?? {} }).text).toContain(words);
  });

  it('V-11 shows the whole notice, and marks the words of others', () => {
    const informed = {
      noticeHash: 'ab'.repeat(32),
      controllers: ['Harbor Lane Pictures', 'Ondina” and “Saltgrass'],
      purposes: ['making the lines'],
      retention: 'until the film is out',
      withdrawalMethod: 'in the app',
    };
    expect(shown({ formalities: { informed } }).sections).toEqual([
      {
        heading: 'Your data',
        lines: [
          'These hold your data: “Harbor Lane Pictures” and “Ondina" and "Saltgrass”.',
          'They use it for: “making the lines”.',
          'How long they keep it: “until the film is out”',
          'How you take your yes back: “in the app”',
          `Fingerprint of the notice that you were given: ${'ab'.repeat(32)}`,
        ],
      },
    ]);
  });

  it('stands before the description, in the order of its sections, and is hashed with the rest', () => {
    const { text, sections } = shown({
      ...{ pay: { amount: 1, currency: 'USD' }, postMortem: 'stop_on_death', deleteWithinDays: 9 },
      formalities: { form: 'rider' },
    });
    expect(sections.map(({ heading }) => heading)).toEqual([
      ...['What they pay', 'If you die', 'Your data', 'How this came about'],
    ]);
    const parts = text.split('\n\n').map((part) => part.split('\n')[0]);
    expect(parts.slice(-6)).toEqual(['How it ends', ...sections.map(({ heading }) => heading), 'In their own words']);
  });

  it('cannot be signed where an agreement has no words', () => {
    expect(shown({ formalities: { agreement: 'constructor' } }).unsaid).toEqual([
      { clause: '', dimension: 'agreement', value: 'constructor' },
    ]);
  });

  it('has words for each agreement and each currency that can be stated', () => {
    expect(AGREEMENTS.filter((agreement) => agreementName(agreement) === null)).toEqual([]);
    const released = PACKS.map(({ id }) => id).filter((id) => id.startsWith('sag-aftra-'));
    expect(released.filter((id) => !AGREEMENTS.includes(id))).toEqual([]);
    expect([...CURRENCY_DIGITS.keys()].filter((code) => moneyWords(1, code).includes(code))).toEqual([]);
  });
});

/** Every value in it that is no object, and every list, by its path. */
function leavesOf(json: object, path: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? leavesOf(value, [...path, key])
      : [[...path, key]],
  );
}

/** The value at a path, and the same document with another there; `undefined` takes it out. */
function valueAt(json: unknown, [key = '', ...rest]: readonly string[]): unknown {
  const value = new Map<string, unknown>(Object.entries(json ?? {})).get(key);
  return rest.length === 0 ? value : valueAt(value, rest);
}

function replaced(json: unknown, [key = '', ...rest]: readonly string[], value: unknown): object {
  const members = new Map<string, unknown>(Object.entries(json ?? {}));
  if (rest.length > 0) members.set(key, replaced(members.get(key), rest, value));
  else if (value === undefined) members.delete(key);
  else members.set(key, value);
  return Object.fromEntries(members);
}

describe('no member of the terms is lost', () => {
  it('what is taken out, or stated otherwise, changes the words that are signed', () => {
    fc.assert(
      fc.property(allBeside, allBeside, (one, other) => {
        const { hash } = shown(one);
        for (const path of leavesOf(one)) {
          const without = replaced(one, path, undefined);
          // What cannot be left out is not terms without it.
          if (readTerms({ ...BARE, ...without }).ok) expect([path, shown(without).hash]).not.toEqual([path, hash]);
          const isSame = JSON.stringify(valueAt(one, path)) === JSON.stringify(valueAt(other, path));
          expect([path, shown(replaced(one, path, valueAt(other, path))).hash === hash]).toEqual([path, isSame]);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('nor is a cap', () => {
    fc.assert(
      fc.property(anyCaps, anyCaps, (one, other) => {
        const hashes = [one, other].map((caps) => render(capped(caps), 'en', NAMES).clauses[0]?.textHash);
        expect(hashes[0] === hashes[1]).toBe(
          Object.keys({ ...one, ...other }).every((unit) => valueAt(one, [unit]) === valueAt(other, [unit])),
        );
      }),
    );
  });

  it('and what is shown is what was read', () => {
    fc.assert(
      fc.property(allBeside, (beside) => {
        expect(readTerms({ ...BARE, ...beside })).toEqual({ ok: true, value: { ...BARE, ...beside } });
      }),
    );
  });
});
