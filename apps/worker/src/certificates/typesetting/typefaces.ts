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
  /** Whether its ideographs are drawn as in China, and those of the face before it as in Japan. */
  readonly isForChinese: boolean;
  /** How much larger it is set than the size says: some letters are drawn small. */
  readonly zoom: number;
}

const CHINESE = 'noto-sans-sc';
const WIDE = 'DejaVu';

/** For each style its faces, in the order in which they are asked for a character. */
export interface Typefaces {
  readonly sans: readonly Typeface[];
  readonly bold: readonly Typeface[];
  readonly serif: readonly Typeface[];
  readonly serifBold: readonly Typeface[];
}

/** The faces of scripts that few documents have: each is read when the first text asks for it, and then kept. */
const RARE: readonly (readonly [script: RegExp, family: string, file: string])[] = [
  [/\p{Script=Hangul}/u, 'nanum-gothic', 'NanumGothic'],
  [/\p{Script=Thai}/u, 'noto-sans-thai', 'NotoSansThai'],
  [/\p{Script=Bengali}/u, 'noto-sans-bengali', 'NotoSansBengali'],
  [/\p{Script=Tamil}/u, 'noto-sans-tamil', 'NotoSansTamil'],
  [/\p{Script=Telugu}/u, 'noto-sans-telugu', 'NotoSansTelugu'],
  [/\p{Script=Gujarati}/u, 'noto-sans-gujarati', 'NotoSansGujarati'],
  [/\p{Script=Gurmukhi}/u, 'noto-sans-gurmukhi', 'NotoSansGurmukhi'],
  [/\p{Script=Kannada}/u, 'noto-sans-kannada', 'NotoSansKannada'],
  [/\p{Script=Malayalam}/u, 'noto-sans-malayalam', 'NotoSansMalayalam'],
  [/\p{Script=Sinhala}/u, 'noto-sans-sinhala', 'NotoSansSinhala'],
  [/\p{Script=Khmer}/u, 'noto-sans-khmer', 'NotoSansKhmer'],
  [/\p{Script=Myanmar}/u, 'noto-sans-myanmar', 'NotoSansMyanmar'],
  [/\p{Script=Ethiopic}/u, 'noto-sans-ethiopic', 'NotoSansEthiopic'],
  [/\p{Script=Han}/u, CHINESE, 'NotoSansSC'],
];
const rare = new Map<string, Promise<Typeface>>();

/** These, and before the last resort those that this text needs besides. */
export async function typefacesFor(text: string, known: Typefaces): Promise<Typefaces> {
  const needed = RARE.filter(
    ([script, family]) => script.test(text) && (family !== CHINESE || lacksHan(text, known.sans)),
  );
  if (needed.length === 0) return known;
  const others = await Promise.all(needed.map(([, family, file]) => rareFace(family, file)));
  const among = (faces: readonly Typeface[]): Typeface[] => {
    const last = faces.findIndex(({ name }) => name.startsWith(WIDE));
    return [...faces.slice(0, last), ...others, ...faces.slice(last)];
  };
  const { sans, bold, serif, serifBold } = known;
  return { sans: among(sans), bold: among(bold), serif: among(serif), serifBold: among(serifBold) };
}

function rareFace(family: string, file: string): Promise<Typeface> {
  const found = rare.get(family) ?? google(family, `400Regular/${file}_400Regular`);
  rare.set(family, found);
  // What could not be read now may be read the next time.
  found.catch(() => rare.delete(family));
  return found;
}

/** Whether a text has ideographs that none of these faces has. */
export function lacksHan(text: string, faces: readonly Typeface[]): boolean {
  const isLacking = (each: string): boolean => !faces.some(({ covers }) => covers.has(each.codePointAt(0) ?? 0));
  return (text.match(/\p{Script=Han}/gu) ?? []).some(isLacking);
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
    isForChinese: path.includes(CHINESE),
    zoom: name.startsWith('Amiri') ? 1.25 : 1,
  };
}

function tableOf(read: Face, name: string): DataView {
  const table = read.referenceTable(name);
  if (table === undefined) throw new Error(`a font lacks its table \`${name}\``);
  // A copy: the memory of the library moves when it grows.
  return new DataView(table.slice().buffer);
}
