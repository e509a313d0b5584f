import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart, errorCode } from './cannot-start.js';
import { processOf, processStamp, waitUntilGone } from './process-stamp.js';

const CLEAN_STOP_LIMIT_MS = 30_000;
const QUICK_STOP_LIMIT_MS = 10_000;

/**
 * Deals with what an earlier start left behind when it was killed: its PostgreSQL may still run. It is stopped and not
 * adopted, so that the settings, the log and the parent are always those of this start. Returns what it did, in words.
 *
 * The process is known by its command line or working folder. Connecting would prove less: a server that starts up or
 * hangs answers nobody, and must be stopped all the same.
 */
export async function stopEarlierServer(dataFolder: string): Promise<string | null> {
  const lockFile = join(dataFolder, 'postmaster.pid');
  const pid = await readPid(lockFile);
  if (pid === null) return null;
  const stamp = await processStamp(pid);
  if (stamp !== null && (await isServerOf(dataFolder, pid))) {
    await stop(pid, stamp, dataFolder);
    return `an earlier start was killed and left its PostgreSQL running (process ${pid}): stopped it cleanly`;
  }
  // The id now names a zombie or something else. PostgreSQL would take that for itself and refuse; the shared memory
  // segment tied to its data folder still keeps a second server out, should we be wrong.
  await rm(lockFile, { force: true });
  return stamp === null ? null : `removed a stale \`postmaster.pid\`: process ${pid} is another program`;
}

async function readPid(lockFile: string): Promise<number | null> {
  try {
    const pid = Number((await readFile(lockFile, 'utf8')).split('\n')[0]);
    return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isServerOf(dataFolder: string, pid: number): Promise<boolean> {
  const found = await processOf(pid);
  if (found === null || !/(^|\/)postgres( |$)/.test(found.args)) return false;
  return found.folder === dataFolder || found.args.includes(` -D ${dataFolder} `);
}

async function stop(pid: number, stamp: string, dataFolder: string): Promise<void> {
  const signalled = (signal: 'SIGINT' | 'SIGQUIT'): void => {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return;
      throw new CannotStart(`PostgreSQL (process ${pid}) uses \`${dataFolder}\` as another user; stop it first`);
    }
  };
  signalled('SIGINT');
  if (await waitUntilGone(pid, stamp, CLEAN_STOP_LIMIT_MS)) return;
  // An immediate stop loses nothing either: the write-ahead log is replayed at the next start.
  signalled('SIGQUIT');
  if (await waitUntilGone(pid, stamp, QUICK_STOP_LIMIT_MS)) return;
  throw new CannotStart(`PostgreSQL (process ${pid}) uses \`${dataFolder}\` and does not stop; stop it by hand`);
}
