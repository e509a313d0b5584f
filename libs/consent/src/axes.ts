/**
 * The dimensions of scope as axes of a grid. An axis divides what a use (or a permission) states in one dimension into
 * *atoms*, the smallest things that any record can tell apart, and says which atoms a record's box reaches.
 *
 * Listed words and territories fall into leaves. Languages, productions, tools and advertisers have no end of possible
 * values, so there each stated value is one atom: a permission must cover it whole, a prohibition need only touch it.
 */
import { setsOf } from './atoms.js';
import type { Axis } from './axis.js';
import { listedAxis } from './axis-listed.js';
import { rangedAxis } from './axis-ranged.js';
import type { Range } from './axis-ranged.js';
import { stageAxis } from './axis-stage.js';
import { languageRanges, normalLanguage } from './languages.js';
import type { ProductionPaths } from './records.js';
import type { Stage } from './types.js';

/** What is divided: a use, or the permissions that a withdrawal is subtracted from. */
export interface Extent {
  readonly production: readonly string[];
  readonly stage: readonly Stage[];
  readonly purpose: readonly string[];
  readonly act: readonly string[];
  readonly media: readonly string[];
  /** `null` where no medium is an advertisement, so that there is no advertiser to speak of. */
  readonly advertiser: readonly string[] | null;
  readonly content: readonly string[];
  readonly tool: readonly string[];
  readonly language: readonly string[];
  readonly territory: readonly string[];
}

/** An extent with its axes, whose parts another extent may share. */
export interface Divided {
  readonly extent: Extent;
  readonly axes: readonly Axis[];
}

/**
 * Every axis but the window, the stage last.
 *
 * @param nested what a value below another stated one is.
 * @param like another extent, divided in the same way: where both state the same list, they share the axis.
 */
export function axesOf(
  extent: Extent,
  paths: ProductionPaths,
  nested: Range['nested'],
  like?: Divided,
): readonly Axis[] {
  const production: Range = {
    nested,
    keyOf: asIs,
    above: (id) => (Object.hasOwn(paths, id) ? (paths[id] ?? []) : []),
  };
  const named: Range = { nested, keyOf: asIs, above: (value) => [value, 'any'] };
  const advertiser: Range = { nested, keyOf: advertiserKey, above: advertisersAbove };
  const language: Range = { nested, keyOf: (tag) => tag.toLowerCase(), above: languagesAbove };
  const making: Readonly<Record<keyof Extent, () => Axis>> = {
    production: () => rangedAxis('production', extent.production, production),
    purpose: () => listedAxis('purpose', extent.purpose),
    act: () => listedAxis('act', extent.act),
    media: () => listedAxis('media', extent.media),
    advertiser: () =>
      extent.advertiser === null ? NO_ADVERTISER : rangedAxis('advertiser', extent.advertiser, advertiser),
    content: () => listedAxis('content', extent.content),
    tool: () => rangedAxis('tool', extent.tool, named),
    language: () => rangedAxis('language', extent.language, language),
    territory: () => listedAxis('territory', extent.territory),
    stage: () => stageAxis(extent.stage),
  };
  return ORDER.map((dimension, index) => {
    const shared = like?.extent[dimension] === extent[dimension] ? like.axes[index] : undefined;
    return shared ?? making[dimension]();
  });
}

const ORDER = [
  ...(['production', 'purpose', 'act', 'media', 'advertiser', 'content', 'tool', 'language'] as const),
  ...(['territory', 'stage'] as const),
];

function asIs(value: string): string {
  return value;
}

/** `Acme/Sparkle` is a product line of `Acme`: a permission for the advertiser covers its lines, never the other way. */
function advertisersAbove(value: string): readonly string[] {
  const parts = advertiserKey(value).split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), 'any'];
}

/** However it is written: another case, width or space makes no other brand. */
function advertiserKey(value: string): string {
  const parts = value.normalize('NFKC').toLowerCase().split('/');
  return parts.map((part) => part.trim()).join('/');
}

/** A tag that has not the shape of one is below nothing, not even `*`. */
function languagesAbove(tag: string): readonly string[] {
  const normal = normalLanguage(tag);
  return normal === null ? [] : languageRanges(normal.toLowerCase());
}

/** The one atom of what is no advertisement: permissions need not mention it, what names advertisers misses it. */
const { all, none } = setsOf(1);
const NO_ADVERTISER: Axis = {
  dimension: 'advertiser',
  atomCount: 1,
  all,
  reach: (box, reading) => (reading.unsaid === 'nothing' || box.advertiser === undefined ? all : none),
  write: () => ({}),
};
