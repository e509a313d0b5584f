import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { issuingService, trustOf } from '../../../../test/support/evidence.js';
import { stampingService } from '../../../../test/support/time-stamps.js';
import {
  importIdentity,
  readRetiredCertificates,
  sealPdf,
  type SealIdentity,
  type TimeStampAuthority,
} from '../index.js';
import { toPem } from '../encoding.js';
import type { Trust } from '../trust.js';
import { verify } from '../verify.js';
import { BasicConstraintsExtension, X509CertificateGenerator, type X509Certificate } from './x509.js';

const AT = '2026-11-23T10:00:00.000Z';
const STAMPED = '2026-11-23T10:00:07.000Z';

const service = await issuingService();
const identity = await importIdentity(service.sealIdentity);
const time = await stampingService();
const trust = trustOf({ ...service.trustFile, timeStampAuthorities: [time.root] });
const pdf = await onePage();

interface Issued {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
}

const stamped = await seal(time.stampingAt(STAMPED));

describe('a seal with a time-stamp', () => {
  it('is genuine, and says who proves when', async () => {
    const { verdict, statements } = await verify(stamped, trust);
    expect(verdict).toBe('genuine');
    expect(statements.find(({ check }) => check === 'time-stamp')).toEqual({
      ...{ check: 'time-stamp', ok: true },
      detail: `\`CN=Root of time\` of the trust file proves that the seal was there at ${STAMPED}`,
    });
  });

  it('by an authority that the trust file does not name proves nothing, and spoils nothing', async () => {
    const { verdict, statements } = await verify(stamped, service.trust);
    expect(verdict).toBe('genuine');
    expect(statements.find(({ check }) => check === 'time-stamp')).toMatchObject({ ok: null });
    expect((await verify(stamped, null)).verdict).toBe('cannot_tell');
  });

  it('taken from another document is refused', async () => {
    const other = await seal(time.stampingAt('2026-11-22T00:00:00.000Z'));
    let kept: Uint8Array | undefined;
    await seal(async (request) => (kept = await time.stampingAt(STAMPED)(request)));
    await expect(seal(() => Promise.resolve(kept!))).rejects.toThrow('answers another request');
    expect((await verify(other, trust)).verdict).toBe('genuine');
  });

  it.each([
    ['that stamps something else', { imprint: true }, 'does not hold for what was sent'],
    ['that answers somebody else', { nonce: true }, 'answers another request'],
    ['that refuses', { refuses: true }, 'refuses with status 2'],
  ])('is not made by an authority %s: nothing is sealed', async (_, wrong, problem) => {
    await expect(seal(time.stampingAt(STAMPED, wrong))).rejects.toThrow(problem);
  });

  it.each(['SHA-256', 'SHA-384', 'SHA-512'] as const)(
    'is of an authority that names its certificate by %s',
    async (by) => {
      const document = await seal(time.stampingAt(STAMPED, { named: { by } }));
      const { verdict, statements } = await verify(document, trust);
      expect(verdict).toBe('genuine');
      expect(statements.find(({ check }) => check === 'time-stamp')).toMatchObject({ ok: true });
      const really = by === 'SHA-256' ? 'SHA-512' : 'SHA-256';
      await expect(seal(time.stampingAt(STAMPED, { named: { by, really } }))).rejects.toThrow('does not hold');
    },
  );

  it('is not made of anything else that comes back', async () => {
    for (const text of ['', '0', 'an error page']) {
      await expect(seal(() => Promise.resolve(new TextEncoder().encode(text)))).rejects.toThrow('not one of RFC 3161');
    }
    const notForTime = await stampingService('1.3.6.1.5.5.7.3.1');
    await expect(seal(notForTime.stampingAt(STAMPED))).rejects.toThrow('does not hold for what was sent');
  });

  it('no byte of the document or the seal can be replaced unseen; of the token, none that changes what it proves', async () => {
    const start = Buffer.from(stamped).indexOf('/Contents <') + '/Contents <'.length;
    const digits = Buffer.from(stamped).subarray(start).toString('latin1').replace(/0*>.*/s, '').length;
    await fc.assert(
      fc.asyncProperty(fc.nat(digits - 1), fc.integer({ min: 1, max: 15 }), async (offset, change) => {
        const digit = Number.parseInt(String.fromCharCode(stamped[start + offset]!), 16) ^ change;
        const { verdict, statements } = await verify(
          Uint8Array.from(stamped).with(start + offset, digit.toString(16).charCodeAt(0)),
          trust,
        );
        const proof = statements.find(({ check }) => check === 'time-stamp');
        if (verdict === 'genuine' && proof?.ok === true) expect(proof.detail).toContain(STAMPED);
      }),
      { numRuns: 50 },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(stamped.length - 1), fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const isOfSeal = position >= start && position < start + digits;
        const flipped = Uint8Array.from(stamped).with(position, stamped[position]! ^ change);
        if (!isOfSeal) expect((await verify(flipped, trust)).verdict).toBe('not_genuine');
      }),
      { numRuns: 25 },
    );
  });
});

