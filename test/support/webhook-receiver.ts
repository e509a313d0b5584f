/** Somebody who receives webhooks, on a port of this machine, and answers as they are told to. */
import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly sequence: number;
    readonly previous: number | null;
    readonly refs: Readonly<Record<string, string>>;
  };
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

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether a `v1a` signature of a message is of this `whpk_…`: asked of openssl, or of Node where there is none. */
export function isSignedBy(publicKey: string, got: Received | undefined): boolean {
  const { headers = {}, body = '' } = got ?? {};
  const der = Buffer.concat([SPKI_ED25519, Buffer.from(publicKey.replace('whpk_', ''), 'base64')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const signatures = String(headers['webhook-signature'])
    .split(' ')
    .flatMap((each) => (each.startsWith('v1a,') ? [Buffer.from(each.slice(4), 'base64')] : []));
  return signatures.some((signature) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-v1a-'));
    const write = (name: string, bytes: string | Buffer) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const files = ['-inkey', write('key', key.export({ type: 'spki', format: 'pem' }))];
    const signed = ['-in', write('content', content), '-sigfile', write('signature', signature)];
    try {
      execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-rawin', ...files, ...signed], { stdio: 'ignore' });
      return true;
    } catch (error) {
      if (Object(error).code !== 'ENOENT') return false;
      process.stdout.write('skipped: no openssl here; Node verifies in its place\n');
      return verify(null, Buffer.from(content), key, signature);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
