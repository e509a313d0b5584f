/** The identity that seals documents: a private key and its certificate chain, kept together as one PEM text. */
import { pemBlocks, toPem } from '../encoding.js';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.js';

/** A key that seals, with the certificates that say whose it is. */
export interface SealIdentity {
  readonly privateKey: CryptoKey;
  /** The signer's certificate first, then those that lead to its authority. */
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]];
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
const LIFETIME_YEARS = 10;

export async function makeDevelopmentIdentity(commonName: string, at: string): Promise<string> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const notBefore = new Date(at);
  const notAfter = new Date(at);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + LIFETIME_YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [
      { CN: [commonName] },
      { O: ['Countersign development identity'] },
      { OU: ['development identity, not for production'] },
    ],
    notBefore,
    notAfter,
    signingAlgorithm: P256,
    keys,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
    ],
  });
  const privateKey = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return toPem('PRIVATE KEY', new Uint8Array(privateKey)) + certificate.toString('pem') + '\n';
}

export async function readIdentity(pem: string): Promise<SealIdentity> {
  const [key] = pemBlocks(pem, 'PRIVATE KEY');
  const [first, ...rest] = pemBlocks(pem, 'CERTIFICATE').map((der) => new X509Certificate(der));
  if (key === undefined || first === undefined) {
    throw new Error(
      'the seal identity needs a `PRIVATE KEY` and a `CERTIFICATE` block; write both in PEM into one file',
    );
  }
  const algorithm = sealAlgorithm(first);
  if (algorithm === null) throw new Error('the seal certificate has neither a P-256 nor an RSA key; use one of these');
  const privateKey = await crypto.subtle.importKey('pkcs8', key, algorithm, false, ['sign']);
  return { privateKey, certificates: [first, ...rest] };
}

/** How a certificate's key signs seals, `null` for a kind of key that seals do not use. */
export function sealAlgorithm(certificate: X509Certificate): typeof P256 | typeof RSA | null {
  const algorithm: Algorithm & { namedCurve?: string } = certificate.publicKey.algorithm;
  if (algorithm.name === 'ECDSA' && algorithm.namedCurve === 'P-256') return P256;
  return algorithm.name.startsWith('RSA') ? RSA : null;
}
