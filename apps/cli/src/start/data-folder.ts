import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { access, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentIdentity } from '#evidence';
import { PERSONAL_SECRET_FILE } from '#discretion';
import { explainFolder } from '#store';
import { keysFolderOf } from '../config.js';

/** What the launcher keeps, and where. */
export interface DataFolder {
  readonly folder: string;
  readonly lockFile: string;
  readonly keysFolder: string;
  readonly logsFolder: string;
  readonly databaseFolder: string;
  readonly demonstrationFile: string;
}

/** The keys that a start had to make; `isFirst` when there were none, as in a new folder. */
export interface MadeKeys {
  readonly names: readonly string[];
  readonly isFirst: boolean;
}

export async function prepareDataFolder(folder: string): Promise<DataFolder> {
  const prepared = {
    folder,
    lockFile: join(folder, 'lock'),
    keysFolder: keysFolderOf(folder),
    logsFolder: join(folder, 'logs'),
    databaseFolder: join(folder, 'postgresql'),
    demonstrationFile: join(folder, 'demonstration.json'),
  };
  try {
    await mkdir(prepared.logsFolder, { recursive: true });
    await mkdir(prepared.keysFolder, { recursive: true, mode: 0o700 });
    return prepared;
  } catch (error) {
    throw explainFolder(error, folder);
  }
}

/** Makes the keys that are missing, and names them. API and worker share them by this folder. */
export async function makeMissingKeys(keysFolder: string, serviceName: string): Promise<MadeKeys> {
  const makers: Readonly<Record<string, () => string | Promise<string>>> = {
    'log.key': newSigningKey,
    'receipt.key': newSigningKey,
    'auth.secret': () => randomBytes(32).toString('base64url'),
    [PERSONAL_SECRET_FILE]: () => randomBytes(32).toString('base64url'),
    'webhook.secret': () => randomBytes(32).toString('base64url'),
    'seal.pem': () => developmentIdentity(serviceName, new Date().toISOString()),
  };
  const made: string[] = [];
  for (const [name, make] of Object.entries(makers)) {
    const file = join(keysFolder, name);
    if (await exists(file)) continue;
    await writePrivately(file, await make());
    made.push(name);
  }
  await writePublicHalf(join(keysFolder, 'log.key'), join(keysFolder, 'log.pub'));
  return { names: made, isFirst: made.length === Object.keys(makers).length };
}

/** The API publishes the log's key and never signs with it, so it reads the public half alone: made anew where the key is another. */
async function writePublicHalf(key: string, file: string): Promise<void> {
  const half = createPublicKey(await readFile(key))
    .export({ type: 'spki', format: 'pem' })
    .toString();
  if ((await readFile(file, 'utf8').catch(() => '')) !== half) await writePrivately(file, half);
}

function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Writes a file that only this user can read, on disk when this resolves, and whole or not at all: half a key would sign
 * nothing, and a key that a power cut takes away would leave signatures that nobody can trace.
 */
export async function writePrivately(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(draft, file);
  } catch (error) {
    throw explainFolder(error, file);
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
