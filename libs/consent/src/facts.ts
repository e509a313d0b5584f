/**
 * What an asker may state beside the scope of a use. Policies read it; scope does not. What is left out is read in the
 * way that allows least.
 */
/** How the value of a fact is written. */
export type FactKind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'instant' }
  | { readonly kind: 'text' }
  | { readonly kind: 'choice'; readonly words: readonly string[] };

const flag = { kind: 'flag' } as const;
const instant = { kind: 'instant' } as const;
const text = { kind: 'text' } as const;
const choice = <const W extends readonly string[]>(...words: W) => ({ kind: 'choice', words }) as const;
/** An answer to one of the guiding principles; no and unsure both escalate. */
const principle = choice('yes', 'no', 'unsure');

/** Every fact that an asker can state, with how it is written. */
export const FACTS = {
  // What it is.
  classification: choice('replica', 'alteration', 'synthetic_performer'),
  replicaKind: choice(
    ...(['employment_based', 'independently_created', 'background', 'vocal_interactive'] as const),
    ...(['visual_interactive', 'digital_voice', 'none'] as const),
  ),
  recognizable: flag,
  /** Whether a generative tool makes or changes it. Unsaid, all but customary clean-up is taken to be. */
  generative: flag,
  /** The output stays substantially as it was scripted, performed or recorded. */
  scripted: flag,
  scriptVersionAt: instant,
  performedAt: instant,
  alterationPurpose: choice(
    ...(['cosmetics', 'wardrobe', 'noise_reduction', 'timing_speed', 'continuity', 'pitch_tone', 'clarity'] as const),
    ...(['vfx_sfx_filter', 'standards_practices', 'ratings', 'dialogue_narration_adjustment'] as const),
  ),
  /** Emotional tone, delivery or intent of a performance changes. */
  intentChanged: flag,
  /** Nobody could perform it safely. */
  unsafeForHumans: flag,
  /** The agreements of the engagement permit this dub or double. */
  dubOrDoublePermitted: flag,
  /** A freedom of expression that only a lawyer can weigh. */
  expression: choice('satire', 'parody', 'docudrama', 'biography', 'news', 'commentary', 'scholarship'),

  // What it does in the work.
  finalDeliverable: flag,
  storyRelevant: flag,
  /** It could be taken for a real event, person or statement. */
  misleading: flag,
  principalRole: flag,
  countsTowardMinimum: flag,
  humanRole: flag,
  addedValue: text,
  unionRole: flag,
  qualityTested: flag,
  dignityConcern: flag,
  minorLikeness: flag,

  // What goes in.
  inputTalentLikeness: flag,
  inputUnreleasedFootage: flag,
  inputPersonalData: flag,
  inputContracts: flag,
  inputProprietary: flag,
  inputThirdPartyIp: flag,
  /** The likeness of somebody who is not asked here, such as "with a famous actor's nose". */
  inputUnownedLikeness: flag,
  /** Material of others that a model was or is taught with. */
  inputUnownedTraining: flag,
  namedInPrompt: flag,
  biometric: choice('fingerprint', 'palmprint', 'iris'),
  biometricUse: choice('picture', 'set_security', 'other'),
  /** The id of a recorded clearance. */
  clearance: text,
  /** A transferee has bound itself in writing. */
  transferUndertaking: flag,

  // The five guiding principles of a studio's guidance.
  outputsOriginal: principle,
  toolsKeepNothing: principle,
  toolsSecured: principle,
  outputTemporary: principle,
  noTalentReplaced: principle,

  // Advertising.
  productLine: text,
  campaign: text,
  adjacentTitle: text,
  productionStartsAt: instant,
  /** An advertisement for an expressive work, consistent with that work. */
  expressiveWork: flag,
  translationOnly: flag,
  advertiserKnows: flag,
  evidentlyArtistic: flag,
} as const satisfies Readonly<Record<string, FactKind>>;

/** The name of a fact. */
export type FactName = keyof typeof FACTS;

type ValueOf<K extends FactKind> = K extends { readonly kind: 'flag' }
  ? boolean
  : K extends { readonly kind: 'choice'; readonly words: readonly (infer W)[] }
    ? W
    : K extends { readonly kind: 'instant' }
      ? string
      : string;

/** What the asker states beside the scope of a use; instants as everywhere. */
export type Facts = { readonly [N in FactName]?: ValueOf<(typeof FACTS)[N]> };
