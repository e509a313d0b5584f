/** A lock that ends with its holder, however that ends: a socket beside the state, on which the holder listens. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { CommandError, partsOf, reasonOf } from './usage.js';

const DECISION_LIMIT_MS = 5000;
/** What every system takes as the address of a socket. */
const PATH_BYTES_MAX = 103;
/** Nobody listens there, or it is gone. */
const OVER = ['ECONNREFUSED', 'ENOENT'];

/** Ours until `release`. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock of this name; throws `CommandError` while somebody has it. The kernel says whether they do: the id of a process
 * says nothing across containers, in each of which the first one is 1, nor between two parts of one process.
 *
 * INVARIANT: of several at once exactly one has it. Each listens on a socket of its own before it looks for others, so of two the
 * later to look sees the earlier. It gives way to a lower name at once, and to a higher one that had looked before it was there:
 * it hears from each of those what they decided.
 */
export async function lock(path: string): Promise<Lock> {
  const own = `${path}.${randomBytes(6).toString('hex')}`;
  if (Buffer.byteLength(own) > PATH_BYTES_MAX)
    throw new CommandError(`\`${own}\` is too long for a lock; keep the state where its path is shorter`);
  const callers = new Set<Socket>();
  const server = createServer((socket) => callers.add(socket.on('error', () => socket.destroy()))).unref();
  const release = async (): Promise<void> => {
    await rm(own, { force: true });
    for (const caller of callers) caller.destroy();
    server.close();
  };
  try {
    await listen(server, own);
    for (const other of await namesBeside(path)) {
      if (other === own) continue;
      const isTheirs = other < own ? await isListening(other) : await isTakenBy(other);
      if (isTheirs) throw held(path);
    }
  } catch (error) {
    await release();
    throw error;
  }
  server.on('connection', (caller: Socket) => caller.end(TAKEN));
  for (const caller of callers) caller.end(TAKEN);
  return { release };
}

const TAKEN = 'taken';

function held(path: string): CommandError {
  return new CommandError(
    `another process holds \`${path}\` and works with this state; stop it, or give this one a state of its own`,
  );
}

/** It gets its name once it listens: until then it would be taken for what a killed process left. */
async function listen(server: Server, path: string): Promise<void> {
  const draft = join(dirname(path), `.${basename(path).slice(-12)}`);
  try {
    await once(server.listen(draft), 'listening');
    await rename(draft, path);
  } catch (error) {
    throw new CommandError(`\`${path}\` cannot be made: ${reasonOf(error)}`);
  }
}

async function namesBeside(path: string): Promise<string[]> {
  const names = await readdir(dirname(path));
  return names.filter((name) => name.startsWith(`${basename(path)}.`)).map((name) => join(dirname(path), name));
}

async function isListening(path: string): Promise<boolean> {
  const socket = await connected(path);
  socket?.destroy();
  return socket !== null;
}

/** Waits for what they decide; whoever says nothing may hold it. */
async function isTakenBy(path: string): Promise<boolean> {
  const socket = await connected(path);
  if (socket === null) return false;
  try {
    socket.setTimeout(DECISION_LIMIT_MS);
    return await Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'timeout').then(() => true),
      once(socket, 'close').then(() => false),
    ]);
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * `null` for what nobody listens on any more; its name was drawn for it alone, so that it goes for good. Whoever cannot be asked,
 * as of another user or with too many callers, may hold it.
 */
async function connected(path: string): Promise<Socket | null> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return socket;
  } catch (error) {
    if (!OVER.includes(String(partsOf(error).code))) throw held(path);
    await rm(path, { force: true });
    return null;
  }
}
