/** What a passkey signs for a consent: one hash over a nonce and everything that was answered. */
import { sha256 } from '#sha256';
import { canonicalJson } from '#ledger';

/** The answers of one signer to one version of a request, in the words that were shown. */
export interface ConsentAnswers {
  readonly request: string;
  /** That of the request. */
  readonly version: number;
  /** As what they sign: `self`, `guardian`, `production`, … */
  readonly capacity: string;
  /** The authority, or the organization, that they sign under; `null` for whoever signs for themselves. */
  readonly under: string | null;
  /** SHA-256, in hex, of the whole document as it was shown. */
  readonly textHash: string;
  /** In the order in which they were answered. */
  readonly clauses: readonly ConsentAnswer[];
}

/** The answer to one clause: the hash of exactly the text that was shown for it, and in which language. */
export interface ConsentAnswer {
  readonly id: string;
  readonly textHash: string;
  readonly language: string;
  readonly answer: boolean;
}

/** How many random bytes a nonce has. */
export const NONCE_LENGTH = 32;

/** The 32 bytes that the passkey is asked to sign. Whoever has the nonce and the record computes the same ones. */
export function consentChallenge(nonce: Uint8Array, answers: ConsentAnswers): Uint8Array<ArrayBuffer> {
  if (nonce.length !== NONCE_LENGTH) throw new Error(`a nonce has ${NONCE_LENGTH} bytes`);
  const { request, version, capacity, under, textHash } = answers;
  const clauses = answers.clauses.map(({ id, textHash: hash, language, answer }) => ({
    ...{ id, textHash: hash, language, answer },
  }));
  const said = sha256(
    `countersign/consent-answers/v1\n${canonicalJson({ request, version, capacity, under, textHash, clauses })}`,
  );
  return new Uint8Array(
    sha256(Uint8Array.from([...new TextEncoder().encode('countersign/consent-challenge/v1\n'), ...nonce, ...said])),
  );
}
