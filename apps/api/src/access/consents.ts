import { PARTIES, type Rules } from './roles.js';

/** Who reads of a recall: whose it is, and who relied on what was withdrawn. */
const RELYING = { ...PARTIES, member: 'own', 'key:read': 'own' } as const satisfies Rules[keyof Rules]['may'];

/** What productions ask, what performers sign, and what becomes of it. */
export const CONSENTS = {
  'POST /v1/requests': {
    may: { member: 'own', 'key:requests': 'own' },
    sees: 'a draft for a production that the own organization owns',
  },
  'GET /v1/requests': {
    may: PARTIES,
    sees: 'of a draft, its owner alone',
  },
  'GET /v1/requests/:request': {
    may: PARTIES,
    sees: 'as the list',
  },
  'POST /v1/requests/:request/send': { may: { member: 'own', 'key:requests': 'own' } },
  'POST /v1/requests/:request/counter': { may: { performer: 'self', representative: 'represented' } },
  'POST /v1/requests/:request/decline': { may: { performer: 'self', representative: 'represented' } },
  'POST /v1/requests/:request/withdraw': { may: { member: 'own', 'key:requests': 'own' } },
  'POST /v1/requests/:request/code': {
    may: { performer: 'self', representative: 'represented', member: 'own' },
    sees: 'of a member, where the terms take the signature of who asks',
    limited: true,
  },
  'POST /v1/requests/:request/challenge': {
    may: { performer: 'self', representative: 'represented', member: 'own' },
    sees: 'of a member, where the terms take the signature of who asks',
    limited: true,
  },
  'POST /v1/requests/:request/sign': {
    may: { performer: 'self', representative: 'represented', member: 'own' },
    sees: 'of a member, where the terms take the signature of who asks',
    limited: true,
  },

  'GET /v1/consents': {
    may: PARTIES,
  },
  'GET /v1/consents/:consent': {
    may: PARTIES,
  },
  'POST /v1/consents/:consent/withdrawals': { may: { performer: 'self', representative: 'represented' } },
  'GET /v1/recalls': {
    may: RELYING,
    sees: 'of an organization, those that it must answer, and those of a consent that it holds',
  },
  'GET /v1/recalls/:recall': { may: RELYING, sees: 'as the list' },
  // It holds what each who relied on it said, which is none of the others' business.
  'GET /v1/recalls/:recall/certificate': {
    may: { performer: 'self', representative: 'represented', union: 'covered' },
    sees: 'once everybody has answered',
  },
  'POST /v1/recalls/:recall/reminders': { may: { performer: 'self', representative: 'represented' } },
  'POST /v1/recalls/:recall/answers': { may: { member: 'own' }, sees: 'one that it must answer' },
  'POST /v1/recall-links': { may: { anyone: 'none' }, sees: 'what the mailed link is for', limited: true },
  'POST /v1/recall-links/answers': { may: { anyone: 'none' }, sees: 'what the mailed link is for', limited: true },
  'POST /v1/consents/:consent/reaffirm': {
    may: { performer: 'self' },
    sees: 'one that a guardian signed, once she is of age',
  },
  'GET /v1/consents/:consent/disputes': {
    may: { performer: 'self', representative: 'represented', union: 'own' },
    sees: 'with their reasons; of a union, those that it opened',
  },
  'POST /v1/consents/:consent/disputes': {
    may: { performer: 'self', representative: 'represented', union: 'covered' },
  },
  'POST /v1/consents/:consent/disputes/:dispute/end': {
    may: { performer: 'self', union: 'own' },
    sees: 'a dispute of her own; of a union, one that it opened',
  },
  'POST /v1/consents/:consent/disputes/:dispute/agree': {
    may: { member: 'own' },
    sees: 'a wish to withdraw, of a consent that the own organization asked for',
  },
  'POST /v1/consents/:consent/disputes/:dispute/refuse': {
    may: { member: 'own' },
    sees: 'a wish to withdraw, of a consent that the own organization asked for',
  },
  'POST /v1/consents/:consent/notes': {
    may: { union: 'covered' },
    sees: 'a note is read by the union and the performer',
  },
  'GET /v1/consents/:consent/notes': { may: { performer: 'self', union: 'covered' }, sees: 'of a union, its own' },
  'POST /v1/consents/:consent/revoke': {
    may: { member: 'own' },
    sees: 'a consent that the own organization asked for',
  },
  'GET /v1/consents/:consent/certificate': {
    may: PARTIES,
  },
  'GET /v1/consents/:consent/proof': {
    may: PARTIES,
  },
  'GET /v1/consents/:consent/evidence': {
    may: PARTIES,
    sees: 'of what can be erased, all for the performer; for whoever acts for her why it is disputed or ended; for an organization what it said itself',
  },

  'GET /v1/findings': { may: { union: 'covered' }, sees: 'what is found in them, and what the own union did about it' },
  'GET /v1/findings/:finding': { may: { union: 'covered' }, sees: 'as the list' },
  'POST /v1/findings/:finding/assign': { may: { union: 'covered' } },
  'POST /v1/findings/:finding/notes': { may: { union: 'covered' } },
  'POST /v1/findings/:finding/resolve': { may: { union: 'covered' } },
  'GET /v1/unions/statistics': { may: { union: 'own' }, sees: 'counts of what is covered, without small groups' },
  'POST /v1/union-reports': { may: { union: 'own' }, sees: 'findings in what is covered' },
  'GET /v1/union-reports': { may: { union: 'own' } },
  'GET /v1/union-reports/:report/certificate': { may: { union: 'covered' }, sees: 'a report of the own union' },
  'GET /v1/union-reports/:report/csv': { may: { union: 'covered' }, sees: 'a report of the own union' },
} as const satisfies Rules;
