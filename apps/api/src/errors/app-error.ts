import type { ErrorCode } from './codes.js';

/** One thing that is wrong with an input, by its place in it. */
export interface InputError {
  /** A JSON pointer into the body, `/terms/permissions/0/box/act/1`, or a parameter of the query, or a header. */
  readonly path: string;
  readonly message: string;
  /** The nearest words of the vocabulary, where a word was unknown. */
  readonly suggestions?: readonly string[];
}

interface AppErrorOptions {
  readonly errors?: readonly InputError[];
  /** What was written before the refusal stays written, such as a spent try of a code. */
  readonly keepsWrites?: boolean;
  readonly retryAfterSeconds?: number;
  /** The methods that an address takes, for `method_not_allowed`. */
  readonly allow?: readonly string[];
}

/** A request that cannot be served, by a code of the union; the filter turns it into a problem. */
export class AppError extends Error {
  constructor(
    readonly code: ErrorCode,
    /** Lower case, no full stop, inputs in backticks, and what to do. */
    readonly detail: string,
    readonly options: AppErrorOptions = {},
  ) {
    super(detail);
  }
}

/** The one answer for a record that does not exist and for one that is not the asker's: it names neither. */
export const notFound = (): AppError => new AppError('not_found', 'no such record; check the id and who you are');
