/** The files that a PDF carries. */
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  PDFRawStream,
  PDFString,
  decodePDFRawStream,
} from 'pdf-lib';

/** The bytes of each embedded file, by name. Throws whatever the PDF's reader throws for one that it cannot read. */
export async function embeddedFiles(pdf: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const { catalog } = await PDFDocument.load(pdf, { updateMetadata: false });
  const names = catalog
    .lookupMaybe(PDFName.of('Names'), PDFDict)
    ?.lookupMaybe(PDFName.of('EmbeddedFiles'), PDFDict)
    ?.lookupMaybe(PDFName.of('Names'), PDFArray);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; names !== undefined && at + 1 < names.size(); at += 2) {
    const name = names.lookup(at);
    const stream = names
      .lookupMaybe(at + 1, PDFDict)
      ?.lookupMaybe(PDFName.of('EF'), PDFDict)
      ?.lookup(PDFName.of('F'));
    if (!(name instanceof PDFString || name instanceof PDFHexString) || !(stream instanceof PDFRawStream)) continue;
    files.set(name.decodeText(), decodePDFRawStream(stream).decode());
  }
  return files;
}
