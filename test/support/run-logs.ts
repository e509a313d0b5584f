/** What a whole test run logged, against what it used. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leaksIn, type Secret } from './log-search.js';

const SHOWN_MAX = 10;

/** Reads every log of the run, PostgreSQL's own included, and throws where a secret stands in one. */
export async function findLeaks(folder: string, logOfDatabase: string | null): Promise<void> {
  const names = await readdir(folder);
  const linesOf = async (path: string) => (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const lines: string[] = logOfDatabase === null ? [] : await linesOf(logOfDatabase);
  const secrets: Secret[] = [];
  for (const name of names) {
    const read = await linesOf(join(folder, name));
    if (name.startsWith('used-')) secrets.push(...read.map((line): Secret => JSON.parse(line)));
    else for (const line of read) lines.push(line);
  }
  const leaks = leaksIn(lines, secrets);
  if (leaks.length === 0) {
    process.stderr.write(`${lines.length} lines of logs hold none of ${secrets.length} secrets that the tests used\n`);
    return;
  }
  const shown = leaks
    .slice(0, SHOWN_MAX)
    .map(({ kind, value, line }) => `${kind} \`${value}\` in: ${line.slice(0, 500)}`);
  throw new Error(`${leaks.length} lines of the logs hold a secret:\n${shown.join('\n')}`);
}
