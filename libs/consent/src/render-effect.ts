/** What a withdrawal does: the effect line, what stops, and what may go on. */
import { limitsOf, limitWords } from './render-nevers.js';
import { overlap, widest } from './render-reach.js';
import { capital } from './render-sentences.js';
import { titleOf } from './render-titles.js';
import type { EffectWords, Names } from './render-types.js';
import type { Tongue } from './tongue-en.js';
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

/** What she is shown before and after: as sentences, in the order of a page. */
export function effectWords(tongue: Tongue, found: Found, terms: Terms, names: Names): EffectWords {
  const { right, state, existingWorks: rule, effectiveAt, stops, goesOn } = found;
  const { stillAllowed, cleanUp } = tongue.effect;
  const works = (...rules: readonly ExistingWorksRule[]) =>
    rule !== null && rules.includes(rule) ? [capital(tongue.ends.works[rule])] : [];
  const voiced = terms.permissions.some(({ box }) => overlap('act', ['generate.voice', 'alter'], box.act ?? []));
  return {
    effect: [effectLine(tongue, { right, effectiveAt }, terms, names)],
    stops: [
      ...partsWords(tongue, { parts: stops, stages: 'from' }, terms, names),
      ...works('stop_unreleased', 'remove_where_practicable'),
    ],
    goesOn: [
      ...works('continue_released', 'continue_all_authorised'),
      ...partsWords(tongue, { parts: goesOn, stages: 'up_to' }, terms, names).map(stillAllowed),
      ...(voiced ? [cleanUp] : []),
    ],
    erases: [erasesLine(tongue.effect.erases, state, terms)],
  };
}

function erasesLine(
  { disputed, narrowed, unsaid, within }: Tongue['effect']['erases'],
  state: Found['state'],
  { deleteWithinDays }: Terms,
): string {
  if (state === 'disputed') return disputed;
  if (state === 'narrowed') return narrowed;
  return deleteWithinDays === undefined ? unsaid : within(deleteWithinDays);
}

function effectLine(
  { effect, time }: Tongue,
  { right, effectiveAt }: Pick<Found, 'right' | 'effectiveAt'>,
  { revocation }: Terms,
  { zone }: Names,
): string {
  switch (right) {
    case 'any_time':
      return effect.atOnce;
    case 'notice':
      return effect.afterNotice(revocation.noticeDays ?? 0, time.until(effectiveAt, zone));
    case 'new_works_only':
      return effect.newWorks;
    case 'for_cause':
      return effect.forCause;
    case 'none':
      return effect.none;
  }
}

/** Each piece by its title, and by what sets it apart from the clause that it is a piece of. */
function partsWords(
  tongue: Tongue,
  { parts, stages }: { readonly parts: readonly Part[]; readonly stages: 'from' | 'up_to' },
  terms: Terms,
  names: Names,
): readonly string[] {
  const clauses = [...new Set(parts.map(({ clause }) => clause))];
  const words = clauses.flatMap((clause) => {
    const said = saidByTitle(tongue, clause, terms);
    const pieces = parts.filter((part) => part.clause === clause);
    if (pieces.length > PIECES_MAX) return [`${titleOf(tongue, clause.box)}. ${tongue.effect.inPart}`];
    return pieces.map(({ box }) =>
      [`${titleOf(tongue, box)}.`, ...narrowing(tongue, { piece: box, whole: said, stages }, names)].join(' '),
    );
  });
  return [...new Set(words)];
}

/**
 * What the title alone stands for: clauses that share a title are told apart by whatever sets them apart. But for the
 * window, which is cut to what lies ahead.
 */
function saidByTitle(tongue: Tongue, { id, box }: Clause, { permissions }: Terms): Box {
  const title = titleOf(tongue, box);
  const twins = permissions.filter((other) => other.id !== id && titleOf(tongue, other.box) === title);
  const values = new Map(twins.map((twin) => [twin, new Map(Object.entries(twin.box))]));
  const isShared = ([dimension, value]: readonly [string, unknown]) =>
    ['from', 'until'].includes(dimension) ||
    twins.every((twin) => JSON.stringify(values.get(twin)?.get(dimension)) === JSON.stringify(value));
  return Object.fromEntries(Object.entries(box).filter(isShared));
}

const NARROWED = ['purpose', 'production', 'media', 'territory', 'language', 'content', 'tool', 'advertiser'] as const;

function narrowing(
  tongue: Tongue,
  { piece, whole, stages }: { readonly piece: Box; readonly whole: Box; readonly stages: 'from' | 'up_to' },
  names: Names,
): readonly string[] {
  const { limits: stageLimits } = tongue.vocabulary.stages;
  const lists = NARROWED.filter((each) => !isSame(piece[each] ?? [], widestOf(each, whole[each] ?? [])));
  const window = (['from', 'until'] as const).filter((end) => piece[end] !== whole[end]);
  const apart = Object.fromEntries([...lists, ...window].map((each) => [each, piece[each]]));
  const { stage } = piece;
  const first = stages === 'from' && stage !== undefined && stage !== 'ideation' ? { stage } : {};
  const last = stages === 'up_to' && stage !== undefined && stage !== whole.stage ? [stageLimits[stage]] : [];
  const limits = limitsOf(tongue, { ...apart, ...first }, names);
  return [...limits.map((limit) => limitWords(tongue, tongue.nevers.only, limit)), ...last];
}

function widestOf(dimension: (typeof NARROWED)[number], words: readonly string[]): readonly string[] {
  const isNamed = dimension === 'production' || dimension === 'tool' || dimension === 'advertiser';
  return isNamed ? words : widest(dimension, words);
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word) => others.includes(word));
}
