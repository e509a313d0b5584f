/** The HTTP side of a witness: submissions of checkpoints, and what was last cosigned (c2sp.org/tlog-witness). */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toHex } from '#ledger';
import { sha256 } from '#sha256';
import { line, type Terminal } from '../terminal.js';
import { CommandError, reasonOf } from '../usage.js';
import { judge, type Judgement, type WitnessOf } from './judge.js';

const BODY_BYTES_MAX = 100_000;
const TIME_LIMIT_MS = 20_000;
const CONNECTIONS_MAX = 200;

/** A witness that listens. */
export interface ServedWitness {
  readonly url: string;
  /** Answers what is under way. */
  close(): Promise<void>;
}

/** Listens; alarms and faults are written to the terminal's errors. Port 0 takes a free one. */
export async function serveWitness(
  of: WitnessOf,
  { host, port }: { readonly host: string; readonly port: number },
  terminal: Terminal,
): Promise<ServedWitness> {
  const server = serve(of, terminal);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new CommandError(`nothing can listen on \`${host}\`, port ${port}: ${reasonOf(error)}`);
  }
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function serve(of: WitnessOf, terminal: Terminal): Server {
  // Judged one after the other, each with what the one before has kept.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (body: string): Promise<Judgement> => {
    const judged = last.then(() => judge(of, body));
    last = judged.catch(() => undefined);
    return judged;
  };
  const server = createServer((request, response) => {
    answer(request, response, of, inTurn).then(
      (alarm) => {
        if (alarm !== undefined) terminal.err(line(`countersign: ${alarm}`));
      },
      (error: unknown) => {
        terminal.err(line(`countersign: nothing was cosigned: ${reasonOf(error)}`));
        send(response, 500, 'nothing was cosigned\n');
      },
    );
  });
  server.requestTimeout = TIME_LIMIT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { logs, state }: WitnessOf,
  inTurn: (body: string) => Promise<Judgement>,
): Promise<string | undefined> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (request.method === 'POST' && path === '/add-checkpoint') {
    const body = await bodyOf(request);
    if (body === null) {
      response.destroy();
      return undefined;
    }
    const { status, text, alarm } = await inTurn(body);
    send(response, status, text, status === 409 ? 'text/x.tlog.size' : undefined);
    return alarm;
  }
  const asked = logs.find(({ name }) => path === `/${toHex(sha256(name))}/checkpoint`);
  const seen = request.method === 'GET' && asked !== undefined ? state.of(asked.name) : null;
  send(response, seen === null ? 404 : 200, seen?.note ?? 'nothing is here\n');
  return undefined;
}

/** `null` for one that is too long: then the connection is cut, and there is nobody to answer. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // What arrives on a connection without an encoding are buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' }).end(text);
}
