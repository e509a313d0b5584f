/** The service under test: the application itself, on a database of its own, asked over HTTP. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { createApi, type Api } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { cloneDatabase } from '../support/database.js';

export const BASE_URL = 'http://127.0.0.1:4000';
export const OPERATOR = 'operator@service.example';

export interface Service {
  readonly api: Api;
  readonly databaseUrl: string;
  readonly keysDir: string;
  close(): Promise<void>;
}

interface ServiceOptions {
  readonly databaseUrl?: string;
  readonly clock?: (databaseNow: string) => string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function openService({ databaseUrl, clock, env = {} }: ServiceOptions = {}): Promise<Service> {
  const database = databaseUrl === undefined ? await cloneDatabase() : undefined;
  const keysDir = await writeKeys();
  const config = readConfig({
    DATABASE_URL: databaseUrl ?? database?.connectionString,
    BASE_URL,
    KEYS_DIR: keysDir,
    AUTH_SECRET: 'a secret of the tests that is long enough',
    MAIL_CAPTURE: 'true',
    OPERATOR_EMAILS: OPERATOR,
    ATTEMPTS_PER_MINUTE: '10000',
    LOG_LEVEL: 'silent',
    ...env,
  });
  const api = await createApi(config, clock === undefined ? {} : { clock });
  return {
    api,
    databaseUrl: config.databaseUrl,
    keysDir,
    close: async () => {
      await api.close();
      await database?.drop();
      await rm(keysDir, { recursive: true });
    },
  };
}

/** Asks as whoever the headers say. */
export function ask({ api }: Pick<Service, 'api'>) {
  return supertest(api.nest.getHttpServer());
}

async function writeKeys(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-api-'));
  for (const name of ['log.key', 'receipt.key']) {
    await writeFile(join(folder, name), generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  }
  return folder;
}
