/** What was allowed, made and paid, with every gap by its name: for the production, the performer and her union. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { countersign } from '../support/command-line.js';
import { mailTo, openService, type Service, type Visitor } from './api-service.js';
import * as worlds from './api-world.js';

const { AUDIT, checkOf, keyOf, makePartner, signedConsent, termsOf, useOf } = worlds;

interface Item {
  readonly check: string;
  readonly payments: readonly object[];
  readonly gaps: readonly { readonly code: string }[];
}

let service: Service;
let world: worlds.World;
let farm: Visitor;
let pia: Visitor;
let ruth: Visitor;
beforeAll(async () => {
  service = await openService();
  world = await worlds.makeWorld(service);
  farm = await keyOf(world, ['check', 'read']);
  ({ pia } = await makePartner(world));
  const union = await worlds.makeUnion(service);
  ({ ruth } = union);
  await worlds.takeInto(union, world);
  await worlds.cover(world);
  await signedConsent(world, termsOf(world, { pay: { amount: 12_500, currency: 'USD' } }));
});
afterAll(() => service.close());

const allowed = async (by: Visitor = farm, use: object = {}): Promise<string> => {
  const { body } = await by.post('/v1/checks', checkOf(world, useOf(use))).expect(200);
  expect(body.outcome).toBe('allow');
  return body.id;
};
const report = (id: string, quantity: object, by = farm, more: object = {}) =>
  by.post(`/v1/checks/${id}/usage`, { quantity, ...more }).expect(201);
const pay = (id: string, by = world.deniz, more: object = {}) =>
  by.post(`/v1/checks/${id}/payments`, { amount: 12_500, currency: 'USD', ...more });
const usage = async (by: Visitor, query = ''): Promise<Item[]> =>
  (await by.get(`/v1/usage?${query}`).expect(200)).body.items;
const gapsOf = async (id: string): Promise<string[]> =>
  (await usage(world.deniz)).filter(({ check }) => check === id).flatMap(({ gaps }) => gaps.map(({ code }) => code));

describe('what was used, held against what was allowed (U-03)', () => {
  it('names each gap, and closes it once that is told, released, paid or asked again', async () => {
    const lines = { quantity: { lines: 2 } };
    const made = await allowed(farm, lines);
    await report(made, { lines: 2 });
    expect(await gapsOf(made)).toEqual(['unpaid']);
    await pay(made, world.deniz, { reference: 'Payroll of November' }).expect(201);
    expect(await gapsOf(made)).toEqual([]);
    expect((await pay(made).expect(409)).body.detail).toContain('not paid yet');

    // Its time is over as soon as it is allowed.
    const over = { from: '2026-06-01T00:00:00.000Z', until: '2026-07-01T00:00:00.000Z' };
    const silent = await allowed(farm, over);
    expect(await gapsOf(silent)).toEqual(['unaccounted']);
    await farm.post(`/v1/checks/${silent}/release`, {}).expect(200);
    expect(await gapsOf(silent)).toEqual([]);
    const queued = await allowed(farm, over);
    const { body: again } = await farm.post(`/v1/checks/${queued}/recheck`, {}).expect(200);
    expect([await gapsOf(queued), await gapsOf(again.id)]).toEqual([[], ['unaccounted']]);

    const more = await allowed(farm, lines);
    await report(more, { lines: 3 });
    await report(more, { lines: 1 }, farm, { madeAt: '2026-01-01T00:00:00.000Z' });
    expect(await gapsOf(more)).toEqual(['over_allowed', 'unpaid', 'outside_check', 'unpaid']);
  });

  it('is shown to who asked, to the owner with what was paid, to her and her union, and to nobody else', async () => {
    const id = await allowed(pia);
    await report(id, { lines: 1 }, pia);
    await pay(id, pia).expect(404);
    await pay(newId('chk')).expect(404);
    await pay(id, farm).expect(403);
    await pay(id).expect(201);
    const of = (items: readonly Item[]) => items.filter(({ check }) => check === id);
    expect(of(await usage(pia))).toEqual([expect.objectContaining({ payments: [] })]);
    const paid = [
      expect.objectContaining({ payments: [expect.objectContaining({ amount: 12_500, currency: 'USD' })] }),
    ];
    for (const by of [world.deniz, farm, world.mara]) expect(of(await usage(by))).toEqual(paid);
    expect(of(await usage(ruth, AUDIT))).toEqual(paid);
    await ruth.get('/v1/usage').expect(422);
    // Of the vendor the rest is not, and a stranger's production is none.
    expect(await usage(pia)).toHaveLength(1);
    const path = (production: string) => `/v1/productions/${production}/usage`;
    expect((await pia.get(path(world.series)).expect(200)).body.items).toHaveLength(1);
    await pia.get(path(newId('prod'))).expect(404);
    expect((await farm.get(path(world.series)).expect(200)).body.items.length).toBeGreaterThan(1);
  });

  it('is a table of CSV as well, with a line for each unit of each use', async () => {
    const id = await allowed();
    await report(id, { lines: 2, seconds: 9 });
    const { text, headers } = await farm.get(`/v1/usage/csv?production=${world.series}`).expect(200);
    expect(headers['content-type']).toContain('text/csv');
    const lines = text.split('\r\n');
    expect(lines[0]).toContain('check,production,performer');
    const own = lines.filter((line) => line.startsWith(id)).map((line) => line.split(',').slice(9, 11));
    expect(own).toEqual([
      ['lines', '2'],
      ['seconds', '9'],
    ]);
    expect(lines.length).toBeGreaterThan(5);
  });

  it('is reported to her and her union for a period, with what was declared and never checked', async () => {
    const declared = { production: world.season, performer: world.performer, use: useOf({ language: ['en'] }) };
    const { body: disclosure } = await world.deniz.post('/v1/disclosures', declared).expect(201);
    const due = () => world.deniz.get(`/v1/productions/${world.series}/usage-reports`).expect(200);
    expect((await due()).body.items).toEqual([
      expect.objectContaining({ performer: world.performer, production: world.season, isOverdue: false }),
    ]);
    const path = `/v1/productions/${world.series}/usage-reports`;
    const from = '2026-01-01T00:00:00.000Z';
    await world.deniz.post(path, { from, until: '2036-01-01T00:00:00.000Z' }).expect(422);
    await pia.post(path, { from, until: '2026-02-01T00:00:00.000Z' }).expect(404);
    const { body } = await world.deniz.post(path, { from, until: new Date().toISOString() }).expect(201);
    expect(body.unchecked).toEqual([expect.objectContaining({ disclosure: disclosure.id })]);
    expect(body.reports).toEqual([
      expect.objectContaining({
        performer: world.performer,
        used: expect.arrayContaining([
          { consent: expect.stringMatching(/^cons_/), unit: 'lines', uses: 5, amount: 9, paid: 3 },
        ]),
      }),
    ]);
    expect((await mailTo(service, world.maraEmail)).join('\n')).toContain('gave you a report for “Harbor”');
    // Asked about once, it is no longer a declared use that nobody checked.
    await allowed(farm, { language: ['en'] });
    const { body: later } = await world.deniz.post(path, { from, until: new Date().toISOString() }).expect(201);
    expect(later.unchecked).toEqual([]);
    const { exitCode } = await countersign(['rebuild'], {
      ...{ DATABASE_URL: service.databaseUrl },
    });
    expect(exitCode).toBe(0);
  });
});
