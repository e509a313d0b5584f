/** Which reason code says that a permission falls short in a dimension. */
import type { Dimension } from './axis.js';
import type { Box, ReasonCode } from './types.js';

const SCOPE_CODES: Readonly<Record<Dimension, ReasonCode>> = {
  production: 'OUT_OF_SCOPE_PRODUCTION',
  stage: 'OUT_OF_SCOPE_STAGE',
  purpose: 'OUT_OF_SCOPE_PURPOSE',
  act: 'OUT_OF_SCOPE_ACT',
  media: 'OUT_OF_SCOPE_MEDIA',
  advertiser: 'OUT_OF_SCOPE_ADVERTISER',
  content: 'OUT_OF_SCOPE_CONTENT',
  tool: 'OUT_OF_SCOPE_TOOL',
  language: 'OUT_OF_SCOPE_LANGUAGE',
  territory: 'OUT_OF_SCOPE_TERRITORY',
  window: 'OUT_OF_SCOPE_TIME',
};

const REPLICA_ACTS = ['generate.voice', 'generate.face', 'generate.body', 'generate.performance_transfer', 'inference'];

/**
 * The codes for one dimension, each with the part of `wanted` that it is about. A more exact code takes the place of a
 * general one: training is told apart from other acts, and a model used elsewhere from another production or purpose.
 *
 * @param outside all dimensions in which the permission falls short. @param box all of what it falls short of.
 */
export function scopeCodes(
  dimension: Dimension,
  wanted: Box,
  outside: ReadonlySet<Dimension>,
  box: Box,
): readonly (readonly [ReasonCode, Box])[] {
  if (dimension === 'act') {
    const [training, others] = divide(wanted.act ?? [], (word) => isUnder(word, ['train', 'data_mining']));
    return [
      ...(training.length > 0 ? [['TRAINING_NOT_GRANTED', { act: training }] as const] : []),
      ...(others.length > 0 || training.length === 0 ? [['OUT_OF_SCOPE_ACT', { act: others }] as const] : []),
    ];
  }
  const reusesModel = !outside.has('act') && (box.act ?? []).some((word) => isReplicaAct(word));
  if (dimension === 'production' && reusesModel) return [['MODEL_SCOPE', wanted]];
  if (dimension === 'purpose' && reusesModel) {
    const [pitches, others] = divide(wanted.purpose ?? [], (word) => word === 'pitch' || word === 'concept');
    return [
      ...(pitches.length > 0 ? [['MODEL_SCOPE', { purpose: pitches }] as const] : []),
      ...(others.length > 0 || pitches.length === 0 ? [['OUT_OF_SCOPE_PURPOSE', { purpose: others }] as const] : []),
    ];
  }
  return [[SCOPE_CODES[dimension], wanted]];
}

function isReplicaAct(word: string): boolean {
  return word === 'generate' || isUnder(word, REPLICA_ACTS);
}

function isUnder(word: string, paths: readonly string[]): boolean {
  return paths.some((path) => word === path || word.startsWith(`${path}.`));
}

function divide(words: readonly string[], isFirst: (word: string) => boolean): readonly [string[], string[]] {
  return [words.filter(isFirst), words.filter((word) => !isFirst(word))];
}
