/** Sealed PDFs before other people's tools, and identities from files that such tools make. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { issuingService, trustOf } from '../../../../test/support/evidence.js';
import { opensslAuthority, stampingService } from '../../../../test/support/time-stamps.js';
import { hasTool, tell, type Told, type Tool } from '../../../../test/support/tools.js';
import { importIdentity, importPkcs12, sealPdf, type SealIdentity, type TimeStampAuthority } from '../index.js';
import { verify } from '../verify.js';
import { decodeCms } from './cms.js';

const vector = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../test/vectors/seal/${name}`, import.meta.url)));
const PASSPHRASE = 'a passphrase';

const folder = mkdtempSync(join(tmpdir(), 'countersign-seal-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const time = await stampingService();
const authority = Buffer.from(vector('authority.crt')).toString();
const fromPkcs12 = await importPkcs12(vector('identity.p12'), PASSPHRASE);
const service = await issuingService();
const inJavaScript = time.stampingAt(new Date().toISOString());
const stamping = hasTool('openssl', 'time-stamps are made by pkijs alone') ? opensslAuthority(time) : inJavaScript;

describe('an identity in a PKCS #12 file', () => {
  it('has its certificate, those above it, and a key that seals', async () => {
    expect(fromPkcs12.certificates.map(({ subject }) => subject)).toEqual([
      'CN=Seal of a test, O=Countersign',
      'CN=Test authority',
    ]);
    expect(fromPkcs12.isDevelopment).toBe(false);
    const trust = trustOf({ ...service.trustFile, certificateAuthorities: [authority] });
    expect((await verify(await sealed(fromPkcs12), trust)).verdict).toBe('genuine');
  });

  it('is refused with a wrong passphrase, in ciphers of the last century, and where it is something else', async () => {
    const problem = /cannot be opened; give its passphrase, and export it with AES and SHA-256/;
    await expect(importPkcs12(vector('identity.p12'), 'another')).rejects.toThrow(problem);
    await expect(importPkcs12(vector('old.p12'), PASSPHRASE)).rejects.toThrow(problem);
    await expect(importPkcs12(vector('authority.crt'), PASSPHRASE)).rejects.toThrow(problem);
  });
});

describe.each([
  ['P-256, from PEM', await importIdentity(service.sealIdentity), service.trustFile.certificateAuthorities[0] ?? ''],
  ['RSA under an authority, from PKCS #12', fromPkcs12, authority],
])('a document sealed by %s with a time-stamp', (_, identity, vouching) => {
  it('is genuine here, to poppler, mupdf, OpenSSL and qpdf, until one byte of it is another', async () => {
    const document = await sealed(identity, stamping);
    const trust = trustOf({
      ...service.trustFile,
      ...{ certificateAuthorities: [vouching], timeStampAuthorities: [time.root] },
    });
    const { verdict, statements } = await verify(document, trust);
    expect(statements.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(verdict).toBe('genuine');
    const checks = checksOf(document, vouching);
    for (const { tool, check, content } of checks) expect([tool, check(document)]).toEqual([tool, content]);

    // In the text on the page, behind everything that a reader needs to open the file.
    const changed = Uint8Array.from(document);
    const position = Buffer.from(document).indexOf('/Producer');
    changed[position + '/Producer'.length + 3]! ^= 1;
    expect((await verify(changed, trust)).verdict).toBe('not_genuine');
    for (const { tool, check, content } of checks) {
      // Of the form alone, nothing of the seal, tells qpdf.
      if (tool !== 'qpdf') expect([tool, check(changed)]).not.toEqual([tool, content]);
    }
  });

  it('carries a time-stamp that `openssl ts -verify` takes, and of another seal does not', async () => {
    if (!hasTool('openssl', 'the time-stamp is checked in JavaScript alone')) return;
    const [one, other] = [await sealed(identity, stamping), await sealed(identity, inJavaScript)].map(cmsOf);
    const root = file('time-root.crt', time.root);
    const verified = (token: Uint8Array, signature: Uint8Array): Told => {
      const [tokenFile, data] = [file('token', token), file('signature', signature)];
      return tell('openssl', ['ts', '-verify', '-token_in', '-in', tokenFile, '-data', data, '-CAfile', root]);
    };
    expect(verified(one!.timeStamp!, one!.signature).text).toContain('Verification: OK');
    expect(verified(other!.timeStamp!, other!.signature).text).toContain('Verification: OK');
    expect(verified(one!.timeStamp!, other!.signature.with(9, one!.signature[9]! ^ 1)).ok).toBe(false);
  });
});

interface Check {
  readonly tool: Tool;
  readonly check: (document: Uint8Array) => string;
  readonly content: string;
}

/** What each tool says of a document, as far as it is about the seal. */
function checksOf(document: Uint8Array, vouching: string): Check[] {
  const { end, resume, contents } = partsOf(document);
  const told = (tool: Tool, args: readonly string[], pattern: RegExp): string => {
    const { text } = tell(tool, args);
    return pattern.exec(text)?.[0] ?? text;
  };
  const all: Check[] = [
    {
      tool: 'pdfsig',
      content: 'Signature Validation: Signature is Valid',
      check: (bytes) => told('pdfsig', ['-nocert', file('document.pdf', bytes)], /Signature Validation: [\w ]+/),
    },
    {
      tool: 'mutool',
      content: 'has not changed since it was signed',
      check: (bytes) =>
        /unchanged|No changes|have not changed|has not changed/i.test(
          tell('mutool', ['sign', '-v', file('document.pdf', bytes)]).text,
        )
          ? 'has not changed since it was signed'
          : 'changed',
    },
    {
      tool: 'openssl',
      content: 'CAdES Verification successful',
      check: (bytes) => {
        const signed = Buffer.concat([bytes.subarray(0, end), bytes.subarray(resume)]);
        const files = ['-in', file('seal.der', contents), '-content', file('signed', signed)];
        const options = ['-CAfile', file('authority.crt', vouching), '-purpose', 'any', '-out', join(folder, 'out')];
        const args = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', ...files, ...options];
        return told('openssl', args, /CAdES Verification successful/i);
      },
    },
    {
      tool: 'qpdf',
      content: 'No syntax or stream encoding errors found',
      check: (bytes) =>
        told('qpdf', ['--check', file('document.pdf', bytes)], /No syntax or stream encoding errors found/),
    },
  ];
  return all.filter(({ tool }) => hasTool(tool, 'it does not look at the sealed documents'));
}

function partsOf(document: Uint8Array): { end: number; resume: number; contents: Uint8Array } {
  const text = Buffer.from(document).toString('latin1');
  const [, end = 0, resume = 0] = (/\/ByteRange \[0 (\d+) (\d+) \d+/.exec(text) ?? []).map(Number);
  return { end, resume, contents: Buffer.from(text.slice(end + 1, resume - 1), 'hex') };
}

function cmsOf(document: Uint8Array) {
  return decodeCms(partsOf(document).contents);
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function sealed(by: SealIdentity, timeStamp?: TimeStampAuthority): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage().drawText('What you agreed to');
  const at = new Date().toISOString();
  return sealPdf(await document.save(), by, { reason: 'x', at, ...(timeStamp && { timeStamp }) });
}
