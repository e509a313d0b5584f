/** What a use does, as its words and facts say. */
import type { Situation } from '../situation.js';
import type { UsePredicates } from './predicate.js';
import { ALTERING_ACTS, CHANGED_FEELING, DEPICTING_ACTS, REPLICA_ACTS, wordSet } from './words.js';

/** What makes something new. */
export const GENERATIVE_ACTS = wordSet(
  'act',
  ['generate', 'inference', 'alter', 'train'],
  [...['alter.cleanup', 'train.general_nongenerative']],
);
const BACKGROUND_ELEMENTS = wordSet('act', ['generate.background_element']);
const KEY_VISUALS = wordSet('act', ['generate.key_visual']);
const SYNTHETIC_PERFORMERS = wordSet('act', ['generate.synthetic_performer']);
const VOICES = wordSet('act', ['generate.voice']);
const LINES = wordSet('act', ['generate.voice'], ['generate.voice.crowd_walla']);
const CROWD_TILES = wordSet('act', ['generate.face.crowd_tile']);
const CAPTURES = wordSet('act', ['capture']);
const SCANS = wordSet('act', ['capture.scan_face', 'capture.scan_body']);
const TRANSFERS = wordSet('act', ['transfer_replica']);
const CHANGED_WORDS = wordSet('act', ['alter.visual_adr']);
const TRAINING_LICENCES = wordSet('purpose', ['training_licence_third_party']);
const DECEPTIVE = wordSet('content', ['deceptive_news']);
const INTERNAL = wordSet('media', ['internal']);
const ARTS = wordSet('media', ['programme', 'promo', 'game', 'music', 'audio_only']);
const MAKING_ACTS = wordSet('act', ['generate.voice', 'inference', 'train'], ['train.general_nongenerative']);
const KEEPING_ACTS = wordSet('act', [
  ...['train.replica_model', 'train.enhancement_model', 'transfer_replica', 'store'],
]);
const PERSONAL_ACTS = [REPLICA_ACTS, ALTERING_ACTS];
const NEAR_EUROPE = wordSet('territory', ['EEA']);

/** Predicates about the use alone. */
export const USE: UsePredicates = {
  'use.needs_consent': ({ isConsentNeeded }) => isConsentNeeded,
  'use.concerns_performer': ({ performer }) => performer !== null,
  'use.concerns_nobody': ({ performer }) => performer === null,
  'use.is_disclosed': ({ isDisclosed }) => isDisclosed,
  'use.holds_performer_data': (situation) =>
    situation.performer !== null || situation.use.facts?.inputUnownedLikeness === true || showsSomebody(situation),
  'use.is_generative': isGenerative,
  'use.is_replica': isReplica,
  'use.depicts_identified_person': depictsSomebody,
  'use.is_final': isFinal,
  'use.shows_talent': showsTalent,
  'use.is_key_visual': ({ use }) => KEY_VISUALS.touches(use.act),
  // What stands in the background is taken to matter to the story unless somebody says that it does not.
  'use.is_story_relevant': ({ use }) =>
    use.facts?.storyRelevant === true || (BACKGROUND_ELEMENTS.touches(use.act) && use.facts?.storyRelevant !== false),
  'use.is_misleading': isMisleading,
  'use.changes_intent': changesIntent,
  'use.is_capture': ({ use }) => CAPTURES.touches(use.act),
  'use.is_scan': ({ use }) => SCANS.touches(use.act),
  'use.is_transfer': ({ use }) => TRANSFERS.touches(use.act),
  'use.lacks_undertaking': ({ use }) => use.facts?.transferUndertaking !== true,
  'use.licenses_training': ({ use }) => TRAINING_LICENCES.touches(use.purpose),
  'use.makes_voice': ({ use }) => VOICES.touches(use.act),
  'use.names_person_in_prompt': ({ use }) => use.facts?.namedInPrompt === true,
  'use.shows_recognizable_person': showsSomebody,
  'use.makes_synthetic_performer': ({ use, performer }) =>
    performer === null &&
    (SYNTHETIC_PERFORMERS.touches(use.act) ||
      REPLICA_ACTS.touches(use.act) ||
      use.facts?.classification === 'synthetic_performer'),
  'use.takes_human_role': ({ use }) => use.facts?.humanRole !== false && { addedValue: use.facts?.addedValue ?? null },
  'use.leaves_background': ({ use }) => {
    const { replicaKind, principalRole, countsTowardMinimum } = use.facts ?? {};
    const isPromoted = principalRole === true || countsTowardMinimum === true;
    // A wider word holds tiles beside much else, and whoever asks for all of it asks for no mere background.
    const isBackground = replicaKind === 'background' || use.act.some((word) => CROWD_TILES.holds([word]));
    return isBackground ? isPromoted || LINES.touches(use.act) : isPromoted && CROWD_TILES.touches(use.act);
  },
  'use.is_background_replica': ({ use }) => use.facts?.replicaKind === 'background' || CROWD_TILES.touches(use.act),
  'use.is_independently_created': ({ use }) => use.facts?.replicaKind === 'independently_created',
  'use.puts_out_what_needs_approval': outputNeedingApproval,
  'use.is_deep_fake': (situation) => depictsSomebody(situation) || isMisleading(situation),
  'use.is_public': (situation) => isFinal(situation) && !INTERNAL.holds(situation.use.media),
  'use.is_art': ({ use }) => use.facts?.evidentlyArtistic !== false && ARTS.touches(use.media),
  'use.is_more_than_art': ({ use }) => use.facts?.evidentlyArtistic === false || !ARTS.holds(use.media),
  'use.reaches_europe': ({ use }) => NEAR_EUROPE.touches(use.territory),
};

