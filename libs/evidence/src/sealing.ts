/**
 * The door to sealing. The PDF and certificate libraries are loaded when first used: whoever only checks receipts, a
 * browser above all, never loads them.
 */
import type { SealIdentity } from './seal/identity.js';
import type { SealOptions } from './seal/seal-pdf.js';

/** Makes a self-signed P-256 identity as PEM (key, then certificate) that says it is not for production. */
export async function developmentIdentity(commonName: string, at: string): Promise<string> {
  const { makeDevelopmentIdentity } = await import('./seal/identity.js');
  return makeDevelopmentIdentity(commonName, at);
}

/** Reads an identity: one PEM text with a private key (P-256 or RSA, PKCS #8) and its certificate chain, signer first. */
export async function importIdentity(pem: string): Promise<SealIdentity> {
  const { readIdentity } = await import('./seal/identity.js');
  return readIdentity(pem);
}

/** Seals a PDF, once: the result is the document with a signature over all of its bytes. */
export async function sealPdf(pdf: Uint8Array, identity: SealIdentity, options: SealOptions): Promise<Uint8Array> {
  const { seal } = await import('./seal/seal-pdf.js');
  return seal(pdf, identity, options);
}
