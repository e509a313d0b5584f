/** What is held and used of capped permissions, as far as a batch of checks counts it. */
import type { Instant, Reservation, UsageBalance } from '#consent';

/** An amount that a decision holds. */
export type HeldAmount = Reservation & {
  readonly until: Instant;
  readonly decision: string;
  readonly firstCheck: string;
};

/** By consent. */
type Usage = Map<string, UsageBalance[]>;

/** What has not run out. */
export function heldAt(held: readonly HeldAmount[], at: Instant): readonly HeldAmount[] {
  return held.filter(({ until }) => until > at);
}

/** Lets what follows see that so much more is used or held. */
export function hold({ usage }: { readonly usage: Usage }, amounts: readonly UsageBalance[]): void {
  for (const { consent, clause, unit, amount } of amounts) {
    const before = usage.get(consent) ?? [];
    const same = before.find((each) => each.clause === clause && each.unit === unit);
    const now = { consent, clause, unit, amount: amount + (same?.amount ?? 0) };
    usage.set(consent, [...before.filter((each) => each !== same), now]);
  }
}

/** What is held for the very question that is asked again. */
export function heldBefore(
  { follows, performer }: { readonly follows?: { readonly first: string }; readonly performer: string | null },
  held: readonly HeldAmount[],
  at: Instant,
): readonly HeldAmount[] {
  if (follows === undefined || performer === null) return [];
  return heldAt(held, at).filter(({ firstCheck }) => firstCheck === follows.first);
}

/** What is left of a balance where this is counted as one's own. */
export function withoutOwn(balance: UsageBalance, own: readonly HeldAmount[]): UsageBalance {
  const { consent, clause, unit } = balance;
  const same = own.filter((each) => each.consent === consent && each.clause === clause && each.unit === unit);
  return { ...balance, amount: same.reduce((left, { amount }) => left - amount, balance.amount) };
}
