/** Sealing: a PDF gets a signature field and a CMS signature over all of its bytes. */
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib';
import { SignPdf, Signer } from '@signpdf/signpdf';
import { PDFDocument } from 'pdf-lib';
import { sha256 } from '#sha256';
import { signCms } from './cms.js';
import type { SealIdentity } from './identity.js';
import type { TimeStampAuthority } from '../time-stamping.js';

/** Room for the CMS signature in hex digits: a chain of three RSA certificates fits, with space for a time stamp. */
const SIGNATURE_LENGTH = 32_768;

/** What a PDF reader shows beside the seal. */
export interface SealOptions {
  /** Why the document is sealed, shown by PDF readers. */
  readonly reason: string;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ`, shown by PDF readers as the time of signing. */
  readonly at: string;
  /** With it the signature is stamped, or nothing is sealed: a seal that should prove its time and cannot is none. */
  readonly timeStamp?: TimeStampAuthority;
}

export async function seal(
  pdf: Uint8Array,
  identity: SealIdentity,
  { reason, at, timeStamp }: SealOptions,
): Promise<Uint8Array> {
  // Without `updateMetadata: false` pdf-lib writes the clock's time into the document, and a re-run would differ.
  const pdfDoc = await PDFDocument.load(pdf, { updateMetadata: false });
  pdflibAddPlaceholder({
    pdfDoc,
    reason: pdfText(reason),
    name: pdfText(identity.certificates[0].subjectName.getField('CN')[0] ?? ''),
    contactInfo: '',
    location: '',
    signingTime: new Date(at),
    signatureLength: SIGNATURE_LENGTH,
    subFilter: 'ETSI.CAdES.detached',
  });
  const prepared = await pdfDoc.save({ useObjectStreams: false, addDefaultPage: false });
  return new Uint8Array(await new SignPdf().sign(prepared, new CmsSigner(identity, timeStamp)));
}

/** The shape in which @signpdf takes a signer. */
class CmsSigner extends Signer {
  constructor(
    private readonly identity: SealIdentity,
    private readonly timeStamp: TimeStampAuthority | undefined,
  ) {
    super();
  }

  override async sign(document: Buffer): Promise<Buffer> {
    return Buffer.from(await signCms(sha256(document), this.identity, this.timeStamp));
  }
}

/**
 * The body of a PDF literal string for any text: UTF-16 in octal escapes, all of it ASCII. The placeholder writes what
 * it is given as it stands, so that a bracket or an accent in a reason would otherwise break the file.
 */
function pdfText(text: string): string {
  const units = [0xfeff, ...Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))];
  return units
    .flatMap((unit) => [unit >> 8, unit & 0xff])
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
