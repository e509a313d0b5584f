/** What a use shows, where somebody may be hurt by it. */
import { openDisputesOf, openWishesOf } from '../disputes.js';
import type { ConsentRecord, Records } from '../records.js';
import type { Situation } from '../situation.js';
import { grantsElsewise, takesFrom } from '../reach.js';
import type { Box, Instant, Use } from '../types.js';
import { VOCABULARIES } from '../vocabulary.js';
import type { UsePredicates } from './predicate.js';
import { isMinor } from './age.js';
import { isBuried } from './signing.js';
import { CLEANUP, DEPICTING_ACTS, wordSet } from './words.js';

const EXPLICIT = wordSet('content', ['nudity', 'simulated_sex']);
/** What is finished for these is heard, timed or cut, and shows no more of anybody than was shot. */
const BARING_NOBODY: ReadonlySet<string> = new Set(['noise_reduction', 'timing_speed', 'pitch_tone', 'clarity']);
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
  'content.may_be_made_by_finishing': ({ use }) => mayBareByFinishing(use),
  'content.lacks_clause_of_its_own': lacksOwnClause,
};

function mayBareByFinishing({ act, facts }: Use): boolean {
  return CLEANUP.touches(act) && !BARING_NOBODY.has(facts?.alterationPurpose ?? '');
}

/** Whether for some act and some explicit content nobody signed a clause that names that content and no other. */
function lacksOwnClause({ use, records, at, performer, voided }: Situation): boolean {
  // Somebody who is not asked about here has signed nothing.
  if (performer === null) return true;
  const counts = (id: string): boolean => voided?.has(id) !== true;
  const signed = new Set(
    records.consents
      .filter((consent) => counts(consent.id) && !isBuried(consent) && isUntouched(consent, use, records, at))
      .flatMap(({ id, terms }) => terms.permissions.filter((clause) => counts(`${id} ${clause.id}`)))
      .filter(({ box }) => EXPLICIT.holds(box.content ?? []) && lasts(box, use, at))
      .filter(({ box }) => grantsElsewise(box, use, records.productionPaths))
      .flatMap(({ box: { act = [], content = [] } }) => pairsOf(content, act)),
  );
  const content = leavesOf('content', use.content).filter((word) => EXPLICIT.touches([word]));
  const acts = leavesOf('act', use.act);
  const shown = acts.filter((word) => DEPICTING_ACTS.touches([word]) || mayBareByFinishing({ ...use, act: [word] }));
  const act = shown.length > 0 ? shown : acts;
  return pairsOf(content, act).some((pair) => !signed.has(pair));
}

/**
 * Whether nothing that is said against a consent touches the use. INVARIANT: an explicit clause does not wait for a
 * withdrawal to take effect, nor for a dispute to end.
 */
function isUntouched(
  consent: ConsentRecord,
  use: Use,
  { productionPaths }: Pick<Records, 'productionPaths'>,
  at: Instant,
): boolean {
  const past = consent.events.filter((event) => event.at <= at);
  const withdrawn = past.flatMap((event) => (event.kind === 'withdrawn' ? [event.scope] : []));
  const isWithdrawn = [...withdrawn, ...openWishesOf(consent, at).map(({ scope }) => scope)].some(
    (scope) => scope === null || takesFrom(scope, use, productionPaths),
  );
  const isEnded = past.some(({ kind }) => kind === 'revoked' || kind === 'superseded');
  return consent.givenAt <= at && !isWithdrawn && !isEnded && openDisputesOf(consent, at).length === 0;
}

/** Whether a permission with this box is not over, and lasts for all of the use. */
function lasts({ from = '', until = '' }: Box, use: Use, at: Instant): boolean {
  return from <= use.from && until >= use.until && until > at;
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
