/** The events of an organization, fetched page after page for as long as somebody follows them. */
import { setTimeout as delay } from 'node:timers/promises';
import { ask, listIn, members, NoAnswerNow } from '../service.js';
import { CommandError } from '../usage.js';

/** What happened, as `GET /v1/events` tells it. */
export interface Event {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly sequence: number;
  readonly refs: Readonly<Record<string, string>>;
}

/** A part of what happened, and how far was looked. */
export interface Page {
  readonly events: readonly Event[];
  readonly last: number | null;
  readonly hasMore: boolean;
}

/** From where, and how. */
export interface Following {
  readonly url: string;
  readonly apiKey: string;
  /** The sequence behind which to begin; `null` is before the first. */
  readonly after: number | null;
  /** How long to wait at the end of the log. */
  readonly everyMs: number;
  /** Ends at the end of the log, and at the first thing that goes wrong. */
  readonly isOnce: boolean;
  readonly signal: AbortSignal;
  /** Tells a person what goes wrong, and that it goes on. */
  readonly say: (sentence: string) => void;
}

const WAIT_MS_MAX = 60_000;
const PAGE = 200;

/** All pages in order, until `signal`. Waits and asks again while the service cannot be reached. */
export async function* follow(following: Following): AsyncGenerator<Page> {
  const { everyMs, isOnce, signal, say } = following;
  let { after } = following;
  let failureCount = 0;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    let page: Page;
    try {
      page = await pageAfter(following, after);
    } catch (error) {
      if (isOver()) return;
      if (!(error instanceof NoAnswerNow) || isOnce) throw error;
      failureCount += 1;
      if (failureCount === 1) say(`${error.message}; asking again until it answers`);
      await pause(Math.max(error.retryAfterMs, waitMs(everyMs, failureCount)), signal);
      continue;
    }
    if (failureCount > 0) say('it answers again');
    failureCount = 0;
    after = page.last;
    yield page;
    if (page.hasMore) continue;
    if (isOnce) return;
    // Many that were started together shall not ask together.
    await pause(everyMs * (1 + Math.random() / 4), signal);
  }
}

/** Twice as long after each failure, and any time up to that: a service that comes back is not met by all at once. */
function waitMs(everyMs: number, failureCount: number): number {
  const longest = Math.min(WAIT_MS_MAX, everyMs * 2 ** Math.min(failureCount, 16));
  return longest * (0.5 + Math.random() / 2);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

async function pageAfter({ url, apiKey, signal }: Following, after: number | null): Promise<Page> {
  const text = await ask({
    method: 'GET',
    url: `${url}/v1/events?limit=${PAGE}${after === null ? '' : `&after=${after}`}`,
    headers: { accept: 'application/json', authorization: `Bearer ${apiKey}` },
    signal,
  });
  const { items, last, hasMore } = parsed(text);
  if (!Array.isArray(items) || typeof hasMore !== 'boolean' || !(last === null || isSequence(last))) throw NO_EVENTS;
  // A log that has shrunk is another log: to begin anew in it would lose events without a word.
  if (after !== null && (last === null || last < after)) throw new CommandError(OTHER_LOG);
  const events = listIn(items).map(eventIn);
  return { events: events.filter(({ sequence }) => after === null || sequence > after), last, hasMore };
}

const NO_EVENTS = new CommandError('the answer holds no events; is this the address of a Countersign service?');
const OTHER_LOG = 'the log ends before the position; is it another service? begin anew with another position file';

// What is told becomes arguments and environments of other programs: it is what it should be, or it is nothing.
const ID = /^[a-z]+_[A-Za-z0-9]{1,64}$/;
const TYPE = /^[a-z]+([._][a-z]+)+$/;
const NAME = /^[a-z][A-Za-z]{0,40}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function eventIn(value: unknown): Event {
  const { id, type, at, sequence, refs } = members(value);
  if (!isText(id, ID) || !isText(type, TYPE) || !isText(at, INSTANT) || !isSequence(sequence)) throw NO_EVENTS;
  const named = Object.entries(members(refs)).map(([name, ref]): [string, string] => {
    if (!isText(name, NAME) || !isText(ref, ID)) throw NO_EVENTS;
    return [name, ref];
  });
  return { id, type, at, sequence, refs: Object.fromEntries(named) };
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/**
 * Refuses a type that the service does not tell: one that is written wrong would be waited for in silence, while jobs go on that
 * should stop.
 */
export async function requireTypes(url: string, types: readonly string[]): Promise<void> {
  const names = types.filter((type) => !type.endsWith('.*'));
  const families = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1));
  const document = parsed(await ask({ method: 'GET', url: `${url}/openapi.json` }));
  const at = ['components', 'schemas', 'EventView', 'properties', 'type'];
  const told = listIn(at.reduce((value, name) => members(value[name]), document)['enum']).map(String);
  const unknown =
    names.find((name) => !told.includes(name)) ??
    families.find((family) => !told.some((each) => each.startsWith(family)));
  if (unknown !== undefined)
    throw new CommandError(`there is no event \`${unknown}\`; this service tells ${told.join(', ')}`);
}

/** Whether an event is of one of these types; of `consent.*` are all that begin so. */
export function isOneOf({ type }: Event, types: readonly string[]): boolean {
  return types.some((each) => (each.endsWith('.*') ? type.startsWith(each.slice(0, -1)) : type === each));
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return members(JSON.parse(text));
  } catch {
    return {};
  }
}
