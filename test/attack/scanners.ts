/** wapiti and sqlmap, as Debian packages them: started, bounded in time, and their reports read. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PLANTED, type Stage, type Target } from './stage.js';

export interface Scan {
  readonly tool: string;
  /** What it found where nothing may be found. */
  readonly findings: readonly string[];
  /** What it found of the holes that were made for it. */
  readonly planted: readonly string[];
  /** How much of its work it got done, in words. */
  readonly done: string;
}

export const isInstalled = (tool: string): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;

/** Every default module at its default level. */
export async function wapiti(stage: Stage, folder: string, seconds: number): Promise<Scan> {
  const report = join(folder, 'wapiti.json');
  const args = [
    ...words(`--scope folder --depth 2 --max-parameters 100 --timeout 10 --verbose 0 --no-bugreport --flush-session`),
    ...words(`--url ${stage.url}/ --endpoint ${stage.url}/called-back/ --format json --output ${report}`),
    ...words(`--store-session ${join(folder, 'wapiti')} --store-config ${join(folder, 'wapiti-config')}`),
    ...words(`--max-scan-time 60 --max-attack-time ${Math.floor(seconds / 10)}`),
  ];
  const said = await run('wapiti', args, folder, seconds);
  const { vulnerabilities, anomalies } = JSON.parse(await readFile(report, 'utf8'));
  const all = Object.entries({ ...Object(anomalies), ...Object(vulnerabilities) }).flatMap(([kind, found]) =>
    [found].flat().map((each) => ({ kind, path: String(Object(each).path), info: String(Object(each).info) })),
  );
  const cut = [...said.matchAll(/time was reached for module (\w+)/g)].map(([, module = '']) => module);
  const told = all.map(({ kind, path, info }) => `${kind} at ${path}: ${info}`);
  return {
    tool: 'wapiti',
    findings: told.filter(
      (_, index) => !all[index]?.path.startsWith(PLANTED) && !ACCEPTED.some(([text]) => told[index]?.includes(text)),
    ),
    planted: told.filter((_, index) => all[index]?.path.startsWith(PLANTED)),
    done: cut.length === 0 ? 'every module to its end' : `${cut.join(', ')} cut short`,
  };
}

/** What wapiti calls a finding and is none, with the reason. */
const ACCEPTED: readonly (readonly [text: string, reason: string])[] = [
  [
    'X-XSS-Protection is not set',
    'browsers have dropped it, and where it is left it opens holes of its own: OWASP says to leave it out',
  ],
];

/**
 * Level 1, risk 1, as it comes; several processes, each with its part of the requests, and one for the planted hole: having
 * found something it asks no more of that host.
 */
export async function sqlmap(stage: Stage, folder: string, seconds: number): Promise<Scan> {
  const requests = stage.targets.filter(isTestable).map(requestOf);
  const parts = Array.from({ length: PROCESSES }, (_, part) =>
    requests.filter((__, index) => index % PROCESSES === part),
  );
  const [planted, ...real] = await Promise.all(
    [PLANTED_REQUESTS, ...parts].map(async (part, index) => {
      const own = join(folder, `sqlmap-${index}`);
      await mkdir(own);
      await writeFile(join(own, 'requests'), part.map((text) => burp(stage, text)).join('\n'));
      const said = await run('sqlmap', [...SQLMAP, ...filesIn(own)], own, seconds);
      const lines = (await readFile(join(own, 'results.csv'), 'utf8').catch(() => '')).split('\n').slice(1);
      return { said, found: lines.filter((line) => line.trim() !== '') };
    }),
  );
  const begun = real.reduce((sum, { said }) => sum + (said.match(/testing URL '/g) ?? []).length, 0);
  return {
    tool: 'sqlmap',
    // What it takes back itself is no finding: a route that refuses the second of two equal requests looks blind at first.
    findings: real.flatMap(({ found }) => found.filter((line) => !line.includes('false positive'))),
    planted: planted?.found ?? [],
    done: `${begun} of ${requests.length} operations`,
  };
}

const PROCESSES = 2;
const SQLMAP = words(
  '--batch --ignore-stdin --disable-coloring --level 1 --risk 1 --dbms postgresql --ignore-code * --timeout 10 --retries 0',
);

function filesIn(folder: string): readonly string[] {
  const [requests, results] = [join(folder, 'requests'), join(folder, 'results.csv')];
  return ['-r', requests, '--results-file', results, '--output-dir', folder];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** Signing out is left out: there would be nobody left to test the rest as. */
const isTestable = ({ operation: { route } }: Target): boolean => route !== 'DELETE /v1/session';

/** A star marks where to inject: in JSON sqlmap sets its own. */
function requestOf({ operation: { method }, path, query, body }: Target): string {
  const marked = path.replace(/\b[a-z]+_[0-9A-Za-z]{22}\b/g, '$&*');
  const address = query === '' ? marked : `${marked}?${query.replace(/&|$/g, '*$&')}`;
  return body === '' ? `${method} ${address}` : `${method} ${address}\n${body}`;
}

/** Two, for of one alone sqlmap writes no results. */
const PLANTED_REQUESTS = [`POST ${PLANTED}row\n{"id":"1"}`, `GET ${PLANTED}row?id=1`];

/** The form in which Burp keeps requests, which sqlmap reads several of. */
function burp(stage: Stage, text: string): string {
  const [line = '', body] = text.split('\n');
  const { port } = new URL(stage.url);
  const rule = '='.repeat(54);
  const type = body === undefined ? '' : 'Content-Type: application/json\n';
  return `${rule}\n${stage.url} [127.0.0.1]\n${rule}\n${line} HTTP/1.1\nHost: 127.0.0.1:${port}\nUser-Agent: sqlmap\n${type}\n${body ?? ''}\n${rule}\n`;
}

/**
 * Everything it says. When its time is over it is interrupted until it ends; wapiti then asks what to do about each module,
 * and hears that it shall go on to the next.
 */
async function run(tool: string, args: readonly string[], folder: string, seconds: number): Promise<string> {
  const child = spawn(tool, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, HOME: folder } });
  child.stdin.on('error', () => undefined).end('n\n'.repeat(100));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  let interrupting: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    interrupting = setInterval(() => child.kill('SIGINT'), INTERRUPT_MS);
  }, seconds * 1000);
  await once(child, 'close');
  clearTimeout(timer);
  clearInterval(interrupting);
  await writeFile(join(folder, `${tool}.log`), said);
  return said;
}

const INTERRUPT_MS = 3_000;
