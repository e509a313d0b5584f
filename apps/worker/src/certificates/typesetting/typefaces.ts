/** The faces that documents are set in, read once per process. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Blob, Face, Font } from 'harfbuzzjs';
import { subsetterOf, type Subsetter } from './subset.js';

/** One face, ready to shape and to be embedded. Measures are in thousandths of the type size. */
export interface Typeface {
  readonly name: string;
  readonly font: Font;
  readonly subset: Subsetter;
  readonly covers: ReadonlySet<number>;
  /** Thousandths for one unit of the font. */
  readonly scale: number;
  readonly ascent: number;
  readonly descent: number;
  readonly box: readonly [number, number, number, number];
  readonly isForEmoji: boolean;
  /** How much larger it is set than the size says: some letters are drawn small. */
  readonly zoom: number;
}

/** For each style its faces, in the order in which they are asked for a character. */
export interface Typefaces {
  readonly sans: readonly Typeface[];
  readonly bold: readonly Typeface[];
  readonly serif: readonly Typeface[];
  readonly serifBold: readonly Typeface[];
}

let loaded: Promise<Typefaces> | undefined;

/** The faces from the font packages, read once: the library that cuts them has room for them once. */
export function loadTypefaces(): Promise<Typefaces> {
  loaded ??= readTypefaces();
  return loaded;
}

/** What the portal is set in, then those for the scripts that it lacks. */
async function readTypefaces(): Promise<Typefaces> {
  const [sans, bold, serif, serifBold, arabic, devanagari, japanese, emoji, wide, wideBold] = await Promise.all([
    google('public-sans', '400Regular/PublicSans_400Regular'),
    google('public-sans', '600SemiBold/PublicSans_600SemiBold'),
    google('source-serif-4', '400Regular/SourceSerif4_400Regular'),
    google('source-serif-4', '600SemiBold/SourceSerif4_600SemiBold'),
    google('amiri', '400Regular/Amiri_400Regular'),
    google('noto-sans-devanagari', '400Regular/NotoSansDevanagari_400Regular'),
    google('biz-udpgothic', '400Regular/BIZUDPGothic_400Regular'),
    google('noto-emoji', '400Regular/NotoEmoji_400Regular'),
    face('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
    face('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
  ]);
  const others = [arabic, devanagari, japanese, emoji];
  return {
    sans: [sans, ...others, wide],
    bold: [bold, ...others, wideBold, wide],
    serif: [serif, ...others, wide],
    serifBold: [serifBold, ...others, wideBold, wide],
  };
}

function google(family: string, file: string): Promise<Typeface> {
  return face(`@expo-google-fonts/${family}/${file}.ttf`);
}

async function face(path: string): Promise<Typeface> {
  const bytes = new Uint8Array(await readFile(createRequire(import.meta.url).resolve(path)));
  const read = new Face(new Blob(bytes));
  const scale = 1000 / read.upem;
  const head = tableOf(read, 'head');
  const hhea = tableOf(read, 'hhea');
  const at = (table: DataView, offset: number): number => Math.round(table.getInt16(offset) * scale);
  const name = /([^/]+)\.ttf$/.exec(path)?.[1]?.replace(/_\d+/, '-') ?? path;
  return {
    ...{ name, font: new Font(read), subset: await subsetterOf(bytes), scale },
    covers: new Set(read.collectUnicodes()),
    ascent: at(hhea, 4),
    descent: at(hhea, 6),
    box: [at(head, 36), at(head, 38), at(head, 40), at(head, 42)],
    isForEmoji: name.includes('Emoji'),
    zoom: name.startsWith('Amiri') ? 1.25 : 1,
  };
}

function tableOf(read: Face, name: string): DataView {
  const table = read.referenceTable(name);
  if (table === undefined) throw new Error(`a font lacks its table \`${name}\``);
  // A copy: the memory of the library moves when it grows.
  return new DataView(table.slice().buffer);
}
