import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { organization } from '../support/recording.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { LOGGING } from '../support/used-secrets.js';

describe('a worker that starts while its database does', () => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    keysDir = await makeWorkerKeys();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  });

  it('waits until the database answers, and then puts into the log what came before', async () => {
    const door = await openDoor(database.connectionString, (count) => count > 3);
    const worker = startWorkerProcess(door.connectionString);
    try {
      await organization(store, 'Patient Pictures');
      const checkpoint = await eventually('a checkpoint', () => store.log.checkpoint(), 60_000);
      expect(checkpoint.size).toBeGreaterThan(0);
      expect(door.refusedCount()).toBe(3);
    } finally {
      await killed(worker);
      door.close();
    }
  }, 90_000);

  it('ends when the database goes away before the queue is open, so that it is started again', async () => {
    const door = await openDoor(database.connectionString, (count) => count === 1);
    const worker = startWorkerProcess(door.connectionString);
    try {
      const [code] = await once(worker, 'exit', { signal: AbortSignal.timeout(60_000) });
      expect(code).toBe(1);
    } finally {
      await killed(worker);
      door.close();
    }
  }, 90_000);

  function startWorkerProcess(databaseUrl: string): ChildProcess {
    const env = {
      ...process.env,
      ...{ DATABASE_URL: databaseUrl, BASE_URL: 'http://127.0.0.1', KEYS_DIR: keysDir },
      ...{ ...LOGGING, MAIL_CAPTURE: 'true' },
    };
    const source = ['--conditions=source', '--import', './test/support/typescript.js', 'apps/worker/src/main.ts'];
    return spawn(process.execPath, source, { env, stdio: 'ignore' });
  }
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** A way to the database that lets only some connections through; the others hear that it is starting up. */
async function openDoor(databaseUrl: string, lets: (count: number) => boolean) {
  const url = new URL(databaseUrl);
  const behind = { host: url.hostname, port: Number(url.port) };
  const sockets = new Set<Socket>();
  let count = 0;
  let refusedCount = 0;
  const server: Server = createServer((socket) => {
    count += 1;
    sockets.add(socket.on('error', () => undefined));
    if (lets(count)) {
      const onward = connect(behind).on('error', () => socket.destroy());
      sockets.add(onward);
      socket.pipe(onward).pipe(socket);
      return;
    }
    refusedCount += 1;
    // The first message is the client's; an answer before it would be read as the end of the connection.
    socket.once('data', () => socket.end(STARTING_UP));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server has an address and port, never the name of a pipe.
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    connectionString: url.href,
    refusedCount: () => refusedCount,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** PostgreSQL's `ErrorResponse` 57P03. */
const STARTING_UP = errorResponse({ S: 'FATAL', V: 'FATAL', C: '57P03', M: 'the database system is starting up' });

function errorResponse(fields: Readonly<Record<string, string>>): Buffer {
  const body = Object.entries(fields).map(([name, value]) => `${name}${value}\0`);
  const text = Buffer.from(`${body.join('')}\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
