import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbedded } from '#store';
import { answering } from '../support/http-answers.js';
import { build, CHECKOUT, run, type Running } from './launcher-programs.js';

// A machine under load tells slowly.
jest.setTimeout(120_000);

describe('countersign demo', () => {
  let base: string;

  beforeAll(async () => {
    await build();
    base = mkdtempSync(join(tmpdir(), 'countersign-demo-spec-'));
    chmodSync(base, 0o755);
  });

  afterAll(() => {
    rmSync(base, { recursive: true });
  });

  const demo = (args: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Running =>
    run(process.execPath, [join(CHECKOUT, 'dist/apps/cli/src/main.js'), 'demo', ...args], {
      environment: { TMPDIR: base, ...environment },
    });

  it('tells the whole story against the running parts, and leaves nothing behind', async () => {
    const { ended, said } = demo();

    expect({ ...(await ended), said: said() }).toMatchObject({
      code: 0,
      said: expect.stringMatching(/All of it went as it must: 27 things held/),
    });
    expect(said()).toMatch(/the same line for a trailer +ALLOW {2}COVERED/);
    expect(said()).toMatch(/the same line for a trailer +DENY {2}WITHDRAWN/);
    expect(said()).toMatch(/countersign verify evidence\.json +GENUINE/);
    expect(said()).toMatch(/│ ok passkey .*the signature as `self`: [^✗]*✓ her passkey signed these very words/s);
    expect(said()).toMatch(/countersign verify certificate\.pdf +GENUINE/);
    expect(said()).toMatch(/countersign verify recall\.pdf +GENUINE/);
    expect(readdirSync(base)).toEqual([]);
  });

  it('takes a database of its own on the server of `DATABASE_URL`, and drops it when it is called off', async () => {
    const server = await startEmbedded({ folder: join(base, 'theirs'), settings: { fsync: 'off' } });
    try {
      const telling = demo([], { DATABASE_URL: server.connectionString });
      await telling.says(/Mara reads it/);
      expect(await databasesOf(server.connectionString)).toContainEqual(expect.stringMatching(/^countersign_demo_/));
      telling.child.kill('SIGINT');

      expect((await telling.ended).code).not.toBe(0);
      expect(await databasesOf(server.connectionString)).toEqual(['countersign', 'postgres']);
    } finally {
      await server.stop();
      rmSync(join(base, 'theirs'), { recursive: true });
    }
    expect(readdirSync(base)).toEqual([]);
  });

  it('ends with exit code 1 at the first thing that differs', async () => {
    await answering(
      () => ({ status: 503, body: JSON.stringify({ code: 'unavailable', detail: 'the database does not answer' }) }),
      async (url) => {
        const { ended, said } = demo(['--url', url]);
        expect((await ended).code).toBe(1);
        expect(said()).toContain('✗ GET /v1/mailbox was answered with 503: unavailable, the database does not answer');
        expect(said()).not.toContain('All of it went');
      },
    );
  });
});

async function databasesOf(connectionString: string): Promise<string[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY datname');
    return rows.map(({ datname }) => datname);
  } finally {
    await client.end();
  }
}
