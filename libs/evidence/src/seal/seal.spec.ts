import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { issuingService, trustOf } from '../../../../test/support/evidence.js';
import { toPem } from '../encoding.js';
import { developmentIdentity, importIdentity, sealPdf } from '../index.js';
import type { Trust } from '../trust.js';
import { verify } from '../verify.js';
import { trustedBy } from './chain.js';
import { carries } from './embedded-files.js';
import type { X509Certificate } from './x509.js';
import { BasicConstraintsExtension, X509CertificateGenerator } from './x509.js';

const AT = '2026-11-23T10:00:00.000Z';
const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: Uint8Array.of(1, 0, 1),
  modulusLength: 2048,
};

const service = await issuingService();
const identity = await importIdentity(service.sealIdentity);
const pdf = await onePage();
const sealed = await sealPdf(pdf, identity, { reason: 'consent cons_1', at: AT });

describe('a sealed PDF', () => {
  it('is genuine, and every statement says why', async () => {
    const { verdict, about, statements } = await verify(sealed, service.trust);
    expect(verdict).toBe('genuine');
    expect(about).toContain(`sealed at ${AT} by CN=Countersign, O=Countersign development identity`);
    expect(statements.map(({ check, ok }) => [check, ok])).toEqual([
      ['form', true],
      ['document', true],
      ['seal', true],
      ['authority', true],
      ['certificate', true],
    ]);
  });

  it('still opens, with the reason in any script as it was given', async () => {
    const reason = 'Zustimmung (Jürgen) \\ 同意 🖋';
    const other = await sealPdf(pdf, identity, { reason, at: AT });
    expect((await PDFDocument.load(other)).getPageCount()).toBe(1);
    const [, octal = ''] = /\/Reason \(((?:\\\d{3})+)\)/.exec(latin1(other))!;
    const bytes = Uint8Array.from(octal.slice(1).split('\\'), (digits) => Number.parseInt(digits, 8));
    expect(new TextDecoder('utf-16be').decode(bytes)).toBe(reason);
    expect((await verify(other, service.trust)).verdict).toBe('genuine');
  });

  it('without a trust file, or sealed by a stranger, is not believed', async () => {
    expect((await verify(sealed, null)).verdict).toBe('cannot_tell');
    const stranger = await issuingService();
    expect(await failed(sealed, stranger.trust)).toEqual(['authority']);
    const nobody = trustOf({ ...service.trustFile, certificateAuthorities: [] });
    expect(await failed(sealed, nobody)).toEqual(['authority']);
  });

  it('sealed outside the life of the certificate, or after the instant asked about, is named', async () => {
    const early = await sealPdf(pdf, identity, { reason: 'x', at: '2025-12-31T23:59:59.000Z' });
    expect(await failed(early)).toEqual(['certificate']);
    expect((await verify(sealed, service.trust, AT)).verdict).toBe('genuine');
    expect((await verify(sealed, service.trust, '2026-11-23T09:59:59.999Z')).verdict).toBe('not_genuine');
    const { verdict, statements } = await verify(sealed, service.trust, 'x');
    expect([verdict, statements.at(-1)]).toEqual([
      'not_genuine',
      expect.objectContaining({ check: 'validity', ok: false }),
    ]);
  });

  it('a PDF without a seal, with two, or with bytes behind the seal is refused', async () => {
    expect(await failed(pdf)).toEqual(['form']);
    expect(await failed(await sealPdf(sealed, identity, { reason: 'x', at: AT }))).toEqual(['form']);
    expect(await failed(Uint8Array.from([...sealed, 10]))).toEqual(['form']);
    const update = Buffer.from('\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n');
    expect(await failed(Uint8Array.from([...sealed, ...update]))).toEqual(['form']);
  });

  it('a gap in the byte range wider than the seal is refused', async () => {
    const text = latin1(sealed);
    const [range, end = '', resume = '', rest = ''] = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(text)!;
    const wider = `/ByteRange [0 ${end} ${Number(resume) + 1} ${Number(rest) - 1}]`.padEnd(range.length);
    expect(await failed(Uint8Array.from(Buffer.from(text.replace(range, wider), 'latin1')))).toEqual(['form']);
  });

  it('no byte of it can be replaced unseen, neither in the document nor in the seal', async () => {
    const seal = latin1(sealed).indexOf('/Contents <') + '/Contents <'.length;
    const replaced = (position: number, byte: number): Promise<string[]> | null =>
      sealed[position] === byte ? null : failed(Uint8Array.from(sealed).with(position, byte));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(255), async (position, byte) => {
        await replaced(position, byte);
      }),
      { numRuns: 60 },
    );
    // The digits that hold the CMS: each replaced by another digit, so that it still can be read.
    await fc.assert(
      fc.asyncProperty(fc.nat(1_900), fc.nat(15), async (offset, digit) => {
        await replaced(seal + offset, digit.toString(16).charCodeAt(0));
      }),
      { numRuns: 90 },
    );
  }, 60_000);

  it('a signature value in another spelling of the same numbers is refused', async () => {
    const start = latin1(sealed).indexOf('/Contents <') + '/Contents <'.length;
    const digits = latin1(sealed).slice(start, start + 2_400);
    const length = 4 + Number.parseInt(digits.slice(4, 8), 16);
    // ECDSA's value ends the CMS: SEQUENCE { INTEGER r, INTEGER s }. Lenient readers pass over changes in its tags.
    const size = [70, 71, 72, 69, 68].find((each) =>
      digits.startsWith(`30${(each - 2).toString(16)}02`, 2 * (length - each)),
    );
    const value = 2 * (length - size!);
    const second = value + 2 * (4 + Number.parseInt(digits.slice(value + 6, value + 8), 16));
    for (const offset of [0, 1, 2, 3, 4, 5, 6, 7].flatMap((each) => [value + each, second + (each % 4)])) {
      for (const bit of [1, 2, 4, 8]) {
        const digit = Number.parseInt(digits[offset]!, 16) ^ bit;
        await failed(Uint8Array.from(sealed).with(start + offset, digit.toString(16).charCodeAt(0)));
      }
    }
  });

  it('differs between two runs by nothing but the random part of an ECDSA signature', async () => {
    const { pem } = await rsaIdentity();
    const rsa = await importIdentity(pem);
    const [first, second] = [
      await sealPdf(pdf, rsa, { reason: 'x', at: AT }),
      await sealPdf(pdf, rsa, { reason: 'x', at: AT }),
    ];
    expect(Buffer.compare(first, second)).toBe(0);
  });
});

