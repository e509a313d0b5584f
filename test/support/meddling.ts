/** What is done from outside to how a check is recorded. */
export interface Meddling {
  /** No check waits for an act, and no act for a check: every lock in share is taken out of what is said to the database. */
  readonly isUnguarded?: boolean;
  /** How long a check that has read and decided waits before it is written, so that more can happen between. */
  readonly pauseMs?: number;
  /** The process kills itself as soon as an entry of this type is committed: before whoever sent the act is answered. */
  readonly diesAfter?: string;
}

/** A statement without its locks in share: rows and queues alike. */
export function unguarded(statement: unknown): unknown {
  if (typeof statement === 'string')
    return statement.replaceAll(' FOR SHARE', '').replaceAll(/pg_advisory_xact_lock_shared\((\w+)\)/g, '$1');
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return statement;
  return { ...statement, text: unguarded(statement.text) };
}

/** Whether a statement writes decisions. */
export function isDecision(statement: unknown): boolean {
  return appends(statement, 'decision.made');
}

/** Whether a statement writes entries of a type. */
export function appends(statement: unknown, type: string): boolean {
  if (typeof statement !== 'object' || statement === null || !('name' in statement)) return false;
  return statement.name === 'append' && JSON.stringify(statement).includes(type);
}
