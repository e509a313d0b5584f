import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { chmodSync, chownSync, unlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { removeEmbedded, startEmbedded, type Embedded } from '#store';
import { build, copyOfCheckout, IS_ROOT, runWithStore } from './launcher-programs.js';

const QUICK = { fsync: 'off' };

// A machine under load copies files and starts processes slowly.
jest.setTimeout(60_000);

describe('the PostgreSQL that Countersign brings', () => {
  let base: string;
  let folder: string;
  let running: Embedded | null = null;

  beforeAll(async () => {
    await build();
    base = mkdtempSync(join(tmpdir(), 'countersign-database-'));
    chmodSync(base, 0o755);
    folder = join(base, 'database');
    await start();
    await stop();
  });

  afterEach(async () => {
    await running?.stop();
    running = null;
  });

  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  const start = async (at = folder): Promise<Embedded> => {
    running = await startEmbedded({ folder: at, settings: QUICK });
    return running;
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = null;
  };

  it('keeps its data from one start to the next', async () => {
    const first = await start();
    await query(first, "CREATE TABLE kept AS SELECT 'here' AS word");
    await stop();

    const second = await start();

    expect(await query(second, 'SELECT word FROM kept')).toEqual([{ word: 'here' }]);
    expect(second.notes).toEqual([]);
  });

  it('is durable and listens on this machine alone', async () => {
    const { connectionString } = await startEmbedded({ folder }).then((server) => (running = server));

    expect(new URL(connectionString).hostname).toBe('127.0.0.1');
    expect(await settings(connectionString, 'fsync', 'synchronous_commit', 'full_page_writes')).toEqual('on on on');
    expect(await settings(connectionString, 'listen_addresses')).toEqual('127.0.0.1');
    expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
  });

  it('admits nobody without its password', async () => {
    const url = new URL((await start()).connectionString);
    url.password = 'guessed';

    await expect(new Client({ connectionString: url.href }).connect()).rejects.toMatchObject({ code: '28P01' });
  });

  it('refuses a second start on one folder', async () => {
    await start();

    await expect(startEmbedded({ folder })).rejects.toThrow(`process ${process.pid} uses \`${folder}\`; stop it first`);
  });

  it('stops the server that a killed start left behind, says so, and finds what it had acknowledged', async () => {
    const killed = runWithStore(`
      const server = await startEmbedded({ folder: ${JSON.stringify(folder)} });
      console.log('up', server.pid, server.connectionString);
    `);
    const [, pid, url] = /up (\d+) (\S+)/.exec(await killed.says(/up \d+ \S+\n/))!;
    await query({ connectionString: url! }, "CREATE TABLE acknowledged AS SELECT 'kept' AS word");
    killed.child.kill('SIGKILL');
    await killed.ended;

    const next = await start();

    expect(next.notes).toEqual([
      `an earlier start was killed and left its PostgreSQL running (process ${pid}): stopped it cleanly`,
    ]);
    expect(await query(next, 'SELECT word FROM acknowledged')).toEqual([{ word: 'kept' }]);
  });

  it('tells when its server is killed, and starts again with what was acknowledged', async () => {
    const first = await startEmbedded({ folder });
    await query(first, "CREATE TABLE before_the_kill AS SELECT 'kept' AS word");

    process.kill(first.pid, 'SIGKILL');
    await first.ended;

    expect(await query(await start(), 'SELECT word FROM before_the_kill')).toEqual([{ word: 'kept' }]);
  });

  it('is not misled by a stale `postmaster.pid` whose process is now another program', async () => {
    const lines = [process.pid, join(folder, 'data'), 1_700_000_000, 5432, '', '127.0.0.1', '0 0', 'ready   ', ''];
    writeFileSync(join(folder, 'data', 'postmaster.pid'), lines.join('\n'));

    const { notes } = await start();

    expect(notes).toEqual([`removed a stale \`postmaster.pid\`: process ${process.pid} is another program`]);
  });

  it('takes over a lock whose process is gone or is another one by now', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, stamp: 'of an earlier boot', facts: {} }));
    await start();
    await stop();
    writeFileSync(join(folder, 'lock'), 'not a lock');
    await start();

    expect(existsSync(join(folder, 'lock'))).toBe(true);
    await stop();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('starts anew after it was killed while it made its data', async () => {
    const fresh = join(base, 'fresh');
    const unfinished = (): string | undefined =>
      existsSync(fresh) ? readdirSync(fresh).find((name) => name.startsWith('unfinished-')) : undefined;
    const killed = runWithStore(`await startEmbedded({ folder: ${JSON.stringify(fresh)} });`);
    while (unfinished() === undefined) await new Promise(setImmediate);
    killed.child.kill('SIGKILL');
    await killed.ended;

    await start(fresh);

    expect(unfinished()).toBeUndefined();
    expect(existsSync(join(fresh, 'data', 'PG_VERSION'))).toBe(true);
  });

  it('names a taken port, and what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;

    await expect(startEmbedded({ folder, port })).rejects.toThrow(
      `port ${port} is taken, PostgreSQL cannot listen there; stop what uses it or name another`,
    );
    other.close();
  });

  it('refuses data of another PostgreSQL and leaves them alone', async () => {
    const version = join(folder, 'data', 'PG_VERSION');
    const made = readFileSync(version, 'utf8').trim();
    writeFileSync(version, '13\n');

    await expect(startEmbedded({ folder })).rejects.toThrow(
      /made by PostgreSQL 13 and this Countersign brings \d+; dump/,
    );
    writeFileSync(version, `${made}\n`);
    await start();
  });

  it('says where its password belongs when that is gone', async () => {
    const file = join(folder, 'password');
    const password = readFileSync(file, 'utf8');
    unlinkSync(file);
    await expect(startEmbedded({ folder })).rejects.toThrow(`\`${file}\` does not hold the database's password`);
    writeFileSync(file, 'another');
    await expect(startEmbedded({ folder })).rejects.toThrow('restore it from a backup');
    writeFileSync(file, password);
  });

  it('says that its folder is none', async () => {
    const file = join(base, 'a-file');
    writeFileSync(file, '');

    await expect(startEmbedded({ folder: join(file, 'below') })).rejects.toThrow(
      `\`${join(file, 'below')}\` is not a folder`,
    );
  });

  it('repeats what PostgreSQL says when that does not start, and names the way out', async () => {
    await expect(startEmbedded({ folder, settings: { shared_buffers: 'much' } })).rejects.toThrow(
      /`.*invalid value for parameter "shared_buffers".*or set `DATABASE_URL` to a PostgreSQL 15 or newer/,
    );
  });

  if (IS_ROOT) {
    it('says that the disk is full, at the first start and later', async () => {
      const disk = join(base, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk]);
      try {
        await expect(start(join(disk, 'database'))).rejects.toThrow(`the disk that holds \`${disk}/database\` is full`);
        expect(readdirSync(join(disk, 'database')).filter((name) => name.startsWith('unfinished-'))).toEqual([]);
        execFileSync('mount', ['-o', 'remount,size=80m', disk]);
        await start(join(disk, 'database'));
        await stop();
        execFileSync('sh', ['-c', `dd if=/dev/zero of=${disk}/filler bs=64k 2>&1 || true`]);
        await expect(start(join(disk, 'database'))).rejects.toThrow('is full; free some space and start again');
        unlinkSync(join(disk, 'filler'));
        await start(join(disk, 'database'));
      } finally {
        await stop();
        execFileSync('umount', [disk]);
      }
    });

    it('finds a place that another user can enter when root keeps its folder to itself, and says so', async () => {
      const closed = join(base, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      const inside = join(closed, 'database');
      const first = await start(inside);
      await query(first, "CREATE TABLE kept AS SELECT 'here' AS word");
      expect(first.notes).toEqual([
        expect.stringMatching(/^keeps the database in `\S+`, because the user `\S+` cannot/),
      ]);
      await stop();

      const second = await start(inside);
      expect(await query(second, 'SELECT word FROM kept')).toEqual([{ word: 'here' }]);
      await stop();

      const place = readFileSync(join(inside, 'place'), 'utf8').trim();
      await removeEmbedded(inside);
      expect([existsSync(inside), existsSync(place)]).toEqual([false, false]);
    });

    it('runs from a checkout that only root can enter', async () => {
      const checkout = copyOfCheckout(join(base, 'root-only'), 0o700);
      const inside = join(checkout, '.countersign');
      const running = runWithStore(
        `const server = await startEmbedded({ folder: ${JSON.stringify(inside)} });
         console.log(server.notes.join('\\n'));
         await server.stop();
         console.log('stopped');`,
        { cwd: checkout },
      );
      expect(await running.says(/stopped/)).toMatch(/copied PostgreSQL to `\S+`, because the user `\S+` cannot enter/);
      const copy = /copied PostgreSQL to `(\S+)`/.exec(running.said())![1]!;
      rmSync(copy, { recursive: true });
      await removeEmbedded(inside);
    });

    it('runs as an ordinary user, who may not write everywhere', async () => {
      const checkout = copyOfCheckout(join(base, 'ordinary'), 0o755);
      const [theirs, notTheirs] = [join(base, 'theirs'), join(base, 'not-theirs')];
      for (const made of [theirs, notTheirs]) mkdirSync(made, { mode: 0o755 });
      const user = { uid: 65_534, gid: 65_534 };
      chownSync(theirs, user.uid, user.gid);
      const running = runWithStore(
        `const server = await startEmbedded({ folder: ${JSON.stringify(join(theirs, 'database'))} });
         console.log('notes', server.notes.length);
         await server.stop();
         await startEmbedded({ folder: ${JSON.stringify(join(notTheirs, 'database'))} }).catch((error) => console.log(error.message));`,
        { cwd: checkout, user },
      );
      expect((await running.ended).code).toBe(0);
      expect(running.said()).toBe(
        `notes 0\n\`${join(notTheirs, 'database')}\` cannot be written by this user; change its owner, or set \`COUNTERSIGN_DATA\` to a folder that can\n`,
      );
      expect(statSync(join(theirs, 'database', 'data')).uid).toBe(user.uid);
    });
  }
});

async function query(server: { readonly connectionString: string }, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function settings(connectionString: string, ...names: string[]): Promise<string> {
  const columns = names.map((name) => `current_setting('${name}')`).join(" || ' ' || ");
  const rows = await query({ connectionString }, `SELECT ${columns} AS told`);
  return JSON.stringify(rows).replace(/^\[\{"told":"|"\}\]$/g, '');
}
