/** The command line: finds the command, runs it, and turns whatever goes wrong into a sentence and an exit code. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutFolder, ConfigError, withSecrets, type Environment } from './config.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, EXIT_ERROR, reasonOf } from './usage.js';

type Command = (args: readonly string[], terminal: Terminal, environment: Environment) => Promise<number>;

const HELP = `countersign: may this production do this, to this performer's likeness or voice, with this tool, here, now?

  countersign check      asks a running service whether a use is allowed, and saves the signed receipt
  countersign watch      prints what happens as it happens, and runs a command for each event
  countersign verify     checks receipts, proofs, evidence bundles and sealed PDFs, without any network
  countersign trust      fetches a service's trust file, once, for verify
  countersign witness    cosigns the checkpoints of a log, for whoever need not trust its operator
  countersign scenarios  runs scenario files through the real service
  countersign start      runs the whole service on this machine
  countersign demo       tells the whole story in the terminal
  countersign code       shows the sign-in code of the demonstration
  countersign migrate    brings the database to the schema of this version
  countersign rebuild    compares the tables people read with the log
  countersign replay     makes recorded decisions again, as of then
  countersign deliveries shows what waits to be sent or was given up, and sends it again
  countersign erase      erases a person for good, and whom older data bring back
  countersign sessions   ends sessions, of one person or of everybody
  countersign version    prints the version

\`countersign COMMAND --help\` says more.
`;

/** Each command is loaded when it is called for: whoever verifies a file needs no driver and no server. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map(
  Object.entries({
    check: async () => (await import('./check/check.js')).check,
    watch: async () => (await import('./watch/watch.js')).watch,
    verify: async () => (await import('./verify.js')).verify,
    trust: async () => (await import('./trust.js')).trust,
    witness: async () => (await import('./witness/witness.js')).witness,
    scenarios: async () => (await import('./scenarios/scenarios.js')).scenarios,
    start: async () => (await import('./start/start.js')).start,
    demo: async () => (await import('./demo/demo.js')).demo,
    code: async () => (await import('./start/code.js')).code,
    migrate: async () => (await import('./migrate.js')).migrate,
    rebuild: async () => (await import('./rebuild.js')).rebuild,
    replay: async () => (await import('./replay.js')).replay,
    deliveries: async () => (await import('./deliveries.js')).deliveries,
    erase: async () => (await import('./erase.js')).erase,
    sessions: async () => (await import('./sessions.js')).sessions,
    version: () => Promise.resolve(version),
  }),
);

/** Runs one command line and resolves with its exit code. Never rejects. */
export async function run(argv: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  try {
    const [name, ...args] = argv;
    if (name === undefined || ['help', '--help', '-h'].includes(name)) {
      terminal.out(HELP);
      return name === undefined ? EXIT_ERROR : 0;
    }
    const load = COMMANDS.get(name === '--version' ? 'version' : name);
    if (load === undefined) throw new CommandError(`there is no command \`${name}\`; see \`countersign --help\``);
    const command = await load();
    return await command(args, terminal, withSecrets(environment));
  } catch (error) {
    const isExpected = error instanceof CommandError || error instanceof ConfigError;
    // The lines of a problem are kept apart; each shows only what it says.
    const [first = '', ...more] = (isExpected ? error.message : `unexpected failure: ${reasonOf(error)}`).split('\n');
    terminal.err([line(`countersign: ${first}`), ...more.map(line)].join(''));
    return EXIT_ERROR;
  }
}

async function version(_args: readonly string[], terminal: Terminal): Promise<number> {
  const description: unknown = JSON.parse(await readFile(join(checkoutFolder(), 'package.json'), 'utf8'));
  const found = typeof description === 'object' && description !== null && 'version' in description;
  terminal.out(line(`countersign ${found ? String(description.version) : 'of unknown version'}`));
  return 0;
}
