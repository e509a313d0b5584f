/** What an authority to act for somebody is about: terms and uses laid beside the box that it names. */
import { covers, intersect } from './algebra.js';
import { takesFrom } from './reach.js';
import type { ProductionPaths } from './records.js';
import type { Box, Terms, Use } from './types.js';

type Permitting = Pick<Terms, 'permissions'>;

/** Whether everything that these terms permit lies within what is entrusted; `null` entrusts all. */
export function entrustsTerms(scope: Box | null, { permissions }: Permitting, paths: ProductionPaths): boolean {
  if (scope === null) return true;
  const entrusted = undated(scope);
  // What the authority does not mention is entrusted throughout: there it is as wide as what is asked.
  return permissions.every(({ box }) => covers([{ ...box, ...entrusted }], [box], paths));
}

/** Whether anything that these terms permit lies within it; what is too complex to compare does. */
export function concernsTerms(scope: Box | null, { permissions }: Permitting, paths: ProductionPaths): boolean {
  if (scope === null) return true;
  const { stage: _, ...entrusted } = undated(scope);
  return permissions.some(({ box }) => intersect([box], [entrusted], paths)?.length !== 0);
}

/** Whether any of a use lies within it. */
export function concernsUse(scope: Box | null, use: Use, paths: ProductionPaths): boolean {
  if (scope === null) return true;
  const { stage: _, ...entrusted } = undated(scope);
  return takesFrom(entrusted, use, paths);
}

/** An authority has dates of its own: those of the box say nothing about when the works are made. */
function undated({ from: _, until: __, ...box }: Box): Box {
  return box;
}
