import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { countersign, inFolder } from '../../../test/support/command-line.js';
import { issuingService } from '../../../test/support/evidence.js';
import { answering } from '../../../test/support/http-answers.js';

describe('countersign trust', () => {
  it('saves what the service publishes, byte for byte, and shows the keys to compare', async () => {
    const { trustFile, receiptSigner } = await issuingService();
    const body = JSON.stringify(trustFile, null, 1);
    await answering(
      () => ({ status: 200, body }),
      async (url, asked) => {
        await inFolder(async (folder) => {
          const file = join(folder, 'trust.json');
          const { exitCode, out } = await countersign(['trust', `${url}/`, '--out', file]);
          expect(exitCode).toBe(0);
          expect(out).toContain(`receipt key   ${receiptSigner.kid}`);
          expect(await readFile(file, 'utf8')).toBe(body);
          expect(asked[0]).toMatchObject({ method: 'GET', path: '/.well-known/countersign-trust.json' });
          expect((await countersign(['trust', url, '--out', file])).exitCode).toBe(0);
        });
      },
    );
  });

  it('never overwrites a trust file that says something else', async () => {
    const { trustFile } = await issuingService();
    await answering(
      () => ({ status: 200, body: JSON.stringify(trustFile) }),
      async (url) => {
        await inFolder(async (folder) => {
          const file = join(folder, 'trust.json');
          await writeFile(file, 'kept');
          const { exitCode, err } = await countersign(['trust', url, '--out', file]);
          expect(exitCode).toBe(3);
          expect(err).toContain('holds another trust file');
          expect(await readFile(file, 'utf8')).toBe('kept');
        });
      },
    );
  });

  it('saves nothing that is no trust file', async () => {
    await answering(
      () => ({ status: 200, body: '<!doctype html>' }),
      async (url) => {
        await inFolder(async (folder) => {
          const file = join(folder, 'trust.json');
          const { exitCode, err } = await countersign(['trust', url, '--out', file]);
          expect(exitCode).toBe(3);
          expect(err).toContain('gave no usable trust file: it is not JSON');
          await expect(readFile(file)).rejects.toThrow('ENOENT');
        });
      },
    );
  });
});
