/**
 * Whatever a body or a query names by the id of another's record is answered as an id that nothing has. Which fields hold
 * ids is read from the OpenAPI document: a new route whose body holds one, and which has no row here, fails.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { isId, newId, type IdPrefix, type JsonObject } from '#store';
import { openService, sequence, type Service, type Visitor } from './api-service.js';
import { idOf, makeUnion, makeWorld, sentRequest, signedConsent, termsOf, useOf, type World } from './api-world.js';

/** One place in a request that holds an id: `POST /v1/tools /likenessOf`, or `GET /v1/tools ?organization`. */
type Field = `${string} ${string} ${string}`;

let service: Service;
let world: World;
let other: World;
let union: Visitor;
let foreign: Partial<Record<IdPrefix, string>>;
let own: Record<string, string>;

beforeAll(async () => {
  service = await openService();
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  union = (await makeUnion(service)).ruth;
  const named = { vendor: 'Vocal Works', name: 'Vocal', version: '1', tier: 'basic' };
  const consent = await signedConsent(world);
  const { body: proof } = await world.mara.get(`/v1/consents/${consent}/proof`).expect(200);
  foreign = {
    ...{ org: world.organization, prod: world.season, perf: world.performer, cons: consent },
    ...{ tool: await idOf(world.deniz, '/v1/tools', named), entr: proof.items[0].id },
  };
  const invited = { role: 'vendor', email: other.denizEmail };
  own = {
    ...{ production: other.season, performer: other.performer, consent: await signedConsent(other) },
    participation: await idOf(other.deniz, `/v1/productions/${other.series}/participations`, invited),
  };
  await sequence(service);
});
afterAll(() => service.close());

const FROM = '2026-01-01T00:00:00Z';
const asked = () => ({ production: other.season, performer: other.performer, use: useOf() });
const question = () => {
  const { act, ...context } = Object(useOf());
  return {
    ...{ subject: { type: 'production', id: other.season }, action: { name: act[0] } },
    ...{ resource: { type: 'performer', id: other.performer }, context },
  };
};
const box = () => ({ production: [other.season], tool: ['any'] });
const barred = () => termsOf(other, { prohibitions: [{ id: 'no-training', box: { act: ['train'], ...box() } }] });
const draft = () =>
  idOf(other.deniz, '/v1/requests', { performer: other.performer, production: other.season, terms: termsOf(other) });
let people = 0;
const person = () => ({ name: 'Somebody', email: `somebody${(people += 1)}@performer.example` });

/** What each route takes, sound in itself, so that only the named id decides. */
const BODIES: Readonly<Record<string, () => object>> = {
  'POST /v1/productions': () => ({ kind: 'season', title: 'Season', parent: other.series }),
  'POST /v1/participations/{participation}/accept': () => ({}),
  'POST /v1/performers': person,
  'POST /v1/performers/{performer}/authorities': () => ({
    ...{ ...person(), capacity: 'agent', scope: box() },
    ...{ from: FROM, until: null, documentHash: 'a'.repeat(64) },
  }),
  'POST /v1/tools': () => ({ vendor: 'V', name: 'V', version: '1', tier: 'basic', likenessOf: other.performer }),
  'POST /v1/clearances': () => ({
    ...{ production: other.season, covers: 'material', from: FROM, until: null },
    ...{ documentHash: 'a'.repeat(64), note: 'The newspaper page.' },
  }),
  'POST /v1/suspensions': () => ({ agreement: 'sag-aftra-tv', employer: null, from: FROM, until: null }),
  'POST /v1/requests': () => ({ performer: other.performer, production: other.season, terms: barred() }),
  'POST /v1/requests/{request}/send': () => ({ terms: barred() }),
  'POST /v1/requests/{request}/counter': () => ({ version: 2, terms: barred() }),
  'POST /v1/consents/{consent}/withdraw/preview': () => ({ scope: box() }),
  'POST /v1/consents/{consent}/withdraw': () => ({ scope: box(), version: 99 }),
  'POST /v1/checks': asked,
  'POST /v1/checks/batch': () => ({ checks: [asked()] }),
  'POST /v1/disclosures': asked,
  'POST /v1/claims': () => ({ ...asked(), exemption: 'as_scripted', reason: 'As in the script.' }),
  'POST /access/v1/evaluation': question,
  'POST /access/v1/evaluations': () => ({ ...question(), evaluations: [{}] }),
  'POST /access/v1/search/subject': question,
  'POST /access/v1/search/resource': question,
  'POST /access/v1/search/action': question,
};

