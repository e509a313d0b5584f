/** The identity that seals documents: something that signs, and the certificates that say whose it is. */
import { pemBlocks, toPem } from '../encoding.js';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate,
  X509CertificateGenerator,
} from './x509.js';

/** What seals, with the certificates that say whose it is. The key itself may be in a device that gives no key away. */
export interface SealIdentity {
  /** The signer's certificate first, then those that lead to its authority. */
  readonly certificates: readonly [X509Certificate, ...X509Certificate[]];
  /** The signature over SHA-256 of the bytes: of P-256 both numbers side by side, of RSA as PKCS #1 v1.5. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
  /** Whether it was made by `developmentIdentity`: then nobody but this service vouches for it, and documents say so. */
  readonly isDevelopment: boolean;
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
const LIFETIME_YEARS = 10;
const DEVELOPMENT = 'development identity, not for production';

export async function makeDevelopmentIdentity(commonName: string, at: string): Promise<string> {
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const notBefore = new Date(at);
  const notAfter = new Date(at);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + LIFETIME_YEARS);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }, { O: ['Countersign development identity'] }, { OU: [DEVELOPMENT] }],
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
  const certificates = pemBlocks(pem, 'CERTIFICATE').map((der) => new X509Certificate(der));
  if (key === undefined || certificates.length === 0) {
    throw new Error(
      'the seal identity needs a `PRIVATE KEY` and a `CERTIFICATE` block; write both in PEM into one file',
    );
  }
  return softIdentity(key, certificates);
}

/** An identity whose key is here, as PKCS #8. */
export async function softIdentity(
  key: Uint8Array<ArrayBuffer>,
  certificates: readonly X509Certificate[],
): Promise<SealIdentity> {
  const algorithm = algorithmOfFirst(certificates);
  const privateKey = await crypto.subtle.importKey('pkcs8', key, algorithm, false, ['sign']).catch(() => {
    throw new Error('the seal key is not of the kind of its certificate; give both of one identity');
  });
  return identityThatSigns(
    certificates,
    async (bytes) => new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, new Uint8Array(bytes))),
  );
}

/** An identity that was shown to belong together: what signs here is what the first certificate is of. */
export async function identityThatSigns(
  given: readonly X509Certificate[],
  sign: SealIdentity['sign'],
): Promise<SealIdentity> {
  const algorithm = algorithmOfFirst(given);
  const [first, ...rest] = given;
  if (first === undefined)
    throw new Error('the seal identity has no certificate; give its certificate, then those above');
  const probe = new TextEncoder().encode('countersign: is this the key of that certificate?');
  const key = await first.publicKey.export(algorithm, ['verify']);
  const signature = new Uint8Array(await sign(probe));
  if (!(await crypto.subtle.verify(algorithm, key, signature, probe)))
    throw new Error('the seal key is not that of the first certificate; put the certificate of the key first');
  const units = first.subjectName.getField('OU');
  return { certificates: [first, ...rest], sign, isDevelopment: units.includes(DEVELOPMENT) };
}

function algorithmOfFirst([first]: readonly X509Certificate[]): typeof P256 | typeof RSA {
  const algorithm = first === undefined ? null : sealAlgorithm(first);
  if (algorithm === null) throw new Error('the seal certificate has neither a P-256 nor an RSA key; use one of these');
  return algorithm;
}

/** How a certificate's key signs seals, `null` for a kind of key that seals do not use. */
export function sealAlgorithm(certificate: X509Certificate): typeof P256 | typeof RSA | null {
  const algorithm: Algorithm & { namedCurve?: string } = certificate.publicKey.algorithm;
  if (algorithm.name === 'ECDSA' && algorithm.namedCurve === 'P-256') return P256;
  return algorithm.name.startsWith('RSA') ? RSA : null;
}
