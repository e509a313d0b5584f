/**
 * From the subject, action, resource and context of an AuthZEN question to a check. A use may be stated in `context` and
 * in the `properties` of any of the three: what is stated in several places is asked for together, never chosen from.
 */
import type { Asker } from '../asking/asker.js';
import { NewCheck } from '../checks/checks.bodies.js';
import { questionOf, type Question } from '../checks/question.js';
import { AppError, type InputError } from '../errors/app-error.js';
import { invalidInput, readAs } from '../validation.js';
import { recordOf, type Evaluation, type Members } from './read-evaluation.js';

/** The words of AuthZEN that stand for ours. */
export const PRODUCTION = 'production';
export const PERFORMER = 'performer';
export const LIKENESS = 'likeness';
/** The id of a likeness of nobody: the claim that no performer can be identified. */
export const NOBODY = 'none';
/** The action whose acts stand in its properties. */
const USE = 'use';

const LISTS = ['act', 'purpose', 'media', 'territory', 'language', 'content', 'pipeline', 'advertiser'];
const OBJECTS = ['facts', 'quantity'];
const SINGLES = ['stage', 'from', 'until', 'description'];
/** Stated beside the use. */
const BESIDE = ['reference', 'organization'];

/** A check that can be asked, or why not: with a well-formed request that is no whole use, the answer is a denial. */
export type Askable = { readonly question: Question } | { readonly refused: AppError };

export function askableOf(evaluation: Evaluation, asker: Asker): Askable {
  const { check, origins, errors } = checkOf(evaluation);
  if (errors.length > 0) return { refused: invalidInput(errors) };
  try {
    return { question: questionOf(readAs(NewCheck, check), asker) };
  } catch (error) {
    if (!(error instanceof AppError) || !['invalid_input', 'not_found'].includes(error.code)) throw error;
    const found = error.options.errors?.map((each) => ({ ...each, path: originOf(each.path, origins) }));
    return { refused: found === undefined ? error : invalidInput(found) };
  }
}

/** The organization that is named for a person who belongs to several. */
export function organizationIn({ subject, context }: Evaluation): string | undefined {
  const named = subject.properties['organization'] ?? context['organization'];
  return typeof named === 'string' ? named : undefined;
}

interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** A check as our own API takes it, and where each part of it was stated. */
interface Translated {
  readonly check: object;
  readonly origins: ReadonlyMap<string, string>;
  readonly errors: readonly InputError[];
}

function checkOf(evaluation: Evaluation): Translated {
  const { subject, resource } = evaluation;
  const errors = typeErrors(evaluation);
  const origins = new Map([
    ['/production', '/subject/id'],
    ['/performer', '/resource/id'],
  ]);
  const gathered = (names: readonly string[], at: string): Members =>
    Object.fromEntries(
      names.flatMap((name) => {
        const places = placesOf(evaluation, name);
        return places.length === 0 ? [] : [[name, merged(name, places, { at, origins, errors })]];
      }),
    );
  const use = gathered([...LISTS, ...OBJECTS, ...SINGLES], '/use');
  const performer = resource.type === LIKENESS ? null : resource.id;
  return { check: { performer, production: subject.id, use, ...gathered(BESIDE, '') }, origins, errors };
}

function typeErrors({ subject, resource }: Evaluation): InputError[] {
  const errors: InputError[] = [];
  if (subject.type !== PRODUCTION)
    errors.push({ path: '/subject/type', message: `send \`${PRODUCTION}\`: a production asks` });
  if (![PERFORMER, LIKENESS].includes(resource.type))
    errors.push({ path: '/resource/type', message: `send \`${PERFORMER}\` or \`${LIKENESS}\`` });
  if (resource.type === LIKENESS && resource.id !== NOBODY)
    errors.push({ path: '/resource/id', message: `send \`${NOBODY}\`; somebody's likeness is asked of the performer` });
  return errors;
}

/** Everywhere this member is stated. Acts are said by the action alone. */
function placesOf({ subject, action, resource, context }: Evaluation, name: string): Place[] {
  const acts = { path: '/action/properties', members: action.properties };
  const others = [
    { path: '/subject/properties', members: subject.properties },
    { path: '/resource/properties', members: resource.properties },
    { path: '/context', members: context },
  ];
  const places = (name === 'act' ? [acts] : [acts, ...others]).flatMap(({ path, members }) =>
    members[name] === undefined ? [] : [{ path: `${path}/${name}`, value: members[name] }],
  );
  return name === 'act' && action.name !== USE ? [{ path: '/action/name', value: action.name }, ...places] : places;
}

interface Into {
  readonly at: string;
  readonly origins: Map<string, string>;
  readonly errors: InputError[];
}

function merged(name: string, places: readonly Place[], { at, origins, errors }: Into): unknown {
  const [first] = places;
  const to = `${at}/${name}`;
  origins.set(to, first?.path ?? '');
  if (LISTS.includes(name)) return union(to, places, origins);
  if (OBJECTS.includes(name)) return together(to, places, origins, errors);
  for (const other of places.slice(1)) if (other.value !== first?.value) errors.push(contradiction(other.path));
  return first?.value;
}

/** Beyond it no reader takes a list, and comparing each value with every other would keep everybody else waiting. */
const MERGED_MAX = 1000;

/** Every value of every list: the whole of it must be allowed. */
function union(to: string, places: readonly Place[], origins: Map<string, string>): unknown {
  const values: unknown[] = [];
  for (const { path, value } of places) {
    if (path === '/action/name') {
      origins.set(`${to}/${values.length}`, path);
      values.push(value);
    } else if (Array.isArray(value) && value.length <= MERGED_MAX) {
      const items: readonly unknown[] = value;
      items.forEach((item, index) => {
        // Said again elsewhere it is no second value; twice in one list it is for the reader to refuse.
        if (values.includes(item) && !items.slice(0, index).includes(item)) return;
        origins.set(`${to}/${values.length}`, `${path}/${index}`);
        values.push(item);
      });
    } else {
      // The reader says what is wrong with it.
      origins.set(to, path);
      return value;
    }
  }
  return values;
}

/** Every member of every object; one that is said twice must be said alike. */
function together(to: string, places: readonly Place[], origins: Map<string, string>, errors: InputError[]): unknown {
  const all: Record<string, unknown> = {};
  for (const { path, value } of places) {
    const members = recordOf(value);
    if (members === null) {
      origins.set(to, path);
      return value;
    }
    for (const [name, member] of Object.entries(members)) {
      if (Object.hasOwn(all, name) && all[name] !== member) errors.push(contradiction(`${path}/${name}`));
      all[name] = member;
      origins.set(`${to}/${name}`, `${path}/${name}`);
    }
  }
  return all;
}

function contradiction(path: string): InputError {
  return { path, message: 'it is stated otherwise elsewhere in the request; state it once' };
}

/** Where in the request something is wrong. What was stated nowhere belongs into the context. */
function originOf(path: string, origins: ReadonlyMap<string, string>): string {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const origin = origins.get(path.slice(0, end));
    if (origin !== undefined) return origin + path.slice(end);
  }
  return path === '/use/act' ? '/action/properties/act' : `/context${path.replace(/^\/use(?=\/|$)/, '')}`;
}
