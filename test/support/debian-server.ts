/** A PostgreSQL of Debian's with the programs that belong to it: for commands that an operator runs. Not every machine has one. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { eventually } from './eventually.js';
import { hasProgram } from './programs.js';
import { run } from './test-databases.js';

export interface DebianServer {
  /** The address of an empty database of this name, which is made. */
  database(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** The folder of the server that is of one version with the `pg_dump` that is found first; `null` where there is none. */
export function debianServer(what: string): string | null {
  if (!hasProgram('pg_dump', what)) return null;
  const said = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout;
  const folder = `/usr/lib/postgresql/${/(\d+)\./.exec(said)?.[1] ?? ''}/bin`;
  if (existsSync(join(folder, 'initdb'))) return folder;
  process.stderr.write(`skipped: ${what}: there is no server for this \`pg_dump\` in \`${folder}\`\n`);
  return null;
}

/** Starts one on a folder of its own. PostgreSQL refuses to run as root: there it runs as Debian's user for it. */
export async function startDebianServer(programs: string): Promise<DebianServer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-debian-'));
  const as = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (as.uid !== undefined) await chown(folder, as.uid, as.gid);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['--pgdata', data, '--username', 'operator', '--auth', 'trust', '--no-sync', '--encoding', 'UTF8', '--locale', 'C'],
    { ...as, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'],
    { ...as, cwd: folder, stdio: 'ignore' },
  );
  const address = (name: string): string => `postgres://operator:not-asked-for@127.0.0.1:${String(port)}/${name}`;
  await eventually('a server of Debian', () =>
    run(address('postgres'), 'SELECT').then(
      () => true,
      () => null,
    ),
  );
  return {
    async database(name) {
      await run(address('postgres'), `CREATE DATABASE ${name}`);
      return address(name);
    },
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGQUIT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
}
