import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { axesOf } from './axes.js';
import { GRANTING } from './axis.js';
import { extentsOf } from './extents.js';
import { cells, gridOf } from './grid.js';
import { isPlain, layOut } from './layout.js';
import type { Layout } from './layout.js';
import type { ConsentEvent, ConsentRecord, Records } from './records.js';
import { statementsOf } from './statements.js';
import { survey } from './survey.js';
import type { Box, Use } from './types.js';
import { VOCABULARIES } from './vocabulary.js';
import { write } from './writing.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';
const NO_IMPEDIMENTS = { voids: new Map(), doubts: new Map() };

function laid(known: Records, asked: Use = use({}), left = 10_000): Layout | null {
  const { statements } = statementsOf(asked.production, known, AT, NO_IMPEDIMENTS);
  const [extent] = extentsOf(asked);
  if (extent === undefined) throw new Error('a use has an extent');
  return layOut(axesOf(extent, known.productionPaths, 'part'), statements, asked, { left });
}

function plain(known: Records, isConsentNeeded = true): boolean {
  const layout = laid(known);
  if (layout === null) throw new Error('this is not too complex');
  return isPlain(layout, isConsentNeeded);
}

const CONTENTS = VOCABULARIES.content.leaves;
const NUDE = { content: ['nudity'] };
const whole = consent({});
const part = permission({ territory: ['MX'] });
const beside = (...permissions: readonly Box[]): ConsentRecord =>
  consent({ id: 'cons_2', permissions: permissions.map((box) => permission(box)) });
const event = (own: object): ConsentEvent => ({ version: 2, at: YESTERDAY, ...own }) as ConsentEvent;
const withdrawn = event({
  kind: 'withdrawn',
  effectiveAt: YESTERDAY,
  scope: { territory: ['ES'] },
  worksMadeBefore: 'stop',
});

describe('a use needs no look at any point of it', () => {
  it.each<[string, Records]>([
    ['where one permission covers all', records(whole)],
    ['beside one that covers a part', records(whole, beside({ territory: ['MX'] }))],
    ['beside one that has ended', records(whole, beside({ until: YESTERDAY }))],
    ['beside one that has not begun', records(whole, beside({ from: '2026-12-01T00:00:00.000Z' }))],
    [
      'beside one that a newer consent replaced',
      records(whole, { ...beside({}), events: [event({ kind: 'superseded', by: 'cons_1' })] }),
    ],
    [
      'whatever was declined',
      { ...records(whole), refused: [{ id: 'req_1', terms: whole.terms, declinedAt: YESTERDAY }] },
    ],
  ])('%s', (_title, known) => {
    expect(plain(known)).toBe(true);
  });

  it.each<[string, Records]>([
    ['where nothing is granted', records()],
    ['where a permission covers a part', records(consent({ permissions: [part] }))],
    ['where two cover it together', records(consent({ permissions: [part, permission({ territory: ['ES'] })] }))],
    ['where what covers all has ended', records(beside({ until: YESTERDAY }))],
    ['where something says never', records(consent({ prohibitions: [{ language: ['es-MX'], territory: ['MX'] }] }))],
    [
      'where a standing instruction does',
      { ...records(whole), standing: [{ id: 's', box: { act: ['generate'] }, from: YESTERDAY, until: null }] },
    ],
    ['where a part was withdrawn', records(consent({ events: [withdrawn] }))],
    ['where she asked to withdraw', records(consent({ events: [event({ kind: 'withdrawal_asked', scope: null })] }))],
    ['where the consent is disputed', records(consent({ events: [event({ kind: 'disputed', dispute: 'dsp_1' })] }))],
  ])('and does %s', (_title, known) => {
    expect(plain(known)).toBe(false);
  });

  it('where no consent is needed, unless something says never', () => {
    expect(plain(records(), false)).toBe(true);
    expect(plain(records(consent({ permissions: [part], events: [withdrawn] })), false)).toBe(true);
    expect(plain(records(consent({ prohibitions: [{ language: ['es-MX'] }] })), false)).toBe(false);
    const standing = [{ id: 's', box: { act: ['generate'] }, from: YESTERDAY, until: null }];
    expect(plain({ ...records(), standing }, false)).toBe(false);
  });
});

