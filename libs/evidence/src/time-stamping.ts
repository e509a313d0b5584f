/** What a time-stamp authority is to whoever asks it; here, so that no certificate library is loaded for its sake. */

/** Sends a request (`application/timestamp-query`) to an authority and gives its answer. */
export type TimeStampAuthority = (request: Uint8Array) => Promise<Uint8Array>;

/** Thrown where an authority gives no time-stamp, or not of what was sent. */
export class TimeStampRefused extends Error {
  override readonly name = 'TimeStampRefused';
  readonly code = 'ETIMESTAMP';
}
