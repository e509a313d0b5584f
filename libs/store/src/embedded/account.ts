import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { orUseYourOwn } from './cannot-start.js';
import { PLAIN_ENVIRONMENT } from './process-stamp.js';

const run = promisify(execFile);

/** The user that PostgreSQL runs as when we are root, whom it refuses. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account made where a machine has none for PostgreSQL. */
const OWN_ACCOUNT = 'countersign';

/**
 * Null when this process is an ordinary user, who runs PostgreSQL itself. For root: the owner of data that exist, else
 * `postgres` or `countersign`, made when neither exists; `nobody`, who may be shared with others, comes last.
 */
export async function accountFor(dataFolder: string, note: (text: string) => void): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await ownerOf(dataFolder);
  if (owner !== null) return owner;
  for (const name of ['postgres', OWN_ACCOUNT]) {
    const account = await named(name);
    if (account !== null) return account;
  }
  if (await makeAccount()) {
    const account = await named(OWN_ACCOUNT);
    if (account !== null) {
      note(`made the system user \`${OWN_ACCOUNT}\`, because PostgreSQL refuses to run as root`);
      return account;
    }
  }
  const nobody = await named('nobody');
  if (nobody !== null) return nobody;
  throw orUseYourOwn('PostgreSQL refuses to run as root, and no other user could be made; start as an ordinary user');
}

async function ownerOf(folder: string): Promise<Account | null> {
  const found = await stat(folder).catch(() => null);
  if (found === null || found.uid === 0) return null;
  const name = await run('id', ['-un', String(found.uid)]).then(
    ({ stdout }) => stdout.trim(),
    () => String(found.uid),
  );
  return { name, uid: found.uid, gid: found.gid };
}

async function named(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Debian, Fedora and their kin know `useradd`; Alpine and its kin `adduser -S`. */
async function makeAccount(): Promise<boolean> {
  const ways: readonly [string, readonly string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', OWN_ACCOUNT]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', OWN_ACCOUNT]],
  ];
  for (const [command, args] of ways) {
    const made = await run(command, args).then(
      () => true,
      () => false,
    );
    if (made) return true;
  }
  return false;
}

/** Whether that user can enter the folder and, when asked, write there: tried as that user, for modes do not tell all. */
export async function canUse(account: Account, folder: string, how: 'enter' | 'write'): Promise<boolean> {
  const script = how === 'write' ? 'cd "$1" && test -w .' : 'cd "$1"';
  const child = spawnAs(account, '/bin/sh', ['-c', script, 'sh', folder], 'ignore');
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}

/** Runs a program as that user, in a process group of its own: Ctrl-C reaches us alone, and we stop it when it is time. */
export function spawnAs(
  account: Account | null,
  program: string,
  args: readonly string[],
  stdio: StdioOptions,
): ChildProcess {
  const user = account === null ? {} : { uid: account.uid, gid: account.gid };
  try {
    return spawn(program, args, { ...user, env: PLAIN_ENVIRONMENT, cwd: '/', detached: true, stdio });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw orUseYourOwn(
      `no program can be run as the user \`${account?.name ?? ''}\` (${reason}); start as an ordinary user`,
    );
  }
}
