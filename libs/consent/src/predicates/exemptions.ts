/** What may need no consent: every answer here must hold for all of the use, and rest on what somebody stated. */
import type { Situation } from '../situation.js';
import type { UsePredicates } from './predicate.js';
import { changesIntent, isReplica } from './use.js';
import { ADS, CLEANUP, REPLICA_ACTS, wordSet } from './words.js';

const AS_PERFORMED_ACTS = wordSet(
  'act',
  ['generate.voice', 'generate.face', 'generate.body', 'generate.performance_transfer', 'inference'],
  // Another language is never as it was performed.
  ['generate.voice.dub_language'],
);
// New lips and another language are no finishing, whatever purpose is named for them.
const FINISHING_ACTS = wordSet('act', ['alter'], ['alter.emotion', 'alter.visual_adr', 'alter.visual_dub']);
const ELSEWHERE = wordSet('purpose', ['pitch', 'concept']);
const DUBS_AND_DOUBLES = wordSet('act', [
  ...['generate.voice.dub_language', 'alter.visual_dub', 'generate.face.swap_onto_double'],
]);
const EXPRESSING_ACTS = wordSet('act', ['generate', 'alter', 'inference']);
const CUSTOMARY: ReadonlySet<string> = new Set([
  ...['cosmetics', 'wardrobe', 'noise_reduction', 'timing_speed', 'continuity', 'pitch_tone', 'clarity'],
  ...['vfx_sfx_filter', 'standards_practices', 'ratings'],
]);
const DUB_CONSENT_FROM = '2027-07-01';

/** Predicates that exempt, and what they are exempt under. */
export const EXEMPTIONS: UsePredicates = {
  'exempt.is_as_scripted': (situation) =>
    AS_PERFORMED_ACTS.holds(situation.use.act) &&
    situation.use.facts?.scripted === true &&
    !changesIntent(situation) &&
    isForTheWork(situation),
  'exempt.script_is_older_than_performance': ({ use }) => {
    const { scriptVersionAt, performedAt } = use.facts ?? {};
    return scriptVersionAt !== undefined && performedAt !== undefined && scriptVersionAt < performedAt;
  },
  'exempt.is_unsafe_for_people': (situation) =>
    situation.use.facts?.unsafeForHumans === true && isUseOfReplica(situation),
  'exempt.is_unrecognizable': (situation) => situation.use.facts?.recognizable === false && isUseOfReplica(situation),
  'exempt.is_customary_finishing': (situation) => {
    const { act, facts } = situation.use;
    const purpose = facts?.alterationPurpose;
    // Clean-up is customary by its name; of anything else somebody must say what it is for.
    const isCustomary = purpose === undefined ? CLEANUP.holds(act) : CUSTOMARY.has(purpose);
    return isCustomary && FINISHING_ACTS.holds(act) && !isReplica(situation) && !changesIntent(situation);
  },
  'exempt.is_dialogue_adjustment': (situation) =>
    situation.use.facts?.alterationPurpose === 'dialogue_narration_adjustment' &&
    FINISHING_ACTS.holds(situation.use.act) &&
    !isReplica(situation) &&
    !changesIntent(situation),
  'exempt.is_permitted_dub_or_double': (situation) =>
    situation.use.facts?.dubOrDoublePermitted === true &&
    DUBS_AND_DOUBLES.holds(situation.use.act) &&
    isForTheWork(situation) &&
    !changesIntent(situation),
  'exempt.is_photographed_before_july_2027': ({ production }) =>
    production.principalPhotographyAt !== undefined && production.principalPhotographyAt < DUB_CONSENT_FROM,
  'exempt.may_be_free_expression': (situation) => expressionOf(situation),
};

/** A replica at work that shows what she meant: another intent is never excused (C-10). */
function isUseOfReplica(situation: Situation): boolean {
  return REPLICA_ACTS.holds(situation.use.act) && !changesIntent(situation) && isForTheWork(situation);
}

/** A model serves the work that it was made for: no pitch and no concept is excused (S-05). */
function isForTheWork({ use }: Situation): boolean {
  return !ELSEWHERE.touches(use.purpose);
}

/**
 * A freedom that is claimed: whether the law grants it is not for a program to say. It is one to make works, and none to
 * advertise, to scan, to keep, to hand on or to train.
 */
function expressionOf({ use }: Situation): false | { readonly expression: string } {
  const expression = use.facts?.expression;
  const isWork = EXPRESSING_ACTS.holds(use.act) && !ADS.touches(use.media);
  return expression !== undefined && isWork && { expression };
}
