/**
 * The door to sealing. The PDF and certificate libraries are loaded when first used: whoever only checks receipts, a
 * browser above all, never loads them.
 */
import { pemBlocks } from './encoding.js';
import type { SealIdentity } from './seal/identity.js';
import type { SealOptions } from './seal/seal.js';

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

/** Reads an identity from a PKCS #12 file: one key and its certificates. */
export async function importPkcs12(file: Uint8Array, passphrase: string): Promise<SealIdentity> {
  const { readPkcs12 } = await import('./seal/pkcs12.js');
  return readPkcs12(file, passphrase);
}

/** An identity whose key is in a device: its certificates in PEM, signer first, and what has the device sign. */
export async function identityOfDevice(certificates: string, sign: SealIdentity['sign']): Promise<SealIdentity> {
  const { identityThatSigns } = await import('./seal/identity.js');
  const { X509Certificate } = await import('./seal/x509.js');
  return identityThatSigns(
    pemBlocks(certificates, 'CERTIFICATE').map((der) => new X509Certificate(der)),
    sign,
  );
}

/** Seals a PDF, once: the result is the document with a signature over all of its bytes. */
export async function sealPdf(pdf: Uint8Array, identity: SealIdentity, options: SealOptions): Promise<Uint8Array> {
  const { seal } = await import('./seal/seal.js');
  return seal(pdf, identity, options);
}
