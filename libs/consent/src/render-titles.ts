import { widest } from './render-reach.js';
import type { Tongue } from './tongue-en.js';
import type { Box } from './types.js';

/** What a clause is called: the first act by its title, and how many more there are. */
export function titleOf({ vocabulary, wordlessAct, moreActs }: Tongue, box: Box): string {
  const [first, ...more] = widest('act', box.act ?? []);
  const title = vocabulary.acts[first ?? '']?.title ?? wordlessAct;
  return more.length === 0 ? title : moreActs(title, more.length);
}
