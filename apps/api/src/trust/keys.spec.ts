import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { importSigner, logKey } from '#evidence';
import { cosignerKey, noteKey } from '#ledger';
import { ENVIRONMENT, writeKeys } from '../../../../test/e2e/api-service.js';
import { readConfig } from '../config.js';
import { Keys } from './keys.js';

describe('the trust file of a service', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await writeKeys();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = (more: Readonly<Record<string, string>> = {}) =>
    Keys.read(readConfig({ ...ENVIRONMENT, DATABASE_URL: 'postgres://a/b', KEYS_DIR: folder, ...more }));
  const retire = (text: string) => writeFile(join(folder, 'retired.keys'), text);

  const old = noteKey('127.0.0.1:4000', new Uint8Array(32).fill(3)).vkey;
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

  it('needs no more of the key of the log than its public half, and says how that is made', async () => {
    const [key, half] = ['log.key', 'log.pub'].map((name) => join(folder, name));
    const published = (await read()).trust.log.keys;
    const [kept, text] = [await readFile(key!, 'utf8'), await readFile(half!, 'utf8')];
    expect(published).toEqual([logKey('127.0.0.1:4000', (await importSigner(kept)).publicKey)]);
    await rm(key!);
    expect((await read()).trust.log.keys).toEqual(published);
    await rm(half!);
    await writeFile(key!, kept);
    await expect(read()).rejects.toThrow(/`openssl pkey -in log.key -pubout -out log.pub`$/);
    for (const [wrong, why] of [
      [kept, 'no `PUBLIC KEY` block'],
      [text.replace(/MC.{20}/, 'MCowBQYDK2VuAyEAAAAAAA'), 'no Ed25519 key'],
    ] as const) {
      await writeFile(half!, wrong);
      await expect(read()).rejects.toThrow(why);
    }
    await writeFile(half!, text);
  });

  it('keeps the keys that were replaced, each with its time', async () => {
    await retire(
      `# Replaced at the audit.\n2026-11-01T00:00:00.000Z log ${old}\n\n2026-11-02T00:00:00.000Z receipt ${x}\n`,
    );
    expect((await read()).trust.retiredKeys).toEqual({
      log: [{ key: old, retiredAt: '2026-11-01T00:00:00.000Z' }],
      receipts: [{ key: expect.objectContaining({ x, kty: 'OKP' }), retiredAt: '2026-11-02T00:00:00.000Z' }],
    });
  });

  it('keeps the addresses that the service had before, and names none where it never moved', async () => {
    await retire('2026-11-03T00:00:00.000Z issuer https://old.example\n');
    expect((await read()).trust.formerIssuers).toEqual([
      { issuer: 'https://old.example', retiredAt: '2026-11-03T00:00:00.000Z' },
    ]);
    await retire('');
    expect((await read()).trust).not.toHaveProperty('formerIssuers');
  });

  it.each([
    `2026-11-01 log ${old}`,
    `2026-11-01T00:00:00.000Z log ${old} more`,
    `2026-11-01T00:00:00.000Z log ${old.slice(1)}`,
    `2026-11-01T00:00:00.000Z receipt ${x}A`,
    `2026-11-01T00:00:00.000Z seal ${x}`,
    '2026-11-01T00:00:00.000Z issuer https://old.example/path',
  ])('does not begin with a line that it cannot read: %s', async (line) => {
    await retire(`\n${line}\n`);
    await expect(read()).rejects.toThrow(/^line 2 of `retired.keys` cannot be read/);
  });

  it('names the witnesses and their quorum, and not where they are', async () => {
    await retire('');
    const line = `witness union ${cosignerKey('w.example', new Uint8Array(32)).vkey}`;
    expect((await read()).trust).not.toHaveProperty('witnesses');
    const { trust } = await read({ WITNESSES: `${line} https://w.within/\n# Within.\nquorum union` });
    expect(trust.witnesses).toBe(`${line}\nquorum union\n`);
    expect(() =>
      readConfig({ ...ENVIRONMENT, WITNESSES: 'quorum union', KEYS_DIR: folder, DATABASE_URL: 'postgres://a/b' }),
    ).toThrow(/^`WITNESSES` cannot be read/);
  });
});
