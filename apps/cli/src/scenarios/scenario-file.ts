/** Scenario files: their shape, and a reader that names the place of whatever is wrong. See docs/scenarios.md. */
import { CommandError } from '../usage.js';

/** One scenario: what is given, what is asked in turn, what must be answered. */
export interface Scenario {
  readonly title: string;
  /** Rows of the acceptance table, and rules, that it covers. */
  readonly rows: readonly string[];
  readonly rules: readonly string[];
  readonly given: Given;
  readonly when: readonly Question[];
  readonly then: readonly Expected[];
}

export interface Given {
  /** The clock while the questions are asked, unless one says otherwise. */
  readonly at: string;
  readonly productions: Readonly<Record<string, { title: string; kind: string; in?: string }>>;
  /** `recorded: false` is a person whom the ledger does not know. */
  readonly performers: Readonly<Record<string, { name: string; recorded?: boolean }>>;
  readonly consents: Readonly<Record<string, Asked>>;
  readonly declined: readonly Asked[];
  readonly events: readonly Event[];
}

/** Terms put to a performer at an instant, and answered at the same instant. */
export interface Asked {
  readonly performer: string;
  readonly production: string;
  readonly at: string;
  readonly terms: JsonObject;
}

/** A withdrawal from a consent named under `consents`; `scope: null` withdraws all of it. */
export interface Event {
  readonly at: string;
  readonly withdraw: string;
  readonly scope: JsonObject | null;
}

export interface Question {
  readonly title: string;
  readonly performer: string;
  readonly production: string;
  readonly use: JsonObject;
  /** Sets the clock for this question and those after it. */
  readonly at?: string;
  /** Asks how it was at a past instant. */
  readonly asOf?: string;
}

export interface Expected {
  readonly outcome: string;
  /** The codes of all reasons, in their order. */
  readonly reasons: readonly string[];
  /** Of each missing box, in their order, the dimensions that matter here. Left out: not compared. */
  readonly missing?: readonly JsonObject[];
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** The scenarios of one file, which holds one or a list of them. Throws `CommandError`. */
export function readScenarios(text: string, file: string): Scenario[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`\`${file}\` is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.map((value, index) =>
    readScenario(new Place(value, `\`${file}\`${list.length > 1 ? `, scenario ${index + 1}` : ''}`, '')),
  );
}

function readScenario(place: Place): Scenario {
  place.members(['title', 'given', 'when', 'then'], ['rows', 'rules']);
  const when = place.at('when').list().map(readQuestion);
  const then = place.at('then').list().map(readExpected);
  if (when.length !== then.length) place.fail('`when` and `then` need the same number of items');
  return {
    title: place.at('title').text(),
    rows: place.optional('rows')?.texts() ?? [],
    rules: place.optional('rules')?.texts() ?? [],
    given: readGiven(place.at('given')),
    when,
    then,
  };
}

function readGiven(place: Place): Given {
  place.members(['at', 'productions', 'performers'], ['consents', 'declined', 'events']);
  const given = {
    at: place.at('at').instant(),
    productions: place.at('productions').record((each) => {
      each.members(['title', 'kind'], ['in']);
      const parent = each.optional('in')?.text();
      return {
        title: each.at('title').text(),
        kind: each.at('kind').text(),
        ...(parent !== undefined && { in: parent }),
      };
    }),
    performers: place.at('performers').record((each) => {
      each.members(['name'], ['recorded']);
      return { name: each.at('name').text(), recorded: each.optional('recorded')?.flag() ?? true };
    }),
    consents: place.optional('consents')?.record(readAsked) ?? {},
    declined: place.optional('declined')?.list().map(readAsked) ?? [],
    events: place.optional('events')?.list().map(readEvent) ?? [],
  };
  for (const { performer, production } of [...Object.values(given.consents), ...given.declined]) {
    if (!(performer in given.performers)) place.fail(`no performer \`${performer}\` is given`);
    if (!(production in given.productions)) place.fail(`no production \`${production}\` is given`);
  }
  return given;
}

function readAsked(place: Place): Asked {
  place.members(['performer', 'production', 'at', 'terms']);
  return {
    performer: place.at('performer').text(),
    production: place.at('production').text(),
    at: place.at('at').instant(),
    terms: place.at('terms').object(),
  };
}

function readEvent(place: Place): Event {
  place.members(['at', 'withdraw', 'scope']);
  const scope = place.at('scope');
  return {
    at: place.at('at').instant(),
    withdraw: place.at('withdraw').text(),
    scope: scope.value === null ? null : scope.object(),
  };
}

function readQuestion(place: Place): Question {
  place.members(['title', 'performer', 'production', 'use'], ['at', 'asOf']);
  const at = place.optional('at')?.instant();
  const asOf = place.optional('asOf')?.instant();
  return {
    title: place.at('title').text(),
    performer: place.at('performer').text(),
    production: place.at('production').text(),
    use: place.at('use').object(),
    ...(at !== undefined && { at }),
    ...(asOf !== undefined && { asOf }),
  };
}

function readExpected(place: Place): Expected {
  place.members(['outcome', 'reasons'], ['missing']);
  const missing = place
    .optional('missing')
    ?.list()
    .map((each) => each.object());
  return {
    outcome: place.at('outcome').text(),
    reasons: place.at('reasons').texts(),
    ...(missing !== undefined && { missing }),
  };
}

/** A value and where it stands, so that every complaint says which. */
class Place {
  constructor(
    readonly value: unknown,
    private readonly file: string,
    private readonly path: string,
  ) {}

  fail(why: string): never {
    throw new CommandError(`${this.file}${this.path === '' ? '' : ` at \`${this.path}\``}: ${why}`);
  }

  object(): JsonObject {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) this.fail('is no object');
    return Object.fromEntries(Object.entries(this.value));
  }

  members(needed: readonly string[], allowed: readonly string[] = []): void {
    const names = Object.keys(this.object());
    const missing = needed.find((name) => !names.includes(name));
    if (missing !== undefined) this.fail(`has no \`${missing}\``);
    const unknown = names.find((name) => !needed.includes(name) && !allowed.includes(name));
    if (unknown !== undefined) this.fail(`has \`${unknown}\`, which means nothing here`);
  }

  optional(name: string): Place | undefined {
    const object = this.object();
    return name in object ? new Place(object[name], this.file, `${this.path}/${name}`) : undefined;
  }

  at(name: string): Place {
    return this.optional(name) ?? this.fail(`has no \`${name}\``);
  }

  list(): Place[] {
    const { value } = this;
    if (!Array.isArray(value)) this.fail('is no list');
    return value.map((each: unknown, index) => new Place(each, this.file, `${this.path}/${index}`));
  }

  record<T>(read: (place: Place) => T): Readonly<Record<string, T>> {
    return Object.fromEntries(Object.keys(this.object()).map((name) => [name, read(this.at(name))]));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('is no text');
  }

  texts(): string[] {
    return this.list().map((each) => each.text());
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('is neither true nor false');
  }

  instant(): string {
    const text = this.text();
    if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(Date.parse(text))) this.fail('is no instant');
    return new Date(text).toISOString();
  }
}
