import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { developmentIdentity } from '#evidence';
import { signedIn, type Visitor } from '../../apps/cli/src/demo/visitor.js';
import { play } from '../../apps/cli/src/scenarios/play.js';
import { readScenarioFile, readScenarios } from '../../apps/cli/src/scenarios/scenario-file.js';
import type { Stage } from '../../apps/cli/src/scenarios/world.js';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { BASE_URL, openService, OPERATOR, type Service } from '../e2e/api-service.js';

const FOLDER = import.meta.dirname;
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('scenario files, through the real service', () => {
  let service: Service;
  let worker: Worker;
  let stage: Stage;
  let now: string | null = null;

  beforeAll(async () => {
    service = await openService({ clock: (databaseNow) => now ?? databaseNow, env: { PORT: '0' } });
    await writeFile(
      join(service.keysDir, 'seal.pem'),
      await developmentIdentity('Scenarios', '2026-01-01T00:00:00.000Z'),
    );
    worker = await startWorker(
      readConfig({
        DATABASE_URL: service.databaseUrl,
        BASE_URL,
        KEYS_DIR: service.keysDir,
        MAIL_CAPTURE: 'true',
        LOG_LEVEL: 'silent',
      }),
    );
    const baseUrl = await service.api.listen();
    let operator: Promise<Visitor> | undefined;
    stage = {
      baseUrl,
      setClock: (at) => {
        now = at;
        return Promise.resolve();
      },
      operator: () => (operator ??= signedIn(baseUrl, OPERATOR)),
    };
  });

  afterAll(async () => {
    await worker.close();
    await service.close();
  });

  const scenarios = FILES.flatMap((file) => readScenarioFile(join(FOLDER, file)));

  it.each(scenarios.map((scenario) => [`${scenario.rules.join(', ')} ${scenario.title}`, scenario] as const))(
    '%s',
    async (_title, scenario) => {
      const played = await play(scenario, stage);
      expect(played.flatMap(({ title, differences }) => differences.map((each) => `${title}: ${each}`))).toEqual([]);
    },
    30_000,
  );
});

describe('readScenarios', () => {
  const good = readFileSync(join(FOLDER, 'd-05-visual-adr.json'), 'utf8');
  const nothing = (): never => {
    throw new Error('no other file is read');
  };

  it.each([
    ['{', /is not JSON/],
    ['[]', null],
    ['{"title":"a"}', /has no `given`/],
    [good.replace('"outcome"', '"outcom"'), /has no `outcome`/],
    [good.replace('"given"', '"Given"'), /has no `given`/],
    [good.replace('"performer": "mara"', '"performer": "moira"'), /no performer `moira` is given/],
    [good.replace(/"at": "2026-09-20[^"]*"/, '"at": "soon"'), /is no instant/],
  ])('names what is wrong with a file', (text, message) => {
    if (message === null) expect(readScenarios(text, 'file', nothing)).toEqual([]);
    else expect(() => readScenarios(text, 'file', nothing)).toThrow(message);
  });
});
