/** The named predicates that policy packs are written in, each a question about a use or about one consent. */
import type { ConsentSituation, Situation } from './situation.js';

/**
 * What a predicate answers: whether it is so, and where that helps people, what in particular. INVARIANT: a use that
 * states more never makes a predicate that restricts false, nor one that exempts true; so a parent is answered like the
 * worst of its children.
 */
export type Met = boolean | Readonly<Record<string, unknown>>;
/** A predicate about a use. */
export type UsePredicate = (situation: Situation) => Met;
/** A predicate about one consent and the use at hand. */
export type ConsentPredicate = (situation: ConsentSituation) => Met;

/** Every predicate about a use, by the name that packs call it. */
export const USE_PREDICATES: Readonly<Record<string, UsePredicate>> = {};

/** Every predicate about a consent, by the name that packs call it. Conditions on consents may use the others too. */
export const CONSENT_PREDICATES: Readonly<Record<string, ConsentPredicate>> = {};
