/** HarfBuzz's subsetter: the part of a font that some glyphs need, under the numbers they have in the whole. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** The calls of the library's C interface that are used; pointers are numbers. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(size: number): number;
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number;
  hb_blob_destroy(blob: number): void;
  hb_blob_get_length(blob: number): number;
  hb_blob_get_data(blob: number, length: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_destroy(face: number): void;
  hb_face_reference_blob(face: number): number;
  hb_set_add(set: number, value: number): void;
  hb_subset_input_create_or_fail(): number;
  hb_subset_input_destroy(input: number): void;
  hb_subset_input_glyph_set(input: number): number;
  hb_subset_input_set(input: number, kind: number): number;
  hb_subset_input_set_flags(input: number, flags: number): void;
  hb_subset_preprocess(face: number): number;
  hb_subset_or_fail(face: number, input: number): number;
}

/** Gives the font file that holds these glyphs alone. */
export type Subsetter = (glyphs: Iterable<number>) => Uint8Array;

const READONLY = 1;
const DROPPED_TABLES = 3;
/** No hints, the same numbers of glyphs, and nothing that substitution could still need: it was done. */
const FLAGS = 0x1 | 0x2 | 0x200;
/** What shapes and names characters: in a document both are settled. */
const NOT_IN_DOCUMENTS = [
  'GSUB',
  'GPOS',
  'GDEF',
  'BASE',
  'STAT',
  'kern',
  'OS/2',
  'post',
  'name',
  'cmap',
  'gasp',
  'DSIG',
];

let library: Promise<Exports> | undefined;

/** Reads a font into the library, once: every subset is cut from it. */
export async function subsetterOf(font: Uint8Array): Promise<Subsetter> {
  library ??= load();
  const hb = await library;
  const data = hb.malloc(font.length);
  if (data === 0) throw new Error('there is no room for the fonts');
  new Uint8Array(hb.memory.buffer).set(font, data);
  const blob = hb.hb_blob_create(data, font.length, READONLY, 0, 0);
  const whole = hb.hb_face_create(blob, 0);
  // Reading all of a font takes longer than the rest of a start, and most documents need two or three of them.
  let face: number | undefined;
  return (glyphs) => subset(hb, (face ??= hb.hb_subset_preprocess(whole)), glyphs);
}

async function load(): Promise<Exports> {
  const path = createRequire(import.meta.url).resolve('harfbuzzjs/dist/harfbuzz-subset.wasm');
  const { instance } = await WebAssembly.instantiate(new Uint8Array(await readFile(path)), {});
  // What the module exports is what HarfBuzz documents; a call that were missing would fail every certificate.
  const hb = instance.exports as unknown as Exports;
  hb._initialize();
  return hb;
}

function subset(hb: Exports, face: number, glyphs: Iterable<number>): Uint8Array {
  const input = hb.hb_subset_input_create_or_fail();
  hb.hb_subset_input_set_flags(input, FLAGS);
  const kept = hb.hb_subset_input_glyph_set(input);
  for (const glyph of glyphs) hb.hb_set_add(kept, glyph);
  const dropped = hb.hb_subset_input_set(input, DROPPED_TABLES);
  for (const tag of NOT_IN_DOCUMENTS) hb.hb_set_add(dropped, tagOf(tag));
  const cut = hb.hb_subset_or_fail(face, input);
  hb.hb_subset_input_destroy(input);
  if (cut === 0) throw new Error('a font could not be cut to what a document needs');
  const blob = hb.hb_face_reference_blob(cut);
  const from = hb.hb_blob_get_data(blob, 0);
  const bytes = new Uint8Array(hb.memory.buffer).slice(from, from + hb.hb_blob_get_length(blob));
  hb.hb_blob_destroy(blob);
  hb.hb_face_destroy(cut);
  return bytes;
}

function tagOf(name: string): number {
  return [...name.padEnd(4)].reduce((tag, letter) => ((tag << 8) | letter.charCodeAt(0)) >>> 0, 0);
}
