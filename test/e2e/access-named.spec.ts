/**
 * Whatever a body, a query or a cursor names of another is answered as what nothing has, byte by byte and statement by
 * statement. Which fields hold ids is read from the OpenAPI document, so that a new one is tried without being listed.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { newId, type IdPrefix, type JsonObject } from '#store';
import { ACCESS } from '../../apps/api/src/access.js';
import { rolesIn, type Rule } from '../../apps/api/src/access/roles.js';
import { isOpenTo, PERSONAS } from './access-standing.js';
import { sampleOf, type Persona, type Stage } from './api-samples.js';
import type { Service } from './api-service.js';
import { makeStage, openStagedService, proveConsent } from './api-stage.js';
import { differences, openWire, type Answer, type Wire } from './api-wire.js';

let service: Service;
let wire: Wire;
let stage: Stage;
let other: Stage;

beforeAll(async () => {
  service = await openStagedService();
  [stage, other] = [await makeStage(service), await makeStage(service)];
  wire = await openWire(service);
  for (const each of [stage, other]) await proveConsent(each);
});
afterAll(async () => {
  wire.close();
  await service.close();
});

/** A union is named by who is in it, and an employer by who strikes it: see ADR 14. */
const PUBLIC: readonly string[] = [
  'POST /v1/performers/:performer/details /unions/0',
  'POST /v1/suspensions /employer',
  'POST /v1/suspensions/preview /employer',
];

interface Schema {
  readonly $ref?: string;
  readonly pattern?: string;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface Operation {
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

// The document as the golden test finds it served; read at once, for the rows of the table are made of it.
const document: {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
} = Object(JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8')));

const EXAMPLE = /^([a-z]+)_0123456789abcdefghijkl$/;
/** Dimensions of boxes and uses that hold ids, as words of the vocabulary beside them. */
const OF_BOXES: Readonly<Record<string, IdPrefix>> = { production: 'prod', tool: 'tool', pipeline: 'tool' };

/** Every place of a schema that holds an id, with the kind of id, whether the pattern says so or the example. */
function placesIn(schema: Schema, at = ''): [string, string][] {
  const named = schema.$ref?.split('/').at(-1);
  if (named !== undefined) return placesIn(document.components.schemas[named] ?? {}, at);
  const prefix = /^\^\(?(?:self\|)?([a-z]+)_/.exec(schema.pattern ?? '')?.[1];
  const word = at.split('/').at(-1) ?? '';
  const list = schema.items !== undefined && OF_BOXES[word] !== undefined ? [[`${at}/0`, OF_BOXES[word]] as const] : [];
  return [
    ...(prefix === undefined ? [] : [[at, prefix] as const]),
    ...list,
    ...exampled(schema.example, at),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) => placesIn(each, `${at}/${name}`)),
    ...(schema.items === undefined ? [] : placesIn(schema.items, `${at}/0`)),
  ].map(([place, kind]) => [place, kind]);
}

function exampled(example: unknown, at: string): [string, string][] {
  if (typeof example === 'string') {
    const prefix = EXAMPLE.exec(example)?.[1];
    return prefix === undefined ? [] : [[at, prefix]];
  }
  if (typeof example !== 'object' || example === null) return [];
  return Object.entries(example).flatMap(([name, each]) => exampled(each, `${at}/${name}`));
}

interface Field {
  readonly route: string;
  /** `/use/pipeline/0` of a body, `?production` of a query. */
  readonly place: string;
  readonly kind: string;
}

const OPERATIONS = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => {
    return { route: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`, ...operation };
  }),
);

const FIELDS: readonly Field[] = OPERATIONS.flatMap(({ route, parameters = [], requestBody }) => {
  const queried = parameters.flatMap((each) => (each.in === 'query' ? placesIn(each.schema, `?${each.name}`) : []));
  const sent = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => placesIn(schema));
  return [...new Map([...queried, ...sent])].map(([place, kind]) => ({ route, place, kind }));
}).filter(({ route, place }) => !PUBLIC.includes(`${route} ${place}`));

/** The body with this id at this place; lists and members that are not there are made. */
function withId(body: unknown, place: readonly string[], id: string): unknown {
  const [name, ...rest] = place;
  if (name === undefined) return id;
  if (/^\d+$/.test(name)) {
    const items: unknown[] = Array.isArray(body) ? [...body] : [];
    items[Number(name)] = withId(items[Number(name)], rest, id);
    return items;
  }
  const members: JsonObject = Object(body ?? {});
  return { ...members, [name]: withId(members[name], rest, id) };
}

function ruleOf(route: string): Rule {
  const rules: Readonly<Record<string, Rule | undefined>> = ACCESS;
  const rule = rules[route];
  if (rule === undefined) throw new Error(`\`${route}\` is not in the table of access`);
  return rule;
}

/** Those whom their own records let in: only the named id decides. */
function sendersOf(route: string): Persona[] {
  const rule = ruleOf(route);
  const isForAll = rolesIn(rule).every((role) => role === 'anyone');
  return isForAll ? [] : PERSONAS.filter((persona) => isOpenTo(route, rule, persona));
}

function idOfKind({ ids, union, world }: Stage, kind: string): string {
  const known = [...Object.values(ids), world.organization, union].find((id) => id.startsWith(`${kind}_`));
  if (known === undefined) throw new Error(`put a record of the kind \`${kind}\` into \`stage.ids\``);
  return known;
}

async function sendNaming({ route, place }: Field, persona: Persona, id: string): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const sample = sampleOf(route);
  const ids = { ...stage.ids, ...(await sample?.ids?.(stage, persona)) };
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? name);
  const visitor = stage.visitors[persona];
  if (place.startsWith('?')) return wire.send(visitor, { method, path: `${path}?${place.slice(1)}=${id}` });
  const body = withId(sample?.body(stage, persona), place.split('/').slice(1), id);
  return wire.send(visitor, { method, path, body: Object(body) });
}

