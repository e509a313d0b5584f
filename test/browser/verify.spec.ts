/** What `verify` says in a browser: of a bundle with its sealed certificate, of a receipt, and of both with one byte changed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { toBase64 } from '#ledger';
import type * as evidence from '#evidence';
import {
  AT,
  GIVEN,
  SIGNED_CONTENT,
  bareEntry,
  bundlingService,
  certificateOf,
  madeBundle,
} from '../support/bundles.js';
import { issueReceipt, jsonBytes } from '../support/evidence.js';
import { checkoutFolder } from '../../apps/cli/src/config.js';
import { openBrowser } from './browser.js';

const { service, keys, names, trustFile } = await bundlingService();
let browser: Browser;
let page: Page;
beforeAll(async () => {
  const [made, opened] = await Promise.all([
    build({
      entryPoints: ['libs/evidence/src/index.ts'],
      absWorkingDir: checkoutFolder(),
      ...{ bundle: true, write: false, format: 'iife', globalName: 'evidence', platform: 'browser' },
      conditions: ['browser', 'source'],
    }),
    openBrowser(),
  ]);
  browser = opened;
  page = await browser.newPage();
  // WebCrypto is given to secure origins alone.
  await page.route('https://verifier.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>v</title>' }),
  );
  await page.goto('https://verifier.example/');
  await page.addScriptTag({ content: made.outputFiles[0]?.text ?? '' });
}, 60_000);
afterAll(() => browser.close());

/** The verdict, and what failed. */
function said(file: Uint8Array): Promise<readonly string[]> {
  const given = { file: toBase64(file), trust: toBase64(jsonBytes(trustFile)) };
  return page.evaluate(async ({ file: bytes, trust: trusted }) => {
    const { readTrust, verify } = (globalThis as unknown as { evidence: typeof evidence }).evidence;
    const bytesOf = (text: string) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
    const read = readTrust(bytesOf(trusted));
    if ('problem' in read) return [read.problem];
    const { verdict, statements } = await verify(bytesOf(bytes), read.trust);
    return [verdict, ...statements.flatMap(({ check, ok }) => (ok === false ? [check] : []))];
  }, given);
}

describe('verify, in a browser', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    ['a bundle with its passkey and certificate', () => madeBundle(keys, SIGNED_CONTENT, names)],
    ['a receipt', async () => jsonBytes(await issueReceipt(service.receiptSigner))],
    ['a sealed PDF', () => certificateOf(bareEntry(GIVEN), keys, AT)],
  ])('finds %s genuine, and not with one bit changed', async (_, make) => {
    const file = await make();
    expect(await said(file)).toEqual(['genuine']);
    for (const part of [0.2, 0.5, 0.8]) {
      const at = Math.floor(file.length * part);
      expect((await said(file.with(at, file[at]! ^ 1)))[0]).toBe('not_genuine');
    }
  });
});