/** What no tool of that kind makes is not asked about; customary clean-up is such work unless somebody says otherwise. */
function isGenerative({ use }: Situation): boolean {
  const { generative } = use.facts ?? {};
  // Nobody makes a voice or teaches a model without such a tool, whatever is said; an alteration can be made by hand.
  return generative === false ? MAKING_ACTS.touches(use.act) : (generative ?? GENERATIVE_ACTS.touches(use.act));
}

export function isReplica({ use }: Situation): boolean {
  const { classification, replicaKind = 'none' } = use.facts ?? {};
  return REPLICA_ACTS.touches(use.act) || classification === 'replica' || replicaKind !== 'none';
}

/**
 * A voice, a face or what could be taken for real is somebody's unless the asker says that nobody can be known by it. A
 * scan, a model of a person and what goes in as a person's likeness are somebody's whatever is said.
 */
function showsSomebody(situation: Situation): boolean {
  const { act, facts = {} } = situation.use;
  const { recognizable, inputTalentLikeness, classification, replicaKind = 'none' } = facts;
  const isOfPerson =
    CAPTURES.touches(act) || KEEPING_ACTS.touches(act) || classification === 'replica' || replicaKind !== 'none';
  if (recognizable === true || inputTalentLikeness === true || isOfPerson) return true;
  return recognizable !== false && (isMisleading(situation) || PERSONAL_ACTS.some((acts) => acts.touches(act)));
}

/** Whether a real person is seen or heard in what is made: the one who is asked, or one who is not named here. */
function depictsSomebody(situation: Situation): boolean {
  if (situation.performer !== null) return isDepiction(situation);
  const isOfSomebody = showsSomebody(situation) || situation.use.facts?.inputUnownedLikeness === true;
  return isOfSomebody && isDepiction(situation);
}

function isReplicaOrAlteration(situation: Situation): boolean {
  const { act, facts } = situation.use;
  return isReplica(situation) || ALTERING_ACTS.touches(act) || facts?.classification === 'alteration';
}

/** Whether something is made or changed that people can be shown in, by whatever tool. */
function isDepiction(situation: Situation): boolean {
  return DEPICTING_ACTS.touches(situation.use.act) || isReplicaOrAlteration(situation);
}

function isFinal({ use }: Situation): boolean {
  return use.facts?.finalDeliverable === true || !['ideation', 'temp', 'internal_review'].includes(use.stage);
}

/**
 * A performance that somebody is to be known by, named or not; what an upheld claim excuses does not count as one.
 */
export function showsTalent(situation: Situation): boolean {
  const { performer, isConsentNeeded } = situation;
  return depictsSomebody(situation) && (performer === null ? isReplicaOrAlteration(situation) : isConsentNeeded);
}

function isMisleading({ use }: Situation): boolean {
  return use.facts?.misleading === true || DECEPTIVE.touches(use.content);
}

/** New words that were never scripted, or another feeling or intent: no exemption reaches these (C-10). */
export function changesIntent({ use }: Situation): boolean {
  const { intentChanged, scripted } = use.facts ?? {};
  return (
    intentChanged === true || CHANGED_FEELING.touches(use.act) || (CHANGED_WORDS.touches(use.act) && scripted !== true)
  );
}

/** The output that a studio approves in writing (N-01); an unread poster in the background is told, and no more. */
function outputNeedingApproval(situation: Situation): false | { readonly because: readonly string[] } {
  const { use, performer } = situation;
  const { storyRelevant, inputPersonalData, inputThirdPartyIp } = use.facts ?? {};
  const isIncidental = performer === null && storyRelevant === false && BACKGROUND_ELEMENTS.holds(use.act);
  const because = [
    ...(isFinal(situation) && !isIncidental ? ['final_deliverable'] : []),
    ...(showsTalent(situation) ? ['talent_likeness'] : []),
    ...(inputPersonalData === true ? ['personal_data'] : []),
    ...(inputThirdPartyIp === true ? ['third_party_ip'] : []),
  ];
  return because.length > 0 && { because };
}
