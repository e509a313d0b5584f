/** What follows from withdrawals on the pure engine: the rules of a recall, on whatever was allowed before. */
import { recallAnswerBy, touches, type Box, type Decision, type Use, type WithdrawalEffect } from '#consent';
import type { Followed, Owed } from '../../apps/cli/src/scenarios/compare.js';
import type { EventOf } from '../../apps/cli/src/scenarios/events.js';

/** An allow, by the question that was asked, with the house that asked. */
export interface Allowed {
  readonly title: string;
  readonly house: string;
  readonly use: Use;
  readonly decision: Decision;
}

interface Recall {
  readonly effect: WithdrawalEffect;
  readonly recalled: readonly Allowed[];
  readonly answered: Set<string>;
  readonly stated: Set<string>;
}

type Paths = Parameters<typeof touches>[2];

/** Of each consent the newest withdrawal, and the newest recall. */
export class PureRecalls {
  private readonly effects = new Map<string, WithdrawalEffect>();
  private readonly recalls = new Map<string, Recall>();

  /** `allows` is all that was allowed so far. */
  open(
    consent: string,
    { effect, scope, at }: { readonly effect: WithdrawalEffect; readonly scope: Box | null; readonly at: string },
    { allows, paths }: { readonly allows: readonly Allowed[]; readonly paths: Paths },
  ): void {
    this.effects.set(consent, effect);
    const recalled = allows.filter(
      ({ decision, use }) =>
        decision.outcome === 'allow' &&
        decision.reliedOn.some((each) => each.consent === `cons_${consent}`) &&
        touches(scope, use, paths),
    );
    if (effect.kind === 'asked' || (recalled.length === 0 && effect.effectiveAt === at)) return;
    this.recalls.set(consent, { effect, recalled, answered: new Set(), stated: new Set() });
  }

  answer(event: EventOf<'answerRecall'> | EventOf<'stateDeletion'>): void {
    const recall = this.recalls.get(event.verb === 'answerRecall' ? event.answerRecall : event.stateDeletion);
    if (recall?.recalled.some(({ house }) => house === event.by) !== true)
      throw new Error(`\`${event.by}\` relied on nothing that is recalled`);
    (event.verb === 'answerRecall' ? recall.answered : recall.stated).add(event.by);
  }

  followed(consent: string, at: string): Followed {
    const effect = this.effects.get(consent) ?? null;
    const recall = this.recalls.get(consent);
    if (recall === undefined) return { effect, recall: null };
    const { effectiveAt, deleteBy } = recall.effect;
    const answerBy = recallAnswerBy(effectiveAt);
    const stateOf = (isDone: boolean, due: string): string => (isDone ? 'done' : at < due ? 'due' : 'overdue');
    const owed = (house: string): Owed => ({
      answer: stateOf(recall.answered.has(house), answerBy),
      deletion: deleteBy === null ? null : stateOf(recall.stated.has(house), deleteBy),
    });
    const told = Object.fromEntries(recall.recalled.map(({ house }) => [house, owed(house)]));
    const isOpen = Object.values(told).some(
      ({ answer, deletion }) => answer !== 'done' || (deletion !== null && deletion !== 'done'),
    );
    return {
      effect,
      recall: {
        ...{ state: isOpen || at < effectiveAt ? 'open' : 'completed', effectiveAt, answerBy, deleteBy, told },
        recalled: recall.recalled.map(({ title }) => title),
      },
    };
  }
}
