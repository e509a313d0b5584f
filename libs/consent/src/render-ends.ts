/** How a consent ends before its time. Only rights that the terms give are said as rights. */
import type { Tongue } from './tongue-en.js';
import type { Terms } from './types.js';

/** The right, and what its end means for works that exist; `new_works_only` has said that already. */
export function endsOf({ ends }: Tongue, terms: Terms): string {
  const { right, existingWorks } = terms.revocation;
  const isSaid = right === 'new_works_only' && terms.legalBasis !== 'gdpr_consent';
  const works = isSaid ? '' : ends.whenItEnds(ends.works[existingWorks]);
  return `${rightWords(ends, terms)} ${works}`.trim();
}

/** INVARIANT: `You can stop` never stands where another must agree. */
function rightWords(ends: Tongue['ends'], { revocation, legalBasis }: Terms): string {
  const atOnce = legalBasis === 'gdpr_consent';
  switch (revocation.right) {
    case 'any_time':
      return ends.anyTime;
    case 'notice':
      return atOnce ? ends.atOnce : ends.notice(revocation.noticeDays ?? 0);
    case 'new_works_only':
      return atOnce ? ends.atOnce : ends.newWorks;
    case 'for_cause':
      return atOnce ? ends.byLaw : ends.forCause;
    case 'none':
      return atOnce ? ends.byLaw : ends.none;
  }
}
