/** Scenario files: their shape, and a reader that names the place of whatever is wrong. See docs/scenarios.md. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { CommandError, reasonOf } from '../usage.js';
import { ATTESTATION, CAPACITY, DETAILS, POLICIES, readEvent } from './events.js';
import type { Attested, Capacity, Details, Event, Policies } from './events.js';
import { flag, instant, isObject, object, or, orNull, Place, text, texts } from './place.js';
import type { JsonObject } from './place.js';
import { filledIn, type Open } from './shapes.js';

/** One scenario: what is given, what is asked in turn, what must be answered. */
export interface Scenario {
  readonly title: string;
  /** Rows of the acceptance table, and rules, that it covers. */
  readonly rows: readonly string[];
  readonly rules: readonly string[];
  readonly given: Given;
  /** What is asked, and who opens what, each with its answer in `then`. */
  readonly when: readonly (Question | Look | Follow)[];
  readonly then: readonly (Expected | Sight | Following)[];
}

export interface Given {
  /** The clock while the questions are asked, unless one says otherwise. */
  readonly at: string;
  readonly productions: Readonly<Record<string, Production>>;
  readonly unions: Readonly<Record<string, { readonly name: string }>>;
  readonly performers: Readonly<Record<string, Performer>>;
  readonly tools: Readonly<Record<string, Tool>>;
  readonly consents: Readonly<Record<string, Asked>>;
  readonly declined: readonly Asked[];
  readonly events: readonly Event[];
}

export interface Production {
  readonly title: string;
  readonly kind: string;
  /** The production above it. */
  readonly in?: string | undefined;
  /** Another production company than the one of the scenario. */
  readonly house?: string | undefined;
  readonly policies?: Policies | undefined;
}

export interface Performer {
  readonly name: string;
  /** `false` is a person whom the ledger does not know. */
  readonly recorded: boolean;
  /** Another production company, which invited her itself and knows her by an id of its own. */
  readonly house?: string | undefined;
  /** The performer whom the profile is of as well: one person with two. */
  readonly is?: string | undefined;
  readonly details?: Details | undefined;
}

export interface Tool {
  readonly vendor: string;
  readonly name: string;
  readonly version: string;
  readonly tier: string;
  /** The performer whose voice or likeness it was made to give. */
  readonly likenessOf: string | null;
  readonly attestations: readonly (Attested & { readonly at: string })[];
}

/** Terms put to a performer at an instant, and answered at the same instant. */
export interface Asked {
  readonly performer: string;
  readonly production: string;
  readonly at: string;
  readonly terms: JsonObject;
  /** The name of the consent in whose place it comes. */
  readonly supersedes?: string | undefined;
  /** Somebody who signed for her, and the name of the authority for it. Left out: she signed herself. */
  readonly signedAs?: Capacity | undefined;
  readonly under?: string | undefined;
  /** The signature is on paper. */
  readonly imported: boolean;
  /** She signed with a passkey; else with a mailed code. */
  readonly passkey: boolean;
  /** A person found a description specific that reads like boilerplate. */
  readonly descriptionReview?: 'specific' | undefined;
}

export interface Question {
  readonly title: string;
  /** `null` claims that no performer can be identified. */
  readonly performer: string | null;
  readonly production: string;
  readonly use: JsonObject;
  /** Sets the clock for this question and those after it. */
  readonly at?: string | undefined;
  /** Asks how it was at a past instant. */
  readonly asOf?: string | undefined;
}

/** Somebody opens a record: who sees what is no question to the engine, and is played on the service alone. */
export interface Look {
  readonly title: string;
  /** A union, another production company, or `producer`. */
  readonly by: string;
  /** A consent, or a performer. */
  readonly opens: string;
  readonly at?: string | undefined;
}

/** Whether they are shown it. To whom it is not shown it does not exist. */
export interface Sight {
  readonly shown: boolean;
}

/** What followed from the newest withdrawal of a consent. */
export interface Follow {
  readonly title: string;
  readonly recallOf: string;
  readonly at?: string | undefined;
}

/** The members that matter; `null`: nobody is asked anything. */
export interface Following {
  readonly recall: JsonObject | null;
  /** What the withdrawal did. Left out: not compared. */
  readonly effect?: JsonObject | undefined;
}

export interface Expected {
  readonly outcome: string;
  /** All reasons, in their order: the code, or the members that matter here. */
  readonly reasons: readonly (string | JsonObject)[];
  /** Left out: not compared. */
  readonly obligations?: readonly string[] | undefined;
  readonly approvalsMissing?: readonly string[] | undefined;
  /** Of each box, in their order, the dimensions that matter here. Left out: not compared. */
  readonly missing?: readonly JsonObject[] | undefined;
  readonly nearest?: readonly JsonObject[] | undefined;
  readonly packs?: readonly string[] | undefined;
}

