/** Whoever signs for herself is known by more than an address: for productions that name it as a rule of their own. */
import type { PolicyPack } from '../../policy.js';

export const VERIFIED_IDENTITY_1: PolicyPack = {
  id: 'verified-identity',
  version: '1',
  title: 'Verified identity, a house rule',
  source: 'docs/adr/0018-who-she-is.md',
  from: '2026-01-01T00:00:00.000Z',
  until: null,
  applies: null,
  rules: [
    {
      id: 'V-01/identity',
      when: 'consent.signer_is_unidentified',
      // Nobody approves who she is: her union says so, or a document does.
      then: { effect: 'doubt', code: 'SIGNATURE_MISSING', cure: null },
    },
  ],
};
