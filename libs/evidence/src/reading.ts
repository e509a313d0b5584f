/** Reading files that come from anyone: one meaning for one text, every member expected, every size limited. */
import { fromHex } from '#ledger';

/** The file is not what its format says. The message tells where, in words for the person who verifies it. */
export class MalformedFile extends Error {
  override readonly name = 'MalformedFile';
}

/** No more bytes of one file are read. */
export const FILE_LENGTH_MAX = 16_000_000;
/** No tree with a size below 2^53 has a longer path. */
const PATH_LENGTH_MAX = 53;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The text of UTF-8 bytes, a mark of the byte order with it: it would be a byte that nobody signed. Throws `MalformedFile`. */
export function readText(bytes: Uint8Array): string {
  if (bytes.length > FILE_LENGTH_MAX) throw new MalformedFile(`it is longer than ${FILE_LENGTH_MAX} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MalformedFile('it is not UTF-8 text');
  }
}

/** Without the mark that some editors put before a file. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The value of JSON text in which no object names a member twice. Throws `MalformedFile`. */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedFile('it is not JSON');
  }
  // Readers differ in which of two equal names counts, so one file would tell two of them two stories.
  const twice = repeatedName(text);
  if (twice !== null) throw new MalformedFile(`an object names \`${twice}\` twice`);
  return value;
}

/** The members of an object that has all the required names, and no other than these and the optional ones. */
export function readMembers<Name extends string>(
  value: unknown,
  where: string,
  required: readonly Name[],
  optional: readonly Name[] = [],
): Readonly<Partial<Record<Name, unknown>>> {
  const members = readObject(value, where);
  const names: readonly string[] = [...required, ...optional];
  const missing = required.find((name) => !Object.hasOwn(members, name));
  if (missing !== undefined) throw new MalformedFile(`\`${where}\` lacks \`${missing}\``);
  const unknown = Object.keys(members).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new MalformedFile(`\`${where}\` has the unknown member \`${unknown}\``);
  // The object was just shown to have these names; the values stay `unknown` until read one by one.
  return members as Partial<Record<Name, unknown>>;
}

export function readObject(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new MalformedFile(`\`${where}\` is not an object`);
  }
  // An object that is neither null nor an array is a record of unknown values.
  return value as Record<string, unknown>;
}

export function readString(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new MalformedFile(`\`${where}\` is not a text`);
  return value;
}

export function readList(value: unknown, where: string, lengthMax: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new MalformedFile(`\`${where}\` is not a list`);
  if (value.length > lengthMax) throw new MalformedFile(`\`${where}\` has more than ${lengthMax} items`);
  return value;
}

/** A count or an index. */
export function readWhole(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new MalformedFile(`\`${where}\` is not a whole number from 0 up`);
  }
  return value;
}

/** Lower-case hex of so many bytes, kept as text. */
export function readHex(value: unknown, where: string, length: number): string {
  const text = readString(value, where);
  if (fromHex(text)?.length !== length)
    throw new MalformedFile(`\`${where}\` is not ${length} bytes in lower-case hex`);
  return text;
}

/** An instant, in the one form in which instants are compared. */
export function readInstant(value: unknown, where: string): string {
  if (!isInstant(value)) throw new MalformedFile(`\`${where}\` is no instant`);
  return value;
}

/** The hashes of a Merkle path, kept as hex. */
export function readPath(value: unknown, where: string): readonly string[] {
  return readList(value, where, PATH_LENGTH_MAX).map((hash, index) => readHex(hash, `${where}[${index}]`, 32));
}

export function isInstant(value: unknown): value is string {
  return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
}

export function bytesOfHex(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error('hex was read before it was checked');
  return bytes;
}

/** The first member name that occurs twice in one object of a JSON text known to parse, or `null`. */
function repeatedName(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  // In JSON a string before a colon is a name, and a bracket outside a string is structure.
  for (const [token, literal] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*:|"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (literal !== undefined) {
      const name: unknown = JSON.parse(literal);
      const names = open.at(-1);
      if (typeof name !== 'string' || !names) continue;
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return null;
}
