/** What is otherwise in a later answer to the same question, said plainly (E-05). */
import type { Decision, Obligation, Outcome, Reason } from './types.js';

/** One thing that is otherwise. */
export interface DecisionChange {
  /**
   * `outcome`: the answer itself. `reason`: a ground of it that was none before. `rests_on`: the consents that it rests on, or
   * their versions. `obligation`: a duty that there was not. `held`: what it holds against caps.
   */
  readonly kind: 'outcome' | 'reason' | 'rests_on' | 'obligation' | 'held';
  readonly message: string;
  /** The ground, where the kind is `reason`. */
  readonly reason?: Reason;
}

/** What a decision holds of this. */
type Answered = Pick<Decision, 'outcome' | 'reasons' | 'obligations' | 'reliedOn' | 'reserved'>;

/** All that is otherwise, the answer first; nothing where nothing has changed but how long it may be acted on. */
export function changesBetween(earlier: Answered, later: Answered): readonly DecisionChange[] {
  const isOther = earlier.outcome !== later.outcome;
  const before = new Set(earlier.reasons.map(nameOf));
  const reasons = later.reasons.filter((reason) => !before.has(nameOf(reason)));
  const owed = new Set(earlier.obligations.map(dutyOf));
  return [
    ...(isOther ? [{ kind: 'outcome' as const, message: outcomeChange(earlier.outcome, later.outcome) }] : []),
    ...reasons.map((reason) => ({ kind: 'reason' as const, message: reason.message, reason })),
    ...restChanges(earlier.reliedOn, later.reliedOn).map((message) => ({ kind: 'rests_on' as const, message })),
    ...later.obligations
      .filter((obligation) => !owed.has(dutyOf(obligation)))
      .map(({ kind }) => ({ kind: 'obligation' as const, message: `\`${kind}\` is owed now, which was not` })),
    ...(heldBy(earlier) === heldBy(later) || later.outcome !== 'allow'
      ? []
      : [{ kind: 'held' as const, message: `it holds ${heldBy(later)} now; before, ${heldBy(earlier)}` }]),
  ];
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  allow: 'allowed',
  needs_approval: 'waiting for an approval',
  deny: 'denied',
};

function outcomeChange(earlier: Outcome, later: Outcome): string {
  return `it was ${OUTCOMES[earlier]} and is ${OUTCOMES[later]} now`;
}

function restChanges(earlier: Decision['reliedOn'], later: Decision['reliedOn']): readonly string[] {
  const before = new Map(earlier.map(({ consent, version }) => [consent, version]));
  const after = new Map(later.map(({ consent, version }) => [consent, version]));
  return [
    ...later.flatMap(({ consent, version }) => {
      const was = before.get(consent);
      if (was === undefined) return [`it concerns consent \`${consent}\` now`];
      return was === version
        ? []
        : [`consent \`${consent}\` has changed: version ${was} was read, and is ${version} now`];
    }),
    ...earlier.flatMap(({ consent }) => (after.has(consent) ? [] : [`it concerns consent \`${consent}\` no longer`])),
  ];
}

function nameOf({ code, rule, consent = '', clause = '' }: Reason): string {
  return `${code} ${rule} ${consent} ${clause}`;
}

function dutyOf({ kind, rule }: Obligation): string {
  return `${kind} ${rule}`;
}

function heldBy({ reserved }: Answered): string {
  const each = reserved.map(
    ({ amount, unit, consent, clause }) => `${amount} ${unit} of \`${consent}\` clause ${clause}`,
  );
  return each.length === 0 ? 'nothing' : each.join(', ');
}
