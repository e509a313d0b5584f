/** The agreement for television and theatrical pictures until June 2026. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_TV_2023: PolicyPack = {
  id: 'sag-aftra-tv',
  version: '2023',
  title: 'SAG-AFTRA TV/Theatrical Agreement 2023',
  source: 'SAG-AFTRA, TV/Theatrical 2023 MOA, Digital Replicas 101',
  from: '2023-11-09T00:00:00.000Z',
  until: '2026-07-01T00:00:00.000Z',
  applies: null,
  rules: [
    {
      id: 'C-09/dialogue',
      // Under both agreements at once the stricter one holds (V-04a).
      when: {
        all: [
          'exempt.is_dialogue_adjustment',
          { not: 'production.is_for_netflix' },
          { not: 'production.is_under_tv_2026' },
        ],
      },
      then: { effect: 'exempt', exemption: 'customary_post_production', reviewed: false },
    },
    {
      id: 'R-07',
      when: { all: ['use.needs_consent', 'strike.sag_aftra_tv'] },
      then: { effect: 'deny', code: 'STRIKE' },
    },
    { id: 'V-02', when: 'consent.is_buried', then: { effect: 'void', code: 'INVALID_FORM' } },
    {
      id: 'V-05',
      when: { all: ['use.is_capture', 'consent.notice_is_short'] },
      then: { effect: 'void', code: 'NOTICE_SHORT' },
    },
    {
      id: 'V-10',
      // A writing of its own is of that picture alone.
      when: {
        all: ['consent.is_of_another_picture', { any: ['consent.is_no_separate_writing', 'consent.spans_projects'] }],
      },
      then: { effect: 'void', code: 'NOT_SPECIFIC' },
    },
    {
      id: 'R-11/union',
      when: { all: ['performer.has_died', 'performer.has_no_known_estate', { not: 'performer.said_stop_on_death' }] },
      then: { effect: 'stands_in', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
    {
      id: 'U-01',
      when: {
        all: [
          'use.is_replica',
          'duty.rests_on_consent',
          { not: 'use.is_independently_created' },
          'duty.of_production_days',
        ],
      },
      then: { effect: 'oblige', obligation: 'pay' },
    },
    {
      id: 'U-10',
      when: { all: ['use.makes_synthetic_performer', 'use.takes_human_role'] },
      then: { effect: 'needs_approval', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
  ],
};
