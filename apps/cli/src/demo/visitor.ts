/** A person, or a machine with a key, at a running Countersign: over its public HTTP API and nothing else. */
import { setTimeout as pause } from 'node:timers/promises';
import { codeOf, newAuthenticator, secondsLeft, type Authenticator } from './authenticator.js';

/** What the service answered that it could not or would not do: an RFC 9457 problem. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    readonly problem: unknown,
    asked: string,
  ) {
    super(`${asked} was answered with ${status}: ${problemText(problem)}`);
  }

  /** What was asked for is still being made; it is there in a moment. */
  get isNotReadyYet(): boolean {
    return problemText(this.problem).startsWith('not_ready_yet');
  }
}

/** A captured e-mail. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Asks the service as somebody. Whatever is not a success is thrown as `Refused`. */
export interface Visitor {
  get(path: string): Promise<unknown>;
  /** With an idempotency key, doing it again gives the first answer again. */
  post(path: string, body: unknown, idempotencyKey?: string): Promise<unknown>;
  bytes(path: string): Promise<Uint8Array>;
  /** Posts what renews the session; with the old one nothing more can be done. */
  renewedBy(path: string, body: unknown): Promise<Visitor>;
}

const ANSWER_LIMIT_MS = 30_000;
const MAIL_LIMIT_MS = 30_000;
const MAIL_POLL_MS = 50;

/** Somebody nobody knows. */
export function stranger(baseUrl: string): Visitor {
  return visitor(baseUrl, {});
}

/** A machine with an API key. */
export function machine(baseUrl: string, key: string): Visitor {
  return visitor(baseUrl, { authorization: `Bearer ${key}` });
}

/**
 * A person, signed in by the link in a captured mail: the token stands behind the `#` and is spent by a press. Who has an
 * authenticator, or needs one for what they are, shows a code as well.
 */
export async function signedIn(
  baseUrl: string,
  { email, name }: { readonly email: string; readonly name?: string },
  authenticator?: Authenticator,
): Promise<Visitor> {
  const anyone = stranger(baseUrl);
  const mail = await mailAfter(anyone, email, () => anyone.post('/v1/sign-in', { email }), /\/open#\S+/);
  const token = /\/open#(\S+)/.exec(mail.text)?.[1];
  const answer = await send(baseUrl, 'POST', '/v1/session', {}, { token, ...(name !== undefined && { name }) });
  const headers = cookieOf(answer);
  const session = await visitor(baseUrl, headers).get('/v1/session');
  if (authenticator === undefined && listAt(session, 'heldBack').length === 0) return visitor(baseUrl, headers);
  const { secret, keep } = authenticator ?? newAuthenticator();
  if (secret !== null && listAt(session, 'factors').length > 0)
    return visitor(baseUrl, cookieOf(await showCode(baseUrl, headers, secret)));
  const added = await visitor(baseUrl, headers).post('/v1/factors/totp', undefined);
  await keep(textAt(added, 'secret'));
  return visitor(baseUrl, headers).renewedBy('/v1/factors/totp/confirm', { code: codeOf(textAt(added, 'secret')) });
}

/** A code is taken once: where the one that is shown now was used already, the next one is waited for. */
async function showCode(baseUrl: string, headers: Readonly<Record<string, string>>, secret: string): Promise<Response> {
  const show = () => send(baseUrl, 'POST', '/v1/session/code', headers, { code: codeOf(secret) });
  try {
    return await show();
  } catch (error) {
    if (!(error instanceof Refused && error.status === 403)) throw error;
    await pause(secondsLeft() * 1000);
    return show();
  }
}

function cookieOf(answer: Response): { readonly cookie: string } {
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return { cookie: cookies.join('; ') };
}

/** Does something and waits for the mail to this address that it causes, told by what stands in it. */
export async function mailAfter(
  anyone: Visitor,
  to: string,
  act: () => Promise<unknown>,
  holds: RegExp,
): Promise<Mail> {
  const before = new Set((await mailbox(anyone)).map(({ id }) => id));
  await act();
  const giveUpAt = Date.now() + MAIL_LIMIT_MS;
  for (;;) {
    const mail = (await mailbox(anyone)).find(
      (each) => each.to === to && holds.test(each.text) && !before.has(each.id),
    );
    if (mail !== undefined) return mail;
    if (Date.now() > giveUpAt) throw new Error(`no mail to \`${to}\` came within ${MAIL_LIMIT_MS / 1000} seconds`);
    await pause(MAIL_POLL_MS);
  }
}

async function mailbox(anyone: Visitor): Promise<Mail[]> {
  return listAt(await anyone.get('/v1/mailbox'), 'items').map((item) => ({
    id: textAt(item, 'id'),
    to: textAt(item, 'to'),
    subject: textAt(item, 'subject'),
    text: textAt(item, 'text'),
  }));
}

function visitor(baseUrl: string, headers: Readonly<Record<string, string>>): Visitor {
  return {
    get: async (path) => parsed(await send(baseUrl, 'GET', path, headers)),
    post: async (path, body, idempotencyKey) => {
      const key = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
      return parsed(await send(baseUrl, 'POST', path, { ...headers, ...key }, body));
    },
    bytes: async (path) => new Uint8Array(await (await send(baseUrl, 'GET', path, headers)).arrayBuffer()),
    renewedBy: async (path, body) => visitor(baseUrl, cookieOf(await send(baseUrl, 'POST', path, headers, body))),
  };
}

async function parsed(answer: Response): Promise<unknown> {
  const text = await answer.text();
  const value: unknown = text === '' ? null : JSON.parse(text);
  return value;
}

async function send(
  baseUrl: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<Response> {
  const answer = await fetch(new URL(path, baseUrl), {
    method,
    // The service takes a cookie only from its own pages.
    headers: { ...headers, origin: baseUrl, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
  });
  if (answer.ok) return answer;
  const problem: unknown = await answer.json().catch(() => null);
  throw new Refused(answer.status, problem, `${method} ${path}`);
}

/** The value at a path of an answer; anything missing on the way is an error that names it. */
export function valueAt(answer: unknown, ...path: readonly (string | number)[]): unknown {
  let value: unknown = answer;
  for (const step of path) {
    const members: object = typeof value === 'object' && value !== null ? value : {};
    const found = Object.entries(members).find(([name]) => name === String(step));
    if (found === undefined) throw new Error(`the answer has no \`${path.join('.')}\``);
    value = found[1];
  }
  return value;
}

export function textAt(answer: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(answer, ...path);
  if (typeof value === 'string') return value;
  throw new Error(`\`${path.join('.')}\` of the answer is not a text`);
}

export function listAt(answer: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value: unknown = valueAt(answer, ...path);
  if (Array.isArray(value)) return value;
  throw new Error(`\`${path.join('.')}\` of the answer is not a list`);
}

function problemText(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null) return 'no reason given';
  const told = ['code', 'detail', 'title'].flatMap((name) =>
    Object.entries(problem).flatMap(([key, value]) => (key === name && typeof value === 'string' ? [value] : [])),
  );
  const errors = 'errors' in problem ? ` ${JSON.stringify(problem.errors)}` : '';
  return told.join(', ') + errors;
}
