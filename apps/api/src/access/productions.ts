import type { Rules } from './roles.js';

/** Productions, and what is recorded of them: rules, tools, clearances, strikes. */
export const PRODUCTIONS = {
  'POST /v1/productions': { may: { member: 'own', 'key:requests': 'own' } },
  'GET /v1/productions': {
    may: { performer: 'self', representative: 'represented', member: 'participant', 'key:read': 'participant' },
    sees: 'of a performer, those that asked her',
  },
  'GET /v1/productions/:production': {
    may: { performer: 'self', representative: 'represented', member: 'participant', 'key:read': 'participant' },
    sees: 'as the list',
  },
  'POST /v1/productions/:production/participations': { may: { member: 'own', 'key:requests': 'own' } },
  'GET /v1/productions/:production/participations': { may: { member: 'participant', 'key:read': 'participant' } },
  'POST /v1/productions/:production/policies': { may: { member: 'own', 'key:requests': 'own' } },
  'GET /v1/productions/:production/policies': { may: { member: 'participant', 'key:read': 'participant' } },
  'GET /v1/productions/:production/usage': {
    may: { member: 'participant', 'key:read': 'participant' },
    sees: 'of who only takes part, what the own organization asked',
  },
  'POST /v1/productions/:production/usage-reports': { may: { member: 'own' }, signOn: 'proven' },
  'GET /v1/productions/:production/usage-reports': {
    may: { member: 'own', 'key:read': 'own' },
    sees: 'which reports the own organization owes of its productions',
  },
  'GET /v1/productions/:production/usage-reports/summary': {
    may: { member: 'own', 'key:read': 'own' },
    sees: 'what was used in its productions',
  },
  'GET /v1/packs': { may: { anyone: 'none' }, sees: 'every released policy pack' },
  'GET /v1/packs/:pack': { may: { anyone: 'none' }, sees: 'one policy pack, with its rules' },
  'GET /v1/participations': { may: { member: 'own', 'key:read': 'own' } },
  'POST /v1/participations/:participation/accept': { may: { member: 'own' }, sees: 'an invitation to her address' },

  'POST /v1/tools': { may: { member: 'own', 'key:requests': 'own' } },
  'GET /v1/tools': {
    may: { performer: 'self', member: 'participant', 'key:read': 'participant' },
    sees: 'tools of the own organization, and of those it shares a production with; of a performer, those that give her likeness',
  },
  'GET /v1/tools/:tool': {
    may: { performer: 'self', member: 'participant', 'key:read': 'participant' },
    sees: 'as the list',
  },
  'POST /v1/tools/:tool/attestations': { may: { member: 'own' } },
  'POST /v1/attestations/:attestation/withdraw': { may: { member: 'own' } },

  'POST /v1/clearances': {
    may: { member: 'participant', 'key:requests': 'participant' },
    sees: 'of a likeness, by a person alone',
    signOn: 'proven',
  },
  'GET /v1/clearances': { may: { member: 'participant', 'key:read': 'participant' } },
  'POST /v1/clearances/:clearance/end': {
    may: { member: 'own', 'key:requests': 'own' },
    sees: 'a clearance that the own organization recorded, or for a production that it owns',
  },

  'POST /v1/suspensions/preview': { may: { union: 'own' }, sees: 'counts of what is covered' },
  'POST /v1/suspensions': { may: { union: 'own' } },
  'GET /v1/suspensions': {
    may: { performer: 'self', union: 'own', member: 'participant', 'key:read': 'participant' },
    sees: 'of who makes productions, those under their agreements, but for those against an employer they do not work for; of a performer, those that her unions declared',
  },
  'POST /v1/suspensions/:suspension/lift': { may: { union: 'own' } },
} as const satisfies Rules;
