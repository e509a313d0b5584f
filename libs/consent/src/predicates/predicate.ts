/** What a predicate is. */
import type { ConsentSituation, Situation } from '../situation.js';
import type { Instant } from '../types.js';

/**
 * What a predicate answers: whether it is so, and where that helps people, what in particular. INVARIANT: a use that
 * states more never makes a predicate that restricts false, nor one that exempts true; so a parent is answered like the
 * worst of its children. What is not stated is read in the way that allows least. One exception is argued where it stands:
 * only who names a crowd tile says that the one who speaks is background (S-13).
 */
export type Met = boolean | Readonly<Record<string, unknown>>;
/** A predicate about a use. */
export type UsePredicate = (situation: Situation) => Met;
/** A predicate about one consent and the use at hand. */
export type ConsentPredicate = (situation: ConsentSituation) => Met;

/** Predicates about uses, by the name that packs call them. */
export type UsePredicates = Readonly<Record<string, UsePredicate>>;
/** Predicates about consents, by the name that packs call them. */
export type ConsentPredicates = Readonly<Record<string, ConsentPredicate>>;

/**
 * What was found, where anything was.
 * @param since when the last of it came about: what settles it is newer. `null` if it was always so.
 */
export function whereAny(name: string, found: readonly unknown[], since: Instant | null = null): Met {
  return found.length > 0 && { [name]: found, ...(since !== null && { since }) };
}
