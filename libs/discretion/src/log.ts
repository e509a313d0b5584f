import { pino, type Logger } from 'pino';

/** Where a log goes, and how much of it is written. */
interface LogOptions {
  readonly app: string;
  readonly level: string;
  /** Standard output unless named. */
  readonly file: string | null;
}

/** A log that takes of an error only what no stranger wrote. */
export function openLog({ app, level, file }: LogOptions): Logger {
  const options = { level, base: { app }, serializers: { err: faultOf } };
  return file === null ? pino(options) : pino(options, pino.destination({ dest: file, sync: true, mkdir: true }));
}

/**
 * An error as it may be logged. What drivers add to theirs stays out: the values of a row, the words of another server. Of the
 * database's own the message as well, since it repeats what was sent; the code says which it is, and the stack where.
 */
function faultOf(error: unknown): object {
  if (!(error instanceof Error)) return { message: 'not an error' };
  const { name, stack = '', message, cause } = error;
  const isForeign = 'severity' in error || 'responseCode' in error || 'syscall' in error;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name,
    ...(!isForeign && { message }),
    stack: frames.join('\n'),
    ...('code' in error && { code: error.code }),
    ...(cause !== undefined && { cause: faultOf(cause) }),
  };
}
