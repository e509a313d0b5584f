/** Reads what an AuthZEN request asks. Members that the specification does not name are left alone, as it demands. */
import type { InputError } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';

export type Members = Readonly<Record<string, unknown>>;

export interface Entity {
  readonly type: string;
  readonly id: string;
  readonly properties: Members;
}

export interface Action {
  readonly name: string;
  readonly properties: Members;
}

/** One question. Of a search, what is searched for has an empty `id` or `name`. */
export interface Evaluation {
  readonly subject: Entity;
  readonly action: Action;
  readonly resource: Entity;
  readonly context: Members;
}

/** What a search leaves open. */
export type Sought = 'subject' | 'action' | 'resource';

/** One question of a batch, or what is wrong with it alone. */
export type BatchItem = Evaluation | { readonly errors: readonly InputError[] };

export const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
export type Semantic = (typeof SEMANTICS)[number];

const EVALUATIONS_MAX = 1000;
const ENTITIES = ['subject', 'action', 'resource', 'context'] as const;

/** The one question of a body; throws `invalid_input` with everything that is wrong with it. */
export function readEvaluation(json: unknown, sought?: Sought): Evaluation {
  const errors: InputError[] = [];
  const evaluation = evaluationIn(json, errors, sought);
  if (errors.length > 0) throw invalidInput(errors);
  return evaluation;
}

/** The questions of a body, or its only one where it lists none; defaults are taken over whole, never merged. */
export function readEvaluations(
  json: unknown,
): Evaluation | { readonly items: readonly BatchItem[]; readonly semantic: Semantic } {
  const body = recordOf(json) ?? {};
  const { evaluations, options } = body;
  if (evaluations === undefined || evaluations === null || (Array.isArray(evaluations) && evaluations.length === 0)) {
    semanticOf(options);
    return readEvaluation(json);
  }
  const items: readonly unknown[] = Array.isArray(evaluations) ? evaluations : [];
  const errors: InputError[] = [];
  if (items.length === 0) errors.push({ path: '/evaluations', message: 'send a list' });
  if (items.length > EVALUATIONS_MAX)
    errors.push({ path: '/evaluations', message: `send at most ${EVALUATIONS_MAX} at once` });
  // A default that cannot be read spoils the whole request, whether a question uses it or not.
  const defaults = Object.fromEntries(ENTITIES.flatMap((name) => (isSaid(body[name]) ? [[name, body[name]]] : [])));
  for (const name of Object.keys(defaults)) readDefault(name, defaults, errors);
  if (errors.length > 0) throw invalidInput(errors);
  return { items: items.map((item) => itemOf(item, defaults)), semantic: semanticOf(options) };
}

function readDefault(name: string, defaults: Members, errors: InputError[]): void {
  if (name === 'action') actionIn(defaults, errors);
  else if (name === 'context') membersIn(defaults, 'context', '', errors);
  else entityIn(defaults, name, errors, true);
}

function itemOf(item: unknown, defaults: Members): BatchItem {
  const own = recordOf(item);
  if (own === null) return { errors: [{ path: '', message: 'send an object' }] };
  const said = Object.fromEntries(Object.entries(own).filter(([, value]) => isSaid(value)));
  const errors: InputError[] = [];
  const evaluation = evaluationIn({ ...defaults, ...said }, errors);
  return errors.length > 0 ? { errors } : evaluation;
}

function semanticOf(json: unknown): Semantic {
  if (!isSaid(json)) return 'execute_all';
  const options = recordOf(json);
  if (options === null) throw invalidInput([{ path: '/options', message: 'send an object' }]);
  const { evaluations_semantic: named = 'execute_all' } = options;
  const semantic = SEMANTICS.find((each) => each === named);
  if (semantic !== undefined) return semantic;
  throw invalidInput([{ path: '/options/evaluations_semantic', message: `send one of ${SEMANTICS.join(', ')}` }]);
}

function evaluationIn(json: unknown, errors: InputError[], sought?: Sought): Evaluation {
  const body = recordOf(json);
  if (body === null) errors.push({ path: '', message: 'send an object' });
  const from = body ?? {};
  if (body === null) return { subject: NOTHING, action: NO_ACTION, resource: NOTHING, context: {} };
  return {
    subject: entityIn(from, 'subject', errors, sought !== 'subject'),
    action: sought === 'action' ? NO_ACTION : actionIn(from, errors),
    resource: entityIn(from, 'resource', errors, sought !== 'resource'),
    context: membersIn(from, 'context', '', errors),
  };
}

const NOTHING: Entity = { type: '', id: '', properties: {} };
const NO_ACTION: Action = { name: '', properties: {} };

function entityIn(from: Members, name: string, errors: InputError[], isIdentified: boolean): Entity {
  const entity = objectIn(from, name, errors);
  if (entity === null) return NOTHING;
  return {
    type: textIn(entity, 'type', `/${name}`, errors),
    id: isIdentified ? textIn(entity, 'id', `/${name}`, errors) : '',
    properties: membersIn(entity, 'properties', `/${name}`, errors),
  };
}

function actionIn(from: Members, errors: InputError[]): Action {
  const action = objectIn(from, 'action', errors);
  if (action === null) return NO_ACTION;
  return {
    name: textIn(action, 'name', '/action', errors),
    properties: membersIn(action, 'properties', '/action', errors),
  };
}

function objectIn(from: Members, name: string, errors: InputError[]): Members | null {
  const value = recordOf(from[name]);
  if (value === null) errors.push({ path: `/${name}`, message: 'send an object' });
  return value;
}

function textIn(from: Members, name: string, path: string, errors: InputError[]): string {
  const value = from[name];
  if (typeof value === 'string') return value;
  errors.push({ path: `${path}/${name}`, message: 'send a text' });
  return '';
}

/** An object that may be left out. */
function membersIn(from: Members, name: string, path: string, errors: InputError[]): Members {
  const value = from[name];
  if (!isSaid(value)) return {};
  const members = recordOf(value);
  if (members === null) errors.push({ path: `${path}/${name}`, message: 'send an object, or leave it out' });
  return members ?? {};
}

/** What some clients write as `null` is not said: the specification knows no null, and asks to leave such members out. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function recordOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
