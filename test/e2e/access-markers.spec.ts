/**
 * The second oracle, which does not read the table of access: unique words and ids of one world, of which none may stand in
 * any byte that strangers are answered, plainly or encoded. Each word is one that its own people see: a word that nobody
 * can see would prove nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import { isOpenTo, parametersOf, PERSONAS } from './access-standing.js';
import { readingOf, sampleOf, type Persona, type Stage } from './api-samples.js';
import { sql, type Service } from './api-service.js';
import { makeStage, openStagedService, proveConsent, type Said } from './api-stage.js';
import { openWire, type Answer, type Sent, type Wire } from './api-wire.js';

/** Of those who are the same to the other world, one. */
const STRANGERS = PERSONAS.filter((persona) => !['vendor', 'studio', 'otherUnion', 'keyVendor'].includes(persona));

/** Wherever it begins: what stands before it may be letters too. */
const WORD = /(?=([bcdfghjklmnpqrstvwxz]{12}))/g;
const wordsIn = (text: string) => Array.from(text.matchAll(WORD), ([, word = '']) => word);
const ID = /\b[a-z]{3,4}_[0-9A-Za-z]{22}/g;

const heard: Said[] = [];
let service: Service;
let wire: Wire;
/** Whose words are looked for. */
let stage: Stage;
/** Whose people are strangers to all of it. */
let other: Stage;
const words = new Set<string>();
const ids = new Set<string>();

beforeAll(async () => {
  service = await openStagedService({ MAIL_CAPTURE: 'false' });
  [stage, other] = [await makeStage(service, heard), await makeStage(service)];
  wire = await openWire(service);
  for (const each of [stage, other]) await proveConsent(each);
});
afterAll(async () => {
  wire.close();
  await service.close();
});

/** Says more in every place that takes a text; what was refused is not looked for. */
async function plant(): Promise<void> {
  const writing = Object.keys(ACCESS).filter((route) => !route.startsWith('GET ') && !sampleOf(route)?.isLast);
  for (const route of writing) {
    const sample = sampleOf(route);
    const rule: Rule = Object(Object(ACCESS)[route]);
    for (const persona of PERSONAS.filter((each) => isOpenTo(route, rule, each)).slice(0, 2)) {
      const before = heard.length;
      const own = await sample?.ids?.(stage, persona).catch(() => undefined);
      const said = heard.length;
      const { status } = await send(stage, persona, route, {
        ids: { ...stage.ids, ...own },
        body: sample?.body(stage, persona),
      });
      if (status >= 300) heard.length = own === undefined ? before : said;
    }
  }
}

interface Named {
  readonly ids: Readonly<Record<string, string>>;
  readonly body?: object | undefined;
}

function send(by: Stage, persona: Persona, route: string, { ids: named, body }: Named): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = readingOf(route)?.path?.(by) ?? pattern.replace(/:(\w+)/g, (_, name: string) => named[name] ?? name);
  return wire.send(by.visitors[persona], { method, path, body });
}

const READS = Object.keys(ACCESS).filter((route) => route.startsWith('GET '));
const LISTS = READS.filter((route) => parametersOf(route).length === 0 && route.startsWith('GET /v1/'));

/** All that the own people are answered. */
async function seenAtHome(): Promise<string> {
  const seen: string[] = [];
  for (const persona of ['performer', 'owner', 'vendor', 'union', 'otherUnion', 'keyRead'] as const) {
    const found = new Set<string>(Object.values(stage.ids));
    for (const route of LISTS) {
      for (const query of ['?limit=100', '?limit=100&organization=self']) {
        const [, path = ''] = route.split(' ');
        const { text } = await wire.send(stage.visitors[persona], { method: 'GET', path: `${path}${query}` });
        seen.push(text);
        for (const id of text.match(ID) ?? []) found.add(id);
      }
    }
    for (const route of READS) {
      const names = parametersOf(route);
      const name = names.at(-1);
      if (name === undefined) continue;
      const prefix = (stage.ids[name] ?? '').split('_')[0] ?? '';
      for (const id of [...found].filter((each) => each.startsWith(`${prefix}_`)).slice(0, 30)) {
        seen.push((await send(stage, persona, route, { ids: { ...stage.ids, [name]: id } })).text);
      }
    }
  }
  return seen.join('\n');
}

/** What a stranger can send: everything, about themselves and about the others. */
function* requestsOf(persona: Persona): Generator<readonly [string, Named]> {
  for (const route of Object.keys(ACCESS)) {
    const sample = sampleOf(route);
    if (sample?.isLast) continue;
    yield [route, { ids: other.ids, body: sample?.body(other, persona) }];
    yield [route, { ids: stage.ids, body: sample?.body(other, persona) }];
    if (sample?.isNamed) yield [route, { ids: other.ids, body: sample.body(stage, persona) }];
  }
}

