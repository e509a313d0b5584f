import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What our own tools run in, so that neither a locale nor a `PG…` variable of the user changes what they say or do. */
export const PLAIN_ENVIRONMENT = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' } as const;

/**
 * A text that names one process and no later one with the same id; null when no such process runs.
 * A zombie counts as gone: it holds nothing, though `kill(pid, 0)` still finds it.
 */
export async function processStamp(pid: number): Promise<string | null> {
  return process.platform === 'linux' ? stampFromProc(pid) : stampFromPs(pid);
}

/** The command line and working folder of a process; null when it is gone or is not ours to look at. */
export async function processOf(pid: number): Promise<{ args: string; folder: string | null } | null> {
  if (process.platform !== 'linux') {
    const args = await ps(pid, 'args=');
    return args === null ? null : { args, folder: null };
  }
  try {
    const args = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    return { args, folder };
  } catch {
    return null;
  }
}

/** Waits until the process is gone; false when it still runs after that time. */
export async function waitUntilGone(pid: number, stamp: string, limitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + limitMs;
  while ((await processStamp(pid)) === stamp) {
    if (Date.now() > giveUpAt) return false;
    await pause(20);
  }
  return true;
}

/** Resolves after that many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function stampFromProc(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and brackets, so fields are counted from its last bracket: state first, start time twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedAt] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X' || startedAt === undefined) return null;
    // Start times count from boot, so that a stamp is only comparable within one.
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    return `${boot.trim()}:${startedAt}`;
  } catch {
    return null;
  }
}

async function stampFromPs(pid: number): Promise<string | null> {
  const line = await ps(pid, 'stat=,lstart=');
  if (line === null || line.startsWith('Z')) return null;
  return line.slice(line.indexOf(' ')).trim();
}

async function ps(pid: number, columns: string): Promise<string | null> {
  try {
    const { stdout } = await run('ps', ['-ww', '-o', columns, '-p', String(pid)], { env: PLAIN_ENVIRONMENT });
    return stdout.trim() === '' ? null : stdout.trim();
  } catch {
    return null;
  }
}
