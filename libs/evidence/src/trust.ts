/** The trust file: which keys and authorities a verifier believes. It is fetched once and kept by the verifier. */
import type { JwkSet } from './keys.js';

/** The document at `/.well-known/countersign-trust.json`. */
export interface TrustFile {
  readonly countersign: 'trust/v1';
  /** The address of the service whose receipts these keys sign. */
  readonly issuer: string;
  readonly jwks: JwkSet;
  readonly log: {
    readonly origin: string;
    /** Verifier keys in note form. */
    readonly keys: readonly string[];
  };
  /** PEM certificates: the authorities, or the very certificates, that seals may come from. */
  readonly certificateAuthorities: readonly string[];
}

/** Puts a trust file together. */
export function trustFile(parts: Omit<TrustFile, 'countersign'>): TrustFile {
  return { countersign: 'trust/v1', ...parts };
}
