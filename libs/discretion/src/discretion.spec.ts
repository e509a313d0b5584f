import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog, publicAddress, warnOfReaders, withFiles } from './index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fail = (sentence: string) => new Error(sentence);

describe('a secret', () => {
  it('comes from the environment, or from the file that it names', async () => {
    const file = join(folder, 'database-url');
    await writeFile(file, 'postgres://a:hunter2@b/c\n', { mode: 0o600 });
    const environment = { PATH: '/bin', AUTH_SECRET: 'x', DATABASE_URL_FILE: file };
    expect(withFiles(environment, ['DATABASE_URL', 'AUTH_SECRET'], fail)).toEqual({
      ...{ PATH: '/bin', AUTH_SECRET: 'x', DATABASE_URL: 'postgres://a:hunter2@b/c' },
      DATABASE_URL_FILE: undefined,
    });
  });

  it('is not guessed where it stands twice or cannot be read, and is not told', async () => {
    const twice = { AUTH_SECRET: 'hunter2', AUTH_SECRET_FILE: join(folder, 'none') };
    expect(() => withFiles(twice, ['AUTH_SECRET'], fail)).toThrow(/^`AUTH_SECRET` and `AUTH_SECRET_FILE` are both set/);
    const missing = { AUTH_SECRET_FILE: join(folder, 'none') };
    expect(() => withFiles(missing, ['AUTH_SECRET'], fail)).toThrow(/^`AUTH_SECRET_FILE` is `.*none`, which cannot/);
  });

  it('that everybody on the machine may read is warned about, but not within a container', async () => {
    const file = join(folder, 'open');
    await writeFile(file, 'hunter2');
    await chmod(file, 0o644);
    expect(warnOfReaders([file, undefined, join(folder, 'none'), '/run/secrets/x'])).toEqual([
      `\`${file}\` holds a secret and everybody on this machine may read it; run \`chmod 600 ${file}\``,
    ]);
    await chmod(file, 0o640);
    expect(warnOfReaders([file])).toEqual([]);
  });
});

describe('the public address', () => {
  const taken = (BASE_URL: string, more: Record<string, string> = {}) =>
    publicAddress({ BASE_URL, ...more }, fail).origin;

  it('is plain HTTP on this machine alone, or where that is said', () => {
    expect(taken('https://countersign.example')).toBe('https://countersign.example');
    for (const here of ['http://127.0.0.1:4000', 'http://localhost', 'http://[::1]:1'])
      expect(taken(here)).toBe(new URL(here).origin);
    for (const there of ['http://countersign.example', 'http://127.0.0.1.example', 'http://10.0.0.1'])
      expect(() => taken(there)).toThrow(/set it to an `https:` address, or set `PLAIN_HTTP=true`/);
    expect(taken('http://10.0.0.1', { PLAIN_HTTP: 'true' })).toBe('http://10.0.0.1');
    expect(() => taken('http://10.0.0.1', { PLAIN_HTTP: 'yes' })).toThrow(/^`PLAIN_HTTP` is `yes`; set it to `true`/);
  });

  it('is an address and nothing more', () => {
    expect(() => publicAddress({}, fail)).toThrow(/^`BASE_URL` is not set; set it to the public address/);
    for (const more of ['countersign.example', 'ftp://countersign.example', 'https://countersign.example/app?a=b'])
      expect(() => taken(more)).toThrow(/set it to a plain address such as/);
  });
});

describe('the log', () => {
  it('takes of an error what no stranger wrote', async () => {
    const file = join(folder, 'logs', 'api.log');
    const log = openLog({ app: 'api', level: 'trace', file });
    const ofDatabase = Object.assign(new Error('invalid input: "mara@example.com"'), {
      ...{
        severity: 'ERROR',
        code: '22P02',
        detail: 'Key (email)=(mara@example.com) exists',
        where: 'mara@example.com',
      },
    });
    const ofMail = Object.assign(new Error('550 <mara@example.com> unknown'), { responseCode: 550, code: 'EENVELOPE' });
    for (const err of [ofDatabase, ofMail, new Error('it broke', { cause: ofDatabase }), 'mara@example.com'])
      log.error({ err }, 'failed');
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('mara');
    expect(text).toContain('22P02');
    expect(text).toContain('it broke');
    expect(text).toContain('discretion.spec.ts');
  });
});
