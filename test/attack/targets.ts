/**
 * What scanners are let loose on: every operation of the OpenAPI document as somebody sends it who may, and so that it
 * succeeds. What is refused whatever is in it would hide what lies behind.
 */
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import { isOpenTo, PERSONAS } from '../e2e/access-standing.js';
import { signIn } from '../e2e/api-service.js';
import { readingOf, sampleOf, type Persona, type Stage } from '../e2e/api-samples.js';
import { EXAMPLE_ID, type Json, type Operation } from './operations.js';

export interface Target {
  /** As the table of access calls it: `POST /v1/requests/:request/send`. */
  readonly route: string;
  readonly method: string;
  readonly persona: Persona;
  /** What stands in the path, by the names of its parameters. */
  readonly ids: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  /** What is answered to it as it stands. */
  readonly status: number;
}

/** Stands in texts that may be there once only: whoever forwards them puts another word in its place. */
export const WORD = 'bcdfghjklmnp';

const RULES: Readonly<Record<string, Rule>> = ACCESS;

export async function targetsOf(operations: readonly Operation[], stage: Stage): Promise<readonly Target[]> {
  const targets: Target[] = [];
  for (const [index, operation] of operations.entries()) targets.push(await targetOf(operation, stage, index));
  return targets;
}

export const isSuccess = (status: number): boolean => status >= 200 && status < 400;

/** Why nobody's request succeeds here. */
export function refusalOf({ route }: Pick<Target, 'route'>): string | undefined {
  return (sampleOf(route) ?? readingOf(route))?.refused;
}

/** The parameters of the path, in their order. */
export function placesOf({ route }: Pick<Target, 'route'>): readonly string[] {
  return [...route.matchAll(PLACE)].map(([, name = 'path']) => name);
}

/** The path with these in their places. */
export function pathOf({ route }: Pick<Target, 'route'>, ids: Readonly<Record<string, string>>): string {
  return route.slice(route.indexOf(' ') + 1).replace(PLACE, (_, name = 'path') => ids[name] ?? name);
}

const PLACE = /:(\w+)|\*/g;

/** The same with records in its path that no request has used up. */
export async function renewed(target: Target, stage: Stage): Promise<Target> {
  const { route, persona } = target;
  // Whoever signs out is gone, and whoever founded an organization is somebody else.
  if (sampleOf(route)?.isLast && persona === 'nobody')
    stage.visitors.nobody = await signIn(stage.world.service, stage.mailbox('nobody'));
  const fresh = (await sampleOf(route)?.ids?.(stage, persona)) ?? {};
  return {
    ...target,
    ids: Object.fromEntries(Object.entries(target.ids).map(([name, id]) => [name, fresh[name] ?? id])),
  };
}

/** As one of those who may: of each operation as the next of them. */
async function targetOf(operation: Operation, stage: Stage, index: number): Promise<Target> {
  const route = operation.route.replace('{path}', '*').replace(/\{(\w+)\}/g, ':$1');
  const rule = RULES[route];
  if (rule === undefined) throw new Error(`\`${route}\` has no row in the table of access`);
  const open = PERSONAS.filter((persona) => isOpenTo(route, rule, persona));
  const known = open.filter((persona) => persona !== 'anonymous' && persona !== 'nobody');
  const all = sampleOf(route)?.isLast ? (['nobody'] as const) : known.length > 0 ? known : open;
  const tried: Target[] = [];
  for (let turn = 0; turn < all.length; turn += 1) {
    const target = await answered(plainly(route, all[(index + turn) % all.length] ?? 'anonymous', stage), stage);
    if (isSuccess(target.status)) return widened(target, operation, stage);
    tried.push(target);
  }
  const [first] = tried;
  if (first === undefined) throw new Error(`\`${route}\` is open to nobody`);
  return first;
}

