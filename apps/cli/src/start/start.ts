import { resolve } from 'node:path';
import { CannotStart } from '#store';
import { portNumber, readLaunchConfig, type Environment, type LaunchConfig } from '../config.js';
import { line, type Terminal } from '../terminal.js';
import { CommandError, EXIT_ERROR, readArguments, reasonOf } from '../usage.js';
import { seedDemonstration, type Demonstration } from './demonstration.js';
import { launch, type Launched } from './launch.js';
import { screen } from './screen.js';
import { stopSignal } from './stop-signal.js';

const HELP = `countersign start: runs Countersign on this machine until Ctrl-C

  --empty        no demonstration data
  --port NUMBER  where it listens (PORT does the same; default 4310)
  --data FOLDER  where the database, keys and logs are kept (COUNTERSIGN_DATA does the same; default .countersign)
`;

/** Runs the whole service until a signal, and resolves with the exit code when every process it started is gone. */
export async function start(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const options = readOptions(args, environment);
  if (options === 'help') {
    terminal.out(HELP);
    return 0;
  }
  const say = (text: string): void => {
    terminal.err(`  ${line(text)}`);
  };
  const calledOff = stopSignal(say);
  try {
    const launched = await launch({ config: options.config, say, calledOff });
    sayKeys(launched, say);
    return await untilStopped(launched, options, { terminal, say, calledOff });
  } catch (error) {
    // Called off in the middle of a start: what had begun is stopped by now.
    if (calledOff.aborted) return 0;
    if (error instanceof CannotStart) throw new CommandError(error.message);
    throw error;
  }
}

/** A key that was lost is not a first start: what it signed verifies only by a trust file that knows it. */
function sayKeys({ madeKeys: { names, isFirst }, data }: Launched, say: (text: string) => void): void {
  const where = `in \`${data.keysFolder}\``;
  if (isFirst) say(`made keys ${where}`);
  else if (names.length > 0) {
    const list = names.map((name) => `\`${name}\``).join(', ');
    say(`made ${list} anew ${where}, where it was missing; restore the old one if you have it`);
  }
}

interface Options {
  readonly config: LaunchConfig;
  readonly isEmpty: boolean;
}

function readOptions(args: readonly string[], environment: Environment): Options | 'help' {
  const { values, positionals } = readArguments('start', args, {
    empty: { type: 'boolean', default: false },
    port: { type: 'string' },
    data: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return 'help';
  const [stray] = positionals;
  if (stray !== undefined)
    throw new CommandError(`\`${stray}\` means nothing to \`countersign start\`; see its \`--help\``);
  const config = readLaunchConfig(environment);
  return {
    isEmpty: values.empty,
    config: {
      ...config,
      ...(values.port !== undefined && { port: portNumber(values.port) }),
      ...(values.data !== undefined && { dataFolder: resolve(values.data) }),
    },
  };
}

interface Watch {
  readonly terminal: Terminal;
  readonly say: (text: string) => void;
  readonly calledOff: AbortSignal;
}

async function untilStopped(launched: Launched, options: Options, watch: Watch): Promise<number> {
  const { terminal, calledOff } = watch;
  const { config, isEmpty } = options;
  const ending = Promise.race([launched.gaveUp, aborted(calledOff)]);
  try {
    const seeding = isEmpty || config.mailLeaves ? null : demonstrationOf(launched, watch);
    const demonstration = await Promise.race([seeding, ending.then(() => null)]);
    if (!calledOff.aborted) terminal.out(screen({ launched, config, demonstration }));
    const why = await ending;
    if (why === null) return 0;
    terminal.err(line(`countersign: ${why}; everything is stopped, nothing that was acknowledged is lost`));
    return EXIT_ERROR;
  } finally {
    await launched.stop();
  }
}

/** The service is worth running without it, so a demonstration that cannot be made is told and not fatal. */
async function demonstrationOf({ baseUrl, data }: Launched, { say, calledOff }: Watch): Promise<Demonstration | null> {
  try {
    return await seedDemonstration(baseUrl, data.demonstrationFile);
  } catch (error) {
    if (!calledOff.aborted)
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
