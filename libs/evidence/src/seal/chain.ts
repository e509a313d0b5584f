/** Certificate chains: from the signer, through the certificates in the seal, to one that the verifier trusts. */
import { sameBytes } from '#ledger';
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509Certificate } from './x509.js';

/** What limits an authority beyond these, such as the names that it may certify, is not judged here: then it counts for nothing. */
const UNDERSTOOD: readonly string[] = ['2.5.29.15', '2.5.29.19', '2.5.29.32', '2.5.29.37'];
const HASHES: readonly string[] = ['SHA-256', 'SHA-384', 'SHA-512'];

/**
 * The name of the trusted certificate that the chain ends in, or `null`. Each certificate must be signed by the next, and
 * the last be trusted itself or be signed by a trusted authority; a certificate that is not needed spoils the chain.
 */
export async function trustedBy(
  chain: readonly X509Certificate[],
  authorities: readonly Uint8Array<ArrayBuffer>[],
): Promise<string | null> {
  for (const [index, certificate] of chain.entries()) {
    const next = chain[index + 1];
    if (next === undefined) return endTrustedBy(certificate, index, authorities);
    if (!(await isSignedBy(certificate, next, index))) return null;
  }
  return null;
}

async function endTrustedBy(
  certificate: X509Certificate,
  index: number,
  authorities: readonly Uint8Array<ArrayBuffer>[],
): Promise<string | null> {
  const own = new Uint8Array(certificate.rawData);
  if (authorities.some((der) => sameBytes(der, own))) return certificate.subject;
  for (const der of authorities) {
    const authority = new X509Certificate(der);
    if (await isSignedBy(certificate, authority, index)) return authority.subject;
  }
  return null;
}

/** Whether `issuer` may issue certificates, so many below it, and issued this one. */
async function isSignedBy(certificate: X509Certificate, issuer: X509Certificate, below: number): Promise<boolean> {
  const constraints = issuer.getExtension(BasicConstraintsExtension);
  const usages = issuer.getExtension(KeyUsagesExtension)?.usages ?? KeyUsageFlags.keyCertSign;
  const mayIssue = constraints?.ca === true && (usages & KeyUsageFlags.keyCertSign) !== 0;
  if (!mayIssue || below > (constraints.pathLength ?? below) || certificate.issuer !== issuer.subject) return false;
  if (issuer.extensions.some(({ critical, type }) => critical && !UNDERSTOOD.includes(type))) return false;
  if (!HASHES.includes(certificate.signatureAlgorithm.hash.name)) return false;
  return certificate.verify({ publicKey: issuer.publicKey, signatureOnly: true });
}
