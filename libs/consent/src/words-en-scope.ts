/** Content, purposes and stages in English. */
import type { Stage } from './types.js';

/** Kinds of content that need their own yes. Each verb follows "may also", and "Never" in a prohibition. */
export const CONTENT: Readonly<Record<string, string>> = {
  nudity: 'show you nude',
  simulated_sex: 'show you in acted sex scenes',
  graphic_violence: 'show you in bloody or cruel scenes',
  drug_alcohol_tobacco: 'show you with drugs, alcohol or tobacco',
  political_endorsement: 'have you support a party, a candidate or a cause',
  religious_advocacy: 'have you speak for a faith',
  hate: 'have you say or do hateful things',
  self_harm: 'show you hurt yourself',
  medical_claim: 'have you make claims about health',
  gambling: 'have you speak for betting or games for money',
  weapons_ad: 'have you promote weapons',
  competing_brand: 'have you promote a rival of a brand you work for',
  deceptive_news: 'put you in news that looks real and is not',
  derogatory_to_subject: 'show you in a way that puts you down',
  singing: 'have you sing',
  foreign_accent: 'give you a foreign accent',
  age_below: 'show you younger than the age set for your role',
  other: 'use you in other content that needs its own yes',
};

/** How the word `none` is said: in a permission, where it is all that is granted, and in a prohibition. */
export const NO_CONTENT = 'nothing such as nudity, cruelty, hate or politics';
export const PLAIN_CONTENT = 'use you in plain content, such as daily life';

export const PURPOSES: Readonly<Record<string, string>> = {
  production: 'making the work itself',
  reshoot: 'reshoots',
  stunt_safety: 'stunts that could hurt you',
  continuity: 'keeping shots alike',
  dubbing: 'dubbing',
  accessibility: 'people who cannot see or hear well',
  previs: 'planning shots',
  pitch: 'pitches for new work',
  concept: 'first ideas for new work',
  archive: 'the archive',
  research_internal: 'research inside the company',
  training_licence_third_party: 'a licence for others to teach AI',
};

const UNSEEN = 'The public does not see or hear them.';

/** How far a permission reaches: up to and including the stage. */
export const STAGE_LIMITS: Readonly<Record<Stage, string>> = {
  ideation: `Only for first ideas. ${UNSEEN}`,
  temp: `Only for rough versions inside the production. ${UNSEEN}`,
  internal_review: `Only for versions up to the review inside the production. ${UNSEEN}`,
  final: 'Up to the finished work, which the public sees or hears.',
};

/** From where a prohibition reaches: the stage and all after it. */
export const STAGE_STARTS: Readonly<Record<Stage, string>> = {
  ideation: 'at any stage of the work',
  temp: 'in rough versions and all that follows',
  internal_review: 'in versions for review and in the finished work',
  final: 'in the finished work',
};

/** Each stage by its name. */
export const STAGE_WORDS: Readonly<Record<Stage, string>> = {
  ideation: 'first ideas',
  temp: 'rough versions',
  internal_review: 'versions for review',
  final: 'the finished work',
};