describe('an id of another that a request names', () => {
  it('stands in many places', () => {
    expect(FIELDS.length).toBeGreaterThan(60);
  });

  // Lists first: later they hold what was asked here in the own name about the other's record.
  const ranked = [...FIELDS].sort(
    (one, two) => Number(two.route.startsWith('GET')) - Number(one.route.startsWith('GET')),
  );
  it.each(ranked.map((field) => [field.route, field.place, field] as const))(
    '%s %s: is answered as one that nothing has',
    async (route, _, field) => {
      const theirs = idOfKind(other, field.kind);
      const faults: string[] = [];
      for (const persona of sendersOf(route)) {
        const real = await sendNaming(field, persona, theirs);
        // The kinds are those of the table of prefixes, which every pattern is made from.
        const unknown = await sendNaming(field, persona, newId(field.kind as IdPrefix));
        faults.push(...differences(real, unknown).map((each) => `${persona}: ${each}`));
      }
      expect(faults).toEqual([]);
    },
  );
});

describe('a cursor of another list', () => {
  const LISTS = OPERATIONS.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'cursor'));

  it.each(LISTS.map(({ route }) => route))('%s: says no more than a place behind it', async (route) => {
    const [, pattern = ''] = route.split(' ');
    const listOf = ({ ids }: Stage) => pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? name);
    const faults: string[] = [];
    for (const persona of sendersOf(route)) {
      const page = await wire.send(other.visitors[persona], { method: 'GET', path: `${listOf(other)}?limit=1` });
      const next: unknown = page.status === 200 ? JSON.parse(page.text).next : null;
      if (typeof next !== 'string') continue;
      // Nothing of the stage was recorded between them.
      const beside = Buffer.from(String(Number(Buffer.from(next, 'base64url').toString()) + 1)).toString('base64url');
      const sent = (cursor: string) =>
        wire.send(stage.visitors[persona], { method: 'GET', path: `${listOf(stage)}?cursor=${cursor}` });
      faults.push(...differences(await sent(next), await sent(beside)).map((each) => `${persona}: ${each}`));
    }
    expect(faults).toEqual([]);
  });
});
