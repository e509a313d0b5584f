/** The agreement for commercials. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_COMMERCIALS_2025: PolicyPack = {
  id: 'sag-aftra-commercials',
  version: '2025',
  title: 'SAG-AFTRA Commercials Contracts 2025',
  source: 'SAG-AFTRA, Commercials Contracts 2025, Digital Replica Rider',
  from: '2025-04-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'R-07',
      when: { all: ['use.needs_consent', 'strike.sag_aftra_commercials'] },
      then: { effect: 'deny', code: 'STRIKE' },
    },
    { id: 'V-02', when: 'consent.is_buried', then: { effect: 'void', code: 'INVALID_FORM' } },
    {
      id: 'V-05',
      when: { all: ['use.is_capture', 'consent.notice_is_short'] },
      then: { effect: 'void', code: 'NOTICE_SHORT' },
    },
    {
      id: 'S-09',
      when: { all: ['ad.is_advertisement', 'consent.is_past_maximum_period'] },
      then: { effect: 'void', code: 'OUT_OF_SCOPE_ADVERTISER' },
    },
    {
      id: 'U-10',
      when: { all: ['use.makes_synthetic_performer', 'use.takes_human_role'] },
      then: { effect: 'oblige', obligation: 'union_notice' },
    },
  ],
};
