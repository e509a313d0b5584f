/** What the law of advertising asks about. */
import type { UsePredicates } from './predicate.js';
import { ADS, wordSet } from './words.js';

const SEEN_ADS = wordSet('media', ['ad'], ['ad.digital_audio']);
const HOME = wordSet('territory', ['US']);

/** Predicates about advertisements. */
export const ADVERTISING: UsePredicates = {
  'ad.is_advertisement': ({ use }) => ADS.touches(use.media),
  'ad.is_seen': ({ use }) => SEEN_ADS.touches(use.media),
  'ad.reaches_new_york': ({ use }) => HOME.touches(use.territory),
  'ad.is_for_expressive_work': ({ use }) => use.facts?.expressiveWork === true,
  'ad.is_translation_only': ({ use }) => use.facts?.translationOnly === true,
  'ad.is_known_to_advertiser': ({ use }) => use.facts?.advertiserKnows !== false,
};
