/** Checking a sealed PDF: one seal over every byte of the file, by a certificate that the verifier trusts. */
import { fromHex, sameBytes } from '#ledger';
import { sha256 } from '#sha256';
import { MalformedFile } from '../reading.js';
import type { Trust } from '../trust.js';
import type { Statement, Verdict } from '../verdict.js';
import { conclude, statement } from '../verdict.js';
import { trustedBy } from './chain.js';
import type { Cms } from './cms.js';
import { decodeCms, encodeCms, verifyCms } from './cms.js';

/** A PDF taken apart at its seal. */
interface SealedPdf {
  readonly digest: Uint8Array;
  /** The CMS bytes with the zeros that fill the space kept for them. */
  readonly contents: Uint8Array;
  /** The time of sealing that the document states. */
  readonly sealedAt: string;
}

/** Checks a sealed PDF. Throws `MalformedFile` for a PDF that has no seal of ours over all of it. */
export async function verifyPdf(pdf: Uint8Array, trust: Trust | null, at?: string): Promise<Verdict> {
  const { digest, contents, sealedAt } = takeApart(pdf);
  const cms = readSeal(contents);
  return conclude(`a PDF sealed at ${sealedAt} by ${cms.certificates[0]?.subject ?? 'nobody'}`, trust !== null, [
    statement('form', true, 'one seal covers every byte of the file'),
    sameBytes(cms.digest, digest)
      ? statement('document', true, 'the document has the digest that the seal names')
      : statement('document', false, 'the document was changed after it was sealed'),
    await checkSeal(cms, contents),
    await checkAuthority(cms, trust),
    ...checkTimes(cms, sealedAt, at),
  ]);
}

async function checkSeal(cms: Cms, contents: Uint8Array): Promise<Statement> {
  try {
    const written = encodeCms(cms);
    const isExact =
      contents.every((byte, index) => byte === (written[index] ?? 0)) && written.length <= contents.length;
    if (!isExact) return statement('seal', false, 'the seal is not in the one form in which these seals are written');
    return (await verifyCms(cms))
      ? statement('seal', true, 'the signature in the seal is by the certificate in it')
      : statement('seal', false, 'the signature in the seal is not by the certificate in it');
  } catch {
    return statement('seal', false, 'the signature in the seal cannot be read');
  }
}

async function checkAuthority({ certificates }: Cms, trust: Trust | null): Promise<Statement> {
  if (trust === null) return statement('authority', null, 'the certificate cannot be checked without a trust file');
  const authority = await trustedBy(certificates, trust.authorities).catch(() => null);
  return authority === null
    ? statement('authority', false, 'the certificate does not lead to an authority in the trust file')
    : statement('authority', true, `the certificate is vouched for by \`${authority}\` of the trust file`);
}

/** The time of sealing is the sealer's own word; a time stamp that proves it is not part of this form. */
function checkTimes({ certificates }: Cms, sealedAt: string, at: string | undefined): Statement[] {
  const sealed = new Date(sealedAt);
  const valid = certificates.every(({ notBefore, notAfter }) => notBefore <= sealed && sealed <= notAfter);
  const certificate = valid
    ? statement('certificate', true, `the certificate was valid at the stated time of sealing, ${sealedAt}`)
    : statement('certificate', false, `the certificate was not valid at the stated time of sealing, ${sealedAt}`);
  if (at === undefined) return [certificate];
  return [
    certificate,
    sealedAt <= at
      ? statement('validity', true, `the document was sealed by ${at}`)
      : statement('validity', false, `the document was sealed at ${sealedAt}, after ${at}`),
  ];
}

/**
 * INVARIANT: everything outside the seal's own hex digits is digested, and those are in one spelling. A second signature,
 * an update behind the first, or a gap that is not exactly the digits, would be bytes that nobody signed.
 */
function takeApart(pdf: Uint8Array): SealedPdf {
  const text = new TextDecoder('latin1').decode(pdf);
  const [range, ...others] = text.matchAll(/\/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]/g);
  if (range === undefined) throw new MalformedFile('the PDF has no seal');
  if (others.length > 0) throw new MalformedFile('the PDF has more than one seal');
  const [start = 0, end = 0, resume = 0, rest = 0] = range.slice(1).map(Number);
  const hex = text.slice(end + 1, resume - 1);
  const isWhole =
    start === 0 &&
    range.index < end &&
    resume + rest === pdf.length &&
    /\/Contents\s*$/.test(text.slice(Math.max(0, end - 20), end)) &&
    text[end] === '<' &&
    text[resume - 1] === '>';
  if (!isWhole) throw new MalformedFile('the seal does not cover every byte of the file');
  const contents = fromHex(hex);
  if (contents === null) throw new MalformedFile('the seal is not written in lower-case hex');
  const signed = new Uint8Array(end + rest);
  signed.set(pdf.subarray(0, end));
  signed.set(pdf.subarray(resume), end);
  return { digest: sha256(signed), contents, sealedAt: readSealedAt(text.slice(resume)) };
}

function readSealedAt(behindSeal: string): string {
  const [dictionary = ''] = behindSeal.split('endobj');
  const stated = /\/M\s*\(D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z\)/.exec(dictionary);
  if (stated === null) throw new MalformedFile('the seal does not state its time');
  const [, year, month, day, hour, minute, second] = stated;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

function readSeal(contents: Uint8Array): Cms {
  try {
    return decodeCms(contents);
  } catch {
    throw new MalformedFile('the seal holds no readable signature');
  }
}
