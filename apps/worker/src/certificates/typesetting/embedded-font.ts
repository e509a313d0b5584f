/**
 * A face within one document. pdf-lib embeds what fontkit shapes; what HarfBuzz shaped needs a code for each glyph *and*
 * the text it stands for, so that what is copied or searched is what was written: a letter that changes its form, or its
 * place, would otherwise come back as something else. So codes are given as they are needed, and a map leads to glyphs.
 */
import { deflateSync } from 'node:zlib';
import { PDFHexString, PDFName, type PDFContext, type PDFRef } from 'pdf-lib';
import type { Cluster, Glyph } from './shaping.js';
import type { Typeface } from './typefaces.js';

interface Code {
  readonly glyph: number;
  readonly text: string;
}

export class EmbeddedFont {
  private readonly codes: Code[] = [];
  private readonly known = new Map<string, number>();
  private readonly natural = new Map<number, number>();

  constructor(
    private readonly face: Typeface,
    readonly tag: string,
  ) {}

  /** The operands of `TJ` for the glyphs of some clusters, left to right. */
  shown(clusters: readonly Cluster[]): string {
    const parts: string[] = [];
    let run = '';
    const move = (thousandths: number): void => {
      const rounded = Math.round(thousandths * 10) / 10;
      if (rounded === 0) return;
      if (run !== '') parts.push(`<${run}>`);
      run = '';
      // The operand is taken from the place, and so is negative to the right.
      parts.push(String(-rounded));
    };
    for (const cluster of clusters) {
      const texts = textsOf(cluster);
      cluster.glyphs.forEach((glyph, index) => {
        move(glyph.x / this.face.zoom);
        run += this.codeOf(glyph, texts[index] ?? '')
          .toString(16)
          .padStart(4, '0');
        move((glyph.advance - glyph.x) / this.face.zoom - this.advanceOf(glyph.id));
      });
    }
    if (run !== '') parts.push(`<${run}>`);
    return parts.join('');
  }

  private codeOf({ id }: Glyph, text: string): number {
    const key = `${String(id)} ${text}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    this.codes.push({ glyph: id, text });
    this.known.set(key, this.codes.length);
    return this.codes.length;
  }

  private advanceOf(glyph: number): number {
    const known = this.natural.get(glyph);
    if (known !== undefined) return known;
    const advance = this.face.font.glyphHAdvance(glyph) * this.face.scale;
    this.natural.set(glyph, advance);
    return advance;
  }

  /** Writes the font with the glyphs that were shown. */
  write(context: PDFContext): PDFRef {
    const { face, codes } = this;
    const name = `${this.tag}+${face.name}`;
    const file = face.subset(codes.map(({ glyph }) => glyph));
    const descriptor = context.register(
      context.obj({
        ...{ Type: 'FontDescriptor', FontName: name, Flags: 4, FontBBox: [...face.box], ItalicAngle: 0, StemV: 80 },
        ...{ Ascent: face.ascent, Descent: face.descent, CapHeight: Math.round(face.ascent * 0.7) },
        FontFile2: packed(context, file, { Length1: file.length }),
      }),
    );
    const glyphs = new Uint8Array(2 * (codes.length + 1));
    codes.forEach(({ glyph }, index) => {
      glyphs.set([glyph >> 8, glyph & 0xff], 2 * (index + 1));
    });
    const descendant = context.register(
      context.obj({
        ...{ Type: 'Font', Subtype: 'CIDFontType2', BaseFont: name, FontDescriptor: descriptor, DW: 0 },
        CIDSystemInfo: { Registry: text('Adobe'), Ordering: text('Identity'), Supplement: 0 },
        W: [1, codes.map(({ glyph }) => Math.round(this.advanceOf(glyph) * 100) / 100)],
        CIDToGIDMap: packed(context, glyphs),
      }),
    );
    return context.register(
      context.obj({
        ...{ Type: 'Font', Subtype: 'Type0', BaseFont: name, Encoding: 'Identity-H', DescendantFonts: [descendant] },
        ToUnicode: packed(context, new TextEncoder().encode(mapOf(codes))),
      }),
    );
  }
}

/** What each glyph of a cluster stands for: a character each as far as they go, and the last one all that is left. */
export function textsOf({ text, glyphs, level }: Cluster): string[] {
  if (glyphs.length === 1) return [text];
  const characters = [...text];
  const texts = glyphs.map((_, index) =>
    index === glyphs.length - 1 ? characters.slice(index).join('') : (characters[index] ?? ''),
  );
  // Whoever reads them turns what runs right to left around.
  return level % 2 === 0 ? texts : texts.reverse();
}

function mapOf(codes: readonly Code[]): string {
  const lines = codes.flatMap(({ text }, index) =>
    text === ''
      ? []
      : [
          `<${hex4(index + 1)}> <${Array.from({ length: text.length }, (_, at) => hex4(text.charCodeAt(at))).join('')}>`,
        ],
  );
  const blocks: string[] = [];
  for (let from = 0; from < lines.length; from += 100) {
    const block = lines.slice(from, from + 100);
    blocks.push(`${String(block.length)} beginbfchar`, ...block, 'endbfchar');
  }
  return [
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def',
    '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange',
    ...blocks,
    'endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend',
  ].join('\n');
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function text(value: string): PDFHexString {
  return PDFHexString.of(Buffer.from(value, 'latin1').toString('hex'));
}

/** A stream, packed by Node itself: the library's own way takes ten times as long. */
export function packed(context: PDFContext, bytes: Uint8Array, entries: Readonly<Record<string, number>> = {}): PDFRef {
  const stream = context.stream(deflateSync(bytes), { ...entries, Filter: PDFName.of('FlateDecode') });
  return context.register(stream);
}
