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
  /** Whoever asks waits no longer. */
  readonly signal?: AbortSignal;
}

/** No good answer, for a reason that passes: the same may be asked again later. */
export class NoAnswerNow extends CommandError {
  constructor(
    message: string,
    /** As the service asks for; 0 where it does not. */
    readonly retryAfterMs: number,
  ) {
    super(message);
  }
}

/** The text of a good answer. Throws `CommandError` for any other: it tells the problem in the service's own words. */
export async function ask(asking: Asking): Promise<string> {
  const { url } = asking;
  const { status, text, retryAfterMs } = await exchange(asking);
  if (status >= 200 && status < 300) return text;
  const message = problemIn(text) ?? `\`${url}\` answered ${status}, which is no answer of Countersign`;
  throw status === 429 || status >= 500 ? new NoAnswerNow(message, retryAfterMs) : new CommandError(message);
}

async function exchange(asking: Asking) {
  const { method, url, headers = {}, body = null, signal } = asking;
  try {
    const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
    const answer = await fetch(url, {
      ...{ method, headers, body },
      // A redirect could lead a key to another host, or turn a question into a look; none of our routes needs one.
      redirect: 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const seconds = Number(answer.headers.get('retry-after') ?? 0);
    const retryAfterMs = Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : 0;
    return { status: answer.status, text: await textOf(answer), retryAfterMs };
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const why = members(error)['name'] === 'TimeoutError' ? 'it took too long' : reasonOf(error);
    const message = `\`${url}\` cannot be reached: ${why}; is the service running, and is the address right?`;
    throw new NoAnswerNow(message, 0);
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
