/** Whether a use is stated in values that somebody knows: nothing else may be excused from consent. */
import { normalLanguage } from './languages.js';
import type { ProductionPaths } from './records.js';
import type { Use } from './types.js';
import { isAdvertisement, isWord, STAGES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

const LISTED: readonly Exclude<ListedDimension, 'content'>[] = ['act', 'purpose', 'media', 'territory'];

/**
 * The dimensions in which a use states nothing, or what nobody knows. The algebra covers such points by no consent; where
 * no consent is asked, it would not look at them.
 */
export function unknownDimensionsOf(use: Use, paths: ProductionPaths): readonly string[] {
  const { language, pipeline, content, stage, production, from, until } = use;
  const isStage: readonly string[] = STAGES;
  return [
    ...LISTED.filter((dimension) => !isListed(use[dimension], (word) => isWord(dimension, word))),
    ...(content.every((word) => isWord('content', word)) ? [] : ['content']),
    ...(isListed(language, (tag) => normalLanguage(tag) !== null) ? [] : ['language']),
    ...(pipeline.length > 0 ? [] : ['tool']),
    ...(use.media.some(isAdvertisement) && (use.advertiser ?? []).length === 0 ? ['advertiser'] : []),
    ...(isStage.includes(stage) ? [] : ['stage']),
    ...(!Object.hasOwn(paths, production) ? ['production'] : []),
    ...(from < until ? [] : ['window']),
  ];
}

function isListed(values: readonly string[], isKnown: (value: string) => boolean): boolean {
  return values.length > 0 && values.every(isKnown);
}