interface Asked {
  readonly asked?: Partial<Use>;
  readonly isConsentNeeded?: boolean;
  readonly left?: number;
}

/** What the records come to, by the kinds of the statements that decided; `null` where that costs more than is left. */
function surveyed(known: Records, { asked = {}, isConsentNeeded = true, left = 10_000 }: Asked = {}) {
  const stated = use(asked);
  const layout = laid(known, stated);
  const budget = { left };
  const found = survey(layout ?? never(), { isContentDeclared: stated.content.length > 0, isConsentNeeded }, budget);
  if (found === null) return null;
  const { covering, doubting, barring, explaining, missing, unspoken, axes, isRestricted } = found;
  return {
    kinds: [covering, doubting, barring, explaining].map((each) => each.map(({ kind }) => kind)),
    missing: missing.map((cell) => write(cell, axes, GRANTING)),
    unspoken: unspoken.map((cell) => write(cell, axes, GRANTING)),
    isRestricted,
    spent: left - budget.left,
  };
}

describe('a survey of a use', () => {
  const barred = (box: Box): Records => records(consent({ prohibitions: [box] }));

  it('finds what covers, and not what lapsed beside it', () => {
    const lapsed = beside({ until: YESTERDAY }, { from: '2026-12-01T00:00:00.000Z' });
    expect(surveyed(records(whole, lapsed))).toMatchObject({ kinds: [['granted'], [], [], []], isRestricted: false });
    const partly = surveyed(records(consent({ permissions: [part] }), lapsed));
    expect(partly?.kinds).toEqual([['granted'], [], [], ['ended', 'not_begun']]);
    expect(partly?.missing).toMatchObject([{ territory: ['ES'] }]);
    expect(partly?.unspoken).toEqual([]);
  });

  it('finds what was spoken of, though it lapsed', () => {
    const [ended, begins] = [beside({ until: YESTERDAY }), beside({ from: '2026-12-01T00:00:00.000Z' })];
    expect(surveyed(records(ended))).toMatchObject({ kinds: [[], [], [], ['ended']], unspoken: [] });
    expect(surveyed(records(begins))).toMatchObject({ kinds: [[], [], [], ['not_begun']], unspoken: [] });
    expect(surveyed(records())?.unspoken).toHaveLength(1);
  });

  it('S-02 lets nothing cover what is barred, and bars no more than that', () => {
    expect(surveyed(barred({}))).toMatchObject({ kinds: [[], [], ['prohibited'], []] });
    const partly = surveyed(barred({ territory: ['ES'] }));
    expect(partly).toMatchObject({ kinds: [['granted'], [], ['prohibited'], []], missing: [{ territory: ['ES'] }] });
  });

  it('finds only what is barred missing where no consent is needed', () => {
    const found = surveyed(barred({ territory: ['ES'] }), { isConsentNeeded: false });
    expect(found).toMatchObject({ kinds: [['granted'], [], ['prohibited'], []], missing: [{ territory: ['ES'] }] });
    const stranger = records(consent({ permissions: [], prohibitions: [{ territory: ['ES'] }] }));
    expect(surveyed(stranger, { isConsentNeeded: false })?.missing).toMatchObject([{ territory: ['ES'] }]);
    expect(surveyed(stranger)?.missing).toHaveLength(1);
  });

  it('S-11 tells content that was not declared from what is missing with any content', () => {
    const known = records(
      consent({ permissions: [permission({ content: CONTENTS })], prohibitions: [{ ...NUDE, language: ['es'] }] }),
    );
    const undeclared = surveyed(known, { asked: { content: [], language: ['es-MX', 'ja'] } });
    expect(undeclared?.isRestricted).toBe(true);
    expect(undeclared?.missing).toMatchObject([{ language: ['ja'] }]);
    // What bars some contents in Spanish is not why Japanese is missing.
    expect(undeclared?.kinds).toEqual([['granted'], [], [], []]);
    expect(undeclared?.missing[0]).not.toHaveProperty('content');
    expect(surveyed(known, { asked: { language: ['ja'] } })?.isRestricted).toBe(false);
  });

  it('gives the whole or nothing, whatever may be spent', () => {
    const known = records(consent({ permissions: [part], prohibitions: [{}] }));
    const { spent, ...found } = surveyed(known) ?? never();
    const less = Array.from({ length: Math.floor(spent * 4) }, (_, index) => index / 4);
    expect(less.filter((left) => surveyed(known, { left }) !== null)).toEqual([]);
    expect(surveyed(known, { left: spent + 0.01 })).toMatchObject(found);
  });

  it('walks once where no permission speaks', () => {
    const known = records(consent({ permissions: [], prohibitions: [{ territory: ['ES'] }] }));
    const layout = laid(known) ?? never();
    const budget = { left: 1_000 };
    cells(gridOf(layout.axes, layout.reach, budget) ?? never(), () => true, budget);
    expect(surveyed(known)?.spent).toBeCloseTo(1_000 - budget.left);
  });
});