/** Lists with every filter that names the others, and their cursors. */
async function* queriesOf(persona: Persona): AsyncGenerator<Sent> {
  const { organization, season, performer } = stage.world;
  const queries = [
    ...[`organization=${organization}`, `production=${season}`, `performer=${performer}`, 'limit=100'],
    ...[`consent=${stage.ids['consent']}`, `parent=${stage.world.series}`, `representing=${performer}`],
  ];
  for (const route of LISTS) {
    const [method = '', path = ''] = route.split(' ');
    for (const query of queries) yield { method, path: `${path}?${query}` };
    const { text, status } = await wire.send(stage.visitors[persona], { method, path: `${path}?limit=1` });
    const next: unknown = status === 200 && text.startsWith('{') ? JSON.parse(text).next : null;
    if (typeof next === 'string') yield { method, path: `${path}?limit=100&cursor=${next}` };
  }
  yield { method: 'GET', path: `/v1/log/proofs?entry=${stage.ids['entry']}` };
  yield { method: 'GET', path: '/log/tile/entries/000' };
}

/** Finds what is ours in an answer, but for the ids that the request itself named. */
function foundIn({ headers, text }: Answer, sent: string): string[] {
  const found = new Set<string>();
  for (const told of decodings(`${JSON.stringify(headers)}\n${text}`)) {
    for (const word of wordsIn(told)) if (words.has(word)) found.add(word);
    for (const id of told.match(ID) ?? []) if (ids.has(id) && !sent.includes(id)) found.add(id);
  }
  return [...found];
}

/** A text and whatever may be written in it in another way: percent signs, JSON's escapes, hexadecimal, base 64. */
function decodings(text: string, depth = 2): string[] {
  const read = [
    ...(text.includes('%')
      ? [text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => latin(Buffer.from(hex, 'hex')))]
      : []),
    ...(text.includes('\\u')
      ? [text.replace(/\\u00([0-9a-f]{2})/gi, (_, hex: string) => latin(Buffer.from(hex, 'hex')))]
      : []),
    ...(text.match(/[0-9a-f]{24,}/gi) ?? []).map((hex) => latin(Buffer.from(hex, 'hex'))),
    // A word may begin at any of the four letters that carry three bytes.
    ...(text.match(/[\w+/-]{16,}/g) ?? []).flatMap((run) =>
      [0, 1, 2, 3].map((skipped) => latin(Buffer.from(run.slice(skipped), 'base64'))),
    ),
  ];
  return [text, ...(depth === 1 ? read : decodings(read.join('\n'), depth - 1))];
}

const latin = (bytes: Buffer) => bytes.toString('latin1');

describe('words and ids of another world', () => {
  it('are said in every place that takes a text', async () => {
    await plant();
    for (const { word } of heard) words.add(word);
    expect(words.size).toBeGreaterThan(60);
  });

  it('are all seen by somebody whom they concern', async () => {
    const seen = await seenAtHome();
    for (const id of seen.match(ID) ?? []) ids.add(id);
    const mails = await sql(service, 'SELECT payload FROM deliveries');
    const told = new Set(wordsIn(`${seen}\n${JSON.stringify(mails)}`));
    const unseen = heard.filter(({ word }) => !told.has(word));
    expect(unseen).toEqual([]);
    expect(ids.size).toBeGreaterThan(40);
  });

  it('are found however they are written', () => {
    const [word = ''] = words;
    const written = [
      word,
      Buffer.from(`x${word}`).toString('base64'),
      Buffer.from(`xy${word}`).toString('base64url'),
      Buffer.from(word).toString('hex'),
      word.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
      word.replace(/./g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
      Buffer.from(Buffer.from(word).toString('hex')).toString('base64'),
    ];
    for (const text of written) expect(foundIn({ status: 200, headers: {}, text, statements: [] }, '')).toEqual([word]);
  });

  it.each(STRANGERS)('stand in no answer to the %s of another world, whatever is asked', async (persona) => {
    const faults: string[] = [];
    let count = 0;
    const judge = (what: string, answer: Answer, sent: string) => {
      count += 1;
      const found = foundIn(answer, sent);
      if (found.length > 0) faults.push(`${what} tells ${found.join(', ')}: ${answer.text}`);
    };
    for (const [route, named] of requestsOf(persona)) {
      const answer = await send(other, persona, route, named);
      judge(route, answer, JSON.stringify([named.ids, named.body]));
    }
    for await (const sent of queriesOf(persona)) {
      judge(sent.path, await wire.send(other.visitors[persona], sent), sent.path);
    }
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(200);
  });
});