function plainly(route: string, persona: Persona, stage: Stage): Target {
  const voices = { say: (what: string) => `${what} ${WORD}`, mailbox: (what: string) => `${what}.${WORD}@example.com` };
  const [path = '', search = ''] = (readingOf(route)?.path?.(stage) ?? '').split('?');
  const [, , , pack = ''] = path.split('/');
  const records: Readonly<Record<string, string>> = { ...stage.ids, path: stage.ids['tile'] ?? '', pack };
  const ids = Object.fromEntries(placesOf({ route }).map((name) => [name, records[name] ?? name]));
  const isLook = route.startsWith('GET ') && RULES[route]?.may.union === 'covered' && persona === 'union';
  const body = sampleOf(route)?.body({ ...stage, ...voices }, persona);
  return {
    ...{ route, method: route.split(' ')[0] ?? '', persona, ids, status: 0 },
    // A union says what it looks for, or is shown nothing.
    query: { ...Object.fromEntries(new URLSearchParams(search)), ...(isLook && LOOK) },
    body: body === undefined || route.startsWith('DELETE ') ? undefined : JSON.parse(JSON.stringify(body)),
  };
}

const LOOK = { purpose: 'audit', reason: 'Terms of 2026.' };

async function answered(target: Target, stage: Stage): Promise<Target> {
  const { method, persona, query, body } = target;
  const visitor = stage.visitors[persona];
  const { ids } = await renewed(target, stage);
  const word = Math.random().toString(36).slice(2);
  const search = new URLSearchParams(query).toString();
  const path = `${pathOf(target, ids)}${search === '' ? '' : `?${search}`}`;
  const sent = body === undefined ? undefined : Object(JSON.parse(JSON.stringify(body).replaceAll(WORD, word)));
  const answer =
    method === 'GET'
      ? await visitor.get(path)
      : method === 'DELETE'
        ? await visitor.delete(path)
        : await visitor.post(path, sent);
  return { ...target, ids, status: answer.status };
}

/** With every parameter and member that the document knows, as far as it still succeeds with them. */
async function widened(plain: Target, operation: Operation, stage: Stage): Promise<Target> {
  const parameters = Object.entries(queryOf(plain, operation, stage));
  const members = plain.body === undefined ? [] : missingOf(plain.body, operation.body ?? null);
  const wider: readonly ((target: Target) => Target)[] = [
    ...parameters.map(([name, value]) => (target: Target) => ({
      ...target,
      query: { ...target.query, [name]: value },
    })),
    ...members.map(([path, value]) => (target: Target) => ({
      ...target,
      body: withMember(target.body ?? null, path, ownIds(value, stage)),
    })),
  ];
  let target = plain;
  for (const widen of wider) {
    const tried = await answered(widen(target), stage);
    if (isSuccess(tried.status)) target = tried;
  }
  return target;
}

function queryOf({ persona, query }: Target, { queried }: Operation, { world, ids, union, vendorOrganization }: Stage) {
  const organizations: Partial<Record<Persona, string>> = { performer: 'self', vendor: vendorOrganization, union };
  const values: Readonly<Record<string, string | undefined>> = {
    ...{ ...LOOK, limit: '2', organization: organizations[persona] ?? world.organization, parent: world.series },
    ...{ representing: world.performer, production: world.season, performer: world.performer },
    ...{ consent: ids['consent'], outcome: 'allow', state: 'sent', kind: 'view', fold: 'true', format: 'page' },
    ...{ vendor: 'Vocal Works', name: 'Vocal', agreement: 'sag-aftra-tv', form: 'json', cursor: 'MTAwMDA' },
  };
  const wanted = queried.filter((name) => query[name] === undefined);
  return Object.fromEntries(wanted.map((name) => [name, values[name] ?? 'x']));
}

type Member = readonly [path: readonly string[], value: Json];

/** What the example has and the body has not. */
function missingOf(body: Json, example: Json, at: readonly string[] = []): readonly Member[] {
  if (!isObject(body) || !isObject(example)) return [];
  return Object.entries(example).flatMap(([name, value]): readonly Member[] => {
    const own = body[name];
    return own === undefined ? [[[...at, name], value]] : missingOf(own, value, [...at, name]);
  });
}

function withMember(body: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined || !isObject(body)) return value;
  return { ...body, [name]: withMember(body[name] ?? null, rest, value) };
}

const isObject = (json: Json): json is Readonly<Record<string, Json>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** With the records of the stage in the place of those of examples. */
function ownIds(value: Json, { ids }: Stage): Json {
  const of = (id: string, prefix: string) => Object.values(ids).find((each) => each.startsWith(`${prefix}_`)) ?? id;
  return JSON.parse(JSON.stringify(value).replace(EXAMPLE_ID, of));
}
