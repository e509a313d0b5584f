import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service, type Visitor } from './api-service.js';
import { checkOf, idOf, keyOf, makeWorld, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
});
afterAll(() => service.close());

/** Every id of a list, page by page, with something done between two pages. */
async function walk(visitor: Visitor, path: string, limit: number, between: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? `?limit=${limit}` : `?limit=${limit}&cursor=${cursor}`;
    const { body } = await visitor.get(`${path}${query}`).expect(200);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    ids.push(...body.items.map(({ id }: { id: string }) => id));
    cursor = body.next;
    await between();
  } while (cursor !== null);
  return ids;
}

describe('a list in pages', () => {
  it('misses nothing and repeats nothing while rows are added', async () => {
    const film = () => idOf(world.deniz, '/v1/productions', { kind: 'film', title: 'Night Ferry' });
    const made = [world.series, world.season];
    for (let count = 0; count < 23; count += 1) made.push(await film());
    for (const limit of [1, 4, 7, 25, 200]) {
      const added: string[] = [];
      const ids = await walk(world.deniz, '/v1/productions', limit, async () => added.push(await film()));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => !added.includes(id))).toEqual([...made].reverse());
      made.push(...added);
    }
  });

  it('does so for decisions that are recorded a batch at a time', async () => {
    const farm = await keyOf(world);
    const ask = (count: number) => {
      const checks = Array.from({ length: count }, (_, index) => checkOf(world, useOf({ quantity: { lines: index } })));
      return farm.post('/v1/checks/batch', { checks }).expect(200);
    };
    const { body } = await ask(60);
    const made = body.items.map(({ check }: { check: { id: string } }) => check.id);
    const ids = await walk(farm, '/v1/checks', 13, () => ask(3));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, 60)).toEqual([...made].reverse());
  });

  it('refuses limits and cursors that it did not give', async () => {
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=1.5', 'cursor=', 'cursor=a%20b', 'page=2']) {
      expect((await world.deniz.get(`/v1/productions?${query}`).expect(422)).body.code).toBe('invalid_input');
    }
    expect((await world.deniz.get('/v1/productions?cursor=bWFkZS11cA').expect(200)).body).toEqual({
      items: [],
      next: null,
    });
  });
});
