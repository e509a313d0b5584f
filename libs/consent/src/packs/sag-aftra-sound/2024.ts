/** The code for sound recordings. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_SOUND_2024: PolicyPack = {
  id: 'sag-aftra-sound',
  version: '2024',
  title: 'SAG-AFTRA Sound Recordings Code 2024',
  source: 'SAG-AFTRA, Sound Recordings Code 2024',
  from: '2024-01-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'R-07',
      when: { all: ['use.needs_consent', 'strike.sag_aftra_sound'] },
      then: { effect: 'deny', code: 'STRIKE' },
    },
    { id: 'V-02', when: 'consent.is_buried', then: { effect: 'void', code: 'INVALID_FORM' } },
    { id: 'V-10', when: 'consent.spans_projects', then: { effect: 'void', code: 'NOT_SPECIFIC' } },
  ],
};
