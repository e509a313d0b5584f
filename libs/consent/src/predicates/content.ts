/** What a use shows, where somebody may be hurt by it. */
import { majorityAt } from '../majority.js';
import type { ConsentRecord } from '../records.js';
import type { Situation } from '../situation.js';
import { grantsElsewise } from '../reach.js';
import type { Box, Instant, Use } from '../types.js';
import { VOCABULARIES } from '../vocabulary.js';
import type { UsePredicates } from './predicate.js';
import { ALTERING_ACTS, REPLICA_ACTS, wordSet } from './words.js';

const EXPLICIT = wordSet('content', ['nudity', 'simulated_sex']);
const YOUNGER = wordSet('content', ['age_below']);

/** Predicates about content. */
export const CONTENT: UsePredicates = {
  'content.is_undeclared': ({ use }) => use.content.length === 0,
  'content.is_explicit': ({ use }) => use.content.length > 0 && EXPLICIT.touches(use.content),
  // A minor by her birth, by what is said of her likeness, or by the age that she is made to have. Whose birthday was
  // taken back may be one.
  'content.is_of_minor': (situation) =>
    situation.performer?.bornOn === null ||
    situation.use.facts?.minorLikeness === true ||
    YOUNGER.touches(situation.use.content) ||
    isMinor(situation, situation.at) ||
    isMinor(situation, situation.use.facts?.performedAt ?? situation.at),
  'content.lacks_clause_of_its_own': lacksOwnClause,
};

/** Whether she is known to be a minor at an instant. */
export function isMinor({ performer }: Situation, at: Instant): boolean {
  return performer !== null && at < adultFrom(performer);
}

// The calendar of a zone takes its time, and every consent of a performer asks for the same day.
const known = new WeakMap<NonNullable<Situation['performer']>, Instant>();

/** When she comes of age; before every instant if nobody knows. */
function adultFrom(performer: NonNullable<Situation['performer']>): Instant {
  const before = known.get(performer);
  if (before !== undefined) return before;
  const { bornOn = null, zone } = performer;
  const from = bornOn === null ? '' : majorityAt(bornOn, zone);
  known.set(performer, from);
  return from;
}

/** Whether for some act and some explicit content nobody signed a clause that names that content and no other. */
function lacksOwnClause({ use, records, at, performer, voided }: Situation): boolean {
  // Somebody who is not asked about here has signed nothing.
  if (performer === null) return true;
  const signed = new Set(
    records.consents
      .filter((consent) => isUntouched(consent, at) && voided?.has(consent.id) !== true)
      .flatMap(ownClauses)
      .filter((box) => lasts(box, use, at) && grantsElsewise(box, use, records.productionPaths))
      .flatMap(({ act = [], content = [] }) => pairsOf(content, act)),
  );
  const content = leavesOf('content', use.content).filter((word) => EXPLICIT.touches([word]));
  const acts = leavesOf('act', use.act);
  const shown = acts.filter((word) => REPLICA_ACTS.touches([word]) || ALTERING_ACTS.touches([word]));
  const act = shown.length > 0 ? shown : acts;
  return pairsOf(content, act).some((pair) => !signed.has(pair));
}

/** INVARIANT: a withdrawal, an end or a dispute of any part of a consent leaves none of its explicit clauses standing. */
function isUntouched({ givenAt, events }: ConsentRecord, at: Instant): boolean {
  return givenAt <= at && !events.some((event) => event.at <= at);
}

/** Whether a permission with this box is not over, and lasts for all of the use. */
function lasts({ from = '', until = '' }: Box, use: Use, at: Instant): boolean {
  return from <= use.from && until >= use.until && until > at;
}

function ownClauses({ terms }: ConsentRecord): readonly Box[] {
  if (terms.formalities?.form === 'terms_only') return [];
  return terms.permissions.map(({ box }) => box).filter((box) => EXPLICIT.holds(box.content ?? []));
}

/** Each content with each act. */
function pairsOf(content: readonly string[], act: readonly string[]): readonly string[] {
  const acts = leavesOf('act', act);
  return leavesOf('content', content).flatMap((word) => acts.map((each) => `${word} ${each}`));
}

/** The leaves that words stand for; an unknown word stands for itself. */
function leavesOf(dimension: 'act' | 'content', words: readonly string[]): readonly string[] {
  const { leaves, leavesOf: known } = VOCABULARIES[dimension];
  return words.flatMap((word) => known.get(word)?.map((leaf) => leaves[leaf] ?? '') ?? [word]);
}
