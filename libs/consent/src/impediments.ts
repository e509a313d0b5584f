/** What keeps consents from counting, beside their own histories: what policies say of their form, and their caps. */
import { candidatesIn, doubtOf, foundInConsent, reasonOf } from './judge.js';
import type { Found } from './judge.js';
import type { PolicyPack } from './policy.js';
import { reason } from './reasons.js';
import type { ConsentRecord } from './records.js';
import type { Situation } from './situation.js';
import type { Doubt, Impediments } from './statements.js';
import type { Clause, QuantityUnit, Reason, Reservation } from './types.js';
import { QUANTITY_UNITS } from './vocabulary.js';

/** The impediments of every consent that counted at the instant of the situation. */
export function impedimentsOf(packs: readonly PolicyPack[], situation: Situation): Impediments {
  const voids = new Map<string, readonly Reason[]>();
  const doubts = new Map<string, readonly Doubt[]>();
  const candidates = candidatesIn(packs, situation);
  for (const consent of situation.records.consents) {
    if (consent.givenAt > situation.at) continue;
    const found = candidates.length === 0 ? [] : foundInConsent(candidates, { ...situation, consent });
    const reasons = found.flatMap((each) =>
      each.then.effect === 'void' ? [reasonOf(each.then.code, each, consent.id)] : [],
    );
    if (reasons.length > 0) voids.set(consent.id, reasons);
    const waiting = found.flatMap((each) => (isDoubt(each) ? [doubtOf(each, consent)] : []));
    if (waiting.length > 0) doubts.set(consent.id, waiting);
    for (const clause of consent.terms.permissions) {
      const full = capReason(consent, clause, situation);
      if (full !== null) voids.set(`${consent.id} ${clause.id}`, [full]);
    }
  }
  return { voids, doubts };
}

function isDoubt(found: Found<'void' | 'doubt'>): found is Found<'doubt'> {
  return found.then.effect === 'doubt';
}

/** What an allow under this permission holds against its caps. */
export function reservationsOf(consent: ConsentRecord, { id, caps = {} }: Clause, { use }: Situation): Reservation[] {
  return unitsOf(caps).map((unit) => ({ consent: consent.id, clause: id, unit, amount: use.quantity?.[unit] ?? 0 }));
}

/** Why a cap stands in the way: the use does not say how much, or less is left than it asks for (S-12). */
function capReason(consent: ConsentRecord, { id, caps = {} }: Clause, { use, records }: Situation): Reason | null {
  for (const unit of unitsOf(caps)) {
    const cap = caps[unit] ?? 0;
    const used = records.usage
      .filter((each) => each.consent === consent.id && each.clause === id && each.unit === unit)
      .reduce((sum, { amount }) => sum + amount, 0);
    const asked = use.quantity?.[unit] ?? null;
    // Nothing is made of nothing: a use that states none does not say how much.
    if (asked === null || asked < 1 || used + asked > cap)
      return reason('QUOTA', {
        consent: consent.id,
        clause: id,
        detail: { unit, cap, left: Math.max(cap - used, 0), asked },
      });
  }
  return null;
}

function unitsOf(caps: NonNullable<Clause['caps']>): readonly QuantityUnit[] {
  return QUANTITY_UNITS.filter((unit) => caps[unit] !== undefined);
}
