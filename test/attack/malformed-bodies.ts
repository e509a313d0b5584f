/** Bodies with one thing wrong in them: each kind takes a body that is sound and gives texts that are not. */
import fc from 'fast-check';
import { IDS, ODD } from './odd-values.js';
import type { Json } from './operations.js';

/** Where in a body: names and places of lists, from the outside. */
type Path = readonly string[];

/** A text of JSON, or of what only looks like it. */
type BodyKind = (body: Json) => fc.Arbitrary<string>;

export const BODY_KINDS = {
  'another type': (body) =>
    replaced(body, ['5', '-1', '1.5', '"text"', '"5"', 'true', '[]', '{}', '[null]', '[[]]', '{"a":1}', '[{}]']),
  'left out': (body) =>
    fc.constantFrom(...pathsIn(body).filter((path) => path.length > 0)).map((path) => textOf(without(body, path))),
  'no such field': (body) =>
    fc
      .tuple(
        fc.constantFrom(...objectsIn(body)),
        fc.constantFrom(...ODD.names),
        fc.constantFrom('1', 'null', '{}', '"x"'),
      )
      .map(([path, name, value]) => withRaw(body, [...path, name], value)),
  null: (body) => replaced(body, ['null']),
  empty: (body) => replaced(body, ['""', '[]', '{}', '" "', '"\\u3000"', '"\\u200b"', '[""]']),
  huge: (body) => replaced(body, HUGE),
  'another word': (body) =>
    replaced(
      body,
      ODD.words.map((word) => JSON.stringify(word)),
    ),
  'another id': (body) =>
    fc.oneof(
      replaced(
        body,
        IDS.map((id) => JSON.stringify(id)),
      ),
      replaced(
        body,
        IDS.map((id) => JSON.stringify([id])),
      ),
    ),
  'odd text': (body) =>
    fc.oneof(
      replaced(
        body,
        TEXTS.map((text) => JSON.stringify(text)),
      ),
      anyText(body),
    ),
  'number at a limit': (body) => replaced(body, ODD.numbers),
  'bad instant': (body) =>
    replaced(
      body,
      ODD.instants.map((instant) => JSON.stringify(instant)),
    ),
  'too deep': (body) =>
    fc
      .tuple(fc.constantFrom(...pathsIn(body)), fc.constantFrom(3, 31, 40, 5000))
      .map(([path, depth]) => withRaw(body, path, deep(depth))),
  'twice the same name': (body) =>
    fc
      .tuple(fc.constantFrom(...membersIn(body)), fc.constantFrom('null', '5', '""', '[]'))
      .map(([path, value]) => twice(body, path, value)),
  'prototype name': (body) =>
    fc
      .tuple(
        fc.constantFrom(...objectsIn(body)),
        fc.constantFrom(...ODD.prototypeNames),
        fc.constantFrom('{"x":1}', '"x"', 'null', '{"toString":1}'),
      )
      .map(([path, name, value]) => withRaw(body, [...path, name], value)),
  'prototype word': (body) =>
    replaced(
      body,
      ODD.prototypeNames.flatMap((name) => [JSON.stringify(name), JSON.stringify([name])]),
    ),
  'no object': () => fc.constantFrom('null', 'true', '5', '"text"', '[]', '[{}]', '[null]', '""', ' ', '\n'),
  'broken JSON': (body) => broken(textOf(body)),
} as const satisfies Record<string, BodyKind>;

const TEXTS = [...ODD.texts, `a${'\u0301'.repeat(1_000)}`, 'x'.repeat(201), 'a'.repeat(3_000)];

const HUGE = [
  JSON.stringify('x'.repeat(10_000)),
  JSON.stringify('\u{1f3ad}'.repeat(3_000)),
  JSON.stringify(`${'a'.repeat(60_000)}!`),
  JSON.stringify(`${'a.'.repeat(20_000)}@example.com`),
  JSON.stringify(`a@${'a-'.repeat(20_000)}.example`),
  JSON.stringify(`${'generate.'.repeat(5_000)}voice`),
  `[${Array.from({ length: 3_000 }, (_, index) => `"${index}"`).join()}]`,
  `[${Array.from({ length: 3_000 }, () => '{}').join()}]`,
  `{${Array.from({ length: 3_000 }, (_, index) => `"${index}":0`).join()}}`,
  // As many as a body of most routes can hold: what compares each with every other never ends.
  `[${'0,'.repeat(120_000)}0]`,
  `[${Array.from({ length: 40_000 }, (_, index) => index).join()}]`,
  `[${'{},'.repeat(80_000)}{}]`,
];

