/** When a state does not enforce a clause about replicas. */
import type { PolicyPack } from '../../policy.js';

export const CA_927_2025: PolicyPack = {
  id: 'ca-927',
  version: '2025',
  title: 'California Labor Code § 927',
  source: 'https://leginfo.legislature.ca.gov/faces/billTextClient.xhtml?bill_id=202320240AB2602',
  from: '2025-01-01T00:00:00.000Z',
  until: null,
  applies: { any: ['production.is_in_california', 'performer.lives_in_california'] },
  rules: [
    {
      id: 'V-04',
      when: {
        all: [
          'use.is_replica',
          'consent.replaces_work_in_person',
          'consent.is_boilerplate',
          { not: 'consent.has_counsel' },
          { not: 'consent.is_under_union_agreement' },
        ],
      },
      then: { effect: 'void', code: 'UNENFORCEABLE' },
    },
  ],
};
