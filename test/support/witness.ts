/** A witness that answers over HTTP, and can go down, come back or forget its manners. */
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSigner } from '#evidence';
import { cosignerKey, parseNoteKey } from '#ledger';
import { judge } from '../../apps/cli/src/witness/judge.js';
import { WitnessState } from '../../apps/cli/src/witness/state.js';
import { ed25519Pem } from './evidence.js';

export interface TestWitness {
  /** Its line of a policy. */
  readonly line: string;
  readonly origin: string;
  /** What it answers to each submission in place of its own judgement, while that is not `null`. */
  answers: { readonly status: number; readonly text: string } | null;
  /** The statuses that it answered. */
  readonly answered: number[];
  close(): Promise<void>;
}

export async function openWitness(name: string, logKeys: readonly string[]): Promise<TestWitness> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-witness-'));
  const state = await WitnessState.open(join(folder, 'state.json'));
  const signer = await importSigner(ed25519Pem());
  const of = { name, signer, state, logs: logKeys.map(parseNoteKey), now: () => Math.floor(Date.now() / 1000) };
  const answered: number[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      last = last
        .then(() => witness.answers ?? judge(of, body))
        .then(({ status, text }) => {
          answered.push(status);
          response.writeHead(status).end(text);
        });
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const witness: TestWitness = {
    line: `witness ${name} ${cosignerKey(name, signer.publicKey).vkey} ${origin}/`,
    ...{ origin, answers: null, answered },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await state.close();
      await rm(folder, { recursive: true });
    },
  };
  return witness;
}
