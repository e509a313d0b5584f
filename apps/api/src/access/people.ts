import type { Rules } from './roles.js';

/** Sessions, organizations, and performers with those who act for them. */
export const PEOPLE = {
  'POST /v1/sign-in': { may: { anyone: 'none' }, sees: 'the same answer whoever asks', limited: 'mail' },
  'POST /v1/session': { may: { anyone: 'none' }, sees: 'the session that the link opens', limited: true },
  'GET /v1/session': {
    may: { person: 'self', 'key:check': 'own', 'key:requests': 'own', 'key:read': 'own', 'key:monitor': 'own' },
    sees: 'who is asking',
    signOn: 'vouched',
  },
  'DELETE /v1/session': { may: { person: 'self' }, signOn: 'vouched' },
  'POST /v1/session/code': {
    may: { person: 'self' },
    sees: 'the session is strong from then on',
    limited: true,
    signOn: 'vouched',
  },
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
  'POST /v1/language': { may: { person: 'self' } },
  'GET /v1/erasure': { may: { person: 'self' }, sees: 'what would go, what stays and why, and what bars it' },
  'POST /v1/erasure': {
    may: { person: 'self' },
    sees: 'from a fresh sign-in; of who has a factor, in a strong session',
  },
  'GET /v1/copy': {
    may: { person: 'self' },
    sees: 'all that is held of oneself, and nothing of others; from a fresh sign-in, of who has a factor in a strong session',
  },
  'GET /v1/sessions': { may: { person: 'self' } },
  'DELETE /v1/sessions': { may: { person: 'self' } },
  'DELETE /v1/sessions/:session': { may: { person: 'self' } },

  'POST /v1/organizations': {
    may: { person: 'own', operator: 'own' },
    sees: 'in a strong session; a union is made by an operator alone',
  },
  'GET /v1/organizations': { may: { person: 'own', 'key:read': 'own' }, signOn: 'vouched' },
  'GET /v1/organizations/:organization': { may: { person: 'own', 'key:read': 'own' }, signOn: 'vouched' },
  'POST /v1/organizations/:organization/members': {
    may: { person: 'own' },
    sees: 'for administrators',
    signOn: 'vouched',
  },
  'GET /v1/organizations/:organization/members': { may: { person: 'own' }, signOn: 'vouched' },
  'DELETE /v1/organizations/:organization/members/:user': {
    may: { person: 'own' },
    sees: 'for administrators',
    signOn: 'vouched',
  },
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
  'POST /v1/organizations/:organization/webhooks': {
    may: { member: 'own' },
    sees: 'for administrators; the secret is told once',
  },
  'GET /v1/organizations/:organization/webhooks': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'GET /v1/organizations/:organization/webhooks/:webhook': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/settings': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/rotate': {
    may: { member: 'own' },
    sees: 'for administrators; the secret is told once',
  },
  'DELETE /v1/organizations/:organization/webhooks/:webhook': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/disable': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/enable': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/test': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/replay': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'GET /v1/organizations/:organization/webhooks/:webhook/deliveries': {
    may: { member: 'own' },
    sees: 'for administrators',
  },
  'GET /v1/organizations/:organization/webhooks/:webhook/deliveries/:delivery': {
    may: { member: 'own' },
    sees: 'for administrators; bodies hold ids alone',
  },
  'POST /v1/leaked-keys': { may: { anyone: 'none' }, sees: 'the same answer whatever was found', limited: true },

  'GET /v1/organizations/:organization/sign-on': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators: what to enter at the provider, and the provider without its secret',
  },
  'POST /v1/organizations/:organization/sign-on/oidc': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/organizations/:organization/sign-on/saml': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators',
  },
  'DELETE /v1/organizations/:organization/sign-on': {
    may: { member: 'own', union: 'own' },
    sees: 'for administrators',
  },
  'POST /v1/sso/:organization': {
    may: { anyone: 'none' },
    sees: 'where to sign in; an organization without a provider answers like one that does not exist',
    limited: true,
  },
  'GET /v1/sso/:organization/callback': {
    may: { anyone: 'none' },
    sees: 'the session of a sign-on that this browser began',
    limited: true,
  },
  'POST /v1/sso/:organization/saml': {
    may: { anyone: 'none' },
    sees: 'nothing: the browser is led back to where it is known',
    limited: true,
    takesForeign: true,
  },
  'GET /v1/sso/:organization/finish': {
    may: { anyone: 'none' },
    sees: 'the session of a sign-on that this browser began',
    limited: true,
  },

  'POST /v1/performers': { may: { member: 'own', 'key:requests': 'own' }, sees: 'each organization has its own id' },
  'GET /v1/performers': { may: { member: 'own', union: 'covered', 'key:read': 'own' } },
  'GET /v1/performers/:performer': {
    may: { performer: 'self', representative: 'represented', member: 'own', union: 'covered', 'key:read': 'own' },
  },
  'POST /v1/performers/:performer/details': {
    may: { performer: 'self', member: 'own', union: 'covered', 'key:requests': 'own' },
    sees: 'an organization adds unions that she does not leave out, takes none away, and says nothing else than she did of herself; a union verifies who she is, and takes itself off her profile',
    signOn: 'proven',
  },
  'POST /v1/performers/:performer/strike-pause/preview': { may: { performer: 'self' } },
  'POST /v1/performers/:performer/strike-pause': { may: { performer: 'self' } },
  'POST /v1/memberships': {
    may: { union: 'own' },
    sees: 'that an address is of a member: the same answer whether or not anybody here has it',
    signOn: 'proven',
  },
  'GET /v1/memberships': { may: { union: 'own' }, sees: 'what the own union stated' },
  'POST /v1/memberships/:membership/end': { may: { union: 'own' }, signOn: 'proven' },
  'POST /v1/performers/:performer/authorities': {
    may: { performer: 'self', member: 'own', 'key:requests': 'own' },
    signOn: 'proven',
  },
  'GET /v1/performers/:performer/authorities': { may: { performer: 'self', member: 'own', 'key:read': 'own' } },
  'POST /v1/authorities/:authority/verify': {
    may: { performer: 'self', member: 'own', union: 'covered' },
    sees: 'by another person than who recorded it; of what an organization recorded of the living, by her or her union',
    signOn: 'proven',
  },
  'GET /v1/authorities': { may: { person: 'self' }, sees: 'those over oneself, and those that one holds' },
  'GET /v1/activity': {
    may: { performer: 'self', representative: 'represented' },
    sees: 'nobody else reads who looked; of who acts for her, what the authority is about',
  },
  'GET /v1/events': {
    may: { performer: 'self', representative: 'represented', member: 'participant', 'key:read': 'participant' },
    sees: 'ids and kinds of what happened, and nothing of the records; of who acts for her, what the authority is about',
  },
  'POST /v1/authorities/:authority/end': {
    may: { performer: 'self', representative: 'represented', member: 'own', 'key:requests': 'own' },
    sees: 'of an organization, one that it recorded; of a key, one that nobody verified',
  },
} as const satisfies Rules;
