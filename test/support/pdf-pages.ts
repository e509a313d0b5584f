/** Reads PDFs as a reader does: pages as pictures, and the text that is copied out of them. */
import { readFile, writeFile } from 'node:fs/promises';
import { createCanvas } from '@napi-rs/canvas';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { getDocument, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

async function opened<T>(pdf: Uint8Array, read: (document: PDFDocumentProxy) => Promise<T>): Promise<T> {
  // It takes the bytes for its own, so it is given a copy.
  const task = getDocument({ data: pdf.slice(), disableFontFace: true, useSystemFonts: false, verbosity: 0 });
  try {
    return await read(await task.promise);
  } finally {
    await task.destroy();
  }
}

/** The text of all pages, as it is copied: each run as it was written, runs side by side. */
export function textOf(pdf: Uint8Array): Promise<string> {
  return opened(pdf, async (document) => {
    const pages: string[] = [];
    for (let number = 1; number <= document.numPages; number += 1) {
      const { items } = await (await document.getPage(number)).getTextContent();
      pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
    }
    return pages.join('\n');
  });
}

/** One page as PNG, at so many pixels for a point. */
export function pictureOf(pdf: Uint8Array, number: number, scale: number): Promise<Uint8Array> {
  return opened(pdf, async (document) => {
    const page = await document.getPage(number);
    const viewport = page.getViewport({ scale });
    const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
    // What it draws on is a canvas to it, whoever made that one.
    const canvasContext = canvas.getContext('2d') as unknown as CanvasRenderingContext2D;
    await page.render({ canvas: null, canvasContext, viewport }).promise;
    return new Uint8Array(canvas.toBuffer('image/png'));
  });
}

/** How many of a thousand pixels differ from the golden picture; `GOLDEN=write` makes it anew. */
export async function differenceFrom(golden: URL, picture: Uint8Array): Promise<number> {
  if (process.env['GOLDEN'] === 'write') await writeFile(golden, picture);
  const [known, made] = [PNG.sync.read(await readFile(golden)), PNG.sync.read(Buffer.from(picture))];
  if (known.width !== made.width || known.height !== made.height) return 1000;
  const { width, height } = known;
  return (pixelmatch(known.data, made.data, undefined, width, height, { threshold: 0.2 }) / (width * height)) * 1000;
}
