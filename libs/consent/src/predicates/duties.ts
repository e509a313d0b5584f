/** What an allow asks of whoever uses it, where the consents that it rests on say how much or until when. */
import type { Situation } from '../situation.js';
import type { Instant } from '../types.js';
import type { UsePredicates } from './predicate.js';

const DAY_MS = 86_400_000;

/** Predicates about duties. They are asked only once it is known which consents cover the use. */
export const DUTIES: UsePredicates = {
  'duty.rests_on_consent': ({ covering = [] }) => covering.length > 0,
  'duty.has_end': (situation) => earliest(endsOfData(situation)),
  'duty.has_maximum_period': ({ covering = [] }) =>
    earliest(covering.flatMap(({ consent }) => consent.terms.formalities?.maximumPeriodUntil ?? [])),
  'duty.of_production_days': ({ use }) => ({
    basis: 'production_days',
    ...(use.quantity?.days !== undefined && { days: use.quantity.days }),
  }),
  'duty.of_day_rate': () => ({ basis: 'day_rate', benefits: true, residuals: true }),
  'duty.of_usage': ({ use: { quantity } }) => quantity === undefined || { quantity },
};

/** When what was made must be gone: so many days after the end of the permission that it was made under. */
function endsOfData({ covering = [] }: Situation): readonly Instant[] {
  return covering.flatMap(({ consent, clause }) => {
    const { deleteWithinDays } = consent.terms;
    const { until } = clause.box;
    if (deleteWithinDays === undefined || until === undefined) return [];
    return [new Date(Date.parse(until) + deleteWithinDays * DAY_MS).toISOString()];
  });
}

function earliest(ends: readonly Instant[]): false | { readonly until: Instant | undefined } {
  return ends.length > 0 && { until: [...ends].sort()[0] };
}
