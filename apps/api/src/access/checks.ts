import { PARTIES, type Rule, type Rules } from './roles.js';

/** Who reads checks, as a list and one by one. */
const CHECKED = {
  performer: 'self',
  representative: 'represented',
  member: 'own',
  union: 'covered',
  'key:read': 'own',
  'key:check': 'own',
} as const satisfies Rule['may'];

/** The same of reports of what was used. */
const REPORTED = {
  performer: 'self',
  representative: 'represented',
  member: 'own',
  union: 'covered',
  'key:read': 'own',
} as const satisfies Rule['may'];

/** The same of disclosures. */
const DISCLOSED = {
  person: 'represented',
  performer: 'self',
  member: 'participant',
  union: 'covered',
  'key:read': 'participant',
} as const satisfies Rule['may'];

/** Questions about uses, and what people answer to them. */
export const CHECKS = {
  'POST /v1/checks': {
    may: { member: 'participant', 'key:check': 'participant' },
    sees: 'the decision; about a stranger it is always `UNKNOWN`',
    keyReadInside: true,
  },
  'POST /v1/checks/batch': {
    may: { member: 'participant', 'key:check': 'participant' },
    sees: 'the decisions, in order',
    keyReadInside: true,
    batch: 'checks',
  },
  'GET /v1/checks': {
    may: CHECKED,
    sees: 'of an organization, those that it asked and those for productions that it owns',
  },
  'GET /v1/checks/:check': {
    may: CHECKED,
    sees: 'as the list',
  },
  'GET /v1/checks/:check/certificate': {
    may: CHECKED,
    sees: 'as the check',
  },
  'POST /v1/checks/:check/recheck': {
    may: { member: 'own', 'key:check': 'own' },
    sees: 'a check that the own organization asked, and the decision on the same now',
  },
  'POST /v1/checks/:check/usage': {
    may: { member: 'own', 'key:check': 'own' },
    sees: 'an allow that the own organization asked for',
  },
  'GET /v1/checks/:check/usage': {
    may: { performer: 'self', representative: 'represented', member: 'own', 'key:read': 'own', 'key:check': 'own' },
    sees: 'as the check',
  },
  'POST /v1/checks/:check/payments': {
    may: { member: 'own' },
    sees: 'a check for a production that the own organization owns',
    signOn: 'proven',
  },
  'GET /v1/usage': {
    may: CHECKED,
    sees: 'as the list of checks, those that were allowed; what was paid, but for who only asked',
  },
  'GET /v1/usage/csv': { may: CHECKED, sees: 'the same' },
  'GET /v1/usage-reports': { may: REPORTED, sees: 'of an organization, those that it gave' },
  'GET /v1/usage-reports/:usageReport': { may: REPORTED, sees: 'as the list' },
  'GET /v1/usage-reports/:usageReport/certificate': { may: REPORTED, sees: 'as the list' },
  'POST /v1/checks/:check/release': {
    may: { member: 'own', 'key:check': 'own' },
    sees: 'an allow that the own organization asked for',
  },
  'POST /v1/checks/:check/request': {
    may: { member: 'own', 'key:requests': 'own' },
    sees: 'a check for a production that the own organization owns',
  },
  'POST /v1/checks/:check/disclosure': {
    may: { member: 'own', 'key:requests': 'own' },
    sees: 'a check that the own organization asked',
    signOn: 'proven',
  },
  'GET /v1/checks/:check/replay': {
    may: { performer: 'self', representative: 'represented', member: 'own', 'key:read': 'own', 'key:check': 'own' },
    sees: 'as the check',
  },

  'POST /v1/disclosures': { may: { member: 'participant', 'key:requests': 'participant' }, signOn: 'proven' },
  'GET /v1/disclosures': {
    may: DISCLOSED,
    sees: 'of an estate, those of uses that it may speak about (`organization=self` for who has an organization too)',
  },
  'GET /v1/disclosures/:disclosure': {
    may: DISCLOSED,
    sees: 'as the list',
  },
  'POST /v1/disclosures/:disclosure/approvals': {
    may: { person: 'represented', performer: 'self', member: 'participant', union: 'covered' },
    sees: 'in the capacity that the kind of approval takes',
    signOn: 'proven',
  },
  'POST /v1/approvals/:approval/void': {
    may: { person: 'represented', performer: 'self', member: 'participant', union: 'covered' },
    sees: 'an approval of her own or of her organization, or of a kind that she may give for that use now',
    signOn: 'proven',
  },

  'POST /v1/claims': { may: { member: 'participant' }, signOn: 'proven' },
  'GET /v1/claims': {
    may: PARTIES,
  },
  'GET /v1/claims/:claim': {
    may: PARTIES,
  },
  'POST /v1/claims/:claim/review': { may: { member: 'participant' }, sees: "another person's claim", signOn: 'proven' },
  'POST /v1/claims/:claim/question': { may: { performer: 'self', representative: 'represented' } },
  'POST /v1/claims/:claim/answer': { may: { member: 'own' } },

  'POST /access/v1/evaluation': {
    may: { member: 'participant', 'key:check': 'participant' },
    sees: 'as `POST /v1/checks`, in the words of OpenID AuthZEN',
  },
  'POST /access/v1/evaluations': {
    may: { member: 'participant', 'key:check': 'participant' },
    sees: 'as `POST /v1/checks/batch`, in the words of OpenID AuthZEN',
    batch: 'evaluations',
  },
  'POST /access/v1/search/subject': { may: { member: 'participant', 'key:check': 'participant' } },
  'POST /access/v1/search/resource': {
    may: { member: 'own', 'key:check': 'own' },
    sees: 'performers that the own organization invited',
  },
  'POST /access/v1/search/action': {
    may: { member: 'participant', 'key:check': 'participant' },
    sees: 'acts, as a check on each would be answered',
  },
} as const satisfies Rules;
