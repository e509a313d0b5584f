/** The files that a PDF carries. */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import { sameBytes } from '#ledger';

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
