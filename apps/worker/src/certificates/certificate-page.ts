import fontkit from '@pdf-lib/fontkit';
import { AFRelationship, PDFDocument, PageSizes, rgb, type PDFFont, type PDFPage, type RGB } from 'pdf-lib';

/**
 * Lays a consent out on paper. Everything shown comes in as an argument, dates included, so that the same content gives
 * the same bytes: a job that runs twice makes one document.
 */
export interface CertificateContent {
  /** Shown large, and the title of the document. */
  readonly title: string;
  /** One sentence under the title: who allowed whom, in what. */
  readonly summary: string;
  readonly sections: readonly Section[];
  /** Repeated at the foot of every page: the id of the consent and the fingerprint of the words. */
  readonly identity: string;
  /** The instant that the document states as its own; never the clock. */
  readonly at: Date;
  /** The record as canonical JSON, carried inside the file for machines. */
  readonly record: { readonly name: string; readonly json: string };
}

export interface Section {
  readonly heading: string;
  /** `record` sets the words that were signed: in serif, behind a blue edge. */
  readonly style: 'plain' | 'record';
  readonly lines: readonly { readonly label?: string; readonly text: string }[];
}

export interface Fonts {
  readonly sans: Uint8Array;
  readonly sansBold: Uint8Array;
  readonly serif: Uint8Array;
}

const PAGE = PageSizes.A4;
const MARGIN = 56;
const FOOT = 64;
const INK = rgb(0.09, 0.106, 0.149);
const CAPTION = rgb(0.373, 0.392, 0.439);
const SIGNED = rgb(0.141, 0.22, 0.651);

interface Face {
  readonly font: PDFFont;
  readonly size: number;
  readonly colour: RGB;
}

/** The unsealed certificate: A4, as many pages as the words need. */
export async function certificatePage(content: CertificateContent, fonts: Fonts): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  pdf.registerFontkit(fontkit);
  const sans = await pdf.embedFont(fonts.sans, { subset: true, customName: 'CSGNAA+DejaVuSans' });
  const bold = await pdf.embedFont(fonts.sansBold, { subset: true, customName: 'CSGNAB+DejaVuSans-Bold' });
  const serif = await pdf.embedFont(fonts.serif, { subset: true, customName: 'CSGNAC+DejaVuSerif' });
  describe(pdf, content);

  const flow = new Flow(pdf);
  flow.text(content.title, { font: bold, size: 20, colour: INK });
  flow.gap(4);
  flow.text(content.summary, { font: sans, size: 10.5, colour: CAPTION });
  for (const section of content.sections) {
    flow.gap(16);
    flow.keepTogether(44);
    flow.text(section.heading, { font: bold, size: 11.5, colour: INK });
    flow.gap(4);
    for (const line of section.lines) {
      const record = section.style === 'record';
      const words: Face = { font: record ? serif : sans, size: record ? 10.5 : 10, colour: INK };
      if (line.label !== undefined) flow.text(line.label, { font: sans, size: 8.5, colour: CAPTION }, record);
      flow.text(line.text, words, record);
      flow.gap(4);
    }
  }

  const pages = pdf.getPages();
  pages.forEach((page, index) => {
    footer(page, content.identity, `${String(index + 1)} of ${String(pages.length)}`, sans);
  });
  return pdf.save({ useObjectStreams: false, updateFieldAppearances: false });
}

function describe(pdf: PDFDocument, content: CertificateContent): void {
  pdf.setTitle(content.title, { showInWindowTitleBar: true });
  pdf.setLanguage('en');
  pdf.setSubject(content.summary);
  pdf.setProducer('Countersign');
  pdf.setCreator('Countersign');
  pdf.setCreationDate(content.at);
  pdf.setModificationDate(content.at);
  void pdf.attach(new TextEncoder().encode(content.record.json), content.record.name, {
    mimeType: 'application/json',
    description: 'The record as canonical JSON',
    creationDate: content.at,
    modificationDate: content.at,
    afRelationship: AFRelationship.Source,
  });
}

/** Writes downwards and starts a new page when one is full. */
class Flow {
  private page: PDFPage;
  private y = 0;
  /** Of each font, the width of every word so far at size 1. */
  private readonly widths = new Map<PDFFont, Map<string, number>>();

  constructor(private readonly pdf: PDFDocument) {
    this.page = this.nextPage();
  }

  gap(points: number): void {
    this.y -= points;
  }

  keepTogether(points: number): void {
    if (this.y - points < FOOT) this.page = this.nextPage();
  }

  text(words: string, face: Face, signed = false): void {
    const indent = signed ? 14 : 0;
    const lineHeight = face.size * 1.42;
    for (const line of wrap(words, PAGE[0] - 2 * MARGIN - indent, (text) => this.widthOf(text, face))) {
      this.keepTogether(lineHeight);
      this.y -= lineHeight;
      this.page.drawText(line, { x: MARGIN + indent, y: this.y, font: face.font, size: face.size, color: face.colour });
      if (signed) {
        const edge = { x: MARGIN + 2, y: this.y - 4 };
        this.page.drawRectangle({ ...edge, width: 2, height: lineHeight + 0.5, color: SIGNED });
      }
    }
  }

  private widthOf(text: string, { font, size }: Face): number {
    const widths = this.widths.get(font) ?? new Map<string, number>();
    this.widths.set(font, widths);
    const width = widths.get(text) ?? font.widthOfTextAtSize(text, 1);
    widths.set(text, width);
    return width * size;
  }

  private nextPage(): PDFPage {
    this.y = PAGE[1] - MARGIN;
    return this.pdf.addPage(PAGE);
  }
}

/**
 * Breaks at spaces; a word wider than the line (an id, a script without spaces) breaks between characters. Words are
 * measured one by one, for shaping a whole line anew with each word of it takes longer than all else on the page.
 */
function wrap(words: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const paragraph of words.split(/\r?\n/u)) {
    let line = '';
    let used = 0;
    const put = (text: string, gap: string): void => {
      const needed = widthOf(gap) + widthOf(text);
      const fits = line === '' || used + needed <= width;
      if (!fits) lines.push(line);
      [line, used] = line !== '' && fits ? [line + gap + text, used + needed] : [text, widthOf(text)];
    };
    for (const word of paragraph.split(' ')) {
      if (widthOf(word) <= width) {
        put(word, ' ');
        continue;
      }
      if (line !== '') lines.push(line);
      [line, used] = ['', 0];
      for (const character of word) put(character, '');
    }
    lines.push(line);
  }
  return lines;
}

function footer(page: PDFPage, identity: string, count: string, font: PDFFont): void {
  const style = { y: 34, size: 7.5, font, color: CAPTION };
  page.drawLine({ start: { x: MARGIN, y: 48 }, end: { x: PAGE[0] - MARGIN, y: 48 }, thickness: 0.5, color: CAPTION });
  page.drawText(identity, { x: MARGIN, ...style });
  page.drawText(count, { x: PAGE[0] - MARGIN - font.widthOfTextAtSize(count, 7.5), ...style });
}