describe('a file inside a PDF', () => {
  it('is found by its bytes, and of a longer one no more than those are unpacked', async () => {
    const record = Buffer.from('{"countersign":"entry/v1"}');
    const document = await PDFDocument.create();
    document.addPage();
    await document.attach(Buffer.alloc(50_000_000), 'bomb.bin');
    await document.attach(record, 'record.json');
    const bytes = await document.save();
    const reading = jest.spyOn(ReadableStreamDefaultReader.prototype, 'read');
    expect(await carries(bytes, record)).toBe(true);
    expect(await carries(bytes, record.subarray(1))).toBe(false);
    const parts = await Promise.all(reading.mock.results.map(({ value }) => value));
    reading.mockRestore();
    const lengths = parts.map((part): number => Object(part).value?.length ?? 0);
    const most = lengths.reduce((sum, length) => sum + length, 0);
    expect(most).toBeGreaterThan(record.length);
    expect(most).toBeLessThan(1_000_000);
  }, 20_000);
});

describe('an identity', () => {
  it('for development says so in its subject', async () => {
    const { certificates } = await importIdentity(await developmentIdentity('Countersign, here', AT));
    expect(certificates[0].subjectName.getField('OU')).toEqual(['development identity, not for production']);
    expect(certificates[0].subjectName.getField('CN')).toEqual(['Countersign, here']);
  });

  it('of RSA, with a chain to an authority, is genuine by that authority', async () => {
    const { pem, authority } = await rsaIdentity();
    const document = await sealPdf(pdf, await importIdentity(pem), { reason: 'x', at: AT });
    const { verdict, statements } = await verify(document, trusting(authority));
    expect(verdict).toBe('genuine');
    expect(statements.find(({ check }) => check === 'authority')?.detail).toContain('CN=Authority');
    expect(await failed(document)).toEqual(['authority']);
  });

  it('that lacks its key or certificate, or has a key of another kind, is refused', async () => {
    await expect(importIdentity('')).rejects.toThrow('needs a `PRIVATE KEY` and a `CERTIFICATE` block');
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign', 'verify']);
    const odd = await X509CertificateGenerator.createSelfSigned({
      keys,
      signingAlgorithm: P256,
    });
    await expect(importIdentity((await pemOf(keys.privateKey)) + odd.toString('pem'))).rejects.toThrow(
      'neither a P-256 nor an RSA key',
    );
  });
});

