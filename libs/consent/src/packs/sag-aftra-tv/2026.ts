/** The agreement for television and theatrical pictures from July 2026, by the published summary of its section 39. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_TV_2026: PolicyPack = {
  id: 'sag-aftra-tv',
  version: '2026',
  title: 'SAG-AFTRA TV/Theatrical Agreement 2026',
  source: 'SAG-AFTRA, TV/Theatrical 2026, Summary of 11 May 2026, section 39',
  from: '2026-07-01T00:00:00.000Z',
  until: '2030-07-01T00:00:00.000Z',
  applies: null,
  rules: [
    {
      id: 'C-05a',
      when: { all: ['exempt.is_as_scripted', 'exempt.script_is_older_than_performance'] },
      then: { effect: 'exempt', exemption: 'as_scripted', reviewed: true },
    },
    {
      id: 'C-09/dialogue',
      when: {
        all: [
          ...['exempt.is_dialogue_adjustment', 'exempt.script_is_older_than_performance'],
          { not: 'production.is_for_netflix' },
        ],
      },
      then: { effect: 'exempt', exemption: 'customary_post_production', reviewed: false },
    },
    {
      id: 'S-08',
      when: { all: ['exempt.is_permitted_dub_or_double', 'exempt.is_photographed_before_july_2027'] },
      then: { effect: 'exempt', exemption: 'permitted_dub_or_double', reviewed: true },
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
      id: 'V-06',
      when: { all: ['use.is_scan', 'consent.lacks_business_reason'] },
      then: { effect: 'doubt', code: 'NO_BUSINESS_REASON', cure: 'union' },
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
      when: {
        all: [...['performer.has_died', 'performer.has_no_known_estate'], { not: 'performer.said_stop_on_death' }],
      },
      then: { effect: 'stands_in', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
    {
      id: 'S-14',
      when: 'use.is_transfer',
      then: { effect: 'needs_approval', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
    {
      id: 'S-14/undertaking',
      when: { all: ['use.is_transfer', 'use.lacks_undertaking'] },
      then: { effect: 'needs_approval', code: 'LEGAL_REVIEW_MISSING', cure: 'legal' },
    },
    {
      id: 'U-01',
      when: {
        all: [
          ...['use.is_replica', 'duty.rests_on_consent', { not: 'use.is_independently_created' }],
          'duty.of_production_days',
        ],
      },
      then: { effect: 'oblige', obligation: 'pay' },
    },
    {
      id: 'U-02',
      when: { all: ['use.is_independently_created', 'duty.rests_on_consent', 'duty.of_day_rate'] },
      then: { effect: 'oblige', obligation: 'pay' },
    },
    {
      id: 'U-02/floor',
      when: { all: ['use.is_independently_created', 'consent.pays_under_floor'] },
      then: { effect: 'void', code: 'INVALID_FORM' },
    },
    {
      id: 'U-04',
      when: 'use.licenses_training',
      then: { effect: 'needs_approval', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
    {
      id: 'U-10',
      when: { all: ['use.makes_synthetic_performer', 'use.takes_human_role'] },
      then: { effect: 'needs_approval', code: 'UNION_STEP_MISSING', cure: 'union' },
    },
  ],
};
