/**
 * What scanners are let loose on. They know cookies and forms, not who may call what: so a small server on the loopback
 * stands before the real service, signs every request in as somebody whom the route is for, turns forms into JSON, and
 * counts what was sent. Two pages with holes stand beside it: a scanner that does not find these proves nothing.
 */
import { once } from 'node:events';
import { createServer, request as requestTo, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import type { Service } from '../e2e/api-service.js';
import type { Cast } from './cast.js';
import { ACTORS, meantFor, soundly, type Actor } from './malformed.js';
import type { Json, Operation } from './operations.js';

/** Where the pages with holes are, and where nobody but a tricked service comes. */
export const PLANTED = '/planted/';
const CALLED_BACK = '/called-back/';

/** The address that the service believes it is known by: a secure one, so that all of its safety is on. */
export const ADDRESS = 'https://countersign.example';

/** One operation as somebody sends it whom it is for. */
export interface Target {
  readonly operation: Operation;
  readonly actor: Actor;
  /** From the root of the stage, with ids of the world. */
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

export class Stage {
  /** Requests by tool and status. */
  readonly sent = new Map<string, Map<number, number>>();
  /** What nobody needs a scanner to call a fault: failures of the service, and calls to where only it was sent. */
  readonly faults: string[] = [];
  readonly url: string;

  private constructor(
    private readonly service: Service,
    private readonly apiPort: number,
    private readonly cast: Cast,
    readonly targets: readonly Target[],
    private readonly database: pg.Client,
    port: number,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  static async open(
    service: Service,
    cast: Cast,
    operations: readonly Operation[],
  ): Promise<Stage & { close(): Promise<void> }> {
    const apiPort = Number(new URL(await service.api.listen()).port);
    const database = new pg.Client({ connectionString: service.databaseUrl });
    await database.connect();
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address());
    const stage = new Stage(
      service,
      apiPort,
      cast,
      operations.map((each) => targetOf(each, cast)),
      database,
      port,
    );
    server.on('request', (request, response) => {
      void stage
        .answer(request, response)
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
    const close = async () => {
      server.closeAllConnections();
      server.close();
      await database.end();
    };
    return Object.assign(stage, { close });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const body = await bodyOf(request);
    if (pathname.startsWith(CALLED_BACK)) {
      if (pathname !== CALLED_BACK && !pathname.endsWith('/get_ssrf.php'))
        this.faults.push(`the service called ${pathname}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const tool = /wapiti|sqlmap/i.exec(request.headers['user-agent'] ?? '')?.[0].toLowerCase() ?? 'wapiti';
    const [, actor = '', rest = ''] = /^\/([a-z]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    if (pathname.startsWith(PLANTED)) await this.answerBadly(searchParams, body, response);
    else if (isActor(actor)) await this.forward(request, response, { tool, actor, address: rest, body });
    else await this.forward(request, response, { tool, actor: 'nobody', address: request.url ?? '/', body });
  }

  /** As the real service answers; the start page alone has links and forms for the scanner to follow instead of its own. */
  private async forward(request: IncomingMessage, response: ServerResponse, sent: Sent): Promise<void> {
    const { tool, actor, address, body } = sent;
    const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const content = isForm ? this.jsonOf(request.url ?? '', body) : body;
    const answer = await this.ask(
      request.method ?? 'GET',
      address,
      {
        ...request.headers,
        ...Object.fromEntries(this.cast.headersOf(actor)),
        // As from a page of the service: who only looks like a browser may change nothing.
        origin: ADDRESS,
        ...(isForm && { 'content-type': 'application/json' }),
        'content-length': String(Buffer.byteLength(content)),
      },
      content,
    );
    const counts = this.sent.get(tool) ?? new Map<number, number>();
    this.sent.set(tool, counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1));
    if (answer.status >= 500)
      this.faults.push(`${answer.status} for ${request.method ?? ''} ${address} ${content.slice(0, 500)}`);
    if (answer.status === 401 && actor !== 'nobody') await this.cast.revive(actor);
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    const isStart = address === '/';
    response.writeHead(answer.status, isStart ? { ...headers, 'content-type': 'text/html' } : headers);
    response.end(isStart ? this.startPage() : answer.body);
  }

  private ask(method: string, path: string, headers: NodeJS.Dict<string | string[]>, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = requestTo({ host: '127.0.0.1', port: this.apiPort, method, path, headers }, (answer) => {
        bodyOf(answer).then((text) => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        }, reject);
      });
      asked.on('error', reject).end(body);
    });
  }

  /** The sound body of the operation at this address with what the form says, each at its JSON pointer. */
  private jsonOf(address: string, form: string): string {
    const target = this.targets.find(({ path }) => path === address.split('?', 1)[0]);
    const body: Json = target === undefined ? {} : JSON.parse(target.body);
    return JSON.stringify(
      [...new URLSearchParams(form)].reduce(
        (whole, [pointer, text]) => withText(whole, pointer.split('/').slice(1), text),
        body,
      ),
    );
  }

  private startPage(): string {
    const links = this.targets.filter(({ operation }) => operation.method === 'GET');
    const forms = this.targets.filter(({ operation }) => operation.method === 'POST');
    return `<!doctype html><title>Stage</title>
      <a href="${PLANTED}row?id=1">row</a> <a href="${PLANTED}echo?text=x">echo</a>
      ${links.map(({ path, query }) => `<a href="${path}${query === '' ? '' : `?${query}`}">${path}</a>`).join('\n')}
      ${forms.map(formOf).join('\n')}`;
  }

  /** Holes on purpose: text told as it came, and SQL put together out of it. */
  private async answerBadly(query: URLSearchParams, body: string, response: ServerResponse): Promise<void> {
    const echoed = query.get('text');
    response.setHeader('content-type', 'text/html');
    if (echoed !== null) {
      response.end(`<p>${echoed}</p>`);
      return;
    }
    const id = query.get('id') ?? String(Object(JSON.parse(body || '{}')).id);
    try {
      const { rows } = await this.database.query(
        `SELECT name FROM countersign.migrations WHERE '1' = '${id}' ORDER BY name`,
      );
      response.end(`<ul>${rows.map(({ name }) => `<li>${String(name)}`).join('')}</ul>`);
    } catch (error) {
      response.writeHead(500).end(`PostgreSQL query failed: ERROR: ${error instanceof Error ? error.message : ''}`);
    }
  }
}

interface Sent {
  readonly tool: string;
  readonly actor: Actor;
  readonly address: string;
  readonly body: string;
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

const isActor = (name: string): name is Actor => ACTORS.some((each) => each === name);

function targetOf(operation: Operation, cast: Cast): Target {
  const [actor = 'nobody'] = meantFor(operation);
  const { target, body } = cast.filled(soundly(operation, actor));
  const query = operation.queried.map((name) => `${name}=${encodeURIComponent(QUERY[name] ?? 'x')}`).join('&');
  return { operation, actor, path: `/${actor}${target}`, query, body };
}

const QUERY: Readonly<Record<string, string>> = {
  limit: '2',
  cursor: 'MTAwMDA',
  form: 'json',
  outcome: 'allow',
  state: 'sent',
};

function formOf({ path, body }: Target): string {
  const fields = body === '' ? [] : leavesOf(JSON.parse(body));
  const inputs = fields.map(
    ([pointer, text]) => `<input type="hidden" name="${pointer}" value="${text.replaceAll('"', '&quot;')}">`,
  );
  return `<form method="post" action="${path}">${inputs.join('')}<input type="submit"></form>`;
}

function leavesOf(body: Json, pointer = ''): [string, string][] {
  if (typeof body !== 'object' || body === null) return [[pointer, String(body)]];
  return Object.entries(body).flatMap(([name, part]: [string, Json]) => leavesOf(part, `${pointer}/${name}`));
}

/** A text in the place of a leaf; what the form left as it was keeps its type. */
function withText(body: Json, [name, ...rest]: readonly string[], text: string): Json {
  if (name === undefined) return typeof body !== 'object' && String(body) === text ? body : text;
  const entries: [string, Json][] = Object.entries(Object(body));
  const changed = entries.map(([each, part]): [string, Json] => [
    each,
    each === name ? withText(part, rest, text) : part,
  ]);
  return Array.isArray(body) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
