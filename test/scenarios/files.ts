/** The scenario files of this folder. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readScenarioFile, type Scenario } from '../../apps/cli/src/scenarios/scenario-file.js';

/** The scenarios of the files whose names match, each with its title and the rules that it names. */
export function scenariosOf(files: RegExp): (readonly [string, Scenario])[] {
  const folder = import.meta.dirname;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && files.test(name))
    .flatMap((name) => readScenarioFile(join(folder, name)))
    .map((scenario) => [`${scenario.rules.join(', ')} ${scenario.title}`, scenario] as const);
}
