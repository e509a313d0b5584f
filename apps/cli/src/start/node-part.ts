import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import type { Environment } from '../config.js';
import type { Part } from './keep-running.js';

const LOG_BYTES_MAX = 8 * 1024 * 1024;
const STOP_LIMIT_MS = 15_000;
const QUOTE_LENGTH_MAX = 400;

/** A Node program to run as a part of the service. */
export interface NodeProgram {
  readonly main: string;
  readonly environment: Environment;
  readonly logFile: string;
}

/** A running Node program, which can be talked with. */
export interface NodePart extends Part {
  /** Resolves with the first message from now on that `reads` can read; rejects when the program ends before. */
  hears<T>(reads: (message: unknown) => T | undefined): Promise<T>;
  tell(message: object): void;
}

/**
 * Starts a Node program with a channel to us: it ends by itself when the channel breaks, so that none is left behind
 * when we are killed. It has its own process group, for Ctrl-C must reach us alone: we stop the parts in order.
 */
export function startNodePart({ main, environment, logFile }: NodeProgram): NodePart {
  keepShort(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, ['--enable-source-maps', main], {
    env: environment,
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(error.message);
    });
    child.once('exit', (code, signal) => {
      resolve(`${signal ?? `exit code ${code ?? '?'}`}; ${lastWords(logFile)}`);
    });
  });
  return {
    ended,
    tell: (message) => void child.send(message),
    hears: (reads) =>
      new Promise((resolve, reject) => {
        const listen = (message: unknown): void => {
          const read = reads(message);
          if (read === undefined) return;
          child.off('message', listen);
          resolve(read);
        };
        child.on('message', listen);
        void ended.then((why) => {
          reject(new Error(why));
        });
      }),
    stop: async () => {
      child.kill('SIGTERM');
      const harder = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(harder);
    },
  };
}

function keepShort(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(logFile, `${logFile}.1`);
}

/** The last line of the log that says something, and where the rest is. */
function lastWords(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  const last = lines.findLast((line) => line.trim() !== '' && !line.startsWith(' ') && !line.startsWith('Node.js v'));
  const said = last === undefined ? '' : `it said \`${messageOf(last).slice(0, QUOTE_LENGTH_MAX)}\`, `;
  return `${said}its log is \`${logFile}\``;
}

/** The message of a structured log line, or the line itself. */
function messageOf(line: string): string {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null && 'msg' in parsed) return String(parsed.msg);
  } catch {
    // Not a structured line.
  }
  return line;
}
