/**
 * Every way in which a request can fail, once. `docs/errors.md`, the reference page and the answers are made of this
 * table; only `errors.filter.ts` adds the HTTP status to a code.
 */

/** The title says what kind of failure it is; what to do stands in `help` and in each answer's `detail`. */
export const ERRORS = {
  malformed_request: {
    title: 'The request cannot be read',
    help: 'The address, a header or the JSON is not well formed. Nothing was done. Mend it and send it again.',
  },
  not_signed_in: {
    title: 'Nobody is signed in',
    help: 'The route needs a signed-in person or an API key. Sign in, or send `Authorization: Bearer csk_…`.',
  },
  key_refused: {
    title: 'The API key is not valid',
    help: 'The key is unknown, revoked or expired. Create a new one in the organization it belongs to.',
  },
  not_allowed: {
    title: 'Your role may not do this',
    help: 'The detail names who may. A record that is not yours answers `not_found` instead.',
  },
  foreign_origin: {
    title: 'The request comes from another site',
    help: 'A browser sent a session cookie from a page of another origin. Use the pages of this service or an API key.',
  },
  second_factor_needed: {
    title: 'A second factor is needed',
    help: 'What you asked for may be yours in a strong session. Sign in with a passkey, or present a code at `POST /v1/session/code`; whoever has no factor yet adds one first.',
  },
  factor_refused: {
    title: 'The factor was not accepted',
    help: 'The code or passkey is wrong, was used before, or is not yours: the cases are not told apart. Wait for the next code, or use another factor.',
  },
  sign_in_again: {
    title: 'The session is too old for this',
    help: 'Ask for a new sign-in link, open it, and repeat the act within fifteen minutes.',
  },
  not_found: {
    title: 'There is no such record',
    help: 'No record has that id, or it is not yours to see: the two are never told apart.',
  },
  route_unknown: {
    title: 'There is no such address',
    help: 'See `/reference` for every route.',
  },
  method_not_allowed: {
    title: 'The address does not take this method',
    help: 'The `Allow` header lists those that it takes.',
  },
  request_too_slow: {
    title: 'The request took too long to arrive',
    help: 'The connection was closed. Nothing was done. Send it again over a better connection, or less at a time.',
  },
  body_too_large: {
    title: 'The body is too large',
    help: 'A body is at most 256 KiB, a batch of checks at most 4 MiB. Send less at a time.',
  },
  address_too_long: {
    title: 'The address is too long',
    help: 'An id or cursor in the address is longer than any that this service makes.',
  },
  media_type_unsupported: {
    title: 'The body is not JSON',
    help: 'Send `Content-Type: application/json`.',
  },
  headers_too_large: {
    title: 'The headers are too large',
    help: 'All headers together are at most 16 KiB. Send fewer cookies.',
  },
  invalid_input: {
    title: 'Something in the request is not valid',
    help: 'Each of `errors` names a path, what is wrong there and, for a word outside the vocabulary, the nearest ones.',
  },
  version_changed: {
    title: 'The record changed since it was read',
    help: 'Read it again, show what changed, and repeat the act on the new version.',
  },
  state_conflict: {
    title: 'The record is not in a state that allows this',
    help: 'The detail names the state. Nothing was done.',
  },
  already_exists: {
    title: 'It is there already',
    help: 'The same thing was recorded before. Read it instead of making it again.',
  },
  terms_refused: {
    title: 'The terms cannot be recorded as they stand',
    help: 'The detail and `errors` name the rule. Mend the terms and send them again.',
  },
  code_wrong: {
    title: 'The code is not the one that was mailed',
    help: 'Nothing was signed. A code takes five tries; then ask for a new one.',
  },
  code_ended: {
    title: 'The code no longer counts',
    help: 'It was used, is older than ten minutes, was tried too often, or was made for an earlier version. Ask for a new one.',
  },
  challenge_ended: {
    title: 'The challenge does not count for this signature',
    help: 'Nothing was signed. It was answered before, is older than ten minutes, or was made for another request, version or other answers: the detail says which. Ask for a new one.',
  },
  passkey_refused: {
    title: 'The passkey did not sign this',
    help: 'Nothing was signed, and the challenge is spent. The detail says what does not hold: the site, the user who must be verified, the signature, the counter, or whose key it is. Ask for a new challenge.',
  },
  link_ended: {
    title: 'The sign-in link no longer counts',
    help: 'It was used or is too old. Ask for a new one.',
  },
  sign_on_failed: {
    title: 'Single sign-on did not sign you in',
    help: 'The detail says what to do. Nobody is signed in, and the link of an e-mail always works.',
  },
  idempotency_key_reused: {
    title: 'The idempotency key was used for another request',
    help: 'A key belongs to one request with one body. Send a new key with a new request.',
  },
  idempotency_in_flight: {
    title: 'The same request is still running',
    help: 'Wait and send it again with the same key.',
  },
  replay_superseded: {
    title: 'The recorded answer no longer holds',
    help: 'What the answer relied on has changed or it has run out. Ask again with a new key.',
  },
  replay_secret: {
    title: 'The answer held a secret and is shown once',
    help: 'The first answer was given and is not kept. Revoke what it made, then make a new one with a new key.',
  },
  too_many_requests: {
    title: 'Too many requests',
    help: 'Wait as many seconds as `Retry-After` says.',
  },
  not_ready_yet: {
    title: 'It is not there yet',
    help: 'The record is safe; this form of it is still being made. Ask again in a few seconds.',
  },
  write_not_seen: {
    title: 'The database does not have that write yet',
    help: 'The request carried `Countersign-Seen` of a write that the database behind this address does not have: it lags, or was restored. Nothing was decided or done. Send it again after `Retry-After`.',
  },
  internal: {
    title: 'The service failed',
    help: 'The fault is ours. Quote the `requestId` when you report it.',
  },
  unavailable: {
    title: 'The service cannot reach its database',
    help: 'Nothing was recorded unless an answer said so. Send it again, with the same idempotency key, after `Retry-After`.',
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly help: string }>>;

export type ErrorCode = keyof typeof ERRORS;

export const CODES = Object.keys(ERRORS).filter((code): code is ErrorCode => code in ERRORS);