/** Who sends it, where it is not the owner's administrator. */
const senderOf = (route: string): Visitor =>
  route.includes('/suspensions') ? union : /\/(counter|withdraw)/.test(route) ? other.mara : other.deniz;

/** A union is named by who is in it, and an employer by who strikes: that they exist is no secret of theirs. */
const PUBLIC: readonly string[] = [
  'POST /v1/performers/{performer}/details /unions/0',
  'POST /v1/suspensions /employer',
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
  const prefix = /^\^([a-z]+)_/.exec(schema.pattern ?? '')?.[1];
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

const FIELDS: readonly [Field, IdPrefix][] = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { parameters = [], requestBody }]) => {
    const queried = parameters.flatMap((each) => (each.in === 'query' ? placesIn(each.schema, `?${each.name}`) : []));
    const sent = Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => placesIn(schema));
    // The kinds are those of the table of prefixes, which every pattern is made from.
    return [...new Map([...queried, ...sent])].map(
      ([place, kind]) => [`${method.toUpperCase()} ${path} ${place}`, kind] as [Field, IdPrefix],
    );
  }),
);

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

async function pathOf(path: string): Promise<string> {
  const request = path.endsWith('/counter') ? await sentRequest(other) : path.endsWith('/send') ? await draft() : 'x';
  return path.replace(/\{(\w+)\}/g, (_, name: string) => ({ ...own, request })[name] ?? 'x');
}

/** What is answered, without what is another in every answer: ids, instants, hashes and signatures. */
async function answered(field: Field, id: string): Promise<string> {
  const [method = '', path = '', place = ''] = field.split(' ');
  const filled = await pathOf(path);
  const sender = senderOf(path);
  const body = withId(BODIES[`${method} ${path}`]?.(), place.split('/').slice(1), id);
  const { status, text } = place.startsWith('?')
    ? await sender.get(`${filled}?${place.slice(1)}=${id}`)
    : await sender.post(filled, Object(body));
  const plain = text
    .replaceAll(id, 'the id')
    .replace(/\b[a-z]+_[0-9A-Za-z]{22}\b/g, 'an id')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'an instant')
    .replace(/[0-9a-f]{64}|[0-9a-f]{32}/g, 'a hash')
    .replace(/"(instance|requestId|receipt|next_token)":("[^"]*"|\{.*?\}\})/g, '"$1"')
    .replace(/[\w-]{40,}\.[\w-]*\.[\w-]+/g, 'a signature')
    .replace(/somebody\d+/g, 'somebody');
  return `${status} ${plain}`;
}

describe('an id that a request names', () => {
  it('stands in no body of a route that has no row here', () => {
    const routes = FIELDS.map(([field]) => field.split(' ').slice(0, 2).join(' ')).filter(
      (route) => !route.startsWith('GET'),
    );
    const isPublic = (route: string) =>
      FIELDS.every(([field]) => !field.startsWith(`${route} `) || PUBLIC.includes(field));
    expect(routes.filter((route) => !(route in BODIES) && !isPublic(route))).toEqual([]);
    expect(FIELDS.length).toBeGreaterThan(60);
  });

  // Lists first: later they hold what was asked here in the own name about the other's record.
  const named = FIELDS.filter(([field]) => !PUBLIC.includes(field));
  it.each([...named].sort(([one], [two]) => Number(two.startsWith('GET')) - Number(one.startsWith('GET'))))(
    '%s: of another it is answered as one that nothing has',
    async (field, kind) => {
      const theirs = foreign[kind];
      if (theirs === undefined || !isId(kind, theirs)) throw new Error(`make a record of \`${kind}\` above`);
      expect(await answered(field, theirs)).toBe(await answered(field, newId(kind)));
    },
  );

  it('is the only thing that is wrong with these bodies', async () => {
    for (const [route, body] of Object.entries(BODIES)) {
      const [, path = ''] = route.split(' ');
      const { status, text } = await senderOf(path).post(await pathOf(path), body());
      // A withdrawal would take away what later rows are about, and so is refused by its version.
      const isRefused = path.endsWith('/withdraw');
      expect([route, isRefused ? status === 409 : status < 300, text]).toEqual([route, true, text]);
    }
  });
});
