/** What the store throws when it cannot serve, each a distinct type. An expected "no" is a value, never one of these. */

/** The database cannot be reached or is shutting down; nothing was acknowledged. Trying again later is right. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** A row with the same unique key exists already. `constraint` is the database's name for the rule. */
export class AlreadyExists extends Error {
  override readonly name = 'AlreadyExists';
  constructor(
    readonly constraint: string,
    options?: ErrorOptions,
  ) {
    super(`a row with the same key exists already: \`${constraint}\``, options);
  }
}

/** The transaction lost against others more often than the stated limit of retries allows. */
export class TooContended extends Error {
  override readonly name = 'TooContended';
}

/** A statement ran longer than `statementTimeoutMs` allows and was stopped. */
export class StatementTimeout extends Error {
  override readonly name = 'StatementTimeout';
}
