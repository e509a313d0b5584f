/** What is put into a tool, and what stands behind it. */
import { hasCome } from '../periods.js';
import type { Clearance } from '../records.js';
import type { Situation } from '../situation.js';
import { whereAny } from './predicate.js';
import type { UsePredicates } from './predicate.js';
import { showsTalent } from './use.js';
import { wordSet } from './words.js';
import type { WordSet } from './words.js';

/** What these are for is not the picture. */
const BESIDE_THE_PICTURE = wordSet('purpose', [
  ...['research_internal', 'training_licence_third_party', 'pitch', 'concept'],
]);
const TAKING_ACTS = wordSet('act', ['capture', 'train', 'transfer_replica']);
/** Nobody makes these without the likeness of somebody. */
const MODELLING_ACTS = wordSet('act', ['train.replica_model', 'train.enhancement_model']);

/** Predicates about inputs, clearances, quality and biometrics. */
export const INPUTS: UsePredicates = {
  'input.is_sensitive': (situation) => whereAny('inputs', sensitiveInputs(situation)),
  'input.is_proprietary': ({ use }) => use.facts?.inputProprietary === true,
  'input.is_of_third_party': ({ use }) => use.facts?.inputThirdPartyIp === true,
  'input.is_unowned_likeness': ({ use }) => use.facts?.inputUnownedLikeness === true,
  'input.is_unowned_training': ({ use }) => use.facts?.inputUnownedTraining === true,
  'clearance.of_likeness': (situation) => isCleared(situation, ['likeness']),
  'clearance.of_material': (situation) => isCleared(situation, ['material']),
  'clearance.of_anything': (situation) => isCleared(situation, ['likeness', 'material']),
  'quality.is_untested': ({ use }) => use.facts?.qualityTested !== true,
  'quality.harms_dignity': ({ use }) => use.facts?.dignityConcern === true,
  'biometric.is_misused': ({ use }) => {
    const { biometric, biometricUse } = use.facts ?? {};
    const isSaidToServe = biometricUse === 'picture' || biometricUse === 'set_security';
    const isServing = isSaidToServe && !BESIDE_THE_PICTURE.touches(use.purpose);
    return biometric !== undefined && !isServing && { biometric };
  },
};

/** A replica, an alteration or a model is made from her likeness, unless somebody says that none goes in. */
function sensitiveInputs(situation: Situation): readonly string[] {
  const { act, facts = {} } = situation.use;
  const isOfPerformer = (acts: WordSet): boolean => situation.performer !== null && acts.touches(act);
  const isTaken = facts.inputTalentLikeness ?? (showsTalent(situation) || isOfPerformer(TAKING_ACTS));
  return [
    ...(isTaken || isOfPerformer(MODELLING_ACTS) ? ['talent_likeness'] : []),
    ...(facts.inputUnreleasedFootage === true ? ['unreleased_footage'] : []),
    ...(facts.inputContracts === true ? ['contracts'] : []),
    ...(facts.inputPersonalData === true ? ['personal_data'] : []),
  ];
}

/** Whether the clearance that the use names is on record, for all of its time. */
function isCleared({ use, records, at }: Situation, covers: readonly Clearance['covers'][]): boolean {
  return records.clearances.some(
    (each) =>
      each.id === use.facts?.clearance &&
      covers.includes(each.covers) &&
      each.recordedAt <= at &&
      !hasCome(each.endedAt, at) &&
      each.from <= use.from &&
      (each.until === null || each.until >= use.until),
  );
}
