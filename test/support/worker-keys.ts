import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentIdentity } from '#evidence';
import { PERSONAL_SECRET } from './database.js';

/** A folder with the keys that a worker needs. Remove it afterwards. */
export async function makeWorkerKeys(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-worker-'));
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(join(folder, 'log.key'), key);
  await writeFile(join(folder, 'seal.pem'), await developmentIdentity('Worker test', '2026-01-01T00:00:00.000Z'));
  await writeFile(join(folder, 'personal.secret'), PERSONAL_SECRET);
  await writeFile(join(folder, 'webhook.secret'), randomBytes(32).toString('hex'));
  return folder;
}
