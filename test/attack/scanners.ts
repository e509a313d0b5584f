/** wapiti and sqlmap, as Debian packages them: started, bounded in time, and their reports read. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parameterCountOf } from './forms.js';
import { userAgentOf, type Front } from './front.js';
import { HOLES, PLANTED } from './planted.js';
import { pathOf, type Target } from './targets.js';

export interface Scan {
  readonly tool: Tool;
  readonly seconds: number;
  /** What it found where nothing may be found. */
  readonly findings: readonly string[];
  /** Of the holes that were made for it, those that it did not find. */
  readonly missed: readonly string[];
  /** How much of its work it got done, in words. */
  readonly done: string;
}

/** On what, where and how long a scanner works; `signal` ends it at once. */
export interface Bounds {
  readonly front: Front;
  readonly targets: readonly Target[];
  readonly folder: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

export const SCANNERS = { wapiti, sqlmap } as const;
export type Tool = keyof typeof SCANNERS;

export const isInstalled = (tool: Tool): boolean => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0;

/** Every default module at its default level; several processes, each with its part of the operations. */
async function wapiti(bounds: Bounds): Promise<Scan> {
  const begunMs = performance.now();
  const scans = await Promise.all(bounds.front.parts.map((_, part) => wapitiOf(part, bounds)));
  const cut = new Set(scans.flatMap((each) => each.cut));
  const launched = new Set(scans.flatMap((each) => each.launched));
  return {
    tool: 'wapiti',
    seconds: secondsSince(begunMs),
    findings: scans
      .flatMap(({ found }) => found)
      .filter(({ path }) => !isOfHole(path))
      .map(({ kind, method, path, info }) => `${kind} at ${method} ${path}: ${info}`)
      .filter((told) => !ACCEPTED.some(([text]) => told.includes(text))),
    missed: HOLES.wapiti.filter((hole) => !scans.every(({ found }) => found.some(({ path }) => isOf(hole, path)))),
    done: `${launched.size} modules, ${cut.size === 0 ? 'each to its end' : `cut short ${[...cut].join(', ')}`}`,
  };
}

async function wapitiOf(part: number, bounds: Bounds) {
  const { front, folder, seconds } = bounds;
  const own = join(folder, `wapiti-${part}`);
  await mkdir(own);
  const report = join(own, 'report.json');
  const args = [
    ...words('--scope folder --depth 2 --timeout 10 --verbose 0 --no-bugreport --flush-session --max-scan-time 60'),
    ...words(`--user-agent ${userAgentOf(part)} --max-attack-time ${seconds}`),
    ...words(`--url ${front.url}/ --endpoint ${front.calledBack} --format json --output ${report}`),
    ...words(`--store-session ${join(own, 'session')} --store-config ${join(own, 'config')}`),
  ];
  const modules = (await run('wapiti', args, own, bounds)).split('Launching module ').slice(1);
  const named = (each: string) => /^\w+/.exec(each)?.[0] ?? '';
  const { vulnerabilities, anomalies } = JSON.parse(await readFile(report, 'utf8'));
  return {
    launched: modules.map(named),
    cut: modules.filter((each) => /time was reached|was interrupted/.test(each)).map(named),
    found: Object.entries({ ...Object(anomalies), ...Object(vulnerabilities) }).flatMap(([kind, found]) =>
      [found].flat().map((each) => ({ kind, ...findingOf(each) })),
    ),
  };
}

function findingOf(found: unknown) {
  const { method, path, info } = Object(found);
  return { method: String(method), path: String(path), info: String(info) };
}

/** What wapiti calls a finding and is none, with the reason. */
const ACCEPTED: readonly (readonly [text: string, reason: string])[] = [
  [
    'X-XSS-Protection is not set',
    'browsers have dropped it, and where it is left it opens holes of its own: OWASP says to leave it out',
  ],
];

/** Level 1, risk 1, as it comes; several processes, each with its part of the operations. */
async function sqlmap(bounds: Bounds): Promise<Scan> {
  const { front, folder, targets } = bounds;
  const begunMs = performance.now();
  const sound = targets.filter(isTestable);
  const scans = await Promise.all(
    Array.from({ length: PROCESSES }, async (_, part) => {
      const own = join(folder, `sqlmap-${part}`);
      await mkdir(own);
      const requests = sound.filter((__, index) => index % PROCESSES === part).map((target) => burp(front, target));
      await writeFile(join(own, 'requests'), requests.join('\n'));
      const said = await run('sqlmap', [...SQLMAP, ...filesIn(own)], own, bounds);
      const lines = (await readFile(join(own, 'results.csv'), 'utf8').catch(() => '')).split('\n').slice(1);
      return { said, found: lines.filter((line) => line.trim() !== '') };
    }),
  );
  const begun = scans.reduce((sum, { said }) => sum + (said.match(/testing URL '/g) ?? []).length, 0);
  const all = scans.flatMap(({ found }) => found);
  return {
    tool: 'sqlmap',
    seconds: secondsSince(begunMs),
    // What it takes back itself is no finding: a route that refuses the second of two equal requests looks blind at first.
    findings: all.filter((line) => !isOfHole(line) && !line.includes('false positive')),
    missed: HOLES.sqlmap.filter((hole) => !all.some((line) => isOf(hole, line))),
    done: `${begun} of ${sound.length} that take any, planted ones among them`,
  };
}

const PROCESSES = 2;
const SQLMAP = [
  ...words('--batch --ignore-stdin --disable-coloring --level 1 --risk 1 --dbms postgresql --ignore-code *'),
  ...words('--timeout 10 --retries 0'),
  // Having found something it would ask no more of that host.
  ...['--answers', 'skip further tests=N,exploit this=N'],
];

function filesIn(folder: string): readonly string[] {
  const [requests, results] = [join(folder, 'requests'), join(folder, 'results.csv')];
  return ['-r', requests, '--results-file', results, '--output-dir', folder];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** Whether a path, or a line about one, is about a hole: `/owner/GET/planted/row` about `GET /planted/row`. */
const isOf = (hole: string, text: string): boolean => text.includes(`/${hole.replace(' ', '')}`);
const isOfHole = (path: string): boolean => PLANTED.some(({ route }) => isOf(route, path));

const secondsSince = (begunMs: number): number => Math.round((performance.now() - begunMs) / 1000);

/** Where something can be put in; and the echo is no hole for this tool. */
const isTestable = (target: Target): boolean => parameterCountOf(target) > 0 && target.route !== 'GET /planted/echo';

/** A request in the form in which Burp keeps them, which sqlmap reads several of. A star marks where to inject: in JSON it sets its own. */
function burp(front: Front, target: Target): string {
  const { persona, method, ids, query, body } = target;
  const starred = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, `${id}*`]));
  const search = Object.entries(query).map(([name, text]) => `${name}=${encodeURIComponent(text)}*`);
  const address = `/${persona}/${method}${pathOf(target, starred)}${search.length === 0 ? '' : `?${search.join('&')}`}`;
  const { host } = new URL(front.url);
  const rule = '='.repeat(54);
  const type = body === undefined ? '' : 'Content-Type: application/json\n';
  return [
    ...[rule, `${front.url} [127.0.0.1]`, rule, `${method} ${address} HTTP/1.1`, `Host: ${host}`, 'User-Agent: sqlmap'],
    ...[type, body === undefined ? '' : JSON.stringify(body), rule, ''],
  ].join('\n');
}

/**
 * Everything it says. When its time is over sqlmap, which has written down what it found, is ended; wapiti is interrupted
 * until it has ended: it asks what to do about each module, and hears that it shall go on to the next.
 */
async function run(tool: string, args: readonly string[], folder: string, bounds: Bounds): Promise<string> {
  const { front, seconds, signal } = bounds;
  // Whatever it would ask of another machine is asked of the stage, which notes it.
  const astray = { http_proxy: front.url, https_proxy: front.url, no_proxy: '127.0.0.1' };
  const child = spawn(tool, args, { stdio: 'pipe', env: { ...process.env, ...astray, HOME: folder } });
  const kill = () => child.kill('SIGKILL');
  // However this process ends, none of them goes on.
  process.on('exit', kill);
  signal.addEventListener('abort', kill);
  child.stdin.on('error', () => undefined).end('n\n'.repeat(100));
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  let interrupting: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    interrupting = setInterval(() => child.kill(tool === 'wapiti' ? 'SIGINT' : 'SIGKILL'), INTERRUPT_MS);
  }, seconds * 1000);
  await once(child, 'close');
  signal.throwIfAborted();
  process.off('exit', kill);
  signal.removeEventListener('abort', kill);
  clearTimeout(timer);
  clearInterval(interrupting);
  await writeFile(join(folder, `${tool}.log`), said);
  return said;
}

const INTERRUPT_MS = 2_000;
