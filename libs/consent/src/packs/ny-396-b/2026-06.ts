/** What an advertisement in New York says of a performer who is made up. */
import type { PolicyPack } from '../../policy.js';

export const NY_396_B_2026_06: PolicyPack = {
  id: 'ny-396-b',
  version: '2026-06',
  title: 'New York General Business Law § 396-b',
  source: 'https://www.nysenate.gov/legislation/bills/2025/S8420/amendment/A',
  from: '2026-06-09T00:00:00.000Z',
  until: null,
  applies: { all: ['ad.is_advertisement', 'ad.reaches_new_york'] },
  rules: [
    {
      id: 'X-01',
      when: {
        all: [
          'use.makes_synthetic_performer',
          'ad.is_seen',
          'ad.is_known_to_advertiser',
          { not: 'ad.is_for_expressive_work' },
          { not: 'ad.is_translation_only' },
        ],
      },
      then: { effect: 'oblige', obligation: 'disclose_conspicuous' },
    },
  ],
};
