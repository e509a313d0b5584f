/** What a withdrawal does, in English: the effect line, what stops, and what may go on. */
import { daysWords, ERASED } from './render-en-beside.js';
import { WORKS_THEN } from './render-en-ends.js';
import { limitsOf } from './render-en-nevers.js';
import { untilWords } from './render-en-time.js';
import { titleOf } from './render-en.js';
import { overlap, widest } from './render-reach.js';
import { capital, spread } from './render-sentences.js';
import type { EffectWords, Names } from './render-types.js';
import { STAGE_LIMITS } from './words-en-scope.js';
import type { Box, Clause, ExistingWorksRule, Instant, RevocationRight, Terms } from './types.js';

/** What `withdrawalEffect` found. */
interface Found {
  readonly right: RevocationRight;
  readonly state: 'withdrawn' | 'narrowed' | 'disputed';
  readonly existingWorks: ExistingWorksRule | null;
  readonly effectiveAt: Instant;
  readonly stops: readonly Part[];
  readonly goesOn: readonly Part[];
}

type Part = { readonly clause: Clause; readonly box: Box };

/** Pieces told one by one; where a scope cuts a clause into more, its title stands for all of them. */
const PIECES_MAX = 5;

const CLEAN_UP = 'Noise removal on your own recorded lines needs no consent. Withdrawing does not stop it.';
const SETTLED = 'Countersign records it. Answers become “needs approval” until it is settled.';

export function effectWords(found: Found, terms: Terms, names: Names): EffectWords {
  const { right, state, existingWorks: works, effectiveAt, stops, goesOn } = found;
  const voiced = terms.permissions.some(({ box }) => overlap('act', ['generate.voice', 'alter'], box.act ?? []));
  const stillAllowed = partsWords(goesOn, 'up_to', terms, names).map((words) => `You still allow this: ${words}`);
  return {
    effect: [effectLine(right, effectiveAt, terms, names)],
    stops: [
      ...partsWords(stops, 'from', terms, names),
      ...worksWords(works, ['stop_unreleased', 'remove_where_practicable']),
    ],
    goesOn: [
      ...worksWords(works, ['continue_released', 'continue_all_authorised']),
      ...stillAllowed,
      ...(voiced ? [CLEAN_UP] : []),
    ],
    erases: [erasesLine(state, terms)],
  };
}

function erasesLine(state: Found['state'], { deleteWithinDays }: Terms): string {
  if (state === 'disputed') return 'Nothing has to be erased until it is settled.';
  if (state === 'narrowed') return 'Nothing has to be erased yet, because a part goes on.';
  return deleteWithinDays === undefined
    ? 'Your agreement does not say that anything must be erased.'
    : `They must ${ERASED} within ${daysWords(deleteWithinDays)} of the end.`;
}

function effectLine(right: RevocationRight, effectiveAt: Instant, { revocation }: Terms, { zone }: Names): string {
  switch (right) {
    case 'any_time':
      return 'It takes effect at once.';
    case 'notice': {
      const days = revocation.noticeDays === 1 ? '1 day' : `${revocation.noticeDays ?? 0} days`;
      return `It takes effect after ${days}, at ${untilWords(effectiveAt, zone)}. Until then they may go on.`;
    }
    case 'new_works_only':
      return 'It stops new works at once. Works made before may go on.';
    case 'for_cause':
      return `Your agreement lets you end it alone only for a cause that it names. You can ask. ${SETTLED}`;
    case 'none':
      return `Your agreement does not let you end it alone. You can ask. ${SETTLED}`;
  }
}

/** Works that exist already, where their rule is one of those asked for. */
function worksWords(rule: ExistingWorksRule | null, rules: readonly ExistingWorksRule[]): readonly string[] {
  return rule !== null && rules.includes(rule) ? [capital(WORKS_THEN[rule])] : [];
}

/** Each piece by its title, and by what sets it apart from the clause that it is a piece of. */
function partsWords(parts: readonly Part[], stages: 'from' | 'up_to', terms: Terms, names: Names): readonly string[] {
  const clauses = [...new Set(parts.map(({ clause }) => clause))];
  const words = clauses.flatMap((clause) => {
    const said = saidByTitle(clause, terms);
    const pieces = parts.filter((part) => part.clause === clause);
    if (pieces.length > PIECES_MAX) return [`${titleOf(clause.box)}. Only in part.`];
    return pieces.map(({ box }) => [`${titleOf(box)}.`, ...narrowing(box, said, stages, names)].join(' '));
  });
  return [...new Set(words)];
}

/**
 * What the title alone stands for: clauses that share a title are told apart by whatever sets them apart. But for the
 * window, which is cut to what lies ahead.
 */
function saidByTitle({ id, box }: Clause, { permissions }: Terms): Box {
  const twins = permissions.filter((other) => other.id !== id && titleOf(other.box) === titleOf(box));
  const values = new Map(twins.map((twin) => [twin, new Map(Object.entries(twin.box))]));
  const isShared = ([dimension, value]: readonly [string, unknown]) =>
    ['from', 'until'].includes(dimension) ||
    twins.every((twin) => JSON.stringify(values.get(twin)?.get(dimension)) === JSON.stringify(value));
  return Object.fromEntries(Object.entries(box).filter(isShared));
}

const NARROWED = ['purpose', 'production', 'media', 'territory', 'language', 'content', 'tool', 'advertiser'] as const;

function narrowing(piece: Box, whole: Box, stages: 'from' | 'up_to', names: Names): readonly string[] {
  const lists = NARROWED.filter((each) => !isSame(piece[each] ?? [], widestOf(each, whole[each] ?? [])));
  const window = (['from', 'until'] as const).filter((end) => piece[end] !== whole[end]);
  const apart = Object.fromEntries([...lists, ...window].map((each) => [each, piece[each]]));
  const { stage } = piece;
  const first = stages === 'from' && stage !== undefined && stage !== 'ideation' ? { stage } : {};
  const last = stages === 'up_to' && stage !== undefined && stage !== whole.stage ? [STAGE_LIMITS[stage]] : [];
  const limits = limitsOf({ ...apart, ...first }, names);
  return [...limits.map(({ link, words }) => spread(`Only ${link}`.trim(), words, `Or ${link}`.trim(), 'or')), ...last];
}

function widestOf(dimension: (typeof NARROWED)[number], words: readonly string[]): readonly string[] {
  const isNamed = dimension === 'production' || dimension === 'tool' || dimension === 'advertiser';
  return isNamed ? words : widest(dimension, words);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word) => others.includes(word));
}
