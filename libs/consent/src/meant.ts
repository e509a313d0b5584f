/** What the facts of a use make of its acts. */
import type { Facts } from './facts.js';
import { CHANGED_FEELING, wordSet } from './predicates/words.js';
import type { Use } from './types.js';

const ALTERING = wordSet('act', ['alter']);

/** An alteration that changes the intent of a performance changes its emotion, whatever else it is called (C-10). */
export function meantBy(use: Use): Use {
  return hidesEmotion(use.act, use.facts) ? { ...use, act: [...use.act, 'alter.emotion'] } : use;
}

/** Whether these acts, with these facts, change an emotion that they do not name. */
export function hidesEmotion(act: readonly string[], facts: Facts = {}): boolean {
  return facts.intentChanged === true && ALTERING.touches(act) && !CHANGED_FEELING.touches(act);
}
