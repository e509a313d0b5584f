/**
 * Lays a certificate out on paper. Everything shown comes in as an argument, dates included, so that the same content gives
 * the same bytes: a job that runs twice makes one document.
 */
import { ERASED_SINCE } from '#evidence';
import { AFRelationship, PDFDocument } from 'pdf-lib';
import { PAPERS, type Block, type Paper, type RecordPart, type Section, type Sheet, type Tone } from './sheet.js';
import {
  ACCENT,
  brandMark,
  GROUND,
  INK,
  INK_2,
  INK_3,
  LINE,
  LINE_STRONG,
  mark,
  qrCode,
  rounded,
  TONES,
} from './drawing.js';
import { boxOf, Pages, type Measured, type Role, type Style } from './typesetting/pages.js';
import { typefacesFor, type Typefaces } from './typesetting/typefaces.js';

const MARGIN = 58;
const TOP = 84;
const FOOT = 74;
const LABEL = 120;

const TITLE: Style = { faces: 'bold', size: 23, colour: INK, lineHeight: 1.2 };
const SUMMARY: Style = { faces: 'sans', size: 11, colour: INK_2, lineHeight: 1.47 };
const HEADING: Style = { faces: 'bold', size: 12.5, colour: INK };
const TEXT: Style = { faces: 'sans', size: 9.5, colour: INK, lineHeight: 1.47 };
const CAPTION: Style = { faces: 'sans', size: 8.5, colour: INK_3, lineHeight: 1.647 };
const FURNITURE: Style = { faces: 'sans', size: 7.5, colour: INK_3 };
const WORDS: Style = { faces: 'serif', size: 10.5, colour: INK, lineHeight: 1.48 };
const WORDS_TITLE: Style = { faces: 'serifBold', size: 11, colour: INK, lineHeight: 1.48 };
const STATE: Style = { faces: 'bold', size: 8.5, colour: INK };
const BRAND: Style = { faces: 'bold', size: 10, colour: INK };

/** The unsealed certificate. */
export async function layOut(sheet: Sheet, typefaces: Typefaces, paper: Paper): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  describe(pdf, sheet);
  const faces = await typefacesFor(JSON.stringify({ ...sheet, record: null }), typefaces);
  const flow = new Flow(new Pages(pdf, faces, PAPERS[paper]));
  opening(flow, sheet);
  for (const section of sheet.sections) writeSection(flow, section);
  checking(flow, sheet);
  furniture(flow, sheet);
  flow.pages.finish();
  return pdf.save({ useObjectStreams: false, updateFieldAppearances: false, addDefaultPage: false });
}

function describe(pdf: PDFDocument, { title, summary, language, at, erasedAt, record }: Sheet): void {
  const date = new Date(at);
  pdf.setTitle(title, { showInWindowTitleBar: true });
  pdf.setLanguage(language);
  pdf.setSubject(summary);
  // Read by `verify`, which says so.
  if (erasedAt !== undefined) pdf.setKeywords([`${ERASED_SINCE}${erasedAt}`]);
  pdf.setProducer('Countersign');
  pdf.setCreator('Countersign');
  pdf.setCreationDate(date);
  pdf.setModificationDate(date);
  void pdf.attach(new TextEncoder().encode(record.json), record.name, {
    mimeType: 'application/json',
    description: 'The record as canonical JSON',
    creationDate: date,
    modificationDate: date,
    afRelationship: AFRelationship.Source,
  });
}

/** Writes downwards and goes on to a new page when one is full. */
class Flow {
  y = 0;
  readonly left = MARGIN;
  readonly width: number;

  constructor(readonly pages: Pages) {
    this.width = pages.size[0] - 2 * MARGIN;
    this.nextPage();
  }

  nextPage(): void {
    this.pages.add();
    this.y = this.pages.size[1] - TOP;
  }

  /** Begins a new page unless so much room is left on this one. What no page has room for begins where it is. */
  keep(height: number): void {
    const page = this.pages.size[1] - TOP - FOOT;
    if (this.y - height < FOOT && height <= page) this.nextPage();
  }

  gap(points: number): void {
    this.y -= points;
  }

  measure(text: string, style: Style, width = this.width): Measured {
    return this.pages.measure(text, style, width);
  }

