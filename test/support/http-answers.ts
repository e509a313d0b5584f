/** A small real HTTP server that gives the answers a test wants, and keeps what it was asked. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Given {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves while the work runs, and is gone afterwards. */
export async function answering(
  answer: (asked: Asked) => Given,
  work: (url: string, asked: readonly Asked[]) => Promise<void>,
): Promise<void> {
  const questions: Asked[] = [];
  const server = createServer((request, response) => {
    void read(request).then((asked) => {
      questions.push(asked);
      const { status, body, headers } = answer(asked);
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  try {
    await work(`http://127.0.0.1:${address.port}`, questions);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks).toString();
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
}
