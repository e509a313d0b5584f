import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CannotStart } from '#store';
import { ConfigError, portNumber, readLaunchConfig, type LaunchConfig } from '../config.js';
import { seedDemonstration, type Demonstration } from './demonstration.js';
import { reasonOf } from './keep-running.js';
import { launch, type Launched } from './launch.js';
import { screen } from './screen.js';

const HELP = `countersign start: runs Countersign on this machine until Ctrl-C

  --empty        no demonstration data
  --port NUMBER  where it listens (PORT does the same; default 4310)
  --data FOLDER  where the database, keys and logs are kept (COUNTERSIGN_DATA does the same; default .countersign)
`;

/** Runs the whole service until a signal, and resolves with the exit code when every process it started is gone. */
export async function start(args: readonly string[]): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`  ${text}\n`);
  const calledOff = callOffBySignal(say);
  try {
    const options = readOptions(args);
    if (options === 'help') {
      process.stdout.write(HELP);
      return 0;
    }
    const launched = await launch({ config: options.config, say, calledOff });
    return await untilStopped(launched, options, say, calledOff);
  } catch (error) {
    if (calledOff.aborted) return 0;
    if (!(error instanceof CannotStart || error instanceof ConfigError || isUsage(error))) throw error;
    process.stderr.write(`countersign: ${error.message}\n`);
    return 1;
  }
}

interface Options {
  readonly config: LaunchConfig;
  readonly isEmpty: boolean;
}

function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      empty: { type: 'boolean', default: false },
      port: { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const config = readLaunchConfig();
  return {
    isEmpty: values.empty,
    config: {
      ...config,
      ...(values.port !== undefined && { port: portNumber(values.port) }),
      ...(values.data !== undefined && { dataFolder: resolve(values.data) }),
    },
  };
}

async function untilStopped(
  launched: Launched,
  { isEmpty, config }: Options,
  say: (text: string) => void,
  calledOff: AbortSignal,
): Promise<number> {
  try {
    const stopped = aborted(calledOff);
    const seeding = isEmpty || config.mailLeaves ? null : demonstrationOf(launched, say);
    const demonstration = await Promise.race([seeding, launched.gaveUp.then(() => null), stopped]);
    if (!calledOff.aborted) process.stdout.write(screen({ launched, config, demonstration }));
    const why = await Promise.race([launched.gaveUp, stopped]);
    if (why === null) return 0;
    process.stderr.write(`countersign: ${why}; everything is stopped, nothing that was acknowledged is lost\n`);
    return 1;
  } finally {
    await launched.stop();
  }
}

/** The service is worth running without it, so a demonstration that cannot be made is told and not fatal. */
async function demonstrationOf(
  { baseUrl, data }: Launched,
  say: (text: string) => void,
): Promise<Demonstration | null> {
  try {
    return await seedDemonstration(baseUrl, data.demonstrationFile);
  } catch (error) {
    say(`the demonstration data are not complete, the next start goes on with them: ${reasonOf(error)}`);
    return null;
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => {
      resolve(null);
    });
  });
}

function isUsage(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

/** Ctrl-C, a polite kill, and a terminal that closes all mean the same: stop in order. A second one changes nothing. */
function callOffBySignal(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) say('stopping');
      controller.abort();
    });
  }
  // A terminal that is gone takes no more output; stopping in order matters more than saying so.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return controller.signal;
}