  /** Writes what was measured; a line for which there is no room goes on to the next page. */
  write({ lines, style }: Measured, x = this.left, onBreak?: Edge): void {
    const height = style.size * (style.lineHeight ?? 1.42);
    for (const line of lines) {
      if (this.y - height < FOOT) {
        onBreak?.end();
        this.nextPage();
        onBreak?.begin();
      }
      this.y -= height;
      // The letters stand in the middle of their line.
      this.pages.line(line, style, x, this.y + (height - style.size * 0.72) / 2);
    }
  }

  part(role: Role, text: string, style: Style): void {
    const measured = this.measure(text, style);
    this.pages.as(role, () => {
      this.write(measured);
    });
  }
}

/** What runs beside words for as long as they do, over pages. */
interface Edge {
  begin(): void;
  end(): void;
}

function opening(flow: Flow, { title, state, summary, isDevelopment }: Sheet): void {
  if (isDevelopment) {
    banner(
      flow,
      'Sealed with a development identity, not for production. Nobody but this installation vouches for it.',
    );
  }
  tag(flow, state.word, state.tone);
  flow.gap(6);
  flow.part('H1', title, TITLE);
  flow.gap(5);
  flow.part('P', summary, SUMMARY);
}

function tag(flow: Flow, word: string, tone: Tone): void {
  const [ink, tint] = TONES[tone];
  const measured = flow.measure(word, { ...STATE, colour: ink });
  const width = flow.pages.widthOf(word, STATE) + 18;
  flow.pages.aside(() => {
    flow.pages.put(rounded(flow.left, flow.y - 18, width, 18, tint));
  });
  flow.gap(3);
  flow.pages.as('P', () => {
    flow.write(measured, flow.left + 9);
  });
  flow.gap(3);
}

function banner(flow: Flow, text: string): void {
  const [ink, tint] = TONES.pause;
  const measured = flow.measure(text, { ...TEXT, colour: ink }, flow.width - 24);
  const height = measured.height + 14;
  flow.pages.aside(() => {
    flow.pages.put(rounded(flow.left, flow.y - height, flow.width, height, tint));
  });
  flow.gap(7);
  flow.pages.as('P', () => {
    flow.write(measured, flow.left + 12);
  });
  flow.gap(7 + 16);
}

function writeSection(flow: Flow, { heading, blocks }: Section): void {
  flow.gap(22);
  // A heading never stands alone at the foot of a page.
  flow.keep(70);
  flow.part('H2', heading, HEADING);
  flow.gap(5);
  for (const block of blocks) writeBlock(flow, block);
}

function writeBlock(flow: Flow, block: Block): void {
  switch (block.kind) {
    case 'text':
      flow.part('P', block.text, TEXT);
      flow.gap(4);
      return;
    case 'facts':
      block.facts.forEach(({ label, text }, index) => {
        fact(flow, label, text, index > 0);
      });
      return;
    case 'list':
      for (const item of block.items) marked(flow, item, block.tone);
      return;
    case 'record':
      record(flow, block.parts);
  }
}

function fact(flow: Flow, label: string, text: string, isRuled: boolean): void {
  const named = flow.measure(label, CAPTION, LABEL - 12);
  const said = flow.measure(text, TEXT, flow.width - LABEL);
  flow.keep(Math.max(named.height, Math.min(said.height, 120)) + 8);
  if (isRuled) {
    flow.pages.aside(() => {
      flow.pages.box(flow.left, flow.y, flow.width, 0.5, LINE);
    });
  }
  flow.gap(4);
  const top = flow.y;
  flow.pages.as('P', () => {
    flow.write(named);
    const below = flow.y;
    flow.y = top;
    flow.write(said, flow.left + LABEL);
    flow.y = Math.min(flow.y, below);
  });
  flow.gap(4);
}

function marked(flow: Flow, text: string, tone: Tone): void {
  const measured = flow.measure(text, TEXT, flow.width - 22);
  flow.keep(Math.min(measured.height, 120));
  const height = TEXT.size * (TEXT.lineHeight ?? 1);
  flow.pages.aside(() => {
    flow.pages.put(mark(flow.left + 6, flow.y - height / 2, tone));
  });
  flow.pages.as('P', () => {
    flow.write(measured, flow.left + 22);
  });
  flow.gap(3);
}

const PAPER_INSET = 18;

