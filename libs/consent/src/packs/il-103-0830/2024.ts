/** When a state does not enforce a clause about replicas. */
import type { PolicyPack } from '../../policy.js';

export const IL_103_0830_2024: PolicyPack = {
  id: 'il-103-0830',
  version: '2024',
  title: 'Illinois Digital Voice and Likeness Protection Act',
  source: 'Illinois Public Act 103-0830 (HB 4762)',
  from: '2024-08-09T00:00:00.000Z',
  until: null,
  applies: { any: ['production.is_in_illinois', 'performer.lives_in_illinois'] },
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
