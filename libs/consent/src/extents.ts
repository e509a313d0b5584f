/** What a use states, divided where an advertiser does and does not apply. */
import type { Extent } from './axes.js';
import type { Box, Use } from './types.js';
import { isAdvertisement, VOCABULARIES } from './vocabulary.js';

/** One extent, or two for a use of advertisements and other media at once. */
export function extentsOf(use: Use): readonly Extent[] {
  const extent = (media: readonly string[], advertiser: readonly string[] | null): Extent => ({
    production: [use.production],
    stage: [use.stage],
    purpose: use.purpose,
    act: use.act,
    media,
    advertiser,
    // Content that was not declared may be any.
    content: use.content.length > 0 ? use.content : VOCABULARIES.content.leaves,
    tool: use.pipeline,
    language: use.language,
    territory: use.territory,
  });
  const ads = use.media.filter(isAdvertisement);
  const others = use.media.filter((word) => !isAdvertisement(word));
  return [
    ...(others.length > 0 || ads.length === 0 ? [extent(others, null)] : []),
    ...(ads.length > 0 ? [extent(ads, use.advertiser ?? [])] : []),
  ];
}

/** All of a use as boxes, in the words in which it was stated; nothing is said of what was not declared. */
export function boxesOf(use: Use): readonly Box[] {
  const { from, until, stage } = use;
  return extentsOf(use).map(({ stage: _stage, content, ...extent }) => {
    const lists = Object.entries({ ...extent, ...(use.content.length > 0 && { content }) });
    const stated = lists.flatMap(([dimension, values]) =>
      values === null || values.length === 0 ? [] : [[dimension, [...new Set(values)].sort()] as const],
    );
    return { ...Object.fromEntries(stated), stage, from, until };
  });
}
