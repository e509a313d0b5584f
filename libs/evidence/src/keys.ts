/** Ed25519 keys: who signs, what the public half is called, and how it is published. */
import { sha256 } from '#sha256';
import { fromBase64url, pemBlocks, toBase64url } from './encoding.js';

/** A private key in use. It cannot be exported again. */
export interface Signer {
  readonly kid: string;
  /** The 32 raw bytes of the public key. */
  readonly publicKey: Uint8Array;
  readonly privateKey: CryptoKey;
}

/** One published key (RFC 8037). */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

/** Published keys, as JSON Web Keys (RFC 7517). */
export interface JwkSet {
  readonly keys: readonly PublicJwk[];
}

/** Takes an Ed25519 private key as PKCS #8 in PEM, as `openssl genpkey -algorithm ed25519` writes it. */
export async function importSigner(pem: string): Promise<Signer> {
  const [der] = pemBlocks(pem, 'PRIVATE KEY');
  if (der === undefined) throw new Error('the key file holds no `PRIVATE KEY` block; write PKCS #8 in PEM');
  const publicKey = await publicHalf(der);
  if (publicKey === null) throw new Error('the key file holds no Ed25519 key; make one for Ed25519');
  const privateKey = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign']);
  return { kid: keyId(publicKey), publicKey, privateKey };
}

/** The 32 raw bytes of an Ed25519 public key in PEM, as `openssl pkey -pubout` writes it. */
export async function readPublicKey(pem: string): Promise<Uint8Array> {
  const [der] = pemBlocks(pem, 'PUBLIC KEY');
  if (der === undefined) throw new Error('the key file holds no `PUBLIC KEY` block; write the public half in PEM');
  try {
    const key = await crypto.subtle.importKey('spki', der, 'Ed25519', true, ['verify']);
    return new Uint8Array(await crypto.subtle.exportKey('raw', key));
  } catch {
    throw new Error('the key file holds no Ed25519 key; make one for Ed25519');
  }
}

/** The public key that belongs to a private one, `null` if the bytes are no Ed25519 key. */
async function publicHalf(der: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  try {
    const exportable = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', true, ['sign']);
    const { x } = await crypto.subtle.exportKey('jwk', exportable);
    return fromBase64url(x ?? '');
  } catch {
    return null;
  }
}

/** The JWK set to serve at `/.well-known/jwks.json`. */
export function jwks(publicKeys: readonly Uint8Array[]): JwkSet {
  return {
    keys: publicKeys.map((key) => ({
      kty: 'OKP',
      crv: 'Ed25519',
      x: toBase64url(key),
      kid: keyId(key),
      alg: 'EdDSA',
      use: 'sig',
    })),
  };
}

/** The key's RFC 7638 thumbprint: the same key has the same id everywhere, and no other key can claim it. */
export function keyId(publicKey: Uint8Array): string {
  return toBase64url(sha256(`{"crv":"Ed25519","kty":"OKP","x":"${toBase64url(publicKey)}"}`));
}

export async function signBytes(signer: Signer, bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', signer.privateKey, new Uint8Array(bytes)));
}

/** Whether an Ed25519 signature is good. Never throws: a key or signature of a wrong form is not good. */
export async function verifyBytes(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): Promise<boolean> {
  try {
    const key = await importPublicKey(publicKey);
    return await crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(bytes));
  } catch {
    return false;
  }
}

export async function importPublicKey(publicKey: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify']);
}
