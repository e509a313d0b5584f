/** Whoever asks signs as well: for productions that name it as a rule of their own. */
import type { PolicyPack } from '../../policy.js';

export const COUNTERSIGNED_1: PolicyPack = {
  id: 'countersigned',
  version: '1',
  title: 'Countersigned by the production, a house rule',
  source: 'docs/formats.md',
  from: '2026-01-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'V-01/countersigned',
      when: 'consent.is_not_countersigned',
      // Nobody approves in the place of a signature: terms that take one are sent and signed.
      then: { effect: 'doubt', code: 'SIGNATURE_MISSING', cure: null },
    },
  ],
};