describe('an identity that was replaced', () => {
  const retired = (retiredAt: string): Trust => {
    const [certificate] = service.trustFile.certificateAuthorities;
    return trustOf({
      ...service.trustFile,
      certificateAuthorities: [],
      retiredAuthorities: [{ certificate: certificate!, retiredAt }],
      timeStampAuthorities: [time.root],
    });
  };
  const said = async (document: Uint8Array, given: Trust) => {
    const { verdict, statements } = await verify(document, given);
    return { verdict, retirement: statements.find(({ check }) => check === 'retirement') };
  };

  it('still vouches for what it sealed before, by its name, and a time-stamp proves the before', async () => {
    const told = await said(stamped, retired('2026-12-01T00:00:00.000Z'));
    expect(told).toMatchObject({ verdict: 'genuine', retirement: { ok: true } });
    expect(told.retirement?.detail).toContain('the time-stamp proves that the document was sealed before');
    const { statements } = await verify(stamped, retired('2026-12-01T00:00:00.000Z'));
    expect(statements.find(({ check }) => check === 'authority')?.detail).toContain('CN=Countersign');
  });

  it('and without a time-stamp says that the before is the document’s own word', async () => {
    const told = await said(await seal(), retired('2026-12-01T00:00:00.000Z'));
    expect(told).toMatchObject({ verdict: 'genuine', retirement: { ok: null } });
  });

  it('vouches for nothing that is stamped or states itself later', async () => {
    expect(await said(stamped, retired('2026-11-23T10:00:03.000Z'))).toMatchObject({ verdict: 'not_genuine' });
    expect(await said(await seal(), retired(AT))).toMatchObject({ verdict: 'not_genuine' });
  });

  it('is retired though the authority above it is not', async () => {
    const given = retired('2026-11-01T00:00:00.000Z');
    expect(await said(stamped, { ...given, authorities: given.retired.map(({ der }) => der) })).toMatchObject({
      verdict: 'not_genuine',
      retirement: { ok: false },
    });
  });

  it('is retired where it stands between the signer and an authority that is not', async () => {
    const root = await issued('Root', null);
    const middle = await issued('Middle', root);
    const leaf = await issued('Leaf', middle);
    const key = toPem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', leaf.keys.privateKey)));
    const pem = [key, ...[leaf, middle].map(({ certificate }) => certificate.toString('pem'))].join('\n');
    const document = await seal(undefined, await importIdentity(pem));
    const trusting = (retiredAt: string, ...retired: { certificate: X509Certificate }[]): Trust =>
      trustOf({
        ...service.trustFile,
        certificateAuthorities: [root.certificate.toString('pem')],
        retiredAuthorities: retired.map((each) => ({ certificate: each.certificate.toString('pem'), retiredAt })),
      });
    expect(await said(document, trusting(AT))).toMatchObject({ verdict: 'genuine' });
    const after = trusting('2026-12-01T00:00:00.000Z', leaf, middle);
    expect(await said(document, after)).toMatchObject({ verdict: 'genuine', retirement: { ok: null } });
    const before = trusting('2026-11-01T00:00:00.000Z', middle);
    expect(await said(document, before)).toMatchObject({ verdict: 'not_genuine', retirement: { ok: false } });
    // The first of several is the one that counts, in whichever order they are listed.
    const both = { ...before, retired: [...after.retired.slice(0, 1), ...before.retired] };
    expect(await said(document, both)).toMatchObject({ verdict: 'not_genuine' });
  });

  it('is kept in a file, each certificate after the instant from which it no longer counts', () => {
    const [certificate = ''] = service.trustFile.certificateAuthorities.map((pem) => pem.trim());
    const file = `Retired: ${AT}\n${certificate}\nRetired: ${STAMPED}\n${certificate}\n`;
    expect(readRetiredCertificates(file)).toEqual([
      { certificate, retiredAt: AT },
      { certificate, retiredAt: STAMPED },
    ]);
    expect(readRetiredCertificates('')).toEqual([]);
    for (const wrong of [certificate, `Retired: 2026\n${certificate}`, `${file}${certificate}`, `Retired: ${AT}\n`]) {
      expect(() => readRetiredCertificates(wrong)).toThrow('write `Retired: YYYY-MM-DDTHH:MM:SS.mmmZ`');
    }
  });
});

function seal(timeStamp?: TimeStampAuthority, by: SealIdentity = identity): Promise<Uint8Array> {
  return sealPdf(pdf, by, { reason: 'x', at: AT, ...(timeStamp && { timeStamp }) });
}

async function issued(name: string, by: Issued | null): Promise<Issued> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    ...{ subject: `CN=${name}`, issuer: by?.certificate.subject ?? `CN=${name}`, publicKey: keys.publicKey },
    ...{ signingKey: (by?.keys ?? keys).privateKey, signingAlgorithm: algorithm },
    ...{ notBefore: new Date('2026-01-01'), notAfter: new Date('2030-01-01') },
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return { certificate, keys };
}

async function onePage(): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage().drawText('What you agreed to');
  return document.save();
}
