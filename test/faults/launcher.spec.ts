import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbedded, startEmbedded } from '#store';
import {
  build,
  CHECKOUT,
  childrenOf,
  copyOfCheckout,
  IS_ROOT,
  isAlive,
  run,
  type Running,
  type RunOptions,
} from './launcher-programs.js';

// A machine under load starts processes slowly.
jest.setTimeout(120_000);

const READY = /Ctrl-C stops everything/;

/** What the README asks first. */
const LINE = {
  ...{ act: ['generate.voice.adr_line'], purpose: ['production'], media: ['programme.svod'], stage: 'final' },
  ...{ territory: ['US', 'JP'], language: ['es-MX'], content: ['none'], pipeline: ['tool_voice_1'] },
  ...{ from: '2027-01-10T00:00:00Z', until: '2027-02-01T00:00:00Z' },
};

describe('countersign start', () => {
  let base: string;
  let folder: string;
  let port: number;
  const launchers: Running[] = [];

  beforeAll(async () => {
    await build();
    base = mkdtempSync(join(tmpdir(), 'countersign-launcher-'));
    chmodSync(base, 0o755);
    folder = join(base, 'data');
    port = await freePort();
  });

  afterEach(async () => {
    // Whatever a failed case left running is stopped; those that ended take no notice.
    for (const launcher of launchers.splice(0)) {
      launcher.child.kill('SIGTERM');
      await launcher.ended;
    }
  });

  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  const start = (args: readonly string[] = ['--empty'], options: RunOptions = {}): Running => {
    const main = join(options.cwd ?? CHECKOUT, 'dist/apps/cli/src/main.js');
    const launcher = run(process.execPath, [main, 'start', ...args], {
      ...options,
      environment: { COUNTERSIGN_DATA: folder, PORT: String(port), ...options.environment },
    });
    launchers.push(launcher);
    return launcher;
  };
  const isReady = async (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${port}/v1/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    );

  it('seeds a demonstration, says all on one screen, keeps its keys private and stops what it started', async () => {
    const launcher = start([]);
    const screen = await launcher.says(READY);
    const parts = childrenOf(launcher);

    expect(screen).toContain(`Countersign is running at  http://localhost:${port}\n`);
    expect(screen).toMatch(/export COUNTERSIGN_API_KEY=csk_\w+\n +export PERFORMER=perf_\w+ PRODUCTION=prod_\w+\n/);
    expect(parts).toHaveLength(3);
    expect(screen).toContain('npx countersign code\n');
    const code = run(process.execPath, [join(CHECKOUT, 'dist/apps/cli/src/main.js'), 'code'], {
      environment: { COUNTERSIGN_DATA: folder },
    });
    expect((await code.ended).code).toBe(0);
    expect(code.said()).toMatch(/^\d{6} {2}for deniz@harbor-lane\.example, for \d+ more seconds\n$/);
    for (const name of ['log.key', 'receipt.key', 'seal.pem', 'auth.secret', 'personal.secret', 'webhook.secret']) {
      expect(statSync(join(folder, 'keys', name)).mode & 0o777).toBe(0o600);
    }

    launcher.child.kill('SIGINT');
    expect(await launcher.ended).toEqual({ code: 0, signal: null });
    expect(parts.filter(isAlive)).toEqual([]);
  });

  it('finds its data at the next start, and stops as well when its terminal closes', async () => {
    const [, before] = /PERFORMER=(\w+)/.exec(readDemonstrationScreen())!;
    // As a folder of an earlier version was: the public half of the log's key is made where it is missing.
    rmSync(join(folder, 'keys', 'log.pub'));
    const launcher = start([]);
    const screen = await launcher.says(READY);
    const parts = childrenOf(launcher);

    expect(/PERFORMER=(\w+)/.exec(screen)![1]).toBe(before);
    expect(await (await fetch(`http://127.0.0.1:${port}/log/checkpoint`)).text()).not.toMatch(/^[^\n]*\n0\n/);

    launcher.child.kill('SIGHUP');
    expect((await launcher.ended).code).toBe(0);
    expect(parts.filter(isAlive)).toEqual([]);
  });

  it('lets a decision be replayed and sessions be ended while it runs; what rewrites is told who is in the way', async () => {
    const launcher = start([]);
    const [, key, performer, production] = /KEY=(\S+)\s+export PERFORMER=(\S+) PRODUCTION=(\S+)/.exec(
      await launcher.says(READY),
    )!;
    const asked = await fetch(`http://127.0.0.1:${port}/v1/checks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ performer, production, use: LINE }),
    });
    const { id, outcome } = JSON.parse(await asked.text());
    const command = async (...args: readonly string[]) => {
      const program = join(CHECKOUT, 'dist/apps/cli/src/main.js');
      const running = run(process.execPath, [program, ...args], { environment: { COUNTERSIGN_DATA: folder } });
      return { ...(await running.ended), said: running.said() };
    };

    const replayed = await command('replay', id);
    const ended = await command('sessions', 'end', '--everybody', '--reason', 'A key was lost');
    const rebuilt = await command('rebuild');

    expect(replayed).toMatchObject({ code: 0, said: expect.stringContaining(`${id}: the same, ${outcome} under `) });
    expect(ended).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^(there was no session|ended \d+ sessions?)\n$/),
    });
    expect(rebuilt.code).not.toBe(0);
    expect(rebuilt.said).toMatch(/^countersign: process \d+ uses `.*`; stop it first\n$/);
    expect(await isReady()).toBe(true);
  });

  const readDemonstrationScreen = (): string => {
    const { made } = JSON.parse(readFileSync(join(folder, 'demonstration.json'), 'utf8'));
    return `PERFORMER=${made.performer}`;
  };

  it('takes over the lock of a process that is gone, and says at a second start that one is running, and where', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: process.pid, stamp: 'of an earlier boot', facts: {} }));
    const first = start();
    await first.says(READY);
    const second = start();

    expect((await second.ended).code).not.toBe(0);
    expect(second.said()).toBe(
      `countersign: Countersign is running already, at http://localhost:${port} (process ${first.child.pid}, data in \`${folder}\`); use that one, or stop it\n`,
    );
    expect(await isReady()).toBe(true);
  });

  it('leaves no API and no worker behind when it is killed; the next start deals with its PostgreSQL and says so', async () => {
    const killed = start();
    await killed.says(READY);
    const parts = childrenOf(killed);
    killed.child.kill('SIGKILL');
    await killed.ended;

    const next = start();
    const screen = await next.says(READY);

    expect(screen).toMatch(/an earlier start was killed and left its PostgreSQL running \(process \d+\): stopped it/);
    expect(parts.filter(isAlive)).toEqual([]);
    expect(await isReady()).toBe(true);
  });

  it('starts again whichever part is killed, and is ready again', async () => {
    const launcher = start();
    await launcher.says(READY);
    for (const [name, program] of [
      ['PostgreSQL', '/postgres'],
      ['the API', 'apps/api/src/main.js'],
      ['the worker', 'apps/worker/src/main.js'],
    ] as const) {
      const part = childrenOf(launcher).find(({ args }) => args.includes(program))!;
      process.kill(part.pid, 'SIGKILL');
      await launcher.says(new RegExp(`${name} ended and is started again`));
      while (!(await isReady())) await new Promise(setImmediate);
    }
    launcher.child.kill('SIGTERM');
    expect((await launcher.ended).code).toBe(0);
  });

  it('says that its port is taken, and how to name another', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const launcher = start();

    expect((await launcher.ended).code).not.toBe(0);
    expect(launcher.said()).toContain(`nothing can listen on port ${port} of \`127.0.0.1\``);
    expect(launcher.said()).toContain(`\`npm start -- --port ${port + 1}\` or \`PORT=${port + 1} npm start\``);
    other.close();
  });

  it('stops in order also in the middle of a start', async () => {
    const launcher = start(['--empty', '--data', join(base, 'called-off')]);
    while (childrenOf(launcher).length === 0) await new Promise(setImmediate);
    launcher.child.kill('SIGTERM');

    expect((await launcher.ended).code).toBe(0);
    expect(launcher.said()).toContain('stopping');
  });

  it('uses the PostgreSQL that `DATABASE_URL` names, and starts none', async () => {
    const server = await startEmbedded({ folder: join(base, 'theirs'), settings: { fsync: 'off' } });
    try {
      const launcher = start(['--data', join(base, 'only-keys')], {
        environment: { DATABASE_URL: server.connectionString },
      });
      expect(await launcher.says(READY)).toContain('export COUNTERSIGN_API_KEY=');
      expect(childrenOf(launcher)).toHaveLength(2);
      launcher.child.kill('SIGTERM');
      expect((await launcher.ended).code).toBe(0);
    } finally {
      await server.stop();
    }
  });

  it('says that the database of `DATABASE_URL` does not answer', async () => {
    const nobody = `postgresql://x:y@127.0.0.1:${await freePort()}/z`;
    const launcher = start(['--empty', '--data', join(base, 'only-keys')], { environment: { DATABASE_URL: nobody } });

    expect((await launcher.ended).code).not.toBe(0);
    expect(launcher.said()).toBe('countersign: the database of `DATABASE_URL` cannot be used: nothing answers there\n');
  });

  it('says that Node is too old before anything else', () => {
    const older = `Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require('./apps/cli/node-version.cjs')`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', older], { cwd: CHECKOUT, encoding: 'utf8' });

    expect(status).toBe(1);
    expect(stderr).toBe(
      'countersign: Node 18.20.4 is too old; install Node 20.19 or newer, as from https://nodejs.org\n',
    );
  });

  if (IS_ROOT) {
    it('runs for root from a checkout that only root can enter', async () => {
      const checkout = copyOfCheckout(join(base, 'root-only'), 0o700);
      const inside = join(checkout, '.countersign');
      const launcher = start([], { cwd: checkout, environment: { COUNTERSIGN_DATA: inside } });

      const screen = await launcher.says(READY);
      expect(screen).toMatch(/copied PostgreSQL to `\S+`, because the user `\S+` cannot enter/);
      expect(screen).toMatch(/keeps the database in `\S+`, because the user `\S+` cannot enter/);
      launcher.child.kill('SIGTERM');
      expect((await launcher.ended).code).toBe(0);

      rmSync(/copied PostgreSQL to `(\S+)`/.exec(screen)![1]!, { recursive: true });
      await removeEmbedded(join(inside, 'postgresql'));
    });

    it('runs for an ordinary user', async () => {
      const checkout = copyOfCheckout(join(base, 'ordinary'), 0o755);
      const theirs = join(base, 'of-an-ordinary-user');
      const user = { uid: 65_534, gid: 65_534 };
      mkdirSync(theirs);
      chownSync(theirs, user.uid, user.gid);
      const launcher = start([], { cwd: checkout, user, environment: { COUNTERSIGN_DATA: join(theirs, 'data') } });

      expect(await launcher.says(READY)).toContain('export COUNTERSIGN_API_KEY=');
      launcher.child.kill('SIGTERM');
      expect((await launcher.ended).code).toBe(0);
    });
  }
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' ? address!.port : 0;
}
