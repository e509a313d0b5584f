/**
 * Pages, filled from the top: text in the faces of one style, boxes and strokes, each part marked for what it is, so that
 * a screen reader hears headings and paragraphs and not the furniture of the page.
 */
import { PDFHexString, PDFName, type PDFDocument, type PDFPage, type PDFRef } from 'pdf-lib';
import { EmbeddedFont, packed, textsOf } from './embedded-font.js';
import { linesOf, type Line } from './lines.js';
import { shaped, type Cluster } from './shaping.js';
import type { Typeface, Typefaces } from './typefaces.js';

export type Colour = readonly [number, number, number];

export interface Style {
  readonly faces: keyof Typefaces;
  readonly size: number;
  readonly colour: Colour;
  /** Of the type size. */
  readonly lineHeight?: number;
}

/** What a part is, as PDF names it. */
export type Role = 'H1' | 'H2' | 'P' | 'Figure';

interface Element {
  readonly role: Role;
  readonly alt: string | undefined;
  readonly marks: { readonly page: number; readonly id: number }[];
}

/** Text that was measured: how many lines it takes in this width. */
export interface Measured {
  readonly lines: readonly Line[];
  readonly style: Style;
  readonly height: number;
}

interface OnPage {
  readonly page: PDFPage;
  readonly operators: string[];
  /** What each marked part of the page belongs to. */
  readonly owners: Element[];
}

export class Pages {
  readonly onPages: OnPage[] = [];
  private readonly fonts = new Map<Typeface, EmbeddedFont>();
  private readonly elements: Element[] = [];
  /** The part of the page that is being written, if any. */
  private open: Element | null = null;
  private at = -1;
  /** Whether something was measured that no face has. */
  hasNumbered = false;

  constructor(
    private readonly pdf: PDFDocument,
    private readonly typefaces: Typefaces,
    readonly size: readonly [number, number],
  ) {}

  /** Begins a page, and goes on with what is open. */
  add(): void {
    const goesOn = this.open;
    this.close();
    this.onPages.push({ page: this.pdf.addPage([...this.size]), operators: [], owners: [] });
    this.at = this.onPages.length - 1;
    if (goesOn !== null) this.reopen(goesOn);
  }

  measure(text: string, style: Style, width: number): Measured {
    const clusters = shaped(text, this.typefaces[style.faces]);
    this.hasNumbered ||= clusters.some(({ isNumbered }) => isNumbered);
    const lines = linesOf(text, clusters, (width * 1000) / style.size);
    return { lines, style, height: lines.length * style.size * (style.lineHeight ?? LINE_HEIGHT) };
  }

  /** How wide one line would be. */
  widthOf(text: string, { faces, size }: Style): number {
    return (shaped(text, this.typefaces[faces]).reduce((sum, { advance }) => sum + advance, 0) * size) / 1000;
  }

  /** One line with its base line here. */
  line({ clusters }: Line, { size, colour }: Style, x: number, y: number): void {
    const parts: string[] = [`${rgb(colour)} rg`];
    let left = x;
    for (const { face, run } of runsOf(clusters)) {
      parts.push(`BT /${this.fontOf(face).tag} ${num(size * face.zoom)} Tf 1 0 0 1 ${num(left)} ${num(y)} Tm`);
      for (const { said, clusters: part } of bySaying(run)) {
        if (said !== null) parts.push(`/Span<</ActualText<${utf16(said)}>>>BDC`);
        for (const { lift, clusters: level } of byLift(part)) {
          const shown = `[${this.fontOf(face).shown(level)}]TJ`;
          parts.push(lift === 0 ? shown : `${num((lift * size) / 1000)} Ts ${shown} 0 Ts`);
        }
        if (said !== null) parts.push('EMC');
      }
      parts.push('ET');
      left += (run.reduce((sum, { advance }) => sum + advance, 0) * size) / 1000;
    }
    this.put(parts.join('\n'));
  }

  box(x: number, y: number, width: number, height: number, colour: Colour): void {
    this.put(boxOf(x, y, width, height, colour));
  }

  /** Operators as they are, for what is drawn. */
  put(operators: string): void {
    this.now().operators.push(operators);
  }

  /** Keeps a place among the operators of this page, behind all that follows; what fills it is called later. */
  place(): (operators: string) => void {
    const { operators } = this.now();
    const index = operators.push('') - 1;
    return (filling) => {
      operators[index] = filling;
    };
  }

  /** Everything written within is one part of the document. */
  as(role: Role, write: () => void, alt?: string): void {
    const element = { role, alt, marks: [] };
    this.elements.push(element);
    this.reopen(element);
    write();
    this.close();
  }

  /** Everything written within is of the page alone. */
  aside(write: () => void): void {
    const goesOn = this.open;
    this.close();
    this.put('/Artifact BMC');
    write();
    this.put('EMC');
    if (goesOn !== null) this.reopen(goesOn);
  }

  /** Puts all of it into the document. */
  finish(): void {
    const { context, catalog } = this.pdf;
    const fonts = context.obj({});
    for (const font of this.fonts.values()) fonts.set(PDFName.of(font.tag), font.write(context));
    const resources = context.register(context.obj({ Font: fonts, ProcSet: ['PDF', 'Text'] }));
    this.onPages.forEach(({ page, operators }, index) => {
      page.node.set(PDFName.of('Resources'), resources);
      page.node.set(PDFName.of('Contents'), packed(context, new TextEncoder().encode(operators.join('\n'))));
      page.node.set(PDFName.of('StructParents'), context.obj(index));
      page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
    });
    catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
    catalog.set(PDFName.of('StructTreeRoot'), this.tree());
  }

