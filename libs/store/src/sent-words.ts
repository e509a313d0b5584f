/** What is still to be sent, was sent lately or is remembered as an answer to others: the words of who is erased are taken out. */
import type pg from 'pg';
import type { JsonObject, JsonValue } from '#ledger';
import type { SaidWords } from './said-words.js';

/**
 * The members of payloads that hold what people write, or are called. INVARIANT: nothing else of a payload is touched, however
 * somebody is called: a step of a recall that waits under the name `tell` must still be made, and a link still lead somewhere.
 */
const SPOKEN: readonly string[] = [
  ...[
    'organization',
    'owner',
    'title',
    'by',
    'producer',
    'union',
    'name',
    'email',
    'key',
    'reason',
    'productions',
    'late',
  ],
  ...['effect', 'stops', 'goesOn', 'told', 'unreached'],
];

/** So many texts are read at once. */
const READ_AT_ONCE = 500;

/** Mails and certificates that wait go on without the words; mail that was captured goes, and answers are not given again. */
export async function takeFromSent(client: pg.ClientBase, words: SaidWords): Promise<void> {
  const answers = `SELECT ARRAY[principal, route, key] AS place, answer ->> 'body' AS text FROM idempotency_keys WHERE answer IS NOT NULL`;
  for await (const { place, text } of textsOf(client, answers))
    if (words.standIn(spokenIn(text)))
      await client.query(
        'UPDATE idempotency_keys SET answer = NULL WHERE principal = $1 AND route = $2 AND key = $3',
        place,
      );
  const captured = `SELECT ARRAY[id::text] AS place, concat_ws(' ', subject, text, html, attachments::text) AS text FROM captured_mail`;
  for await (const { place, text } of textsOf(client, captured))
    if (words.standIn(text)) await client.query('DELETE FROM captured_mail WHERE id = $1', place);
  const waiting = `SELECT ARRAY[id::text] AS place, payload::text AS text FROM deliveries
    WHERE payload IS NOT NULL AND kind IN ('mail', 'certificate')`;
  for await (const { place, text } of textsOf(client, waiting)) {
    // What `deliver` kept, which is an object.
    const payload = JSON.parse(text) as JsonObject;
    const left = JSON.stringify(withoutWords(payload, words));
    if (left !== JSON.stringify(payload))
      await client.query('UPDATE deliveries SET payload = $2 WHERE id = $1 AND payload IS NOT NULL', [...place, left]);
  }
}

interface Sent {
  /** What finds its row again. */
  readonly place: string[];
  readonly text: string;
}

/** A payload with the words taken from what people wrote in it. */
export function withoutWords(payload: JsonObject, words: SaidWords): JsonObject {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [name, stripped(value, words, SPOKEN.includes(name))]),
  );
}

function stripped(value: JsonValue, words: SaidWords, isSpoken: boolean): JsonValue {
  if (typeof value === 'string') return isSpoken ? words.takenFrom(value) : value;
  if (isList(value)) return value.map((item) => stripped(item, words, isSpoken));
  return typeof value === 'object' && value !== null ? withoutWords(value, words) : value;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The values of an answer, without the names of its members: whoever is called `id` stands in none for that. */
function spokenIn(body: string): string {
  const texts: string[] = [];
  if (body !== '')
    JSON.parse(body, (_, value: unknown) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
  return texts.join('\n');
}

async function* textsOf(client: pg.ClientBase, select: string): AsyncGenerator<Sent> {
  await client.query(`DECLARE sent NO SCROLL CURSOR FOR ${select}`);
  for (let isMore = true; isMore;) {
    const { rows } = await client.query<Sent>(`FETCH ${String(READ_AT_ONCE)} FROM sent`);
    yield* rows;
    isMore = rows.length === READ_AT_ONCE;
  }
  await client.query('CLOSE sent');
}
