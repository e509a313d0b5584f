import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { ENVIRONMENT, writeKeys } from './api-service.js';

const MAIN = fileURLToPath(new URL('../../apps/api/src/main.ts', import.meta.url));
const LOADER = fileURLToPath(new URL('../support/typescript.js', import.meta.url));

let database: ClonedDatabase;
let keysDir: string;
const servers: Server[] = [];
beforeAll(async () => {
  database = await cloneDatabase();
  keysDir = await writeKeys();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await database.drop();
  await rm(keysDir, { recursive: true });
});

function start(env: Readonly<Record<string, string>>, stdout: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  return fork(MAIN, {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: ['--import', LOADER, '--no-warnings'],
    stdio: ['ignore', stdout, 'pipe', 'ipc'],
  });
}

const sound = () => ({ ...ENVIRONMENT, DATABASE_URL: database.connectionString, KEYS_DIR: keysDir, PORT: '0' });

async function address(child: ChildProcess): Promise<string> {
  const [message] = await once(child, 'message');
  return message.ready;
}

/** The exit code, and what was said on the way. */
async function ending(child: ChildProcess): Promise<[number | null, string]> {
  let said = '';
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = await once(child, 'exit');
  return [code, said];
}

/** A request, once it has left for the service, and the status that it is answered with. */
function ask(url: string, agent: Agent): { readonly sent: Promise<unknown>; readonly status: Promise<unknown> } {
  const request = get(url, { agent });
  const status = once(request, 'response').then(async ([answer]) => {
    await once(answer.resume(), 'end');
    return answer.statusCode;
  });
  return { sent: once(request, 'finish'), status };
}

describe('the process of the API', () => {
  it('says where it listens, answers there, and ends in order by a signal', async () => {
    const child = start(sound());
    const ended = ending(child);
    const answer = await fetch(`${await address(child)}/v1/health/ready`);
    expect(await answer.json()).toEqual({ status: 'ok' });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, '']);
  });

  it('ends soon by a signal while hundreds of requests wait for the database, and answers each of them', async () => {
    const child = start(sound());
    const ended = ending(child);
    const url = `${await address(child)}/v1/health/ready`;
    // As a proxy asks: its connections stay open for the next request.
    const agent = new Agent({ keepAlive: true });
    const client = new Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE countersign.migrations IN ACCESS EXCLUSIVE MODE');
      const asked = Array.from({ length: 200 }, () => ask(url, agent));
      const answers = asked.map(({ status }) => status);
      await Promise.all(asked.map(({ sent }) => sent));
      const waiting = `SELECT count(*)::integer AS n FROM pg_locks WHERE relation = 'countersign.migrations'::regclass AND NOT granted`;
      await eventually('waiting', async () => ((await client.query(waiting)).rows[0].n >= 10 ? true : null));
      // What came before this has reached it too: a connection that the system took and nobody read is nobody's to answer.
      expect((await fetch(url.replace('ready', 'live'))).status).toBe(200);
      child.kill('SIGTERM');
      // The others wait for a connection, in vain.
      await Promise.race(answers);
      await client.query('COMMIT');
      expect([...new Set(await Promise.all(answers))].sort()).toEqual([200, 503]);
      const answeredAt = performance.now();
      expect(await ended).toEqual([0, '']);
      expect(performance.now() - answeredAt).toBeLessThan(5000);
    } finally {
      agent.destroy();
      await client.end();
    }
  }, 60_000);

  it('ends by a signal though a request never ends', async () => {
    const child = start({ ...sound(), ENDING_TIMEOUT_MS: '500' });
    const ended = ending(child);
    const { port } = new URL(await address(child));
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    socket.write('POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n');
    await once(socket, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, '']);
    socket.destroy();
  });

  it('ends when the process that started it is gone', async () => {
    const child = start(sound());
    const ended = ending(child);
    await address(child);
    child.disconnect();
    expect(await ended).toEqual([0, '']);

    const early = start(sound());
    const endedToo = ending(early);
    early.disconnect();
    expect(await endedToo).toEqual([0, '']);
  });

  it('serves as well when nobody started it with a channel, as in a container', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const port = String(Object(free.address()).port);
    free.close();
    const child = spawn(process.execPath, ['--import', LOADER, '--no-warnings', MAIN], {
      env: { PATH: process.env['PATH'], ...sound(), PORT: port },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = ending(child);
    const isLive = () =>
      fetch(`http://127.0.0.1:${port}/v1/health/live`).then(
        ({ ok }) => ok,
        () => false,
      );
    while (child.exitCode === null && !(await isLive()));
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, '']);
  });

  it('does not call it a fault of its own when somebody hangs up while sending', async () => {
    const child = start({ ...sound(), LOG_LEVEL: 'error' }, 'pipe');
    const ended = ending(child);
    let logged = '';
    child.stdout?.on('data', (text: Buffer) => (logged += text.toString()));
    const { port } = new URL(await address(child));
    const socket = connect({ port: Number(port), host: '127.0.0.1' });
    const head =
      'POST /v1/sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n';
    socket.write(head);
    // Its going on says that it reads the body.
    await once(socket, 'data');
    socket.write('{"email":');
    socket.destroy();
    await once(socket, 'close');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, '']);
    expect(logged).toBe('');
  });

  it('says in one sentence why it cannot start', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    servers.push(taken);
    const port = String(Object(taken.address()).port);
    const cases: [Record<string, string>, RegExp][] = [
      [{ ...sound(), BASE_URL: '' }, /^api: `BASE_URL` is not set; set it to the public address, [^\n]*\n$/],
      [{ ...sound(), KEYS_DIR: '/nowhere' }, /^api: the key file `\/nowhere\/receipt.key` cannot be read; [^\n]*\n$/],
      [{ ...sound(), PORT: port }, /^api: the port is taken; [^\n]*\n$/],
    ];
    for (const [env, sentence] of cases) {
      const [code, said] = await ending(start(env));
      expect(code).toBe(1);
      expect(said).toMatch(sentence);
    }
  });
});
