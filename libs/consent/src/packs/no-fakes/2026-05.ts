/** How long a licence of a replica may last, as a pending bill has it: for productions that name it as a rule of their own. */
import type { PolicyPack } from '../../policy.js';

export const NO_FAKES_2026_05: PolicyPack = {
  id: 'no-fakes',
  version: '2026-05',
  title: 'NO FAKES Act of 2026, as introduced (pending)',
  source: 'https://www.congress.gov/bill/119th-congress/senate-bill/4591',
  from: '2026-05-20T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'V-07',
      when: { all: ['consent.is_longer_than_cap', { not: 'consent.is_under_union_agreement' }] },
      then: { effect: 'doubt', code: 'TERM_CAP', cure: 'legal' },
    },
    {
      id: 'V-07/past',
      when: { all: ['consent.cap_ends_before_use', { not: 'consent.is_under_union_agreement' }] },
      then: { effect: 'void', code: 'TERM_CAP' },
    },
    {
      id: 'V-07/court',
      when: { all: ['consent.lacks_court_approval', { not: 'consent.is_under_union_agreement' }] },
      then: { effect: 'doubt', code: 'LEGAL_REVIEW_MISSING', cure: 'legal' },
    },
  ],
};
