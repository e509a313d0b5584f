/** Asking a running service over HTTP. */
import { CommandError, reasonOf } from './usage.js';

const ANSWER_LIMIT_MS = 30_000;
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

/** What is sent. */
export interface Asking {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The text of a good answer. Throws `CommandError` for any other: it tells the problem in the service's own words. */
export async function ask(asking: Asking): Promise<string> {
  const { method, url, headers = {}, body = null } = asking;
  const { status, text } = await exchange(url, { method, headers, body });
  if (status >= 200 && status < 300) return text;
  throw new CommandError(problemIn(text) ?? `\`${url}\` answered ${status}, which is no answer of Countersign`);
}

async function exchange(url: string, request: RequestInit): Promise<{ status: number; text: string }> {
  try {
    // A redirect could lead a key to another host, or turn a question into a look; none of our routes needs one.
    const answer = await fetch(url, { ...request, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return { status: answer.status, text: await textOf(answer) };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const why = members(error)['name'] === 'TimeoutError' ? 'it took too long' : reasonOf(error);
    throw new CommandError(`\`${url}\` cannot be reached: ${why}; is the service running, and is the address right?`);
  }
}

async function textOf(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The lib's type of a body does not say that it can be iterated; Node's does it since version 18.
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > ANSWER_BYTES_MAX) throw new CommandError(`the answer is longer than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An RFC 9457 problem in one sentence, with each thing that is wrong behind it; `null` for anything else. */
function problemIn(text: string): string | null {
  const { detail, code, errors } = parsed(text);
  if (typeof detail !== 'string') return null;
  // With one thing wrong, the detail may say it already.
  const unsaid = listIn(errors)
    .map(errorText)
    .filter((line) => !detail.includes(line.message) || line.hint !== '');
  const named = typeof code === 'string' ? `${detail} (${code})` : detail;
  return [named, ...unsaid.map(({ path, message, hint }) => `${path}: ${message}${hint}`)].join('\n  ');
}

function errorText(error: unknown): { readonly path: string; readonly message: string; readonly hint: string } {
  const { path, message, suggestions } = members(error);
  const nearest = listIn(suggestions).map((word) => `\`${String(word)}\``);
  const hint = nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`;
  return { path: String(path), message: String(message), hint };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return members(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The members of a JSON object; of anything else, none. */
export function members(value: unknown): Readonly<Record<string, unknown>> {
  // An object that is not null has members, and nothing is assumed of them.
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The items of a JSON list; of anything else, none. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
