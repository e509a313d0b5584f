/**
 * What scanners are let loose on. They know links, cookies and forms, not who may call what: so a small server on the
 * loopback stands before the real service, signs every request in as somebody whom the route is for, turns forms into JSON,
 * puts records in the place of those that were used up, and counts what was sent.
 */
import { once } from 'node:events';
import { Agent, createServer, request as requestTo, type IncomingMessage, type ServerResponse } from 'node:http';
import { PERSONAS } from '../e2e/access-standing.js';
import type { Persona, Stage } from '../e2e/api-samples.js';
import { filled, pageOf } from './forms.js';
import { isPlanted, type Planted } from './planted.js';
import { isSuccess, pathOf, placesOf, renewed, WORD, type Target } from './targets.js';

/** Where nobody but a tricked service comes. */
const CALLED_BACK = '/called-back/';

/** The address that the service believes it is known by: a secure one, so that all of its safety is on. */
export const ADDRESS = 'https://countersign.example';

/** By what a process of wapiti is known. */
export const userAgentOf = (part: number): string => `wapiti/${part}`;

/** What one scanner was answered. */
export interface Tally {
  readonly statuses: Map<number, number>;
  /** The operations that a request of its succeeded at. */
  readonly reached: Set<string>;
}

interface Asked {
  readonly persona: Persona;
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  /** The operation that is called, if it is one. */
  readonly target: Target | undefined;
}

interface Sent extends Pick<Asked, 'method' | 'path' | 'body'> {
  readonly headers: NodeJS.Dict<string | string[]>;
}

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

export class Front {
  readonly tallies: ReadonlyMap<string, Tally> = new Map(
    ['wapiti', 'sqlmap'].map((tool) => [tool, { statuses: new Map(), reached: new Set() }]),
  );
  /** What nobody needs a scanner to call a fault: failures of the service, and calls to where nobody may call. */
  readonly faults = new Set<string>();
  /** Whither the scanners would have gone. */
  readonly kept = new Set<string>();
  /** Each target with records in its path that are there now. */
  private readonly now = new Map<Target, Target>();
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer();

