/** Runs the command line in this process, as `countersign ARGS…` would, and keeps what it wrote. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../apps/cli/src/run.js';
import { PERSONAL_SECRET } from './database.js';

export interface CommandResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export async function countersign(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  let out = '';
  let err = '';
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  return { exitCode: await run(args, terminal, { PERSONAL_SECRET, ...environment }), out, err };
}

/** Does some work in a folder of its own, which is gone afterwards. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-test-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
