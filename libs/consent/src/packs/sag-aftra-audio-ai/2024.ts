/** The waiver for advertisements in digital audio that are made again and again. */
import type { PolicyPack } from '../../policy.js';

export const SAG_AFTRA_AUDIO_AI_2024: PolicyPack = {
  id: 'sag-aftra-audio-ai',
  version: '2024',
  title: 'SAG-AFTRA Dynamic AI Audio Commercials Waiver 2024',
  source: 'SAG-AFTRA, Dynamic AI Audio Commercials Waiver',
  from: '2024-01-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    { id: 'R-06', when: 'consent.was_asked_back', then: { effect: 'void', code: 'WITHDRAWN' } },
    { id: 'D-01', when: 'duty.has_maximum_period', then: { effect: 'oblige', obligation: 'delete_by' } },
  ],
};