/** Paper with an inked edge, over as many pages as the words need. No part is split that a page has room for. */
function record(flow: Flow, parts: readonly RecordPart[]): void {
  const width = flow.width - 2 * PAPER_INSET;
  const measured = parts.map(({ title, tone, lines }) => ({
    title: flow.measure(title, { ...WORDS_TITLE, colour: tone === 'plain' ? INK : TONES[tone][0] }, width),
    lines: lines.map((line) => flow.measure(line, WORDS, width)),
  }));
  let fill: (operators: string) => void = () => undefined;
  let top = 0;
  const paper: Edge = {
    begin() {
      top = flow.y;
      flow.pages.aside(() => {
        fill = flow.pages.place();
      });
      flow.gap(12);
    },
    end() {
      flow.gap(10);
      const bottom = Math.max(flow.y, FOOT - 14);
      const sheet = boxOf(flow.left, bottom, flow.width, top - bottom, GROUND);
      fill(`${sheet}\n${boxOf(flow.left, bottom, 2.5, top - bottom, ACCENT)}`);
    },
  };
  paper.begin();
  measured.forEach(({ title, lines }, index) => {
    const height = title.height + lines.reduce((sum, line) => sum + line.height + 1, 0);
    if (index > 0) flow.gap(11);
    if (flow.y - height < FOOT && height < flow.pages.size[1] - TOP - FOOT - 24) {
      paper.end();
      flow.nextPage();
      paper.begin();
    }
    flow.pages.as('P', () => {
      flow.write(title, flow.left + PAPER_INSET, paper);
    });
    for (const line of lines) {
      flow.gap(1);
      flow.pages.as('P', () => {
        flow.write(line, flow.left + PAPER_INSET, paper);
      });
    }
  });
  paper.end();
}

const NUMBERED =
  'Letters that this service has no face for are shown by their numbers in Unicode, as [U+0041]; the record has them as they were written.';
const QR_SIZE = 84;

/** How anyone checks the file, with and without our tools. */
function checking(flow: Flow, { verifyUrl }: Sheet): void {
  flow.gap(22);
  flow.keep(150);
  flow.part('H2', 'How to check this file', HEADING);
  flow.gap(7);
  const top = flow.y;
  flow.pages.as(
    'Figure',
    () => {
      flow.pages.put(qrCode(verifyUrl, flow.left, top - QR_SIZE, QR_SIZE));
    },
    `QR code for ${verifyUrl}`,
  );
  const x = flow.left + QR_SIZE + 20;
  const width = flow.width - QR_SIZE - 20;
  const sentences: readonly (readonly [string, Style])[] = [
    ['It is sealed over every byte. Anyone can check it, without an account and without asking us:', TEXT],
    [verifyUrl.replace(/#.*$/, ''), { ...TEXT, faces: 'bold', colour: ACCENT }],
    ['With our tool: countersign verify FILE --trust trust.json', TEXT],
    ['With others: pdfsig, mutool sign -v, openssl cms -verify -cades', TEXT],
    ['The record is attached to this file as JSON. It gives the leaf in the public log.', CAPTION],
    ...(flow.pages.hasNumbered ? [[NUMBERED, CAPTION] as const] : []),
  ];
  for (const [text, style] of sentences) {
    const measured = flow.measure(text, style, width);
    flow.pages.as('P', () => {
      flow.write(measured, x);
    });
    flow.gap(1.5);
  }
  flow.y = Math.min(flow.y, top - QR_SIZE);
}

/** Head and foot of every page, once it is known how many there are. */
function furniture({ pages, left, width }: Flow, { title, identity, isDevelopment }: Sheet): void {
  const [pageWidth, pageHeight] = pages.size;
  const count = pages.onPages.length;
  const foot = isDevelopment ? `${identity} · development identity, not for production` : identity;
  pages.onPages.forEach((_, index) => {
    pages.turnTo(index);
    pages.aside(() => {
      pages.put(brandMark(left, pageHeight - 58, 17));
      line(pages, 'Countersign', BRAND, left + 24, pageHeight - 53);
      if (index > 0) line(pages, title, FURNITURE, pageWidth - left - pages.widthOf(title, FURNITURE), pageHeight - 52);
      pages.box(left, 50, width, 0.5, LINE_STRONG);
      line(pages, foot, FURNITURE, left, 36);
      const number = `${String(index + 1)} of ${String(count)}`;
      line(pages, number, FURNITURE, pageWidth - left - pages.widthOf(number, FURNITURE), 36);
    });
  });
}

function line(pages: Pages, text: string, style: Style, x: number, y: number): void {
  const [first] = pages.measure(text, style, pages.size[0]).lines;
  if (first !== undefined) pages.line(first, style, x, y);
}
