/**
 * What a withdrawal does: what stops, what goes on, and when. The preview and the act both call this one function, so
 * what she is shown is what happens.
 */
import { refuse } from './admit-refusals.js';
import type { RefusalCode, Refused } from './admit-refusals.js';
import { openWishesOf } from './disputes.js';
import { effectWords } from './render-effect.js';
import { endOfDayAfter } from './render-time.js';
import type { EffectWords, Names } from './render-types.js';
import { stateOf } from './state.js';
import { ENGLISH } from './tongue-en.js';
import type { ConsentEvent, ConsentRecord, ProductionPaths } from './records.js';
import type { Box, ExistingWorksRule, Instant, RevocationRight, Terms } from './types.js';
import { goingOn, standingOf, stands, stopping } from './withdrawal-parts.js';
import type { Standing } from './withdrawal-parts.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What happens if this scope is withdrawn at this instant, under the consent's own terms. */
export interface WithdrawalEffect {
  /** `ends`: it stops by itself at `effectiveAt`. `asked`: the terms need another's yes; answers wait for it. */
  readonly kind: 'ends' | 'asked';
  readonly effectiveAt: Instant;
  readonly worksMadeBefore: 'continue' | 'stop';
  /** What the terms say of works that exist; `null` where the right itself says it, or nothing ends. */
  readonly existingWorks: ExistingWorksRule | null;
  /** By when the copy, its model and what they were made from must be erased (D-01); `null` where nothing must be. */
  readonly deleteBy: Instant | null;
  /** What would be permitted from then on and is not: boxes read like a scope. With `asked`, what is disputed. */
  readonly stops: readonly Box[];
  /** What stays permitted: boxes read like permissions, without what stops. */
  readonly goesOn: readonly Box[];
  /** The state of the consent once this has taken effect. */
  readonly state: 'withdrawn' | 'narrowed' | 'disputed';
  readonly words: EffectWords;
}

/**
 * The effect of withdrawing `scope` (`null`: all of it), or why there would be none. A scope is read like a
 * prohibition: a dimension that it does not mention is meant throughout. What is free (`isFree`) ends at once, whatever
 * the terms say: an agreement lets her, or whoever asked for the consent agrees.
 */
export function withdrawalEffect(
  record: ConsentRecord,
  scope: Box | null,
  at: Instant,
  names: Names,
  { isFree = false }: { readonly isFree?: boolean } = {},
): WithdrawalEffect | Refused {
  const paths = names.paths ?? {};
  const state = stateOf(record, at, paths);
  if (state === 'superseded' || state === 'revoked') return refuse('consent_ended', { state });
  const standing = standingOf(record, at, paths, ({ kind }) => kind === 'withdrawn');
  const now = stopping(standing, scope);
  if (now.length === 0) return refuse(whyNothing(record, standing, at));
  if (!isFree && isAskedAlready(record, scope, at, paths)) return refuse('withdrawal_already_asked');

  const { revocation } = record.terms;
  const right = isFree ? 'any_time' : rightOf(record.terms);
  const kind = right === 'for_cause' || right === 'none' ? 'asked' : 'ends';
  const effectiveAt = right === 'notice' ? endOfDayAfter(at, revocation.noticeDays ?? 0, names.zone) : at;
  const continues = right === 'new_works_only' || revocation.existingWorks === 'continue_all_authorised';

  // What runs out during the notice is not stopped by it.
  const then = standingOf(record, effectiveAt, paths, (event) => event.kind === 'withdrawn');
  const stops = effectiveAt === at ? now : stopping(then, scope);
  const goesOn = goingOn(then, scope);
  const after: WithdrawalEffect['state'] =
    kind === 'asked' ? 'disputed' : goesOn.length === 0 ? 'withdrawn' : 'narrowed';
  const existingWorks = kind === 'asked' || right === 'new_works_only' ? null : revocation.existingWorks;
  const effect = {
    kind,
    effectiveAt,
    worksMadeBefore: continues ? 'continue' : 'stop',
    existingWorks,
    deleteBy: after === 'withdrawn' ? erasedBy(record.terms, effectiveAt) : null,
    state: after,
  } as const;
  const found = { right, state: after, effectiveAt, existingWorks, stops, goesOn };
  const words = effectWords(ENGLISH, found, record.terms, names);
  return { ...effect, stops: stops.map(({ box }) => box), goesOn: goesOn.map(({ box }) => box), words };
}

/** While a part goes on they keep what that part needs; the terms count from the end. */
function erasedBy({ deleteWithinDays }: Terms, endsAt: Instant): Instant | null {
  return deleteWithinDays === undefined ? null : new Date(Date.parse(endsAt) + deleteWithinDays * DAY_MS).toISOString();
}

/** The right that holds: where consent is the basis in law, no agreement delays or removes it. */
function rightOf(terms: Terms): RevocationRight {
  return terms.legalBasis === 'gdpr_consent' ? 'any_time' : terms.revocation.right;
}

/** Why a scope meets nothing that stands. It is not recorded: it would look as if something had stopped. */
function whyNothing(record: ConsentRecord, standing: Standing, at: Instant): RefusalCode {
  if (stands(standing)) return 'scope_not_granted';
  // A withdrawal on notice may be under way: then nothing is left to withdraw, though it has not taken effect yet.
  const effective = record.events.flatMap((event) => (event.kind === 'withdrawn' ? event.effectiveAt : []));
  const settledAt = [at, ...effective].sort().at(-1) ?? at;
  return stateOf(record, settledAt, standing.paths) === 'withdrawn' ? 'consent_already_withdrawn' : 'consent_ended';
}

function isAskedAlready(record: ConsentRecord, scope: Box | null, at: Instant, paths: ProductionPaths): boolean {
  const open: readonly ConsentEvent[] = openWishesOf(record, at);
  if (open.length === 0) return false;
  const left = standingOf(record, at, paths, (event) => event.kind === 'withdrawn' || open.includes(event));
  return stopping(left, scope).length === 0;
}
