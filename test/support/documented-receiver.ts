/** The receiver that docs/webhooks.md shows, run as it stands there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { eventually } from './eventually.js';

/** Where the packages that it imports are found. */
const FOLDER = 'node_modules/.cache/countersign';

export interface DocumentedReceiver {
  readonly url: string;
  /** What it has said of each event. */
  readonly lines: () => string[];
  readonly close: () => Promise<void>;
}

export async function startDocumentedReceiver(env: Readonly<Record<string, string>>): Promise<DocumentedReceiver> {
  const program = /```js\n([^]*?)```/.exec(await readFile('docs/webhooks.md', 'utf8'))?.[1] ?? '';
  await mkdir(FOLDER, { recursive: true });
  const file = `${FOLDER}/receiver-${randomUUID()}.mjs`;
  await writeFile(file, program);
  const child = spawn(process.execPath, [file], { env: { ...env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(file);
  };
  const port = await eventually('a port', () => /listening on (\d+)/.exec(said)?.[1]);
  return {
    url: `http://127.0.0.1:${port}/`,
    lines: () => said.split('\n').filter((line) => /^\d+ /.test(line)),
    close,
  };
}
