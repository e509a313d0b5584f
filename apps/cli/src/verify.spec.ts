import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { importIdentity, proofText, sealPdf } from '#evidence';
import { countersign, inFolder } from '../../../test/support/command-line.js';
import { checkoutFolder } from './config.js';
import { decisionEntry, issueReceipt, issuingService, leafOf, logProofOf } from '../../../test/support/evidence.js';

describe('countersign verify', () => {
  let done: () => void;
  let folderGone: Promise<void>;
  let at: (name: string) => string;
  let trust: readonly string[];

  beforeAll(async () => {
    const folder = await new Promise<string>((resolve) => {
      folderGone = inFolder(async (path) => {
        resolve(path);
        await new Promise<void>((finish) => (done = finish));
      });
    });
    at = (name) => join(folder, name);
    trust = ['--trust', at('trust.json')];
    await writeFiles(at);
  });

  afterAll(async () => {
    done();
    await folderGone;
  });

  it('takes a receipt, a proof and a sealed PDF together: exit code 0', async () => {
    const files = [at('receipt.json'), at('entry.tlog-proof'), at('consent.pdf')];
    const { exitCode, out, err } = await countersign(['verify', ...files, ...trust]);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    for (const file of files) expect(out).toContain(`${file}: GENUINE\n`);
    expect(out).toContain('the decision `chk_1` of 2026-11-23T10:00:00.000Z: "allow", valid until');
    expect(out).toContain('ok      signature    the trusted key');
    expect(out).not.toContain('FAILED');
  });

  it('names what failed: exit code 1, also with a genuine file beside it', async () => {
    const files = [at('changed.json'), at('receipt.json')];
    const { exitCode, out } = await countersign(['verify', ...files, ...trust]);
    expect(exitCode).toBe(1);
    expect(out).toContain(`${at('changed.json')}: NOT GENUINE\n`);
    expect(out).toContain('FAILED  batch        the content does not lead to the root that was signed');
    expect(out).toContain(`${at('receipt.json')}: GENUINE\n`);
  });

  it('a receipt re-signed throughout with fresh keys is not genuine: exit code 1', async () => {
    const { exitCode, out } = await countersign(['verify', at('forged.json'), ...trust]);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/FAILED {2}signature .* which the trust file does not name/);
  });

  it('without a trust file it cannot tell: exit code 3', async () => {
    const { exitCode, out, err } = await countersign(['verify', at('receipt.json')]);
    expect(exitCode).toBe(3);
    expect(out).toContain('CANNOT TELL');
    expect(err).toContain('no trust file was given');
  });

  it.each([
    ['2026-11-23T10:30:00Z', 0],
    ['2026-11-23T11:30+01:00', 0],
    ['2026-11-23T11:00:00Z', 1],
    ['now', 1],
    ['2026-11-23', 3],
    ['2026-13-23T11:00:00Z', 3],
  ])('at %s the exit code is %i', async (instant, expected) => {
    const { exitCode } = await countersign(['verify', at('receipt.json'), ...trust, '--at', instant]);
    expect(exitCode).toBe(expected);
  });

  it('prints the verdicts as JSON', async () => {
    const { exitCode, out } = await countersign(['verify', at('changed.json'), ...trust, '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'not_genuine',
      files: [{ file: at('changed.json'), verdict: 'not_genuine', statements: expect.any(Array) }],
    });
  });

  it('reaches no server, no driver and no database, however far its imports go', () => {
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'apps/cli/src/verify.ts'];
    const told = execFileSync('node_modules/.bin/depcruise', args, { cwd: checkoutFolder(), encoding: 'utf8' });
    const sources = (JSON.parse(told) as { modules: { source: string }[] }).modules.map(({ source }) => source);
    expect(sources).toContain('libs/evidence/src/verify.ts');
    const barred =
      /libs\/store|libs\/consent|node_modules\/(pg|typeorm|bullmq|@nestjs|fastify)|^(node:)?(net|http|https|dns)$/;
    expect(sources.filter((source) => barred.test(source))).toEqual([]);
  }, 30_000);

  it('refuses what cannot be read, and a trust file that is none: exit code 3', async () => {
    expect(await countersign(['verify', at('absent.json'), ...trust])).toMatchObject({ exitCode: 3, out: '' });
    expect(await countersign(['verify', at('.'), ...trust])).toMatchObject({ exitCode: 3 });
    const { exitCode, err } = await countersign(['verify', at('receipt.json'), '--trust', at('receipt.json')]);
    expect(exitCode).toBe(3);
    expect(err).toContain('is not a trust file: `trust` lacks `issuer`');
  });
});

async function writeFiles(at: (name: string) => string): Promise<void> {
  const service = await issuingService();
  const receipt = await issueReceipt(service.receiptSigner);
  const forged = await issueReceipt((await issuingService()).receiptSigner);
  const { leaf, leafHash } = leafOf(decisionEntry());
  const document = await PDFDocument.create();
  document.addPage();
  const sealed = await sealPdf(await document.save(), await importIdentity(service.sealIdentity), {
    reason: 'consent',
    at: '2026-11-23T10:00:00.000Z',
  });
  const changed = { ...receipt, entry: { ...receipt.entry, evidence: { ...receipt.entry.evidence, outcome: 'deny' } } };
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'trust.json': JSON.stringify(service.trustFile),
    'receipt.json': JSON.stringify(receipt, null, 2),
    'changed.json': JSON.stringify(changed, null, 2),
    'forged.json': JSON.stringify(forged),
    'entry.tlog-proof': proofText(leaf, await logProofOf(service.logSigner, leafHash)),
    'consent.pdf': sealed,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(at(name), content);
}
