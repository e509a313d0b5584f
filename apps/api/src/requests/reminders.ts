/** When somebody is reminded of a request: at most twice (portal.md), and never as if it were urgent. */
import type { Instant } from '#consent';
import type { NewDelivery } from '#store';

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_DAYS = 3;
const SECOND_DAYS = 10;

/**
 * After three days, and a day before it must be answered, or after ten days where no day is set. The first is left out where
 * the second comes within a day of it; both where the answer is wanted within a day.
 */
export function reminderTimes(sentAt: Instant, respondBy: Instant | null): Instant[] {
  const sent = Date.parse(sentAt);
  const first = sent + FIRST_DAYS * DAY_MS;
  const second = respondBy === null ? sent + SECOND_DAYS * DAY_MS : Date.parse(respondBy) - DAY_MS;
  return [first, second]
    .filter((at, index) => at > sent && (index === 1 || at <= second - DAY_MS))
    .map((at) => new Date(at).toISOString());
}

/** The reminders of a version of a request that is sent now. The last is the second, so that none is sent a third time. */
export function remindersOf(
  { id: request, version }: { readonly id: string; readonly version: number },
  sentAt: Instant,
  respondBy: Instant | null,
): NewDelivery[] {
  return reminderTimes(sentAt, respondBy).map((dueAt, index, all) => {
    const nth = index + 3 - all.length;
    return {
      kind: 'reminder',
      payload: { request, version, nth },
      dueAt,
      once: `reminder ${request} ${version} ${nth}`,
    };
  });
}

/** What is told at once to whoever signs for her or beside her. Who asked hears of theirs once she has signed. */
export function noticeOf(
  { id: request, version }: { readonly id: string; readonly version: number },
  waitsFor: readonly string[],
): NewDelivery[] {
  if (waitsFor.every((who) => who === 'performer' || who === 'production')) return [];
  return [{ kind: 'reminder', payload: { request, version, nth: 0 }, once: `reminder ${request} ${version} 0` }];
}
