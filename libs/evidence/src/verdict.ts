/** What a verifier says: a verdict, and every statement it checked on the way. */

/** One thing that was looked at. */
export interface Statement {
  /** A stable word for what was checked, e.g. `signature`. */
  readonly check: string;
  /** `null` says that it could not be or was not checked; it supports no verdict. */
  readonly ok: boolean | null;
  /** A plain sentence that says what was found. */
  readonly detail: string;
}

/** `cannot_tell` is the only verdict without a trust file: whoever forges a file also forges the keys inside it. */
export interface Verdict {
  readonly verdict: 'genuine' | 'not_genuine' | 'cannot_tell';
  /** What the file claims to be, in a plain sentence; to be believed only if genuine. */
  readonly about: string;
  readonly statements: readonly Statement[];
}

/** Genuine is what a given trust supports in every statement that could be checked. */
export function conclude(about: string, trusted: boolean, statements: readonly Statement[]): Verdict {
  const failed = statements.some(({ ok }) => ok === false);
  const verdict = !trusted ? 'cannot_tell' : failed ? 'not_genuine' : 'genuine';
  return { verdict, about, statements };
}

export function statement(check: string, ok: boolean | null, detail: string): Statement {
  return { check, ok, detail };
}
