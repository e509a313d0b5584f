import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { axesOf } from './axes.js';
import { extentsOf } from './extents.js';
import { cells, gridOf } from './grid.js';
import { isPlain, layOut } from './layout.js';
import type { Layout } from './layout.js';
import type { ConsentEvent, ConsentRecord, Records } from './records.js';
import { statementsOf } from './statements.js';
import type { Use } from './types.js';

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

const whole = consent({});
const part = permission({ territory: ['MX'] });
const beside = (...permissions: Parameters<typeof permission>): ConsentRecord =>
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
