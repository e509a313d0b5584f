/** What a PDF carries beside its pages: files, and a mark. */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { sameBytes } from '#ledger';
import { isInstant } from '../reading.js';
import { ERASED_SINCE } from './erased-mark.js';

/**
 * Whether the PDF carries a file of just these bytes; of a longer one no more is unpacked. Throws whatever the PDF's reader
 * throws for one that it cannot read, and that unpacks what it likes: give it no PDF of just anybody.
 */
export async function carries(pdf: Uint8Array, file: Uint8Array): Promise<boolean> {
  const { catalog } = await PDFDocument.load(pdf, { updateMetadata: false });
  const names = catalog
    .lookupMaybe(PDFName.of('Names'), PDFDict)
    ?.lookupMaybe(PDFName.of('EmbeddedFiles'), PDFDict)
    ?.lookupMaybe(PDFName.of('Names'), PDFArray);
  for (let at = 1; names !== undefined && at < names.size(); at += 2) {
    const stream = names.lookupMaybe(at, PDFDict)?.lookupMaybe(PDFName.of('EF'), PDFDict)?.lookup(PDFName.of('F'));
    const bytes = stream instanceof PDFRawStream ? await unpacked(stream, file.length) : null;
    if (bytes !== null && sameBytes(bytes, file)) return true;
  }
  return false;
}

/**
 * Since when whoever the PDF is about is erased, as its keywords say; `null` where they say nothing. Throws as `carries` does, and is
 * for sealed PDFs alone as well.
 */
export async function erasedSince(pdf: Uint8Array): Promise<string | null> {
  const keywords = (await PDFDocument.load(pdf, { updateMetadata: false })).getKeywords() ?? '';
  const since = keywords.startsWith(ERASED_SINCE) ? keywords.slice(ERASED_SINCE.length) : null;
  return isInstant(since) ? since : null;
}

/** The bytes of a stream, `null` for one that is longer or packed in another way. */
async function unpacked({ dict, contents }: PDFRawStream, lengthMax: number): Promise<Uint8Array | null> {
  const filter = dict.lookup(PDFName.of('Filter'));
  if (filter === undefined) return contents;
  if (filter !== PDFName.of('FlateDecode')) return null;
  const inflated = new Blob([new Uint8Array(contents)]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = inflated.getReader();
  const bytes = new Uint8Array(lengthMax);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.length > lengthMax) {
      await reader.cancel();
      return null;
    }
    bytes.set(value, length);
    length += value.length;
  }
}