/** The production company of the scenario, and the others that it names. */
export function housesIn({ productions, performers }: Given): readonly string[] {
  const named = [...Object.values(productions), ...Object.values(performers)].flatMap(({ house }) => house ?? []);
  return [...new Set([PRODUCER, ...named])];
}

export const PRODUCER = 'producer';

/** When everything was stated that has no instant of its own: before anything happens. */
export const BEFORE = '2020-01-01T00:00:00.000Z';

/** The scenarios of one file, which holds one or a list of them. Throws `CommandError`. */
export function readScenarioFile(path: string): Scenario[] {
  const open: Open = (named) => parsed(...fileText(isAbsolute(named) ? named : join(dirname(path), named)));
  const [content, name] = fileText(path);
  return readScenarios(content, name, open);
}

/** The same from the text of a file. */
export function readScenarios(content: string, file: string, open: Open): Scenario[] {
  const json = parsed(content, file);
  const list: readonly unknown[] = Array.isArray(json) ? json : [json];
  return list.map((value, index) => {
    const where = `\`${file}\`${list.length > 1 ? `, scenario ${index + 1}` : ''}`;
    return readScenario(new Place(filledIn(value, where, open), where));
  });
}

function fileText(path: string): [string, string] {
  try {
    return [readFileSync(path, 'utf8'), path];
  } catch (error) {
    throw new CommandError(`\`${path}\` cannot be read: ${reasonOf(error)}`);
  }
}

function parsed(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new CommandError(`\`${file}\` is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

function readScenario(place: Place): Scenario {
  place.members(['title', 'given', 'when', 'then'], ['rows', 'rules']);
  const scenario = place.read<Scenario>({
    title: text,
    rows: or([], texts),
    rules: or([], texts),
    given: readGiven,
    when: (list) => list.list().map(readWhen),
    then: (list) => list.list().map(readThen),
  });
  if (scenario.when.length !== scenario.then.length) place.fail('`when` and `then` need the same number of items');
  for (const [index, asked] of scenario.when.entries()) {
    const answer = isLook(asked) ? 'shown' : isFollow(asked) ? 'recall' : 'outcome';
    if (!(answer in (scenario.then[index] ?? {}))) place.fail(`\`${asked.title}\` is answered by \`${answer}\``);
  }
  const titles = scenario.when.map(({ title }) => title);
  const twice = titles.find((title, index) => titles.indexOf(title) < index);
  if (twice !== undefined) place.fail(`two questions have the title \`${twice}\``);
  checkNames(scenario, place);
  return scenario;
}

function readWhen(place: Place): Scenario['when'][number] {
  const item = place.object();
  return 'opens' in item ? readLook(place) : 'recallOf' in item ? readFollow(place) : readQuestion(place);
}

function readThen(place: Place): Scenario['then'][number] {
  const item = place.object();
  return 'shown' in item ? readSight(place) : 'recall' in item ? readFollowing(place) : readExpected(place);
}

function readGiven(place: Place): Given {
  place.members(['at', 'productions', 'performers'], ['unions', 'tools', 'consents', 'declined', 'events']);
  return place.read<Given>({
    at: instant,
    productions: (list) =>
      list.record((each) =>
        each.read<Production>({
          title: text,
          kind: text,
          ...{ in: or(undefined, text), house: or(undefined, text) },
          policies: or(undefined, readPolicies),
        }),
      ),
    unions: or({}, (list) => list.record((each) => each.read({ name: text }))),
    performers: (list) =>
      list.record((each) =>
        each.read<Performer>({
          ...{ name: text, recorded: or(true, flag), details: or(undefined, readDetails) },
          ...{ house: or(undefined, text), is: or(undefined, text) },
        }),
      ),
    tools: or({}, (list) => list.record(readTool)),
    consents: or({}, (list) => list.record(readAsked)),
    declined: or([], (list) => list.list().map(readAsked)),
    events: or([], (list) => list.list().map(readEvent)),
  });
}

function readPolicies(place: Place): Policies {
  return place.read<Policies>(POLICIES);
}

function readDetails(place: Place): Details {
  return place.read<Details>(DETAILS);
}

function readTool(place: Place): Tool {
  return place.read<Tool>({
    vendor: text,
    name: text,
    version: or('1', text),
    tier: or('enterprise', text),
    likenessOf: or(null, orNull(text)),
    attestations: or([], (list) =>
      list.list().map((each) => each.read<Tool['attestations'][number]>({ at: or(BEFORE, instant), ...ATTESTATION })),
    ),
  });
}