function replaced(body: Json, values: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...pathsIn(body)), fc.constantFrom(...values))
    .map(([path, value]) => withRaw(body, path, value));
}

/** Of any characters and halves of them; `fc.string` would list every character there is first. */
const ANY_TEXT = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 60 })
  .map((points) => String.fromCodePoint(...points));

function anyText(body: Json): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...pathsIn(body)), ANY_TEXT)
    .map(([path, text]) => withRaw(body, path, JSON.stringify(text)));
}

function broken(text: string): fc.Arbitrary<string> {
  const place = fc.integer({ min: 0, max: text.length - 1 });
  return fc.oneof(
    place.map((at) => text.slice(0, at)),
    place.map((at) => text.slice(0, at) + text.slice(at + 1)),
    fc
      .tuple(
        place,
        fc.constantFrom(',', '}', ']', '{', '"', ':', '\\', '\u0001', '\0', '//', '/**/', 'undefined', '\u2028'),
      )
      .map(([at, more]) => text.slice(0, at) + more + text.slice(at)),
    fc.constantFrom(
      `${text}${text}`,
      `${text},`,
      `\ufeff${text}`,
      text.replaceAll('"', "'"),
      `${text}\0`,
      `)]}',\n${text}`,
      `/**/${text}`,
      text.replace('}', ',}'),
      text.replace('{', '{,'),
    ),
  );
}

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

export const textOf = (body: Json): string => JSON.stringify(body);

/** Every place of a body, the whole of it first. */
function pathsIn(body: Json, at: Path = []): readonly Path[] {
  if (typeof body !== 'object' || body === null) return [at];
  return [at, ...Object.entries(body).flatMap(([name, part]: [string, Json]) => pathsIn(part, [...at, name]))];
}

function objectsIn(body: Json, at: Path = []): readonly Path[] {
  if (typeof body !== 'object' || body === null) return [];
  const inside = Object.entries(body).flatMap(([name, part]: [string, Json]) => objectsIn(part, [...at, name]));
  return Array.isArray(body) ? inside : [at, ...inside];
}

const membersIn = (body: Json): readonly Path[] =>
  objectsIn(body).flatMap((path) => Object.keys(Object(partOf(body, path))).map((name) => [...path, name]));

function partOf(body: Json, path: Path): Json {
  return path.reduce<Json>((part, name) => Object(part)[name], body);
}

const MARK = '@@here@@';

/** The text of the body with this raw text at this place. */
function withRaw(body: Json, path: Path, raw: string): string {
  const text = textOf(withPart(body, path, MARK));
  return text.replace(JSON.stringify(MARK), () => raw);
}

function withPart(body: Json, [name, ...rest]: Path, part: Json): Json {
  if (name === undefined) return part;
  if (Array.isArray(body))
    return body.map((each: Json, index) => (String(index) === name ? withPart(each, rest, part) : each));
  // `Object.fromEntries` makes a member even of `__proto__`.
  const entries: [string, Json][] = Object.entries(Object(body));
  const own = entries.find(([each]) => each === name)?.[1] ?? null;
  return Object.fromEntries([...entries.filter(([each]) => each !== name), [name, withPart(own, rest, part)]]);
}

function without(body: Json, [name, ...rest]: Path): Json {
  const isIt = ([each]: readonly [string, unknown]) => each === name;
  const entries: [string, Json][] = Object.entries(Object(body));
  const left: [string, Json][] =
    rest.length === 0
      ? entries.filter((entry) => !isIt(entry))
      : entries.map(([each, part]) => [each, isIt([each, part]) ? without(part, rest) : part]);
  return Array.isArray(body) ? left.map(([, part]) => part) : Object.fromEntries(left);
}

/** The member stands there twice: sound first, then with another value. */
function twice(body: Json, path: Path, value: string): string {
  const name = JSON.stringify(path.at(-1));
  const sound = textOf(partOf(body, path));
  return withRaw(body, path, `${sound},${name}:${value}`);
}