  private tree(): PDFRef {
    const { context } = this.pdf;
    const [root, whole] = [context.nextRef(), context.nextRef()];
    const refs = new Map(this.elements.map((element) => [element, context.nextRef()] as const));
    for (const [{ role, alt, marks }, ref] of refs) {
      const kids = marks.map(({ page, id }) => ({ Type: 'MCR', Pg: this.onPages[page]?.page.ref ?? root, MCID: id }));
      const said = alt === undefined ? {} : { Alt: PDFHexString.fromText(alt) };
      context.assign(ref, context.obj({ Type: 'StructElem', S: role, P: whole, K: kids, ...said }));
    }
    context.assign(whole, context.obj({ Type: 'StructElem', S: 'Document', P: root, K: [...refs.values()] }));
    const owned = this.onPages.map(({ owners }) => owners.map((element) => refs.get(element) ?? whole));
    const parents = context.obj({ Nums: owned.flatMap((list, index) => [index, context.register(context.obj(list))]) });
    const members = { Type: 'StructTreeRoot', K: whole, ParentTree: parents, ParentTreeNextKey: this.onPages.length };
    context.assign(root, context.obj(members));
    return root;
  }

  private reopen(element: Element): void {
    const { owners } = this.now();
    element.marks.push({ page: this.onPages.length - 1, id: owners.length });
    this.put(`/${element.role}<</MCID ${String(owners.length)}>>BDC`);
    owners.push(element);
    this.open = element;
  }

  private close(): void {
    if (this.open !== null) this.put('EMC');
    this.open = null;
  }

  /** Goes back to a page that was filled before, to write what could not be known then. */
  turnTo(index: number): void {
    this.at = index;
  }

  private now(): OnPage {
    const last = this.onPages[this.at];
    if (last === undefined) throw new Error('nothing can be written before there is a page');
    return last;
  }

  private fontOf(face: Typeface): EmbeddedFont {
    const known = this.fonts.get(face);
    if (known !== undefined) return known;
    const font = new EmbeddedFont(face, `CSGNA${String.fromCharCode(65 + this.fonts.size)}`);
    this.fonts.set(face, font);
    return font;
  }
}

const LINE_HEIGHT = 1.42;

export function boxOf(x: number, y: number, width: number, height: number, colour: Colour): string {
  return `${rgb(colour)} rg ${num(x)} ${num(y)} ${num(width)} ${num(height)} re f`;
}

/** A number as PDF writes it: no more digits than can be seen. */
export function num(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function rgb(colour: Colour): string {
  return colour.map((part) => String(Math.round((part / 255) * 1000) / 1000)).join(' ');
}

function runsOf(clusters: readonly Cluster[]): { face: Typeface; run: Cluster[] }[] {
  const runs: { face: Typeface; run: Cluster[] }[] = [];
  for (const cluster of clusters) {
    const last = runs.at(-1);
    if (last?.face === cluster.face) last.run.push(cluster);
    else runs.push({ face: cluster.face, run: [cluster] });
  }
  return runs;
}

/**
 * More glyphs than characters say as a whole what they stand for: a dot that is a glyph of its own would otherwise be copied
 * as a letter.
 */
function bySaying(clusters: readonly Cluster[]): { said: string | null; clusters: Cluster[] }[] {
  const parts: { said: string | null; clusters: Cluster[] }[] = [];
  for (const cluster of clusters) {
    const { glyphs, text, level } = cluster;
    // A lifted glyph parts a word for some readers; those of right to left turn around what is said whole.
    const isFlat = level % 2 === 1 || glyphs.every(({ y }) => y === 0);
    const isPlain = glyphs.length <= [...text].length && isFlat;
    const last = parts.at(-1);
    if (!isPlain) parts.push({ said: text, clusters: [cluster] });
    else if (last?.said === null) last.clusters.push(cluster);
    else parts.push({ said: null, clusters: [cluster] });
  }
  return parts;
}

/** What stands above or below its line is lifted, each on its own. */
function byLift(clusters: readonly Cluster[]): { lift: number; clusters: Cluster[] }[] {
  const parts: { lift: number; clusters: Cluster[] }[] = [];
  for (const cluster of clusters) {
    const last = parts.at(-1);
    const isFlat = cluster.glyphs.every(({ y }) => y === 0);
    if (isFlat && last?.lift === 0) last.clusters.push(cluster);
    else if (isFlat) parts.push({ lift: 0, clusters: [cluster] });
    else parts.push(...liftedApart(cluster));
  }
  return parts;
}

function liftedApart(cluster: Cluster): { lift: number; clusters: Cluster[] }[] {
  const texts = textsOf(cluster);
  return cluster.glyphs.map((glyph, index) => {
    const alone = { ...cluster, text: texts[index] ?? '', glyphs: [glyph], advance: glyph.advance };
    return { lift: glyph.y, clusters: [alone] };
  });
}

function utf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
  return `feff${units.join('')}`;
}
