import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readScenarioFile } from '../../apps/cli/src/scenarios/scenario-file.js';
import { playPure } from './pure-play.js';

const FOLDER = import.meta.dirname;
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('scenario files, through the pure engine', () => {
  const scenarios = FILES.flatMap((file) => readScenarioFile(join(FOLDER, file)));

  it.each(scenarios.map((scenario) => [`${scenario.rules.join(', ')} ${scenario.title}`, scenario] as const))(
    '%s',
    (_title, scenario) => {
      const played = playPure(scenario);
      expect(played.flatMap(({ title, differences }) => differences.map((each) => `${title}: ${each}`))).toEqual([]);
    },
  );
});
