/** Checking a sealed PDF: one seal over every byte of the file, by a certificate that the verifier trusts. */
import { fromHex, sameBytes } from '#ledger';
import { sha256 } from '#sha256';
import { FILE_LENGTH_MAX, MalformedFile } from '../reading.js';
import type { Trust } from '../trust.js';
import type { Statement, Verdict } from '../verdict.js';
import { conclude, statement } from '../verdict.js';
import { trustedBy } from './chain.js';
import type { Cms } from './cms.js';
import { decodeCms, encodeCms, verifyCms } from './cms.js';
import { readTimeStamp } from './time-stamp.js';
import type { X509Certificate } from './x509.js';

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
  const stamp = await checkTimeStamp(cms, trust);
  const vouched = await vouchedFor(cms, trust);
  const about = `a PDF sealed at ${sealedAt} by ${cms.certificates[0]?.subject ?? 'nobody'}`;
  const statements = [
    statement('form', true, 'one seal covers every byte of the file'),
    sameBytes(cms.digest, digest)
      ? statement('document', true, 'the document has the digest that the seal names')
      : statement('document', false, 'the document was changed after it was sealed'),
    await checkSeal(cms, contents),
    checkAuthority(vouched, trust),
    ...(stamp === null ? [] : [stamp.statement]),
    ...(vouched?.retiredAt === undefined
      ? []
      : [checkRetirement(vouched.retiredAt, sealedAt, stamp?.provenAt ?? null)]),
    ...checkTimes(cms, sealedAt, stamp?.provenAt ?? null, at),
  ];
  const checked = conclude(about, trust !== null, statements);
  // Only what a trusted seal covers is taken apart.
  return checked.verdict === 'genuine'
    ? conclude(about, true, [...statements, ...(await erasedStatements(pdf))])
    : checked;
}

/** That a name is not in it because its bearer was erased before it was made. */
async function erasedStatements(pdf: Uint8Array): Promise<Statement[]> {
  const { erasedSince } = await import('./embedded-files.js');
  // One that is sealed and that our reader cannot read says nothing of it.
  const since = await erasedSince(pdf).catch(() => null);
  return since === null
    ? []
    : [statement('erased', null, `whoever it is about was erased at ${since}: it was made without what was personal`)];
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

/** What of the trust file the seal's certificate leads to. */
interface Vouched {
  readonly by: string;
  readonly retiredAt?: string;
}

async function vouchedFor({ certificates }: Cms, trust: Trust | null): Promise<Vouched | null> {
  if (trust === null) return null;
  const by = (der: Uint8Array<ArrayBuffer>): Promise<string | null> => trustedBy(certificates, [der]).catch(() => null);
  const own = await retiredIn(certificates, trust.retired);
  if (own !== null) return own;
  // One that the file names itself needs nobody above it, and the seal carries the chain for other people's readers.
  const [signer] = certificates;
  if (signer !== undefined && trust.authorities.some((der) => sameBytes(der, new Uint8Array(signer.rawData))))
    return { by: signer.subject };
  for (const der of trust.authorities) {
    const name = await by(der);
    if (name !== null) return { by: name };
  }
  for (const { der, retiredAt } of trust.retired) {
    const name = await by(der);
    if (name !== null) return { by: name, retiredAt };
  }
  return null;
}

/**
 * The certificate of the chain itself that was retired, of several the one that was first: none lives on through the
 * authority above it, neither the signer nor one between.
 */
async function retiredIn(chain: Cms['certificates'], retired: Trust['retired']): Promise<Vouched | null> {
  const found: Required<Vouched>[] = [];
  for (const { der, retiredAt } of retired) {
    const place = chain.findIndex(({ rawData }) => sameBytes(der, new Uint8Array(rawData)));
    const by = await trustedBy(chain.slice(0, place + 1), [der]).catch(() => null);
    if (by !== null) found.push({ by, retiredAt });
  }
  const [first] = found.sort((one, other) => (one.retiredAt < other.retiredAt ? -1 : 1));
  return first ?? null;
}

function checkAuthority(vouched: Vouched | null, trust: Trust | null): Statement {
  if (trust === null) return statement('authority', null, 'the certificate cannot be checked without a trust file');
  return vouched === null
    ? statement('authority', false, 'the certificate does not lead to an authority in the trust file')
    : statement('authority', true, `the certificate is vouched for by \`${vouched.by}\` of the trust file`);
}

/** A time-stamp is good or the seal is not; by whom it is counts only if the trust file names them. */
async function checkTimeStamp(
  { signature, timeStamp }: Cms,
  trust: Trust | null,
): Promise<{ readonly statement: Statement; readonly provenAt: string | null } | null> {
  if (timeStamp === null) return null;
  const said = (ok: boolean | null, detail: string, provenAt: string | null = null) => {
    return { statement: statement('time-stamp', ok, detail), provenAt };
  };
  const stamp = await readTimeStamp(timeStamp, signature).catch(() => null);
  if (stamp === null) return said(false, 'the time-stamp is not of this seal, or not signed by its authority');
  const { at, chain } = stamp;
  if (trust === null) return said(null, `the time-stamp says ${at}; nothing says whose it is without a trust file`);
  const authority = await believed(chain, trust.timeStampAuthorities);
  if (authority === null)
    return said(
      null,
      `the time-stamp says ${at}, by an authority that the trust file does not name; it was passed over`,
    );
  const isValid = chain.every(({ notBefore, notAfter }) => notBefore <= new Date(at) && new Date(at) <= notAfter);
  if (!isValid) return said(false, `the authority's certificate was not valid at ${at}`);
  return said(true, `\`${authority}\` of the trust file proves that the seal was there at ${at}`, at);
}

/** A token may carry more of the chain than is needed to reach what the trust file names. */
async function believed(
  chain: readonly X509Certificate[],
  authorities: readonly Uint8Array<ArrayBuffer>[],
): Promise<string | null> {
  for (const length of chain.keys()) {
    const name = await trustedBy(chain.slice(0, length + 1), authorities).catch(() => null);
    if (name !== null) return name;
  }
  return null;
}

function checkRetirement(retiredAt: string, sealedAt: string, provenAt: string | null): Statement {
  const retired = `the certificate was retired at ${retiredAt}`;
  if ((provenAt ?? sealedAt) >= retiredAt)
    return statement('retirement', false, `${retired}, and the document was sealed after that`);
  return provenAt === null
    ? statement(
        'retirement',
        null,
        `${retired}; that the document was sealed before is its own word, no time-stamp proves it`,
      )
    : statement('retirement', true, `${retired}; the time-stamp proves that the document was sealed before`);
}

/** Without a time-stamp the time of sealing is the sealer's own word. */
function checkTimes(
  { certificates }: Cms,
  sealedAt: string,
  provenAt: string | null,
  at: string | undefined,
): Statement[] {
  const wasValid = (instant: string): boolean =>
    certificates.every(({ notBefore, notAfter }) => notBefore <= new Date(instant) && new Date(instant) <= notAfter);
  const certificate =
    wasValid(sealedAt) && wasValid(provenAt ?? sealedAt)
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
  if (pdf.length > FILE_LENGTH_MAX) throw new MalformedFile(`it is longer than ${FILE_LENGTH_MAX} bytes`);
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
