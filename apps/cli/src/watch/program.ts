/** A program that is run for each event, without a shell. */
import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../config.js';
import { CommandError, partsOf, reasonOf } from '../usage.js';
import type { Event } from './events.js';

/** A command line that was taken apart; its words may hold `{…}`. */
export type Words = readonly [program: string, ...words: string[]];

/** How long and how often. */
export interface Bounds {
  readonly timeoutMs: number;
  /** How often it is tried again after it failed. */
  readonly retriesMax: number;
  readonly environment: Environment;
  /** Ends the waiting before another try, and with it the trying. */
  readonly signal: AbortSignal;
}

/** Between being asked to end and being ended. */
const GRACE_MS = 2000;
const RETRY_MS = 1000;
const RETRY_MS_MAX = 30_000;

/** Takes a command line apart at its spaces; quotes keep words together, and nothing else means anything. */
export function wordsOf(text: string): Words {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (const sign of text) {
    if (quote !== null) {
      if (sign === quote) quote = null;
      else word = (word ?? '') + sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (/\s/.test(sign)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + sign;
  }
  if (quote !== null) throw new CommandError(`\`${text}\` has a quote that does not end`);
  if (word !== null) words.push(word);
  const [program, ...rest] = words;
  if (program === undefined || program === '') throw new CommandError('which program? Say `--run PROGRAM`');
  return [program, ...rest];
}

/** The words with what they name of the event in its place; what it does not have is empty. */
function filledIn([program, ...words]: Words, event: Event): Words {
  const named: ReadonlyMap<string, string> = new Map([
    ...Object.entries(event.refs),
    ...Object.entries({ id: event.id, type: event.type, at: event.at, sequence: String(event.sequence) }),
  ]);
  return [program, ...words.map((word) => word.replace(/\{(\w+)\}/g, (_, name: string) => named.get(name) ?? ''))];
}

/** Runs it for an event, as often as it takes; resolves with why it failed at last, or `null`. */
export async function runFor(event: Event, words: Words, bounds: Bounds): Promise<string | null> {
  for (let failureCount = 0; ;) {
    const why = await once(filledIn(words, event), event, bounds);
    if (why === null || failureCount >= bounds.retriesMax || bounds.signal.aborted) return why;
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** failureCount) * (0.5 + Math.random() / 2);
    failureCount += 1;
    await delay(waitMs, undefined, { signal: bounds.signal }).catch(() => undefined);
  }
}

function once(
  [program, ...words]: Words,
  event: Event,
  { timeoutMs, environment }: Pick<Bounds, 'timeoutMs' | 'environment'>,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    // What it says is no event: it goes where a person reads. A group of its own can be ended with all that it starts.
    const child = spawn(program, words, {
      env: { ...environment, ...environmentOf(event) },
      stdio: ['pipe', 2, 2],
      detached: process.platform !== 'win32',
    });
    let isLate = false;
    const end = (signal: NodeJS.Signals): void => {
      isLate = true;
      if (child.pid !== undefined) endGroup(child.pid, signal);
    };
    const timers = [setTimeout(end, timeoutMs, 'SIGTERM'), setTimeout(end, timeoutMs + GRACE_MS, 'SIGKILL')];
    const done = (): void => {
      timers.forEach(clearTimeout);
    };
    child.once('error', (error) => {
      done();
      reject(new CommandError(`\`${program}\` cannot be run: ${reasonOf(error)}`));
    });
    child.once('exit', (code, signal) => {
      done();
      const why = signal === null ? `ended with exit code ${code ?? 'none'}` : `was ended by ${signal}`;
      if (isLate) resolve(`\`${program}\` took longer than ${timeoutMs / 1000} seconds`);
      else resolve(code === 0 ? null : `\`${program}\` ${why}`);
    });
    // It may well not read what it is told.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(`${JSON.stringify(event)}\n`);
  });
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (partsOf(error).code !== 'ESRCH') throw error;
  }
}

/** `COUNTERSIGN_EVENT_TYPE`, `COUNTERSIGN_EVENT_CHECK` and so on. */
function environmentOf({ refs, ...event }: Event): Record<string, string> {
  const told = Object.entries({ ...refs, ...event }).map(([name, value]): [string, string] => [
    `COUNTERSIGN_EVENT_${name.toUpperCase()}`,
    String(value),
  ]);
  return Object.fromEntries(told);
}
