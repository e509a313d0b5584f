/** `countersign watch`: prints what happens as it happens, and runs a command for each event. */
import { readClientConfig, serviceUrl, type Environment } from '../config.js';
import { stopSignal } from '../start/stop-signal.js';
import { line, type Terminal } from '../terminal.js';
import { CommandError, readArguments, reasonOf } from '../usage.js';
import { follow, isOneOf, requireTypes, type Event, type Page } from './events.js';
import { Position } from './position.js';
import { runFor, wordsOf, type Bounds, type Words } from './program.js';

const HELP = `countersign watch: prints what happens as it happens, and runs a command for each event

  countersign watch --position FILE [--type consent.withdrawn,decision.recalled] [--run 'stop-job {check}']

What
  --type WORD         only these events; several, or once with commas; consent.* is all of consents
  --position FILE     goes on behind the last event that was told, and keeps that; without it, from the first
  --after NUMBER      begins behind this sequence, where the file holds nothing yet
  --new               begins with what happens from now on, where the file holds nothing yet
  --once              ends at the end of the log, instead of waiting for what follows
  --every SECONDS     how long to wait at the end of the log (default 1)

For each event
  --json              prints it as one line of JSON
  --run COMMAND       runs this without a shell, and tells the next event once it has ended. {id}, {type}, {at}, {sequence}
                      and the ids that the event names, as {check} or {consent}, stand for what they hold. The event is
                      JSON on its standard input, and in COUNTERSIGN_EVENT_TYPE, COUNTERSIGN_EVENT_CHECK and so on. What it
                      prints goes to standard error.
  --timeout SECONDS   ends it, and all that it started, after so long (default 60)
  --retries NUMBER    runs it again so often when it fails, after 1, 2, 4 and more seconds (default 3)
  --on-failure WORD   then stop, to be told the same event next time (the default), or skip, to go on

The service
  --url URL           its address (COUNTERSIGN_URL does the same; default http://localhost:4310)
  The API key, with the scope read, is read from COUNTERSIGN_API_KEY.

Killed at any moment it loses nothing: of what was told before, the next run with the same position tells at most the one
event again that was being told, under the same id.

Exit code: 0 stopped, or the end of the log with --once, 3 error, 4 a command failed.
`;

const EXIT_COMMAND_FAILED = 4;

export async function watch(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values, positionals } = readArguments('watch', args, {
    ...{ type: { type: 'string', multiple: true }, position: { type: 'string' }, after: { type: 'string' } },
    ...{ new: { type: 'boolean' }, once: { type: 'boolean' }, every: { type: 'string' } },
    ...{ json: { type: 'boolean' }, run: { type: 'string' }, timeout: { type: 'string' }, retries: { type: 'string' } },
    ...{ 'on-failure': { type: 'string' }, url: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  if (positionals[0] !== undefined)
    throw new CommandError(`\`${positionals[0]}\` is not a flag; see \`countersign watch --help\``);
  if (!['stop', 'skip', undefined].includes(values['on-failure']))
    throw new CommandError('`--on-failure` is `stop` or `skip`');
  const config = readClientConfig(environment);
  if (config.apiKey === null)
    throw new CommandError('no API key; set `COUNTERSIGN_API_KEY` to one of your organization');
  const url = values.url === undefined ? config.url : serviceUrl(values.url);
  const types = (values.type ?? []).flatMap((each) => each.split(',')).map((each) => each.trim());
  const first = values.after === undefined ? null : numberIn('after', values.after, 0, Number.MAX_SAFE_INTEGER - 1);
  const everyMs = 1000 * numberIn('every', values.every ?? '1', 0.01, 3600, false);
  // Who ends at the end of the log may as well be killed: what was not told is told next time.
  const signal =
    values.once === true
      ? new AbortController().signal
      : stopSignal((text) => {
          terminal.err(line(text));
        });
  const way: Way = {
    ...{ types, isJson: values.json === true, terminal, isSkipping: values['on-failure'] === 'skip' },
    program: values.run === undefined ? null : wordsOf(values.run),
    bounds: {
      timeoutMs: 1000 * numberIn('timeout', values.timeout ?? '60', 0.01, 86_400, false),
      retriesMax: numberIn('retries', values.retries ?? '3', 0, 100),
      ...{ environment, signal },
    },
  };

  const { position: path } = values;
  const position = path === undefined ? Position.passing(url, first) : await Position.open(path, url, first);
  try {
    if (types.length > 0) await requireTypes(url, types);
    const following = { url, apiKey: config.apiKey, after: position.after, everyMs, isOnce: values.once === true };
    const say = (sentence: string): void => {
      terminal.err(line(`countersign: ${sentence}`));
    };
    let isPassingOver = values.new === true && position.after === null;
    for await (const page of follow({ ...following, signal, say })) {
      const failed = isPassingOver ? false : !(await tell(page, position, way));
      if (failed) return EXIT_COMMAND_FAILED;
      if (signal.aborted) break;
      if (page.last !== null) await position.keep(page.last);
      isPassingOver &&= page.hasMore;
    }
    return 0;
  } finally {
    await position.close();
  }
}

/** What is done with each event. */
interface Way {
  readonly types: readonly string[];
  readonly isJson: boolean;
  readonly terminal: Terminal;
  readonly program: Words | null;
  readonly bounds: Bounds;
  /** Goes on behind an event for which the program failed. */
  readonly isSkipping: boolean;
}

/** Tells these events, each kept as told once all that is done with it is done; `false` where the program failed. */
async function tell({ events }: Page, position: Position, way: Way): Promise<boolean> {
  const { types, isJson, terminal, program, bounds, isSkipping } = way;
  for (const event of events) {
    if (isOver(bounds.signal)) return true;
    if (types.length > 0 && !isOneOf(event, types)) continue;
    terminal.out(isJson ? `${JSON.stringify(event)}\n` : lineOf(event));
    await written(terminal);
    const why = program === null ? null : await runFor(event, program, bounds);
    // Cut short by whoever stops the watch: told again next time.
    if (why !== null && isOver(bounds.signal)) return true;
    if (why !== null) {
      terminal.err(line(`countersign: ${event.id}: ${why}${isSkipping ? '; going on' : ''}`));
      if (!isSkipping) return false;
    }
    await position.keep(event.sequence);
  }
  return true;
}

/** Asked anew each time: what was not over before a wait may be over after it. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

/** INVARIANT: what nobody has read is not kept as told. */
async function written(terminal: Terminal): Promise<void> {
  try {
    await terminal.written?.();
  } catch (error) {
    throw new CommandError(`nobody reads what is printed: ${reasonOf(error)}`);
  }
}

function lineOf({ id, type, at, sequence, refs }: Event): string {
  const named = Object.entries(refs).map(([name, ref]) => `${name} ${ref}`);
  return line(`${at}  ${sequence}  ${type}  ${named.join(', ')}  ${id}`);
}

function numberIn(flag: string, text: string, from: number, to: number, isWhole = true): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (number >= from && number <= to && (!isWhole || Number.isSafeInteger(number))) return number;
  throw new CommandError(`\`--${flag} ${text}\` is no number from ${from} to ${to}`);
}
