/** Plays scenario files through the real service, with its database and its worker; each spec file has its own. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { developmentIdentity } from '#evidence';
import { openStore, type Store } from '#store';
import { signedIn, type Visitor } from '../../apps/cli/src/demo/visitor.js';
import { play } from '../../apps/cli/src/scenarios/play.js';
import type { Stage } from '../../apps/cli/src/scenarios/world.js';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { BASE_URL, openService, OPERATOR, type Service } from '../e2e/api-service.js';
import { scenariosOf } from './files.js';
import { LOGGING } from '../support/used-secrets.js';
import { PERSONAL_SECRET } from '../support/database.js';

/** Makes a spec of every scenario in the files whose names match. */
export function playThroughService(files: RegExp): void {
  describe('scenario files, through the real service', () => {
    let service: Service;
    let worker: Worker;
    let store: Store;
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
          ...LOGGING,
        }),
      );
      const baseUrl = await service.api.listen();
      store = openStore({
        personalSecret: PERSONAL_SECRET,
        connectionString: service.databaseUrl,
        clock: (databaseNow) => now ?? databaseNow,
      });
      let operator: Promise<Visitor> | undefined;
      stage = {
        baseUrl,
        origin: BASE_URL,
        store,
        setClock: (at) => {
          now = at;
          return Promise.resolve();
        },
        operator: () => (operator ??= signedIn(baseUrl, { email: OPERATOR })),
      };
    });

    afterAll(async () => {
      await store.close();
      await worker.close();
      await service.close();
    });

    it.each(scenariosOf(files))(
      '%s',
      async (_title, scenario) => {
        const played = await play(scenario, stage);
        expect(played.flatMap(({ title, differences }) => differences.map((each) => `${title}: ${each}`))).toEqual([]);
      },
      30_000,
    );
  });
}