describe('a chain of certificates', () => {
  it('leads through authorities only, and has no spare links', async () => {
    const root = await issue('Root', null, true);
    const middle = await issue('Middle', root, true);
    const leaf = await issue('Leaf', middle, false);
    const below = await issue('Below', leaf, false);
    const spare = await issue('Spare', root, true);
    const trusted = async (...chain: Issued[]): Promise<string | null> =>
      trustedBy(
        chain.map(({ certificate }) => certificate),
        [new Uint8Array(root.certificate.rawData)],
      );
    expect(await trusted(leaf, middle)).toBe('CN=Root');
    expect(await trusted(leaf, middle, root)).toBe('CN=Root');
    expect(await trusted(leaf)).toBeNull();
    expect(await trusted(leaf, spare)).toBeNull();
    expect(await trusted(leaf, middle, spare)).toBeNull();
    expect(await trusted(below, leaf, middle)).toBeNull();
    expect(await trusted()).toBeNull();
  });

  it('is named by its own certificate alone, so that others of the same authority seal nothing', async () => {
    const root = await issue('Root', null, true);
    const middle = await issue('Middle', root, true);
    const sealedBy = async ({ keys, certificate }: Issued): Promise<Uint8Array> => {
      const pem = [await pemOf(keys.privateKey), certificate.toString('pem'), middle.certificate.toString('pem')];
      return sealPdf(pdf, await importIdentity(pem.join('\n')), { reason: 'consent cons_1', at: AT });
    };
    const [ours, theirs] = [await issue('Seal', middle, false), await issue('Seal', middle, false)];
    const pinned = trusting(ours.certificate);
    expect((await verify(await sealedBy(ours), pinned)).verdict).toBe('genuine');
    expect(await failed(await sealedBy(theirs), pinned)).toEqual(['authority']);
  });

  it('is not shortened by a namesake of the authority', async () => {
    const root = await issue('Root', null, true);
    const impostor = await issue('Root', null, true);
    const leaf = await issue('Leaf', impostor, false);
    expect(await trustedBy([leaf.certificate], [new Uint8Array(root.certificate.rawData)])).toBeNull();
  });

  it('keeps to the length that an authority allows', async () => {
    const root = await issue('Root', null, true, 0);
    const middle = await issue('Middle', root, true);
    const leaf = await issue('Leaf', middle, false);
    const anchors = [new Uint8Array(root.certificate.rawData)];
    expect(await trustedBy([middle.certificate], anchors)).toBe('CN=Root');
    expect(await trustedBy([leaf.certificate, middle.certificate], anchors)).toBeNull();
  });
});

interface Issued {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

async function issue(name: string, by: Issued | null, ca: boolean, pathLength?: number): Promise<Issued> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: by?.certificate.subject ?? `CN=${name}`,
    publicKey: keys.publicKey,
    signingKey: (by?.keys ?? keys).privateKey,
    signingAlgorithm: P256,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2030-01-01'),
    extensions: [new BasicConstraintsExtension(ca, pathLength, true)],
  });
  return { certificate, keys };
}

/** An RSA signer under a P-256 authority with one between them, as PEM, and the authority. */
async function rsaIdentity(): Promise<{ pem: string; authority: X509Certificate }> {
  const root = await issue('Authority', null, true);
  const middle = await issue('Middle', root, true);
  const keys = await crypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=Seal',
    issuer: middle.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: middle.keys.privateKey,
    signingAlgorithm: P256,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2030-01-01'),
  });
  const pem = [await pemOf(keys.privateKey), certificate.toString('pem'), middle.certificate.toString('pem')];
  return { pem: pem.join('\n'), authority: root.certificate };
}

async function pemOf(key: CryptoKey): Promise<string> {
  return toPem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', key)));
}

function trusting(authority: X509Certificate): Trust {
  return trustOf({ ...service.trustFile, certificateAuthorities: [authority.toString('pem')] });
}

async function onePage(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage().drawText('What you agreed to');
  return document.save();
}

async function failed(bytes: Uint8Array, trust = service.trust): Promise<string[]> {
  const { verdict, statements } = await verify(bytes, trust);
  expect(verdict).toBe('not_genuine');
  return statements.filter(({ ok }) => ok === false).map(({ check }) => check);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
