import type { Rules } from './roles.js';

/** Sessions, organizations, and performers with those who act for them. */
export const PEOPLE = {
  'POST /v1/sign-in': { may: { anyone: 'none' }, sees: 'the same answer whoever asks', limited: 'mail' },
  'POST /v1/session': { may: { anyone: 'none' }, sees: 'the session that the link opens', limited: true },
  'GET /v1/session': {
    may: { person: 'self', 'key:check': 'own', 'key:requests': 'own', 'key:read': 'own', 'key:monitor': 'own' },
    sees: 'who is asking',
  },
  'DELETE /v1/session': { may: { person: 'self' } },
  'POST /v1/session/code': { may: { person: 'self' }, sees: 'the session is strong from then on', limited: true },
  'POST /v1/factors/totp': {
    may: { person: 'self' },
    sees: 'the first from a fresh sign-in, further ones from a strong session; the secret is told once',
  },
  'POST /v1/factors/totp/confirm': { may: { person: 'self' }, sees: 'as above', limited: true },
  'POST /v1/session/passkey': { may: { anyone: 'none', person: 'self' }, sees: 'a challenge', limited: true },
  'POST /v1/session/passkey/confirm': {
    may: { anyone: 'none', person: 'self' },
    sees: 'a strong session of whose passkey it is; of who is signed in already, their own alone',
    limited: true,
  },
  'POST /v1/factors/passkey': { may: { person: 'self' }, sees: 'as of an authenticator program' },
  'POST /v1/factors/passkey/confirm': { may: { person: 'self' }, sees: 'as above', limited: true },
  'POST /v1/factors/:factor/name': { may: { person: 'self' }, sees: 'in a strong session' },
  'DELETE /v1/factors/:factor': { may: { person: 'self' }, sees: 'in a strong session' },
  'POST /v1/recovery-codes': { may: { person: 'self' }, sees: 'in a strong session; the codes are told once' },
  'POST /v1/recovery': { may: { person: 'self' }, sees: 'from a fresh sign-in', limited: true },
  'DELETE /v1/recovery': { may: { person: 'self' }, sees: 'in a strong session' },
  'POST /v1/recovery/cancel': { may: { anyone: 'none' }, sees: 'what the mailed link is for', limited: true },
  'GET /v1/sessions': { may: { person: 'self' } },
  'DELETE /v1/sessions': { may: { person: 'self' } },
  'DELETE /v1/sessions/:session': { may: { person: 'self' } },

  'POST /v1/organizations': {
    may: { person: 'own', operator: 'own' },
    sees: 'in a strong session; a union is made by an operator alone',
  },
  'GET /v1/organizations': { may: { person: 'own', 'key:read': 'own' } },
  'GET /v1/organizations/:organization': { may: { person: 'own', 'key:read': 'own' } },
  'POST /v1/organizations/:organization/members': { may: { person: 'own' }, sees: 'for administrators' },
  'GET /v1/organizations/:organization/members': { may: { person: 'own' } },
  'DELETE /v1/organizations/:organization/members/:user': { may: { person: 'own' }, sees: 'for administrators' },
  'POST /v1/organizations/:organization/keys': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators; the secret is told once; the scope `monitor` only for a union',
  },
  'GET /v1/organizations/:organization/keys': { may: { member: 'own', union: 'own' } },
  'POST /v1/organizations/:organization/keys/:key/rotate': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators; the secret is told once',
  },
  'DELETE /v1/organizations/:organization/keys/:key': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/leaked-keys': { may: { anyone: 'none' }, sees: 'the same answer whatever was found', limited: true },

  'POST /v1/performers': { may: { member: 'own', 'key:requests': 'own' }, sees: 'each organization has its own id' },
  'GET /v1/performers': { may: { member: 'own', 'key:read': 'own' } },
  'GET /v1/performers/:performer': {
    may: { performer: 'self', representative: 'represented', member: 'own', 'key:read': 'own' },
  },
  'POST /v1/performers/:performer/details': {
    may: { performer: 'self', member: 'own', 'key:requests': 'own' },
    sees: 'an organization adds unions that she does not leave out, takes none away, and says nothing else than she did of herself',
  },
  'POST /v1/performers/:performer/authorities': {
    may: { performer: 'self', member: 'own', 'key:requests': 'own' },
  },
  'GET /v1/performers/:performer/authorities': { may: { performer: 'self', member: 'own', 'key:read': 'own' } },
  'POST /v1/authorities/:authority/verify': {
    may: { performer: 'self', member: 'own', union: 'covered' },
    sees: 'by another person than who recorded it; of what an organization recorded of the living, by her or her union',
  },
  'GET /v1/authorities': { may: { person: 'self' }, sees: 'those over oneself, and those that one holds' },
  'GET /v1/activity': { may: { performer: 'self' }, sees: 'nobody else reads who looked' },
  'POST /v1/authorities/:authority/end': {
    may: { performer: 'self', representative: 'represented', member: 'own', 'key:requests': 'own' },
    sees: 'of an organization, one that it recorded; of a key, one that nobody verified',
  },
} as const satisfies Rules;
