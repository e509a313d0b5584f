/** Somebody who receives webhooks, on a port of this machine, and answers as they are told to. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './eventually.js';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: { readonly id: string; readonly type: string; readonly sequence: number; readonly previous: number };
}

/** A status, with headers or a body; or `hang`, for ever. */
export type Reply = number | 'hang' | { status: number; headers?: Record<string, string>; body?: string };

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** What is answered from now on. */
  reply: (got: Received) => Reply;
  /** Resolves once this many have come in all. */
  readonly until: (count: number) => Promise<Received[]>;
  close(): Promise<void>;
}

export async function openReceiver(reply: Receiver['reply'] = () => 204): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const got = { headers: request.headers, body, event: JSON.parse(body) };
      received.push(got);
      const answer = receiver.reply(got);
      if (answer === 'hang') return;
      const { status, headers, body: said } = typeof answer === 'number' ? { status: answer } : answer;
      response.writeHead(status, headers).end(said);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/events`,
    received,
    reply,
    until: (count) => eventually(`${count} messages`, () => (received.length >= count ? received : null)),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
  return receiver;
}
