/**
 * What the store throws when it cannot serve, each a type of its own; an expected "no" is a value, never one of these.
 * This file alone knows SQLSTATEs.
 */
import { types } from 'node:util';

const { isNativeError } = types;

/**
 * The database cannot be reached, is shutting down or takes no writes; trying again later is right. The message is for
 * operators: it may name hosts and logins.
 */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** A row with the same unique key exists already. */
export class AlreadyExists extends Error {
  override readonly name = 'AlreadyExists';
  constructor(
    /** The database's name for the rule. */
    readonly constraint: string,
    options?: ErrorOptions,
  ) {
    super(`a row with the same key exists already: \`${constraint}\``, options);
  }
}

/** The transaction lost against others more often than it may be tried. */
export class TooContended extends Error {
  override readonly name = 'TooContended';
}

/** What was read before a lock is behind, and the lock that it takes now was not taken: the work runs again. */
export class ReadBehind extends Error {
  override readonly name = 'ReadBehind';
}

/** A statement ran longer than `statementTimeoutMs` allows and was stopped. */
export class StatementTimeout extends Error {
  override readonly name = 'StatementTimeout';
}

/** How the database's errors are to be met. */
export type Trouble =
  'unavailable' | 'contended' | 'exists' | 'timeout' | 'changed_meanwhile' | 'not_allowed' | 'other';

const TROUBLE_BY_STATE: Readonly<Record<string, Trouble>> = {
  '40001': 'contended', // serialization_failure
  '40P01': 'contended', // deadlock_detected
  '55P03': 'contended', // lock_not_available
  '23505': 'exists', // unique_violation
  '42710': 'exists', // duplicate_object
  '57014': 'timeout', // query_canceled
  '42501': 'not_allowed', // insufficient_privilege
  '57P01': 'unavailable', // admin_shutdown
  '57P02': 'unavailable', // crash_shutdown
  '57P03': 'unavailable', // cannot_connect_now
  '57P05': 'unavailable', // idle_session_timeout
  '25P03': 'unavailable', // idle_in_transaction_session_timeout
  '25006': 'unavailable', // read_only_sql_transaction: a replica after a fail-over
  '3D000': 'unavailable', // invalid_catalog_name: the database is not there (yet)
};
// By class: connection exceptions; refused logins; insufficient resources (disk full, too many connections); I/O errors.
const UNAVAILABLE_CLASSES = ['08', '28', '53', '58'];
// What Node and the driver say without a SQLSTATE when a connection fails, ends or never comes.
const UNAVAILABLE_CODES = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'];
const UNAVAILABLE_MESSAGE =
  /^(Connection terminated|timeout exceeded|timeout expired|Query read timeout|Client (was closed|has encountered)|Cannot use a pool)/;

/** Classifies whatever the driver threw. */
export function troubleOf(thrown: unknown): Trouble {
  const error = errorOf(thrown);
  if (error === null) return 'other';
  if (error instanceof ReadBehind) return 'contended';
  const code = textOf(error, 'code');
  if (textOf(error, 'syscall') === 'connect') return 'unavailable';
  if (UNAVAILABLE_CODES.includes(code) || UNAVAILABLE_MESSAGE.test(error.message)) return 'unavailable';
  // Catalogue rows have no lock of their own: two grants of one role at once end in this, and only this text tells.
  if (code === 'XX000' && error.message.startsWith('tuple concurrently')) return 'changed_meanwhile';
  if (code.length !== 5) return 'other';
  return TROUBLE_BY_STATE[code] ?? (UNAVAILABLE_CLASSES.includes(code.slice(0, 2)) ? 'unavailable' : 'other');
}

/** Turns whatever the driver threw into one of the types above; what it does not know passes unchanged. */
export function typed(error: unknown): unknown {
  switch (troubleOf(error)) {
    case 'unavailable':
      return new DatabaseUnavailable(`the database cannot be used now: ${reasonOf(error)}`, { cause: error });
    case 'timeout':
      return new StatementTimeout('a statement took too long and was stopped', { cause: error });
    case 'exists':
      return new AlreadyExists(constraintOf(error), { cause: error });
    default:
      return error;
  }
}

function reasonOf(thrown: unknown): string {
  return errorOf(thrown)?.message ?? 'no connection';
}

function constraintOf(thrown: unknown): string {
  const error = errorOf(thrown);
  return error === null ? '' : textOf(error, 'constraint');
}

/** A name with several addresses fails with one error for each, of which the first is as good as any. */
function errorOf(thrown: unknown): Error | null {
  // `instanceof` would miss the errors that Node itself makes for code that runs in a context of its own.
  if (!isNativeError(thrown)) return null;
  if (!('errors' in thrown) || !Array.isArray(thrown.errors)) return thrown;
  const causes: readonly unknown[] = thrown.errors;
  return errorOf(causes[0]);
}

function textOf(error: Error, name: string): string {
  const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
  return typeof value === 'string' ? value : '';
}
