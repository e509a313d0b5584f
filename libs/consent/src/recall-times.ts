/** When what recipients of a recall owe is due, and what comes of it where it is late. */
import type { Instant } from './types.js';

/** Where the terms say nothing, so many days after a withdrawal took effect everybody has said what became of it. */
const RECALL_ANSWER_DAYS = 7;

const DAY_MS = 24 * 60 * 60 * 1000;

/** What happens around the instant at which something is due: reminded of, overdue, told to the owner, then to her union. */
const RECALL_STAGES = { remind: -2, overdue: 0, owner: 1, union: 3 } as const;
/** One of these stages. */
export type RecallStage = keyof typeof RECALL_STAGES;

/** By when recipients answer a withdrawal that takes effect at this instant. */
export function recallAnswerBy(effectiveAt: Instant): Instant {
  return daysAfter(effectiveAt, RECALL_ANSWER_DAYS);
}

/** When each stage is reached of what is due at this instant. */
export function recallStagesOf(dueAt: Instant): Readonly<Record<RecallStage, Instant>> {
  const { remind, overdue, owner, union } = RECALL_STAGES;
  return {
    remind: daysAfter(dueAt, remind),
    overdue: daysAfter(dueAt, overdue),
    owner: daysAfter(dueAt, owner),
    union: daysAfter(dueAt, union),
  };
}

/** When her union hears of whom no mail reaches, where whoever owns the productions heard of it at this instant. */
export function recallUnionAt(ownerAt: Instant): Instant {
  return daysAfter(ownerAt, RECALL_STAGES.union - RECALL_STAGES.owner);
}

function daysAfter(at: Instant, days: number): Instant {
  return new Date(Date.parse(at) + days * DAY_MS).toISOString();
}
