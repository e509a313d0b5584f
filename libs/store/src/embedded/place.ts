import { randomBytes } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canUse, type Account } from './account.js';
import { makeOpenFolder, REACHABLE_FOLDER } from './binaries.js';
import { errorCode, orUseYourOwn } from './cannot-start.js';

/**
 * The folder that PostgreSQL itself uses: the one asked for, or, when its user cannot enter that one, a folder elsewhere
 * that a file named `place` points to. The pointer is random, so that a folder made anew never finds older data.
 */
export async function preparePlace(
  folder: string,
  account: Account | null,
  note: (text: string) => void,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const here = await realpath(folder);
  const elsewhere = await readPointer(here);
  if (elsewhere !== null) return own(elsewhere, account);
  if (account === null) return own(here, null);
  await own(here, account);
  if (await canUse(account, here, 'write')) return here;
  return movedPlace(here, account, note);
}

/** Where data would be, found without making or changing anything: whoever owns them decides who runs PostgreSQL. */
export async function whereDataAre(folder: string): Promise<string> {
  return join((await readPointer(folder)) ?? folder, 'data');
}

async function readPointer(folder: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, 'place'), 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function own(folder: string, account: Account | null): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (account !== null) await chown(folder, account.uid, account.gid);
  return folder;
}

async function movedPlace(here: string, account: Account, note: (text: string) => void): Promise<string> {
  await makeOpenFolder(REACHABLE_FOLDER);
  const place = join(REACHABLE_FOLDER, `data-${randomBytes(6).toString('hex')}`);
  await own(place, account);
  if (!(await canUse(account, place, 'write'))) {
    await rm(place, { recursive: true });
    throw orUseYourOwn(
      `the user \`${account.name}\` can write neither in \`${here}\` nor in \`${place}\`; open one to it`,
    );
  }
  // Back to root: the folder asked for now only holds the pointer.
  await chown(here, 0, 0);
  await writeFile(join(here, 'place'), `${place}\n`, { mode: 0o600 });
  note(`keeps the database in \`${place}\`, because the user \`${account.name}\` cannot enter \`${here}\``);
  return place;
}

/** Removes a database kept by `startEmbedded`, wherever it put it; the server must be stopped. */
export async function removeEmbedded(folder: string): Promise<void> {
  const elsewhere = await readPointer(folder);
  if (elsewhere !== null && (await isFolder(elsewhere))) await rm(elsewhere, { recursive: true });
  await rm(folder, { recursive: true, force: true });
}

async function isFolder(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
