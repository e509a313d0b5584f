/** Plays one scenario on a running service, over its public API, with the clock where the scenario says. */
import { newId } from '#store';
import { signAs } from '../demo/cast.js';
import { signedIn, textAt, valueAt, listAt, type Visitor } from '../demo/visitor.js';
import { CommandError } from '../usage.js';
import type { Asked, Expected, Given, JsonObject, Question, Scenario } from './scenario-file.js';

/** A service whose clock can be set; `null` lets it run again. */
export interface Stage {
  readonly baseUrl: string;
  setClock(at: string | null): Promise<void>;
}

/** What one question was answered, and where that differs from what was expected; nothing differs in a good one. */
export interface Played {
  readonly title: string;
  readonly differences: readonly string[];
}

/** Plays a scenario with an organization, productions and people of its own, so that none sees another's. */
export async function play(scenario: Scenario, stage: Stage): Promise<Played[]> {
  const { given, when, then } = scenario;
  await stage.setClock(null);
  const world = await makeWorld(given, stage);
  for (const declined of given.declined) await decline(world, declined);
  const consents = new Map<string, string>();
  for (const [name, asked] of inTime(Object.entries(given.consents), ([, { at }]) => at)) {
    consents.set(name, await give(world, asked));
  }
  for (const event of inTime(given.events, ({ at }) => at)) {
    const consent = consents.get(event.withdraw);
    const performer = given.consents[event.withdraw]?.performer;
    if (consent === undefined || performer === undefined)
      throw new CommandError(`no consent \`${event.withdraw}\` is given`);
    await stage.setClock(event.at);
    await world
      .performer(performer)
      .visitor.post(`/v1/consents/${consent}/withdraw`, { scope: world.named(event.scope) });
  }

  await stage.setClock(given.at);
  const played: Played[] = [];
  for (const [index, question] of when.entries()) {
    const expected = then[index];
    if (expected === undefined) throw new CommandError('`when` and `then` need the same number of items');
    if (question.at !== undefined) await stage.setClock(question.at);
    const answer = await ask(world, question);
    played.push({ title: question.title, differences: differencesOf(answer, expected, world) });
  }
  return played;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly visitor: Visitor;
}

interface World {
  readonly stage: Stage;
  readonly producer: Visitor;
  performer(name: string): Person;
  production(name: string): string;
  /** The same JSON with the names of productions replaced by their ids. */
  named(value: unknown): unknown;
}

async function makeWorld(given: Given, stage: Stage): Promise<World> {
  const scene = newId('part').slice(-10).toLowerCase();
  const producer = await signedIn(stage.baseUrl, `producer-${scene}@scenario.example`);
  await producer.post('/v1/organizations', { kind: 'production_company', name: 'Scenario Pictures' });

  const productions = new Map<string, string>();
  for (const name of parentsFirst(given.productions)) {
    const { title, kind, in: parent } = given.productions[name] ?? { title: name, kind: 'film' };
    const body = { title, kind, ...(parent !== undefined && { parent: productions.get(parent) }) };
    productions.set(name, textAt(await producer.post('/v1/productions', body), 'id'));
  }
  const people = new Map<string, Person>();
  for (const [key, { name, recorded }] of Object.entries(given.performers)) {
    const email = `${key}-${scene}@scenario.example`;
    if (recorded === false) {
      people.set(key, { id: newId('perf'), name, email, visitor: producer });
      continue;
    }
    const id = textAt(await producer.post('/v1/performers', { name, email }), 'id');
    people.set(key, { id, name, email, visitor: await signedIn(stage.baseUrl, email) });
  }
  return {
    stage,
    producer,
    performer: (name) => people.get(name) ?? missing('performer', name),
    production: (name) => productions.get(name) ?? missing('production', name),
    named: (value) => replaced(value, productions),
  };
}

function missing(what: string, name: string): never {
  throw new CommandError(`no ${what} \`${name}\` is given`);
}

async function send(world: World, { performer, production, at, terms }: Asked): Promise<string> {
  await world.stage.setClock(at);
  const body = {
    performer: world.performer(performer).id,
    production: world.production(production),
    terms: world.named(terms),
  };
  const request = textAt(await world.producer.post('/v1/requests', body), 'id');
  await world.producer.post(`/v1/requests/${request}/send`, {});
  return request;
}

async function give(world: World, asked: Asked): Promise<string> {
  const request = await send(world, asked);
  const person = world.performer(asked.performer);
  return (await signAs(world.stage.baseUrl, person.visitor, person, request)).consent;
}

async function decline(world: World, asked: Asked): Promise<void> {
  const request = await send(world, asked);
  await world.performer(asked.performer).visitor.post(`/v1/requests/${request}/decline`, {});
}

function ask(world: World, { performer, production, use, asOf, title }: Question): Promise<unknown> {
  return world.producer.post('/v1/checks', {
    performer: world.performer(performer).id,
    production: world.production(production),
    use,
    reference: title,
    ...(asOf !== undefined && { at: asOf }),
  });
}

function differencesOf(answer: unknown, expected: Expected, world: World): string[] {
  const differences: string[] = [];
  const compare = (what: string, found: unknown, wanted: unknown): void => {
    const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (is !== should) differences.push(`${what} is ${is}, not ${should}`);
  };
  compare('outcome', valueAt(answer, 'outcome'), expected.outcome);
  const codes = listAt(answer, 'reasons').map((reason) => valueAt(reason, 'code'));
  compare('reasons', codes, expected.reasons);
  if (expected.missing === undefined) return differences;

  const boxes = listAt(answer, 'missing');
  compare('number of missing boxes', boxes.length, expected.missing.length);
  for (const [index, wanted] of expected.missing.entries()) {
    const box = boxes[index];
    if (box !== undefined) compare(`missing box ${index + 1}`, within(box, Object.keys(wanted)), world.named(wanted));
  }
  return differences;
}

/** Of a box only the dimensions that the scenario speaks of, in its order. */
function within(box: unknown, dimensions: readonly string[]): JsonObject {
  const members = new Map<string, unknown>(Object.entries(typeof box === 'object' && box !== null ? box : {}));
  return Object.fromEntries(dimensions.map((name) => [name, members.get(name)]));
}

function replaced(value: unknown, productions: ReadonlyMap<string, string>, member?: string): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => replaced(each, productions, member));
  if (typeof value === 'string') return member === 'production' ? (productions.get(value) ?? value) : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, productions, name)]));
}

function inTime<T>(items: readonly T[], at: (item: T) => string): T[] {
  return [...items].sort((a, b) => (at(a) < at(b) ? -1 : Number(at(a) > at(b))));
}

function parentsFirst(productions: Given['productions']): string[] {
  const depth = (name: string, seen: readonly string[] = []): number => {
    const parent = productions[name]?.in;
    if (parent === undefined) return 0;
    if (!(parent in productions)) return missing('production', parent);
    if (seen.includes(name)) throw new CommandError(`production \`${name}\` lies within itself`);
    return 1 + depth(parent, [...seen, name]);
  };
  return Object.keys(productions).sort((a, b) => depth(a) - depth(b));
}
