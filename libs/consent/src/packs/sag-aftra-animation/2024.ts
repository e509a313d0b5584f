/** The agreement for animation on television. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_ANIMATION_2024: PolicyPack = {
  id: 'sag-aftra-animation',
  version: '2024',
  title: 'SAG-AFTRA TV Animation Agreement 2024',
  source: 'SAG-AFTRA, TV Animation 2024',
  from: '2024-03-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'R-07',
      when: { all: ['use.needs_consent', 'strike.sag_aftra_animation'] },
      then: { effect: 'deny', code: 'STRIKE' },
    },
    { id: 'V-02', when: 'consent.is_buried', then: { effect: 'void', code: 'INVALID_FORM' } },
    {
      id: 'U-11',
      when: { all: ['use.concerns_nobody', 'use.names_person_in_prompt', { not: 'clearance.of_likeness' }] },
      then: { effect: 'deny', code: 'NO_CONSENT' },
    },
    {
      id: 'U-12',
      when: 'use.makes_voice',
      then: { effect: 'needs_approval', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
  ],
};
