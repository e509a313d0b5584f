/** `countersign scenarios PATH…`: runs scenario files through the real service. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../config.js';
import { line, type Terminal } from '../terminal.js';
import { CommandError, readArguments, reasonOf } from '../usage.js';
import { play } from './play.js';
import { readScenarioFile, type Scenario } from './scenario-file.js';
import { buildStage } from './stage.js';
import type { Stage } from './world.js';

const HELP = `countersign scenarios PATH…: runs scenario files through the real service, on a clock of their own

  PATH is a file, or a folder whose .json files are run. docs/scenarios.md describes the format.
  Exit code 0 when every answer is as expected, 1 when one differs, 3 when a file cannot be read.
`;

interface Found {
  readonly file: string;
  readonly scenarios: readonly Scenario[];
}

/** Every file is read before anything is started: a mistake in the last one is told at once. */
export async function scenarios(
  args: readonly string[],
  terminal: Terminal,
  environment: Environment,
): Promise<number> {
  const { values, positionals } = readArguments('scenarios', args, { help: { type: 'boolean', short: 'h' } });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new CommandError('name a scenario file or a folder of them');
  const found = (await filesOf(positionals)).map((file) => ({ file, scenarios: readScenarioFile(file) }));
  const stage = await buildStage(environment);
  try {
    return await runAll(found, stage, terminal);
  } finally {
    await stage.stop();
  }
}

async function runAll(found: readonly Found[], stage: Stage, terminal: Terminal): Promise<number> {
  let asked = 0;
  let different = 0;
  for (const { file, scenarios } of found) {
    for (const scenario of scenarios) {
      const told = await runOne(scenario, stage);
      asked += scenario.when.length;
      different += told.length === 0 ? 0 : 1;
      terminal.out(line(`${told.length === 0 ? 'ok     ' : 'DIFFERS'}  ${file}  ${scenario.title}`));
      for (const each of told) terminal.out(line(`           ${each}`));
    }
  }
  const count = found.reduce((sum, { scenarios }) => sum + scenarios.length, 0);
  terminal.out(
    line(`${count - different} of ${count} scenarios as expected, ${asked} ${asked === 1 ? 'question' : 'questions'}`),
  );
  return different === 0 ? 0 : 1;
}

/** What differed, a line each; a scenario that cannot be played differs too. */
async function runOne(scenario: Scenario, stage: Stage): Promise<string[]> {
  try {
    const played = await play(scenario, stage);
    return played.flatMap(({ title, differences }) => differences.map((difference) => `${title}: ${difference}`));
  } catch (error) {
    return [`cannot be played: ${reasonOf(error)}`];
  }
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((error: unknown) => {
      throw new CommandError(`\`${path}\` cannot be read: ${reasonOf(error)}`);
    });
    if (!found.isDirectory()) files.push(path);
    else
      files.push(
        ...(await readdir(path))
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map((name) => join(path, name)),
      );
  }
  if (files.length === 0) throw new CommandError('there is no scenario file in that folder');
  return files;
}
