/** Requests with one thing wrong in them, made of the operations of the OpenAPI document: what, where and by whom. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { BODY_KINDS, textOf } from './malformed-bodies.js';
import { IDS, ODD } from './odd-values.js';
import type { Operation } from './operations.js';

/** Who sends it. Each of them is somebody in the world of the test, with a session or a key that counts. */
export const ACTORS = ['nobody', 'performer', 'member', 'union', 'operator', 'key'] as const;
export type Actor = (typeof ACTORS)[number];

type Header = readonly [name: string, value: string];

/** A request as it is told when it fails: ids of examples stand for those of the world. */
export interface Attempt {
  readonly kind: string;
  readonly route: string;
  readonly who: Actor;
  readonly method: string;
  readonly target: string;
  /** Beside `Host`, `Content-Length` and what names the sender. */
  readonly headers: readonly Header[];
  readonly body: string;
  readonly encoding: BufferEncoding;
  /** Sent instead of the sender's own session or key. */
  readonly credentials?: readonly Header[];
  /** The bytes of the whole request, one for each character, in the place of all above. */
  readonly raw?: string;
  /** The connection cannot be used after it. */
  readonly isLast?: true;
}

type Distortion = Partial<Attempt>;
type Kind = (operation: Operation, sound: Attempt) => fc.Arbitrary<Distortion>;

/** Any request with any one thing wrong: mostly in its body, where it has one. */
export function malformed(operations: readonly Operation[]): fc.Arbitrary<Attempt> {
  const weighed = operations.map((operation) => ({
    weight: takesBody(operation) ? 4 : 1,
    arbitrary: fc.constant(operation),
  }));
  return fc.oneof(...weighed).chain((operation) => {
    const kinds = Object.entries(KINDS).filter(([, { on }]) => on(operation));
    return fc.tuple(fc.constantFrom(...kinds), actorFor(operation)).chain(([[kind, { make }], who]) => {
      const sound = soundly(operation, who);
      return make(operation, sound).map((distortion) => ({ ...sound, kind, ...distortion }));
    });
  });
}

/** The operation as its examples have it. */
function soundly({ route, method, path, places, body }: Operation, who: Actor): Attempt {
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? name);
  const hasBody = body !== undefined;
  return {
    ...{ kind: 'sound', route, who, method, target, encoding: 'utf8' },
    headers: hasBody ? [JSON_TYPE] : [],
    body: hasBody ? textOf(body) : '',
  };
}

const JSON_TYPE: Header = ['Content-Type', 'application/json'];

/** Mostly somebody whom the route is for, so that the fault is met behind the gate. */
function actorFor(operation: Operation): fc.Arbitrary<Actor> {
  const meant = meantFor(operation);
  const any = fc.constantFrom(...ACTORS);
  return meant.length === 0
    ? any
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...meant) }, { weight: 1, arbitrary: any });
}

/** Whom of these the description of an operation names. */
function meantFor({ who }: Operation): readonly Actor[] {
  return ACTORS.filter((actor) => who.some((each) => ROLES[actor].includes(each.replace(/:.*/, ''))));
}

const ROLES: Readonly<Record<Actor, readonly string[]>> = {
  nobody: ['anyone'],
  performer: ['performer', 'person'],
  member: ['member', 'person'],
  union: ['union', 'person'],
  operator: ['operator', 'person'],
  key: ['key'],
};

const always = () => true;
const takesBody = ({ body }: Operation) => body !== undefined;
const hasPlaces = ({ places }: Operation) => Object.keys(places).length > 0;
const changes = ({ method }: Operation) => method !== 'GET';

const inBody = (kind: (typeof BODY_KINDS)[keyof typeof BODY_KINDS]) => ({
  on: takesBody,
  make: ({ body }: Operation) => kind(body ?? null).map((text) => ({ body: text })),
});

