/** The agreement for games, as read again: in a strike new material waits where the performer says so, and nobody else's. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_INTERACTIVE_2026_11: PolicyPack = {
  id: 'sag-aftra-interactive',
  version: '2026-11',
  title: 'SAG-AFTRA Interactive Media Agreement 2025, read anew in November 2026',
  source:
    'SAG-AFTRA, Interactive Media Agreement 2022 to 2028, ratified 9 July 2025: a performer may suspend consent in a strike',
  from: '2026-11-28T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'R-07/opt-in',
      when: {
        all: ['use.needs_consent', 'use.is_generative', 'strike.sag_aftra_interactive', 'performer.pauses_in_strikes'],
      },
      then: { effect: 'deny', code: 'STRIKE' },
    },
    { id: 'V-02', when: 'consent.is_buried', then: { effect: 'void', code: 'INVALID_FORM' } },
  ],
};
