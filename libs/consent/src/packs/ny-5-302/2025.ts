/** When a state does not enforce a clause about replicas. */
import type { PolicyPack } from '../../policy.js';

export const NY_5_302_2025: PolicyPack = {
  id: 'ny-5-302',
  version: '2025',
  title: 'New York General Obligations Law § 5-302',
  source: 'https://www.nysenate.gov/legislation/bills/2023/S7676/amendment/B',
  from: '2025-01-01T00:00:00.000Z',
  until: null,
  applies: { any: ['production.is_in_new_york', 'performer.lives_in_new_york'] },
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
