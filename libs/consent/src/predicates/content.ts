/** What a use shows, where somebody may be hurt by it. */
import { majorityAt } from '../majority.js';
import type { ConsentRecord } from '../records.js';
import type { Situation } from '../situation.js';
import type { Box, Instant } from '../types.js';
import { VOCABULARIES } from '../vocabulary.js';
import type { UsePredicates } from './predicate.js';
import { ALTERING_ACTS, REPLICA_ACTS, wordSet } from './words.js';

const EXPLICIT = wordSet('content', ['nudity', 'simulated_sex']);
const YOUNGER = wordSet('content', ['age_below']);

/** Predicates about content. */
export const CONTENT: UsePredicates = {
  'content.is_undeclared': ({ use }) => use.content.length === 0,
  'content.is_explicit': ({ use }) => use.content.length > 0 && EXPLICIT.touches(use.content),
  // A minor by her birth, by what is said of her likeness, or by the age that she is made to have.
  'content.is_of_minor': (situation) =>
    situation.use.facts?.minorLikeness === true ||
    YOUNGER.touches(situation.use.content) ||
    isMinor(situation, situation.at) ||
    isMinor(situation, situation.use.facts?.performedAt ?? situation.at),
  'content.lacks_clause_of_its_own': lacksOwnClause,
};

/** Whether she is known to be a minor at an instant. */
export function isMinor({ performer }: Situation, at: Instant): boolean {
  const bornOn = performer?.bornOn ?? null;
  return bornOn !== null && at < majorityAt(bornOn, performer?.zone);
}

/** Whether for some act and some explicit content nobody signed a clause that names that content and no other. */
function lacksOwnClause({ use, records, at }: Situation): boolean {
  const boxes = records.consents.filter((consent) => isUntouched(consent, at)).flatMap(ownClauses);
  const explicit = leavesOf('content', use.content).filter((word) => EXPLICIT.touches([word]));
  const acts = leavesOf('act', use.act).filter((word) => REPLICA_ACTS.touches([word]) || ALTERING_ACTS.touches([word]));
  return explicit.some((content) => acts.some((act) => !boxes.some((box) => names(box, content, act))));
}

/** INVARIANT: a withdrawal, an end or a dispute of any part of a consent leaves none of its explicit clauses standing. */
function isUntouched({ givenAt, events }: ConsentRecord, at: Instant): boolean {
  return givenAt <= at && !events.some((event) => event.at <= at);
}

function ownClauses({ terms }: ConsentRecord): readonly Box[] {
  if (terms.formalities?.form === 'terms_only') return [];
  return terms.permissions.map(({ box }) => box).filter((box) => EXPLICIT.holds(box.content ?? []));
}

function names(box: Box, content: string, act: string): boolean {
  return leavesOf('content', box.content ?? []).includes(content) && leavesOf('act', box.act ?? []).includes(act);
}

/** The leaves that words stand for; an unknown word stands for itself. */
function leavesOf(dimension: 'act' | 'content', words: readonly string[]): readonly string[] {
  const { leaves, leavesOf: known } = VOCABULARIES[dimension];
  return words.flatMap((word) => known.get(word)?.map((leaf) => leaves[leaf] ?? '') ?? [word]);
}
