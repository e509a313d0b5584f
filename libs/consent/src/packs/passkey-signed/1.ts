/** Whoever signs does it with a key of their own: for productions that name it as a rule of their own. */
import type { PolicyPack } from '../../policy.js';

export const PASSKEY_SIGNED_1: PolicyPack = {
  id: 'passkey-signed',
  version: '1',
  title: 'Signed with a passkey, a house rule',
  source: 'docs/formats.md',
  from: '2026-01-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'V-01/level',
      when: 'consent.is_signed_simply',
      // Nobody approves in the place of a signature: she signs the same words again.
      then: { effect: 'doubt', code: 'SIGNATURE_MISSING', cure: null },
    },
  ],
};