  constructor(
    private readonly apiPort: number,
    private readonly stage: Stage,
    private readonly planted: Planted,
    private readonly targets: readonly Target[],
    /** Those that the start page leads to: others for each process of wapiti. */
    readonly parts: readonly (readonly Target[])[],
  ) {
    this.server.on('request', (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.faults.add(`no answer to ${String(request.method)} ${String(request.url)}: ${String(error)}`);
        response.destroy();
      });
    });
    // A program that means to leave this machine is told that this is the way.
    this.server.on('connect', ({ url }, socket) => {
      this.kept.add(String(url));
      socket.destroy();
    });
  }

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
    this.agent.destroy();
  }

  get url(): string {
    return `http://127.0.0.1:${String(Object(this.server.address()).port)}`;
  }

  get calledBack(): string {
    return `${this.url}${CALLED_BACK}`;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/' } = request;
    const body = await bytesOf(request);
    if (!url.startsWith('/') || url.startsWith(CALLED_BACK)) this.answerAstray(url, response);
    else await this.forward(request, response, this.understood(request, body));
  }

  private answerAstray(url: string, response: ServerResponse): void {
    if (!url.startsWith('/')) this.kept.add(url);
    // wapiti itself asks there what has called.
    else if (!/^\/called-back\/(?:\?|$|get_ssrf\.php)/.test(url)) this.faults.add(`the service called ${url}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  /** Whose request it is, to what, and with what was filled into a form in its place. */
  private understood({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): Asked {
    const [, named, how = '', rest = ''] = /^\/(\w+)\/([A-Z]+)(\/.*)$/.exec(url) ?? [];
    const persona = PERSONAS.find((each) => each === named);
    if (persona === undefined) return { persona: 'anonymous', method, path: url, body, target: undefined };
    const target = this.targetAt(persona, how, rest.split('?', 1)[0] ?? '');
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
    const [, search = ''] = rest.split(/\?(.*)/s);
    if (target === undefined || !(isForm || search.includes('path%3A')))
      return { persona, method: how, path: this.current(target, rest), body: this.renamed(target, body), target };
    const fields = [...new URLSearchParams(search), ...new URLSearchParams(isForm ? body.toString('latin1') : '')];
    const { path, body: json } = filled(target, fields);
    const bytes = Buffer.from(json === undefined ? '' : JSON.stringify(json));
    return { persona, method: how, path: this.current(target, path), body: this.renamed(target, bytes), target };
  }

  /** By the path as it was offered, or else by its form: anything may stand in the places of ids. */
  private targetAt(persona: Persona, method: string, path: string): Target | undefined {
    const same = this.targets.filter((each) => each.persona === persona && each.method === method);
    const anything = (target: Target) => Object.fromEntries(placesOf(target).map((name) => [name, '.+']));
    const formOf = (target: Target) => new RegExp(`^${pathOf(target, anything(target))}$`);
    return same.find((each) => pathOf(each, each.ids) === path) ?? same.find((each) => formOf(each).test(path));
  }

  /** With what there is now in the place of what there was, and with a word that was not there yet. */
  private current(target: Target | undefined, text: string): string {
    const now = target === undefined ? {} : (this.now.get(target)?.ids ?? {});
    return Object.entries(target?.ids ?? {})
      .reduce((changed, [name, id]) => changed.replaceAll(id, now[name] ?? id), text)
      .replaceAll(WORD, Math.random().toString(36).slice(2));
  }

  private renamed(target: Target | undefined, body: Buffer): Buffer {
    return Buffer.from(this.current(target, body.toString('latin1')), 'latin1');
  }

  private async forward(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
    const { path, target } = asked;
    const answer = await this.answerTo(asked, request.headers);
    const tally = this.tallies.get(/sqlmap/i.test(request.headers['user-agent'] ?? '') ? 'sqlmap' : 'wapiti');
    tally?.statuses.set(answer.status, (tally.statuses.get(answer.status) ?? 0) + 1);
    const isHole = target !== undefined && isPlanted(target);
    if (answer.status >= 500 && !isHole)
      this.faults.add(
        `${answer.status} for ${asked.persona}: ${asked.method} ${path} ${asked.body.toString('utf8', 0, 500)}`,
      );
    // Whoever was signed out is no test of what is behind the door; to sign out is what `nobody` is for.
    if (answer.status === 401 && !['anonymous', 'nobody'].includes(asked.persona))
      this.faults.add(`${asked.persona} is signed out at ${asked.method} ${path}`);
    if (target !== undefined && !isHole && isSuccess(answer.status)) {
      tally?.reached.add(target.route);
      this.now.set(target, await renewed(target, this.stage));
    }
    // The start page alone has links and forms for the scanner to follow instead of its own.
    const isStart = path === '/';
    response.writeHead(answer.status, isStart ? { ...answer.headers, 'content-type': 'text/html' } : answer.headers);
    response.end(isStart ? this.startPageFor(request.headers['user-agent']) : answer.body);
  }

  private startPageFor(userAgent: string | undefined): string {
    const offered = this.parts.find((_, part) => userAgent === userAgentOf(part)) ?? [];
    return pageOf(offered, (each) => this.addressOf(each));
  }

  /** Where a target is called: by whom, how, and then as the service calls it. */
  addressOf(target: Target): string {
    return `/${target.persona}/${target.method}${pathOf(target, target.ids)}`;
  }

  private async answerTo(asked: Asked, given: IncomingMessage['headers']): Promise<Answer> {
    const { persona, target, path, body } = asked;
    const kept = Object.entries(given).filter(([name]) => !/^(?:connection|content-|transfer-)/.test(name));
    // As from a page of the service: who only looks like a browser may change nothing.
    const headers = { ...Object.fromEntries(kept), ...this.stage.visitors[persona].headers, origin: ADDRESS };
    if (target === undefined || !isPlanted(target)) return this.ask({ ...asked, headers });
    const session = await this.ask({ method: 'GET', path: '/v1/session', headers, body: Buffer.alloc(0) });
    if (session.status !== 200) return session;
    const query = new URLSearchParams(path.split(/\?(.*)/s)[1]);
    const [status, html] = await this.planted.answer(target, query, body.toString());
    return { status, headers: { 'content-type': 'text/html' }, body: Buffer.from(html) };
  }

  private ask({ method, path, headers, body }: Sent): Promise<Answer> {
    const described =
      body.length > 0 ? { 'content-type': 'application/json', 'content-length': String(body.length) } : {};
    return new Promise((resolve, reject) => {
      const to = { host: '127.0.0.1', port: this.apiPort, agent: this.agent };
      const sent = requestTo({ ...to, method, path, headers: { ...headers, ...described } }, (answer) => {
        const { connection: _, 'content-length': __, 'transfer-encoding': ___, ...told } = answer.headers;
        bytesOf(answer).then((bytes) => {
          resolve({ status: answer.statusCode ?? 0, headers: told, body: bytes });
        }, reject);
      });
      sent.on('error', reject).end(body);
    });
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
