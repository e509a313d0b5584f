/**
 * The controlled words of scope. A dotted path contains what lies below it: `promo` holds `promo.trailer.series`. What
 * a word stands for are its *leaves*, and sets of leaves are what the engine compares.
 */
import { COUNTRIES_OF } from './territories.js';
import type { QuantityUnit, Stage } from './types.js';

/** Names these words in every decision; a changed list is a new version. */
export const VOCABULARY_VERSION = 'words/1';

/** The stages in their order. */
export const STAGES: readonly Stage[] = ['ideation', 'temp', 'internal_review', 'final'];

/** Everything that is counted or capped, in a fixed order. */
export const QUANTITY_UNITS: readonly QuantityUnit[] = ['lines', 'words', 'seconds', 'episodes', 'days'];
/** The most that can be counted or capped of a unit. */
export const QUANTITY_MAX = 1_000_000_000;

const PATHS = {
  act: [
    ...under('capture', 'scan_face scan_body voice_recording mocap from_existing_footage'),
    ...under('train', 'replica_model enhancement_model finetune general_nongenerative general_generative'),
    ...under('train', 'foundational_nonidentifiable'),
    'data_mining',
    'inference',
    ...under('generate.voice', 'adr_line pickup_line narration dub_language realtime_dialogue crowd_walla singing'),
    ...under('generate.face', 'de_age age_up swap_onto_double full_digital_double crowd_tile'),
    ...under('generate', 'body performance_transfer synthetic_performer background_element ideation key_visual'),
    ...under('alter', 'visual_adr visual_dub emotion pitch_timbre accent cleanup'),
    'transfer_replica',
    'store',
  ],
  purpose: [
    ...[
      'production',
      'reshoot',
      'stunt_safety',
      'continuity',
      'dubbing',
      'accessibility',
      'previs',
      'pitch',
      'concept',
    ],
    ...['archive', 'research_internal', 'training_licence_third_party'],
  ],
  media: [
    ...under('programme', 'theatrical svod avod fast linear est_tvod physical airline clip_show'),
    ...under('promo.trailer', 'series season teaser'),
    ...under('promo', 'tv_spot key_art social_clip vertical_cut interview_epk'),
    ...under('ad', 'brand_spot digital_audio dynamic_creative pause_ad vertical_video in_show_placement contextual'),
    ...under('game', 'scripted atmospheric realtime_chatbot'),
    ...['audio_only', 'music', 'merchandise', 'experiential', 'internal'],
  ],
  content: [
    ...['none', 'nudity', 'simulated_sex', 'graphic_violence', 'drug_alcohol_tobacco', 'political_endorsement'],
    ...['religious_advocacy', 'hate', 'self_harm', 'medical_claim', 'gambling', 'weapons_ad', 'competing_brand'],
    ...['deceptive_news', 'derogatory_to_subject', 'singing', 'foreign_accent', 'age_below', 'other'],
  ],
} as const;

function under(parent: string, names: string): readonly string[] {
  return names.split(' ').map((name) => `${parent}.${name}`);
}

/** The dimensions whose words are listed, as against languages, productions, tools and advertisers. */
export type ListedDimension = keyof typeof PATHS | 'territory';

/** The words of one dimension. */
export interface Vocabulary {
  /** What every word of the dimension is made of, in a fixed order. */
  readonly leaves: readonly string[];
  /** Each word with the indexes of its leaves; groups come before what they contain, the largest first. */
  readonly leavesOf: ReadonlyMap<string, readonly number[]>;
  /** The words that stand for several leaves, in the same order. */
  readonly groups: readonly (readonly [word: string, leaves: readonly number[]])[];
}

/** The listed words of every listed dimension. */
export const VOCABULARIES: Readonly<Record<ListedDimension, Vocabulary>> = {
  act: vocabularyOfPaths(PATHS.act),
  purpose: vocabularyOfPaths(PATHS.purpose),
  media: vocabularyOfPaths(PATHS.media),
  content: vocabularyOfPaths(PATHS.content),
  territory: vocabularyOf(COUNTRIES_OF),
};

/** Whether the word is one of the dimension's, a listed one or one that contains listed ones. */
export function isWord(dimension: ListedDimension, word: string): boolean {
  return VOCABULARIES[dimension].leavesOf.has(word);
}

/** Whether a medium is an advertisement, so that an advertiser applies. */
export function isAdvertisement(word: string): boolean {
  return word === 'ad' || word.startsWith('ad.');
}

function vocabularyOfPaths(paths: readonly string[]): Vocabulary {
  const members = new Map<string, string[]>();
  for (const path of paths) {
    const names = path.split('.');
    for (let depth = 1; depth <= names.length; depth++) {
      const word = names.slice(0, depth).join('.');
      members.set(word, [...(members.get(word) ?? []), path]);
    }
  }
  return vocabularyOf(members);
}

function vocabularyOf(members: ReadonlyMap<string, readonly string[]>): Vocabulary {
  const leaves = [...members].filter(([word, leaf]) => leaf.length === 1 && leaf[0] === word).map(([word]) => word);
  const indexOf = new Map(leaves.map((leaf, index) => [leaf, index]));
  const bySize = [...members].sort(([, a], [, b]) => b.length - a.length);
  const indexed = bySize.map(([word, held]) => [word, held.flatMap((leaf) => indexOf.get(leaf) ?? [])] as const);
  return { leaves, leavesOf: new Map(indexed), groups: indexed.filter(([, held]) => held.length > 1) };
}
