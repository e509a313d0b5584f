/** `countersign replay`: makes recorded decisions again, from the log as it was then, and says whether they come out the same. */
import { replay as decideAgain, type RecordedDecision, type Replay } from '#consent';
import { isId, openStore } from '#store';
import { readPersonalSecret, type Environment } from './config.js';
import { withDatabase } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, EXIT_ERROR, readArguments } from './usage.js';

const HELP = `countersign replay: makes recorded decisions again, and says whether they come out the same

  countersign replay DECISION…

Each is decided from the log as it was at that instant, under the engine and the policy packs that it names, and compared
member by member: outcome, reasons, what was missing, obligations, approvals, all of it. Where personal data that it was made
on has been erased since, it is decided on what is left, and that is said.

The database is the one in DATABASE_URL, or else Countersign's own in the data folder, whether or not a service runs on it.

Exit code: 0 all come out the same, 1 some differ, 3 some cannot be replayed here, or error.
`;

const EXIT_DIFFERS = 1;
const DIFFERENCE_MAX = 400;

export async function replay(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values, positionals } = readArguments('replay', args, { help: { type: 'boolean', short: 'h' } });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new CommandError('name a decision, such as `chk_…`; every receipt names its own');
  const unknown = positionals.find((id) => !isId('chk', id));
  if (unknown !== undefined) throw new CommandError(`\`${unknown}\` is no id of a decision; one starts with \`chk_\``);
  const exitCodeOn = async (connectionString: string): Promise<number> => {
    const store = openStore({ connectionString, personalSecret: readPersonalSecret(environment) });
    try {
      const exits: number[] = [];
      for (const id of positionals) {
        const found = await store.transaction((tx) => tx.replay(id));
        // The evidence of `decision.made` is the decision and its use, as the API wrote it.
        const recorded = found?.entry.evidence as unknown as RecordedDecision;
        const again = found === null ? null : decideAgain(recorded, found.given.records, found.given.at);
        for (const text of linesOf(id, again)) terminal.out(line(text));
        if (found?.inputsErased === true)
          terminal.out(line(`${id}: inputs erased; this is what comes of what is left`));
        exits.push(exitOf(again));
      }
      return Math.max(...exits);
    } finally {
      await store.close();
    }
  };
  return withDatabase(terminal, environment, exitCodeOn, { isBeside: true });
}

function exitOf(again: Replay | null): number {
  if (again?.kind !== 'replayed') return EXIT_ERROR;
  return again.differences.length === 0 ? 0 : EXIT_DIFFERS;
}

function linesOf(id: string, again: Replay | null): readonly string[] {
  if (again === null) return [`${id}: there is no such decision in this database`];
  if (again.kind === 'not_here') {
    const missing = again.missing.map((name) => `\`${name}\``).join(', ');
    return [`${id}: cannot be replayed here; it was made under ${missing}, which this program does not have`];
  }
  const { decision, differences } = again;
  if (differences.length === 0) return [`${id}: the same, ${decision.outcome} under ${packsOf(decision.packs)}`];
  return [
    `${id}: differs`,
    ...differences.flatMap(({ member, recorded, replayed }) => [
      `  ${member}`,
      `    recorded: ${shown(recorded)}`,
      `    now:      ${shown(replayed)}`,
    ]),
  ];
}

function packsOf(packs: readonly string[]): string {
  return packs.length === 0 ? 'no pack' : packs.join(', ');
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > DIFFERENCE_MAX ? `${text.slice(0, DIFFERENCE_MAX)}…` : text;
}
