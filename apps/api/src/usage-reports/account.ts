/** What all that was allowed, made, paid and declared in a period comes to, for each performer: shown as it is, or given. */
import type { AllowedRow, DeclaredUse, Tx, UsageAccount, UsagePeriod, UsedAmount } from '#store';
import { invalidInput } from '../validation.js';
import type { UsedView } from './usage-reports.bodies.js';
import { usedViews } from './used-view.js';

/** How many checks one report adds up, of how many declared uses it tells, and how many checks are read at once. */
const CHECKS_MAX = 10_000;
const DECLARED_MAX = 2000;
const PART = 500;
/** How many checks stand beside a gap; `GET /v1/usage` has all of them. */
const NAMED_MAX = 20;

/** What one performer is told of a period. */
export interface Account {
  readonly performer: string;
  readonly checkCount: number;
  readonly used: UsedAmount[];
  readonly account: UsageAccount;
}

/** Of each performer of whom something was allowed; the declared uses are those of all. Throws where it is too much at once. */
export async function accountsIn(
  tx: Tx,
  period: UsagePeriod,
  owner: string,
): Promise<{
  readonly accounts: readonly Account[];
  readonly checks: readonly AllowedRow[];
  readonly declared: readonly DeclaredUse[];
}> {
  const rows = await tx.usage.allowed(period, CHECKS_MAX + 1);
  refuseMore(rows.length, CHECKS_MAX, 'checks');
  const items: UsedView[] = [];
  for (let start = 0; start < rows.length; start += PART)
    items.push(...(await usedViews(tx, rows.slice(start, start + PART), { organization: owner })));
  const declared = await tx.usage.declared(period, DECLARED_MAX + 1);
  refuseMore(declared.length, DECLARED_MAX, 'declared uses');
  const performers = [...new Set(items.map(({ performer }) => performer))].sort();
  return { checks: rows, declared, accounts: performers.map((performer) => accountOf(performer, items, declared)) };
}

/** INVARIANT: a report tells all of its time or none of it: what is left out would look like what was not there. */
function refuseMore(count: number, max: number, what: string): void {
  if (count > max)
    throw invalidInput([{ path: '/until', message: `these are more than ${max} ${what}; ask for a shorter time` }]);
}

function accountOf(performer: string, all: readonly UsedView[], allDeclared: readonly DeclaredUse[]): Account {
  const items = all.filter((each) => each.performer === performer);
  const declared = allDeclared.filter((each) => each.performer === performer);
  const became = { reported: 0, released: 0, askedAgain: 0, unaccounted: 0, open: 0 };
  for (const item of items) became[whatBecameOf(item)] += 1;
  return {
    ...{ performer, checkCount: items.length, used: usedIn(items) },
    account: {
      ...became,
      ...{ declared: declared.length, unchecked: declared.filter(({ isChecked }) => !isChecked).length },
      gaps: gapsIn(items),
    },
  };
}

function whatBecameOf({
  uses,
  releasedAt,
  isFollowed,
  gaps,
}: UsedView): Exclude<keyof UsageAccount, 'declared' | 'unchecked' | 'gaps'> {
  if (uses.length > 0) return 'reported';
  if (releasedAt !== null) return 'released';
  if (isFollowed) return 'askedAgain';
  return gaps.some(({ code }) => code === 'unaccounted') ? 'unaccounted' : 'open';
}

/** A use counts on every consent that it rests on, as caps count it. */
function usedIn(items: readonly UsedView[]): UsedAmount[] {
  const found = new Map<string, UsedAmount>();
  for (const { uses, consents } of items)
    for (const consent of consents.length === 0 ? [null] : consents)
      for (const { quantity, isPaid } of uses)
        // Its keys are units, as its type says.
        for (const [unit, amount] of Object.entries(quantity) as [UsedAmount['unit'], number][]) {
          const key = `${consent ?? ''} ${unit}`;
          const { uses: before, ...sum } = found.get(key) ?? { consent, unit, uses: 0, amount: 0, paid: 0 };
          const paid = sum.paid + (isPaid ? amount : 0);
          found.set(key, { ...sum, uses: before + 1, amount: sum.amount + amount, paid });
        }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, used]) => used);
}

function gapsIn(items: readonly UsedView[]): UsageAccount['gaps'] {
  const found = new Map<UsageAccount['gaps'][number]['code'], { count: number; checks: Set<string> }>();
  for (const { check, gaps } of items)
    for (const { code } of gaps) {
      const gap = found.get(code) ?? { count: 0, checks: new Set() };
      gap.count += 1;
      if (gap.checks.size < NAMED_MAX) gap.checks.add(check);
      found.set(code, gap);
    }
  return [...found].map(([code, { count, checks }]) => ({ code, count, checks: [...checks] }));
}