describe('what a decision may cost', () => {
  it('counts the values that are read, a tenth of a fragment each', () => {
    const budget = { left: 100 };
    const [extent] = extentsOf(use({}));
    const { statements } = statementsOf('prod_harbor_s1e4', records(whole), AT, NO_IMPEDIMENTS);
    layOut(axesOf(extent ?? never(), records(whole).productionPaths, 'part'), statements, use({}), budget);
    expect(100 - budget.left).toBeCloseTo(1);
    const said = consent({ permissions: [permission({ territory: ['MX', 'ES', 'US', 'JP'] })] });
    const more = { left: 100 };
    const stated = statementsOf('prod_harbor_s1e4', records(said), AT, NO_IMPEDIMENTS);
    layOut(axesOf(extent ?? never(), records(said).productionPaths, 'part'), stated.statements, use({}), more);
    expect(100 - more.left).toBeCloseTo(1.3);
  });

  it('concludes nothing once it is spent', () => {
    expect(laid(records(whole), use({}), 0.5)).toBeNull();
    expect(laid(records(whole), use({}), 1.5)).not.toBeNull();
    expect(laid(records(whole, beside({}), beside({})), use({}), 1.5)).toBeNull();
    const { statements } = statementsOf('prod_harbor_s1e4', records(whole, beside({})), AT, NO_IMPEDIMENTS);
    let readCount = 0;
    const axes = axesOf(extentsOf(use({}))[0] ?? never(), records().productionPaths, 'part').map((axis) => ({
      ...axis,
      reach: (...asked: Parameters<typeof axis.reach>) => {
        readCount += 1;
        return axis.reach(...asked);
      },
    }));
    expect(layOut(axes, statements, use({}), { left: 0.05 })).toBeNull();
    expect(readCount).toBe(1);
  });

  it('counts what a grid compares and every step through it', () => {
    const layout = laid(records(whole, beside({ territory: ['MX'] }))) ?? never();
    const atoms = layout.axes.reduce((sum, axis) => sum + axis.atomCount, 0);
    const budget = { left: 100 };
    const grid = gridOf(layout.axes, layout.reach, budget) ?? never();
    expect(100 - budget.left).toBeCloseTo((atoms * 2) / 50);
    expect(gridOf(layout.axes, layout.reach, { left: (atoms * 2) / 50 - 0.001 })).toBeNull();
    expect(gridOf(layout.axes, layout.reach, { left: (atoms * 2) / 50 + 0.001 })).not.toBeNull();
    const steps = { left: 100 };
    expect(cells(grid, () => true, steps)).toHaveLength(1);
    const spent = 100 - steps.left;
    // Eleven axes, the two classes of territory solved apart, each step a little over one fragment and one a box.
    expect(spent).toBeGreaterThan(layout.axes.length * 2);
    expect(spent).toBeLessThan(layout.axes.length * 5);
    expect(cells(grid, () => true, { left: spent - 0.001 })).toBeNull();
    expect(cells(grid, () => true, { left: spent + 0.001 })).toHaveLength(1);
  });
});

function never(): never {
  throw new Error('this is not too complex');
}
