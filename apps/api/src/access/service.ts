import type { Rules } from './roles.js';

/** Pages, keys, the log and the mailbox: what concerns nobody's records. */
export const SERVICE = {
  'GET /': { may: { anyone: 'none' }, sees: 'the page that shows whether the service is alive' },
  'GET /request': { may: { anyone: 'none' }, sees: 'the page of a request, which asks for what it shows' },
  'GET /recall': { may: { anyone: 'none' }, sees: 'the page where a recall is answered by a mailed link' },
  'GET /open': { may: { anyone: 'none' }, sees: 'the page where a mailed link is spent by a press' },
  'GET /reminders/:token': { may: { anyone: 'none' }, sees: 'the page where reminders are stopped by a press' },
  'POST /reminders/:token': { may: { anyone: 'none' }, sees: 'the same whatever the link', limited: true },
  'GET /verify': { may: { anyone: 'none' }, sees: 'the page that tells how to check a certificate' },
  'GET /sso': { may: { anyone: 'none' }, sees: 'the page where single sign-on begins by a press' },
  'GET /*': { may: { anyone: 'none' }, sees: "the portal's files, which hold no data" },
  'GET /reference': { may: { anyone: 'none' }, sees: 'every route, with its answers' },
  'GET /reference/problems': { may: { anyone: 'none' }, sees: 'every error code, with what to do' },
  'GET /openapi.json': { may: { anyone: 'none' }, sees: 'the OpenAPI document' },
  'GET /.well-known/jwks.json': { may: { anyone: 'none' }, sees: 'the public keys of receipts' },
  'GET /.well-known/countersign-trust.json': { may: { anyone: 'none' }, sees: 'all that checking a proof needs' },
  'GET /.well-known/authzen-configuration': { may: { anyone: 'none' }, sees: 'where the AuthZEN routes are' },
  'GET /log/checkpoint': { may: { anyone: 'none' }, sees: 'the signed head of the log' },
  'GET /log/key': { may: { anyone: 'none' }, sees: "the log's public key" },
  'GET /log/tile/*': {
    may: { union: 'none', operator: 'none', 'key:monitor': 'none' },
    sees: 'tiles and entry bundles, which hold hashes alone',
  },
  'GET /v1/log/proofs': {
    may: {
      anyone: 'none',
      performer: 'self',
      representative: 'represented',
      member: 'participant',
      'key:read': 'participant',
      'key:check': 'participant',
    },
    sees: 'the proof for a leaf hash that the asker already holds; by entry id, only parties to the entry',
  },
  'GET /v1/health/live': { may: { anyone: 'none' }, sees: 'whether the process runs', uncounted: true },
  'GET /v1/health/ready': { may: { anyone: 'none' }, sees: 'whether the database answers', uncounted: true },
  'GET /mailbox': { may: { anyone: 'none' }, sees: 'captured mail; only with `MAIL_CAPTURE`, and from this machine' },
  'GET /mailbox/:message': {
    may: { anyone: 'none' },
    sees: 'one captured message; only with `MAIL_CAPTURE`, and from this machine',
  },
  'GET /v1/mailbox': {
    may: { anyone: 'none' },
    sees: 'captured mail; only with `MAIL_CAPTURE`, and from this machine',
  },
  'GET /v1/mailbox/:message': {
    may: { anyone: 'none' },
    sees: 'one captured message; only with `MAIL_CAPTURE`, and from this machine',
  },
} as const satisfies Rules;
