import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { spawnAs, type Account } from './account.js';
import { CannotStart, explainFolder, fullDisk, orUseYourOwn } from './cannot-start.js';
import { pause } from './process-stamp.js';
import { serverSettings } from './settings.js';

/** A PostgreSQL that accepts connections, as a direct child of this process. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** Resolves when it has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Fast shutdown: sessions end, everything committed is kept. Resolves when it is gone. */
  stop(): Promise<void>;
}

interface Launch {
  readonly program: string;
  readonly place: string;
  readonly account: Account | null;
  readonly port: 'free' | number;
  readonly settings: Readonly<Record<string, string>>;
}

const LOG_BYTES_MAX = 8 * 1024 * 1024;
const ATTEMPTS_MAX = 40;
const RETRY_DELAY_MS = 250;
/** Recovery after a crash replays at most `max_wal_size`, and takes seconds; a slow disk gets minutes. */
const READY_LIMIT_MS = 300_000;
const STOP_LIMIT_MS = 60_000;

/** Starts it and waits until it accepts connections. */
export async function startServer(launch: Launch): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = launch.port === 'free' ? await freePort() : launch.port;
    const started = await tryStart(launch, port);
    if (typeof started !== 'string') return started;
    // Two starts may have been given one free port; and after a kill the old sessions take a moment to notice.
    const mayPass = isPortTaken(started) ? launch.port === 'free' : isStillHeld(started);
    if (!mayPass || attempt === ATTEMPTS_MAX) throw refusal(started, port, launch.place);
    await pause(RETRY_DELAY_MS);
  }
}

/** The server, or the last words of one that ended before it was ready. */
async function tryStart({ program, place, account, settings }: Launch, port: number): Promise<Server | string> {
  const dataFolder = join(place, 'data');
  const logFile = join(place, 'postgresql.log');
  await keepShort(logFile);
  // A file and not a pipe: a server that outlives us must still be able to write its log.
  const log = await open(logFile, 'a', 0o600);
  if (account !== null) await log.chown(account.uid, account.gid);
  const from = (await log.stat()).size;
  const args = ['-D', dataFolder, ...serverSettings(place, port, settings)];
  const child = spawnAs(account, program, args, ['ignore', log.fd, log.fd]);
  const ended = endOf(child);
  const ready = await Promise.race([ended, untilReady(child, dataFolder)]);
  await log.close();
  if (ready === 'ready' && child.pid !== undefined) {
    return { pid: child.pid, port, ended: ended.then(() => undefined), stop: () => stop(child, ended) };
  }
  if (ready === 'late') {
    await stop(child, ended);
    throw new CannotStart(`PostgreSQL was not ready after ${READY_LIMIT_MS / 1000} seconds; see \`${logFile}\``);
  }
  return ready.startsWith('could not run') ? ready : (await readFile(logFile)).subarray(from).toString('utf8');
}

/** What is in the way of running the program at all, or that it ended. */
async function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve(`could not run ${error.message}`);
    });
    child.once('exit', () => {
      resolve('ended');
    });
  });
}

/** PostgreSQL states its readiness in the eighth line of `postmaster.pid`: what its own `pg_ctl` waits for. */
async function untilReady(child: ChildProcess, dataFolder: string): Promise<'ready' | 'late'> {
  const giveUpAt = Date.now() + READY_LIMIT_MS;
  while (Date.now() < giveUpAt && child.exitCode === null && child.signalCode === null) {
    const lines = (await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return 'ready';
    await pause(15);
  }
  return 'late';
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGINT');
  const harder = setTimeout(() => child.kill('SIGQUIT'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(harder);
}

async function keepShort(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_BYTES_MAX) await rename(logFile, `${logFile}.1`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port');
  return address.port;
}

function isPortTaken(lastWords: string): boolean {
  return /could not bind|could not create any TCP\/IP sockets/.test(lastWords);
}

function isStillHeld(lastWords: string): boolean {
  return /pre-existing shared memory block|lock file "postmaster\.pid" already exists/.test(lastWords);
}

function refusal(lastWords: string, port: number, place: string): unknown {
  if (isPortTaken(lastWords)) {
    return new CannotStart(`port ${port} is taken, PostgreSQL cannot listen there; stop what uses it or name another`);
  }
  return refusalOf(lastWords, place);
}

/** The sentence for the last words of a PostgreSQL program; what it does not know, it quotes. */
export function refusalOf(lastWords: string, place: string): unknown {
  if (/No space left on device|Disk quota exceeded/.test(lastWords)) return new CannotStart(fullDisk(place));
  if (/Permission denied|Read-only file system/.test(lastWords)) {
    return explainFolder(Object.assign(new Error(lastWords), { code: 'EACCES' }), place);
  }
  const quoted = lastWords.trim().split('\n').slice(-3).join(' ').slice(-600);
  return orUseYourOwn(`PostgreSQL does not start here and says \`${quoted}\`; mend that (its log is in \`${place}\`)`);
}
