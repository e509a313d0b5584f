/** Requests byte by byte, with what the process said to the database meanwhile: what a stranger could compare. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Agent, request, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Service, Visitor } from './api-service.js';

export interface Sent {
  readonly method: string;
  /** As it is to stand in the first line: nothing is made tidy. */
  readonly path: string;
  readonly body?: object | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The statements that ran meanwhile, in their order, on whatever connection. */
  readonly statements: readonly string[];
}

export interface Wire {
  send(visitor: Pick<Visitor, 'headers'>, sent: Sent): Promise<Answer>;
  close(): void;
}

/** Listens, and keeps its connections: a thousand requests are a matter of seconds. One request at a time. */
export async function openWire({ api }: Service): Promise<Wire> {
  const server: Server = api.nest.getHttpServer();
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens at a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const statements = listenToStatements(server);
  return {
    send: async ({ headers }, sent) => {
      const answer = await exchange({ port, agent, headers }, sent);
      return { ...answer, statements: statements.heard() };
    },
    close: () => {
      agent.destroy();
      statements.stop();
    },
  };
}

interface Line {
  readonly port: number;
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
}

function exchange({ port, agent, headers }: Line, { method, path, body }: Sent): Promise<Omit<Answer, 'statements'>> {
  const bytes = body === undefined ? null : JSON.stringify(body);
  const described =
    bytes === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...described } },
      (received) => {
        const parts: Buffer[] = [];
        received.on('data', (part: Buffer) => parts.push(part));
        received.on('error', reject);
        received.on('end', () => {
          const text = Buffer.concat(parts).toString();
          resolve({ status: received.statusCode ?? 0, headers: received.headers, text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(bytes ?? undefined);
  });
}

interface Statements {
  /** Of the newest request, so far. */
  heard(): string[];
  stop(): void;
}

/**
 * Notes what a request says to the database: every pool of the process ends in one class of the driver, that of the store,
 * of TypeORM and of better-auth. What runs by a clock of its own, such as when a key was last used, is of no request.
 */
function listenToStatements(server: Server): Statements {
  const requests = new AsyncLocalStorage<string[]>();
  let newest: string[] = [];
  const emit = server.emit.bind(server);
  server.emit = (event: string, ...sent: unknown[]): boolean => {
    if (event !== 'request') return emit(event, ...sent);
    newest = [];
    return requests.run(newest, () => emit(event, ...sent));
  };
  const query = Reflect.get(pg.Client.prototype, 'query');
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...sent: unknown[]): unknown {
    const [statement] = sent;
    const text = typeof statement === 'string' ? statement : String(Object(statement).text);
    // Once in many requests a process draws points for the next ones, whatever this one names.
    if (!text.includes('rate_limits')) requests.getStore()?.push(text);
    return Reflect.apply(query, this, sent);
  });
  return {
    heard: () => newest.filter((statement) => !statement.includes(OF_THE_ASKER)),
    stop: () => void Reflect.set(pg.Client.prototype, 'query', query),
  };
}

/** A key is read once more when points of its limits are drawn: when that is, is a matter of time. */
const OF_THE_ASKER = 'k.* FROM keys k JOIN auth.apikey';

/** What differs from request to request, whoever sends it and whatever it names. */
const OF_EACH_REQUEST = /^(date|x-request-id|ratelimit.*|x-ratelimit.*|retry-after)$/;
/** Follows from the text of an answer, which is compared without what is another in each. */
const OF_THE_TEXT = 'content-length';

/**
 * All of an answer that a stranger could compare, without what is another in every answer: ids, instants, hashes and
 * signatures of what it made, and the words that a stage says once.
 */
function told({ status, headers, text }: Answer): string {
  const requestId = String(headers['x-request-id'] ?? '');
  const kept = Object.entries(headers).filter(
    ([name]) => !OF_EACH_REQUEST.test(name) && (status >= 300 || name !== OF_THE_TEXT),
  );
  // Whether there is a token tells something; which one it is, nothing.
  const lines = kept.map(([name, value]) => `${name}: ${name === 'countersign-seen' ? 'a token' : String(value)}`);
  const plain = text
    .replace(requestId === '' ? /$^/ : requestId, '')
    .replace(/\b[a-z]+_[0-9A-Za-z]{22}\b/g, 'an id')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'an instant')
    .replace(/[0-9a-f]{64}|[0-9a-f]{32}/g, 'a hash')
    .replace(/[bcdfghjklmnpqrstvwxz]{12}/g, 'a word')
    .replace(/"lastUsedAt":(null|"[^"]*")/g, '"lastUsedAt"')
    .replace(/"(receipt|next_token)":("[^"]*"|\{.*?\}\})/g, '"$1"')
    .replace(/[\w-]{40,}\.[\w-]*\.[\w-]+/g, 'a signature');
  return [status, ...lines, '', plain].join('\n');
}

/** What tells a record that is there from one that is not. */
export function differences(real: Answer, unknown: Answer): string[] {
  const [one, two] = [told(real), told(unknown)];
  const [said, unsaid] = [real.statements, unknown.statements];
  const isSame = said.length === unsaid.length && said.every((statement, at) => statement === unsaid[at]);
  const beginnings = (statements: readonly string[]) =>
    statements.map((statement) => statement.replace(/\s+/g, ' ').slice(0, 100)).join('\n  ');
  return [
    ...(one === two ? [] : [`what is there is answered\n${one}\nand what is not\n${two}`]),
    ...(isSame ? [] : [`what is there takes\n  ${beginnings(said)}\nand what is not\n  ${beginnings(unsaid)}`]),
  ];
}