const KINDS: Readonly<Record<string, { readonly on: (operation: Operation) => boolean; readonly make: Kind }>> = {
  ...Object.fromEntries(Object.entries(BODY_KINDS).map(([name, kind]) => [`body: ${name}`, inBody(kind)])),
  'body: too large': {
    on: takesBody,
    make: (_, { body }) =>
      fc.constantFrom(...SIZES).map((size) => ({ body: body + ' '.repeat(size), isLast: true as const })),
  },
  'body: where none belongs': {
    on: (operation) => !takesBody(operation),
    make: () => fc.constantFrom('{}', '[', '{"a":1}', 'null', 'x').map((body) => ({ body, headers: [JSON_TYPE] })),
  },
  'body: media type': {
    on: takesBody,
    make: () =>
      fc
        .constantFrom(...ODD.mediaTypes)
        .map((type) => ({ headers: type === null ? [] : [['Content-Type', type] as const] })),
  },
  'body: encoding': { on: takesBody, make: encoded },
  'path: odd': { on: hasPlaces, make: oddPath },
  'path: form': {
    on: always,
    make: (_, { target }) => fc.constantFrom(...PATH_FORMS).map((form) => ({ target: form(target) })),
  },
  'query: odd': { on: always, make: oddQuery },
  'query: cursor': {
    on: ({ queried }) => queried.includes('cursor'),
    make: (_, { target }) => cursor.map((text) => ({ target: `${target}?cursor=${text}` })),
  },
  'header: idempotency key': {
    on: changes,
    make: (_, { headers }) =>
      fc
        .constantFrom(...ODD.idempotencyKeys, ['x'.repeat(256)], ['x'.repeat(9_000)])
        .map((keys) => ({ headers: [...headers, ...keys.map((key) => ['Idempotency-Key', key] as const)] })),
  },
  'header: authorization': {
    on: always,
    make: () =>
      fc
        .constantFrom(...ODD.authorizations, [`Bearer ${'a'.repeat(9_000)}`])
        .map((each) => ({ credentials: each.map((value) => ['Authorization', value] as const) })),
  },
  'header: cookie': {
    on: always,
    make: () => fc.constantFrom(...COOKIES).map((cookie) => ({ credentials: [['Cookie', cookie] as const] })),
  },
  'header: odd': {
    on: always,
    make: (_, { headers }) =>
      fc.constantFrom(...HEADERS).map((more) => ({ headers: [...headers, ...more], ...ending(more) })),
  },
  method: {
    on: always,
    make: () => fc.constantFrom(...ODD.methods).map((method) => ({ method, isLast: true as const })),
  },
  framing: { on: always, make: framing },
};

/** Over the limit of most routes, and now and then over that of batches. */
const SIZES = [...Array.from({ length: 15 }, () => 300_000), 4_500_000];

function encoded(_: Operation, { body, headers }: Attempt): fc.Arbitrary<Distortion> {
  const zipped = gzipSync(body).toString('latin1');
  const as = (encoding: string): readonly Header[] => [...headers, ['Content-Encoding', encoding]];
  return fc.constantFrom<Distortion>(
    { encoding: 'utf16le' },
    { encoding: 'latin1', body: body.replace('"', '"\xff\xfe') },
    { encoding: 'latin1', body: body.replace('"', '"\xc0\x80') },
    { encoding: 'latin1', body: body.replace('"', '"\xed\xa0\x80') },
    { encoding: 'latin1', body: `\xef\xbb\xbf${body}` },
    { encoding: 'latin1', body: `\xff\xfe${body}` },
    { encoding: 'latin1', body: body.slice(0, -1) + '\xf0\x9f' },
    { encoding: 'latin1', body: zipped, headers: as('gzip') },
    { encoding: 'latin1', body: zipped.slice(0, 20), headers: as('gzip') },
    { encoding: 'latin1', body: zipped },
    { headers: as('gzip') },
    { headers: as('br') },
    { headers: as('deflate, gzip') },
    { headers: as('identity') },
    { headers: as('') },
  );
}

const SEGMENTS = [...IDS, ...ODD.prototypeNames, ...ODD.segments, 'x'.repeat(129), 'x'.repeat(4_000)];

function oddPath({ path, places }: Operation): fc.Arbitrary<Distortion> {
  return fc.tuple(fc.constantFrom(...Object.keys(places)), fc.constantFrom(...SEGMENTS)).map(([odd, segment]) => ({
    target: path.replace(/\{(\w+)\}/g, (_, name: string) =>
      name === odd ? encodeControls(segment) : (places[name] ?? name),
    ),
  }));
}

/** A blank or a line's end would end the address on the wire; those are for `framing`. */
const encodeControls = (text: string) => text.replace(/[\s\0]/g, (character) => encodeURIComponent(character));

const PATH_FORMS: readonly ((target: string) => string)[] = [
  (target) => `${target}/`,
  (target) => `/${target}`,
  (target) => target.toUpperCase(),
  (target) => `${target}%00`,
  (target) => `${target}%20`,
  (target) => `${target}.json`,
  (target) => `${target};a=b`,
  (target) => `${target}#x`,
  (target) => `${target}/..`,
  (target) => `/x/..${target}`,
  (target) => `/.${target}`,
  (target) => target.replaceAll('/', '//'),
  (target) => target.replaceAll('/', '\\'),
  (target) => target.replace('/v1/', '/v01/'),
  (target) => target.replaceAll('/', '%2f'),
  (target) => `${target}/${'x/'.repeat(2_000)}`,
  (target) => `http://elsewhere.example${target}`,
  (target) => `${target}/constructor`,
  (target) => target.slice(1),
  () => '*',
];

const QUERY_VALUES = [...ODD.queryValues, ...IDS.map(encodeURIComponent), 'x'.repeat(401), 'x'.repeat(9_000)];

