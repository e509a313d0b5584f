/** Every scenario file through the engine, without the rest of what `pure.spec.ts` asks of the files. */
import { describe, expect, it } from '@jest/globals';
import { scenariosOf } from '../scenarios/files.js';
import { playPure } from '../scenarios/pure-play.js';

describe('scenario files', () => {
  it.each(scenariosOf(/./))('%s', (_title, scenario) => {
    const played = playPure(scenario);
    expect(played.flatMap(({ title, differences }) => differences.map((each) => `${title}: ${each}`))).toEqual([]);
  });
});
