/** The agreement for games. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_INTERACTIVE_2025: PolicyPack = {
  id: 'sag-aftra-interactive',
  version: '2025',
  title: 'SAG-AFTRA Interactive Media Agreement 2025',
  source: 'SAG-AFTRA, Interactive Media Agreement 2022 to 2028, ratified 9 July 2025',
  from: '2025-07-09T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'R-07',
      when: { all: ['use.needs_consent', 'strike.sag_aftra_interactive'] },
      then: { effect: 'deny', code: 'STRIKE' },
    },
    { id: 'V-02', when: 'consent.is_buried', then: { effect: 'void', code: 'INVALID_FORM' } },
  ],
};
