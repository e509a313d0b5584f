/** API processes over one database that are killed and started again. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Meddling } from '../../support/meddling.js';

const PROGRAM = fileURLToPath(new URL('../../support/api-process.ts', import.meta.url));
const LOADER = new URL('../../support/typescript.js', import.meta.url).href;

interface Running {
  readonly child: ChildProcess;
  readonly address: string;
}

export class Processes {
  kills = 0;
  private restarting: Promise<void> = Promise.resolve();

  private constructor(
    private readonly begin: () => Promise<Running>,
    private running: Running[],
  ) {}

  static async start(
    settings: Readonly<Record<string, string>>,
    { count = 2, meddling = {} }: { readonly count?: number; readonly meddling?: Meddling } = {},
  ): Promise<Processes> {
    const begin = () => start(settings, meddling);
    return new Processes(begin, await Promise.all(Array.from({ length: count }, begin)));
  }

  /** Where those listen that are not dead. */
  get addresses(): readonly string[] {
    return this.running.map(({ address }) => address);
  }

  /** Kills one of them at once, whatever it is at, and starts another in its place; waits until all others are there. */
  async kill(): Promise<void> {
    await this.restarting;
    const doomed = this.running[Math.floor(Math.random() * this.running.length)];
    if (doomed === undefined) return;
    this.running = this.running.filter((each) => each !== doomed);
    this.kills += 1;
    await end(doomed);
    this.restarting = this.begin().then((next) => {
      this.running.push(next);
    });
  }

  async stop(): Promise<void> {
    await this.restarting;
    await Promise.all(this.running.map(end));
    this.running = [];
  }
}

async function start(settings: Readonly<Record<string, string>>, meddling: Meddling): Promise<Running> {
  const child = fork(PROGRAM, [JSON.stringify(settings), JSON.stringify(meddling)], {
    env: { PATH: process.env['PATH'] },
    execArgv: ['--conditions=source', '--import', LOADER, '--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`an API ended with ${String(code)} before it was ready`);
  });
  const [message] = await Promise.race([once(child, 'message'), gone]);
  gone.catch(() => undefined);
  return { child, address: String(Object(message).ready) };
}

async function end({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