function readAsked(place: Place): Asked {
  return place.read<Asked>({
    performer: text,
    production: text,
    at: instant,
    terms: object,
    supersedes: or(undefined, text),
    signedAs: or(undefined, CAPACITY),
    under: or(undefined, text),
    imported: or(false, flag),
    passkey: or(false, flag),
    descriptionReview: or(undefined, (each) =>
      each.value === 'specific' ? 'specific' : each.fail('is not `specific`'),
    ),
  });
}

function readQuestion(place: Place): Question {
  return place.read<Question>({
    title: text,
    performer: (each) => (each.value === null ? null : each.text()),
    production: text,
    use: object,
    at: or(undefined, instant),
    asOf: or(undefined, instant),
  });
}

function readLook(place: Place): Look {
  return place.read<Look>({ title: text, by: text, opens: text, at: or(undefined, instant) });
}

function readSight(place: Place): Sight {
  return place.read<Sight>({ shown: flag });
}

function readFollow(place: Place): Follow {
  return place.read<Follow>({ title: text, recallOf: text, at: or(undefined, instant) });
}

function readFollowing(place: Place): Following {
  return place.read<Following>({ recall: orNull(object), effect: or(undefined, object) });
}

function isLook(asked: Scenario['when'][number]): asked is Look {
  return 'opens' in asked;
}

/** Whether it is what followed from a withdrawal. */
export function isFollow(asked: Scenario['when'][number]): asked is Follow {
  return 'recallOf' in asked;
}

/** Whether it is a question to the engine. */
export function isQuestion(asked: Scenario['when'][number]): asked is Question {
  return !isLook(asked) && !isFollow(asked);
}

function readExpected(place: Place): Expected {
  place.members(['outcome', 'reasons'], ['obligations', 'approvalsMissing', 'missing', 'nearest', 'packs']);
  const boxes = or(undefined, (list: Place) => list.list().map((each) => each.object()));
  return place.read<Expected>({
    outcome: text,
    reasons: (list) => list.list().map((each) => (isObject(each.value) ? each.value : each.text())),
    ...{ obligations: or(undefined, texts), approvalsMissing: or(undefined, texts) },
    ...{ missing: boxes, nearest: boxes, packs: or(undefined, texts) },
  });
}

/** Everything that a scenario names is given in it. */
function checkNames({ given, when }: Scenario, place: Place): void {
  const known = (what: string, name: string | null | undefined, among: object): void => {
    if (typeof name === 'string' && !(name in among)) place.fail(`no ${what} \`${name}\` is given`);
  };
  const titles = Object.fromEntries(when.map(({ title }) => [title, true]));
  for (const production of Object.values(given.productions)) known('production', production.in, given.productions);
  const questions = when.filter(isQuestion);
  for (const { recallOf } of when.filter(isFollow)) known('consent', recallOf, given.consents);
  for (const asked of [...Object.values(given.consents), ...given.declined, ...questions]) {
    known('performer', asked.performer, given.performers);
    known('production', asked.production, given.productions);
  }
  for (const { is } of Object.values(given.performers)) known('performer', is, given.performers);
  const houses = Object.fromEntries(housesIn(given).map((name) => [name, true]));
  for (const look of when.filter(isLook)) {
    known('union or production company', look.by, { ...given.unions, ...houses });
    known('consent or performer', look.opens, { ...given.consents, ...given.performers });
  }
  for (const { likenessOf } of Object.values(given.tools)) known('performer', likenessOf, given.performers);
  const unions = [...Object.values(given.performers).map(({ details }) => details?.unions ?? [])].flat();
  for (const union of unions) known('union', union, given.unions);
  const among: Readonly<Record<string, readonly [string, object]>> = {
    ...Object.fromEntries(
      [
        ...['withdraw', 'revoke', 'dispute', 'endDispute'],
        ...['agreeToWithdrawal', 'refuseWithdrawal', 'cosign'],
        ...['answerRecall', 'stateDeletion'],
      ].map((verb) => [verb, ['consent', given.consents]]),
    ),
    ...Object.fromEntries(['strike', 'liftStrike'].map((verb) => [verb, ['union', given.unions]])),
    ...Object.fromEntries(
      ['for', 'disclose', 'questionClaim', 'answerClaim', 'usage', 'release'].map((verb) => [
        verb,
        ['question', titles],
      ]),
    ),
    ...{ describe: ['performer', given.performers], pauseInStrikes: ['performer', given.performers] },
    ...{ performer: ['performer', given.performers] },
    ...{ state: ['production', given.productions], production: ['production', given.productions] },
    ...{ attest: ['tool', given.tools], withdrawAttestation: ['tool', given.tools] },
  };
  for (const event of given.events) {
    for (const [member, [what, names]] of Object.entries(among)) {
      const name: unknown = Object.entries(event).find(([each]) => each === member)?.[1];
      if (typeof name === 'string') known(what, name, names);
    }
  }
}