function oddQuery({ queried }: Operation, { target }: Attempt): fc.Arbitrary<Distortion> {
  const name =
    queried.length === 0
      ? fc.constantFrom(...ODD.queryNames)
      : fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...queried) },
          { weight: 1, arbitrary: fc.constantFrom(...ODD.queryNames) },
        );
  const value = fc.constantFrom(...QUERY_VALUES);
  const form = fc.constantFrom<(name: string, value: string) => string>(
    (named, valued) => `${named}=${valued}`,
    (named, valued) => `${named}=${valued}`,
    (named, valued) => `${named}=1&${named}=${valued}`,
    (named, valued) => `${named}[]=${valued}`,
    (named, valued) => `${named}[a][b]=${valued}`,
    (named, valued) => `${named}=${valued}=${valued}`,
    (named) => named,
    (named, valued) => `&&?${named}=${valued}&=&`,
    (named, valued) => `${named}.__proto__.x=${valued}`,
    (named, valued) => Array.from({ length: 300 }, () => `${named}=${valued.slice(0, 8)}`).join('&'),
  );
  return fc
    .tuple(name, value, form)
    .map(([named, valued, formed]) => ({ target: `${target}?${formed(named, valued)}` }));
}

const base64url = (text: string) => Buffer.from(text).toString('base64url');
const cursor = fc.oneof(
  fc.constantFrom(
    ...[
      '-1',
      '0',
      '1e400',
      '9007199254740993',
      '9223372036854775808',
      'NaN',
      '1.5',
      '0x10',
      '',
      ' 1',
      '1 OR 1',
      '1;',
      '\0',
      '[]',
      '[1]',
      '[null]',
      '{"entry":1}',
      'null',
      '"x"',
      '1'.repeat(200),
    ].map(base64url),
  ),
  fc.stringMatching(/^[\w.~-]{1,60}$/),
  fc.constantFrom('', '~', '.', '%', '%00', 'a'.repeat(401), 'é', '=', 'AA=='),
);

const COOKIES = [
  ...ODD.cookies,
  `countersign.session_token=${'a'.repeat(6_000)}.b`,
  Array.from({ length: 400 }, (_, index) => `c${index}=x`).join('; '),
];

const HEADERS: readonly (readonly Header[])[] = [
  ...ODD.headers,
  [['X-Forwarded-For', `${'1.2.3.4, '.repeat(300)}x`]],
  [['Accept', '*'.repeat(5_000)]],
  [['X-Request-Id', 'x'.repeat(5_000)]],
  [['X-Long', 'x'.repeat(17_000)]],
  Array.from({ length: 1_900 }, (_, index): Header => [`x${index}`, '']),
];

/** After an offer to speak another protocol, Node's parser hears nothing more that is not well formed. */
const ending = (headers: readonly Header[]): Distortion =>
  headers.some(([name]) => name === 'Upgrade') ? { isLast: true } : {};

/** What is wrong with the bytes of the request itself. */
function framing({ method }: Operation, { target }: Attempt): fc.Arbitrary<Distortion> {
  const host = 'Host: 127.0.0.1';
  const head = `${method} ${target} HTTP/1.1`;
  const json = 'Content-Type: application/json';
  const raw = [
    `${head}\r\n\r\n`,
    `${head}\r\n${host}\r\n${host}\r\n\r\n`,
    `${method} ${target}\r\n\r\n`,
    `${method} ${target} HTTP/0.9\r\n${host}\r\n\r\n`,
    `${method} ${target} HTTP/3.0\r\n${host}\r\n\r\n`,
    `${method} ${target} HTTP/1.1 x\r\n${host}\r\n\r\n`,
    `${method}\t${target}\tHTTP/1.1\r\n${host}\r\n\r\n`,
    `${method} ${target} \xff HTTP/1.1\r\n${host}\r\n\r\n`,
    `${head}\n${host}\n\n`,
    `${head}\r\n${host}\r\n folded: x\r\n\r\n`,
    `${head}\r\n${host}\r\nNo colon\r\n\r\n`,
    `${head}\r\n${host}\r\n: no name\r\n\r\n`,
    `${head}\r\n${host}\r\nBad name: x\r\n\r\n`,
    `${head}\r\n${host}\r\nX: a\0b\r\n\r\n`,
    `${head}\r\n${host}\r\nX: a\rb\r\n\r\n`,
    `${head}\r\n${host}\r\nContent-Length: x\r\n\r\n`,
    `${head}\r\n${host}\r\nContent-Length: -1\r\n\r\n`,
    `${head}\r\n${host}\r\nContent-Length: 1, 2\r\n\r\n{}`,
    `${head}\r\n${host}\r\n${json}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `${head}\r\n${host}\r\n${json}\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}\r\n${host}\r\n${json}\r\nTransfer-Encoding: x\r\n\r\n{}`,
    `${head}\r\n${host}\r\n${json}\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    `${head}\r\n${host}\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
    `${head}\r\n${host}\r\n${json}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`,
    `${head}\r\n${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    `${method} /${'x'.repeat(20_000)} HTTP/1.1\r\n${host}\r\n\r\n`,
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\0\0\0\0',
  ];
  return fc.constantFrom(...raw).map((bytes) => ({ raw: bytes, isLast: true as const }));
}
