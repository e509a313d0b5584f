/** How a consent ends before its time, in English; and the words for what a withdrawal does. */
import type { ExistingWorksRule, Terms } from './types.js';

/** What happens to works that exist, as a clause that follows `When it ends,` or stands alone. */
export const WORKS_THEN: Readonly<Record<ExistingWorksRule, string>> = {
  continue_released: 'works that are out may stay out.',
  continue_all_authorised: 'works made before may still be used.',
  stop_unreleased: 'works that are not out yet must stop.',
  remove_where_practicable: 'works that are out must come down where that can be done.',
};

/** Only rights that the terms give are said as rights: `You can stop` never stands where another must agree. */
export function endsOf(terms: Terms): string {
  return `${rightWords(terms)} ${worksWords(terms)}`.trim();
}

function rightWords({ revocation, legalBasis }: Terms): string {
  const atOnce = legalBasis === 'gdpr_consent';
  switch (revocation.right) {
    case 'any_time':
      return 'You can stop this at any time. It stops at once.';
    case 'notice':
      return atOnce
        ? 'You can stop this. It stops at once.'
        : `You can stop this with ${noticeWords(revocation.noticeDays)}.`;
    case 'new_works_only':
      return atOnce
        ? 'You can stop this. It stops at once.'
        : 'You can stop new works at once. Works made before may go on.';
    case 'for_cause':
      return atOnce ? LAW_LETS : 'Your agreement lets you end this alone only for a cause that it names. You can ask.';
    case 'none':
      return atOnce ? LAW_LETS : 'Your agreement does not let you end this alone. You can ask.';
  }
}

// The agreement gives no right, and the law does, so the words for the agreement's rights are not used.
const LAW_LETS = 'The law lets you withdraw this. It then stops at once.';

function noticeWords(noticeDays = 0): string {
  return noticeDays === 1 ? '1 day’s notice' : `${noticeDays} days’ notice`;
}

/** What its end means for works that exist; `new_works_only` has said it already. */
function worksWords(terms: Terms): string {
  const { right, existingWorks } = terms.revocation;
  return right === 'new_works_only' && terms.legalBasis !== 'gdpr_consent'
    ? ''
    : `When it ends, ${WORKS_THEN[existingWorks]}`;
}
