/** Dump and restore by the very commands of the guide: what was erased since a dump is not back, and nobody is answered before. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, rebuild } from '#store';
import { ACCESS } from '../../apps/api/src/access.js';
import { createApi } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { countersign } from '../support/command-line.js';
import { PERSONAL_SECRET } from '../support/database.js';
import { debianServer, startDebianServer, type DebianServer } from '../support/debian-server.js';
import { ENVIRONMENT, openService, sequence, type Service } from './api-service.js';
import { makeWorld, type World } from './api-world.js';

const PROGRAMS = [debianServer('the commands that dump and restore')].flatMap((folder) => folder ?? []);

/** Answered by a process that answers nothing else yet. */
const STILL = ['GET /v1/health/live'];

describe('the guide', () => {
  it('says once how to dump, and once how to restore', async () => {
    for (const program of ['pg_dump', 'CREATE ROLE', 'pg_restore'])
      expect(await guided(program)).toContain('$DATABASE_URL');
  });
});

describe.each(PROGRAMS)('data that were dumped before somebody was erased, by the programs in %s', (programs) => {
  const servers: DebianServer[] = [];
  let service: Service;
  let world: World;
  let folder: string;
  let words: readonly string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-dumps-'));
    const server = await start();
    const connectionString = await server.database('countersign');
    await migrate(connectionString);
    service = await openService({ database: { connectionString, drop: () => Promise.resolve() } });
    world = await makeWorld(service);
    words = ['Mara Velloso', world.maraEmail];
    await sequence(service);
    await dump('before', connectionString);
    const erased = await countersign(['erase', '--person', world.maraEmail, '--yes'], {
      DATABASE_URL: connectionString,
    });
    expect(erased.out + erased.err).toMatch(/^erased, by `ers_/);
    const { out } = await countersign(['erase', 'list'], { DATABASE_URL: connectionString });
    await writeFile(join(folder, 'erased.txt'), out);
    await dump('after', connectionString);
  }, 60_000);
  afterAll(async () => {
    await service.close();
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<DebianServer> {
    const server = await startDebianServer(programs);
    servers.push(server);
    return server;
  }

  async function dump(name: string, connectionString: string): Promise<void> {
    await mkdir(join(folder, name));
    runAsGuided(await guided('pg_dump'), join(folder, name), connectionString);
  }

  /** The data of one dump, with the keyring of another, on a server that never held either. */
  async function restored(data: string, keyring: string): Promise<string> {
    const connectionString = await (await start()).database('countersign');
    const from = await mkdtemp(join(folder, 'restore-'));
    await writeFile(join(from, 'data.dump'), await readFile(join(folder, data, 'data.dump')));
    await writeFile(join(from, 'keyring.dump'), await readFile(join(folder, keyring, 'keyring.dump')));
    runAsGuided(await guided('CREATE ROLE'), from, connectionString);
    runAsGuided(await guided('pg_restore'), from, connectionString);
    return connectionString;
  }

  const open = (DATABASE_URL: string) =>
    createApi(readConfig({ ...ENVIRONMENT, DATABASE_URL, KEYS_DIR: service.keysDir }));

  /** Which of the words a dump holds, unpacked into SQL. */
  async function wordsIn(name: string): Promise<string[]> {
    const texts = ['data.dump', 'keyring.dump'].map((file) => {
      const said = spawnSync('pg_restore', ['--file=-', join(folder, name, file)], {
        encoding: 'utf8',
        maxBuffer: 1e9,
      });
      expect(said.stderr).toBe('');
      return said.stdout.toLowerCase();
    });
    return words.filter((word) => texts.some((text) => text.includes(word.toLowerCase())));
  }

  it('hold them, and those that are dumped after hold nothing of them', async () => {
    expect(await wordsIn('before')).toEqual(words);
    expect(await wordsIn('after')).toEqual([]);
  });

  it('are answered from at no door before they are erased again, by the newest keyring', async () => {
    const DATABASE_URL = await restored('before', 'after');
    const api = await open(DATABASE_URL);
    const server = api.nest.getHttpAdapter().getInstance();
    const statusOf = async (route: string): Promise<number> => {
      const [method = '', path = ''] = route.split(' ');
      const url = path.replace(/:(\w+)/g, 'x_1').replace('*', 'x');
      const body = method === 'POST' ? { payload: '{}', headers: { 'content-type': 'application/json' } } : {};
      const answer: unknown = await server.inject({ method, url, ...body });
      return Number(Object(answer).statusCode);
    };
    const answered: string[] = [];
    for (const route of Object.keys(ACCESS)) if ((await statusOf(route)) !== 503) answered.push(route);
    expect(answered).toEqual(STILL);
    const again = await countersign(['erase', 'again'], { DATABASE_URL });
    expect(again.out + again.err).toMatch(/^erased, by `ers_/);
    expect(await statusOf('GET /v1/health/ready')).toBe(200);
    expect(await statusOf('GET /v1/session')).toBe(401);
    await api.close();
    await dump('again', DATABASE_URL);
    expect(await wordsIn('again')).toEqual([]);
    expect((await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: DATABASE_URL })).differences).toEqual(
      [],
    );
  });

  it('are erased again by the list that was kept, where the keyring is as old as they are', async () => {
    const DATABASE_URL = await restored('before', 'before');
    const again = await countersign(['erase', 'again', join(folder, 'erased.txt')], { DATABASE_URL });
    expect(again.out + again.err).toMatch(/^erased, by `ers_/);
    await dump('by-list', DATABASE_URL);
    expect(await wordsIn('by-list')).toEqual([]);
  });
});

/** The commands of the guide that use a program, as they stand there. */
async function guided(program: string): Promise<string> {
  const guide = await readFile(new URL('../../docs/operate.md', import.meta.url), 'utf8');
  const [, keep = ''] = guide.split('\n## What to keep\n');
  const blocks = [...keep.matchAll(/```sh\n([^]*?)```/g)].map(([, block = '']) => block);
  const found = blocks.filter((block) => block.includes(program));
  if (found.length !== 1) throw new Error(`the guide has ${String(found.length)} blocks with \`${program}\``);
  return found[0] ?? '';
}

function runAsGuided(commands: string, cwd: string, DATABASE_URL: string): void {
  const done = spawnSync('bash', ['-e', '-c', commands], {
    cwd,
    env: { ...process.env, DATABASE_URL },
    encoding: 'utf8',
  });
  expect({ status: done.status, said: done.stderr }).toEqual({ status: 0, said: '' });
}
