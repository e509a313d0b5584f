/**
 * The CMS signature inside a sealed PDF (RFC 5652, in the CAdES form that PAdES baseline wants).
 *
 * INVARIANT: everything in it but the signature value follows from the document and the certificates. The signed
 * attributes are the content type, the document's digest and the hash of each certificate (ESS signing-certificate-v2);
 * PAdES forbids the signing time here, it stands in the PDF. So a reader builds the same bytes again and compares, and
 * no byte of the unsigned part can be changed unseen. A time-stamp of the signature value, where there is one, is the
 * only unsigned attribute; its authority signs it.
 */
import * as asn1js from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  createCMSECDSASignature,
  createECDSASignatureFromCMS,
} from 'pkijs';
import { sameBytes } from '#ledger';
import { sha256 } from '#sha256';
import type { SealIdentity } from './identity.js';
import { sealAlgorithm } from './identity.js';
import type { TimeStampAuthority } from '../time-stamping.js';
import { askForTimeStamp } from './time-stamp.js';
import { X509Certificate } from './x509.js';

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  sha256: '2.16.840.1.101.3.4.2.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256WithRsa: '1.2.840.113549.1.1.11',
} as const;

const P256_BYTES = 32;

export interface Cms {
  /** The time-stamp over the signature value, in DER; `null` without one. */
  readonly timeStamp: Uint8Array | null;
  /** The signer's certificate first. */
  readonly certificates: readonly X509Certificate[];
  /** SHA-256 of the document. */
  readonly digest: Uint8Array;
  /** The signature value as the CMS carries it. */
  readonly signature: Uint8Array;
}

/** Signs the digest of a document, and has the signature stamped where an authority is given. */
export async function signCms(
  digest: Uint8Array,
  { certificates, sign }: SealIdentity,
  authority?: TimeStampAuthority,
): Promise<Uint8Array> {
  const raw = new Uint8Array(await sign(bytesToSign(digest, certificates)));
  const isEcdsa = algorithmOf(certificates[0]).name === 'ECDSA';
  const signature = isEcdsa ? new Uint8Array(createCMSECDSASignature(raw.buffer)) : raw;
  const timeStamp = authority === undefined ? null : await askForTimeStamp(signature, authority);
  return encodeCms({ certificates, digest, signature, timeStamp });
}

/** Whether the signature value is the first certificate's over this digest. Throws on keys that seals do not use. */
export async function verifyCms({ certificates, digest, signature }: Cms): Promise<boolean> {
  const [signer] = certificates;
  if (signer === undefined) return false;
  const algorithm = algorithmOf(signer);
  const key = await signer.publicKey.export(algorithm, ['verify']);
  const raw = algorithm.name === 'ECDSA' ? rawEcdsa(signature) : signature;
  return raw !== null && crypto.subtle.verify(algorithm, key, new Uint8Array(raw), bytesToSign(digest, certificates));
}

/** The DER bytes that hold these parts. */
export function encodeCms({ certificates, digest, signature, timeStamp }: Cms): Uint8Array {
  const [signer] = certificates;
  if (signer === undefined) throw new Error('a CMS signature needs its certificate');
  const { issuer, serialNumber } = Certificate.fromBER(signer.rawData);
  const signedData = new SignedData({
    version: 1,
    digestAlgorithms: [new AlgorithmIdentifier({ algorithmId: OID.sha256 })],
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
    certificates: certificates.map((certificate) => Certificate.fromBER(certificate.rawData)),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer, serialNumber }),
        digestAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.sha256 }),
        signedAttrs: signedAttributes(digest, certificates),
        signatureAlgorithm:
          algorithmOf(signer).name === 'ECDSA'
            ? new AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 })
            : new AlgorithmIdentifier({ algorithmId: OID.sha256WithRsa, algorithmParams: new asn1js.Null() }),
        signature: new asn1js.OctetString({ valueHex: new Uint8Array(signature) }),
        ...(timeStamp !== null && { unsignedAttrs: stampedBy(timeStamp) }),
      }),
    ],
  });
  const content = new ContentInfo({ contentType: OID.signedData, content: signedData.toSchema(true) });
  return new Uint8Array(content.toSchema().toBER());
}

/** The parts of a CMS signature with one signer. Throws on what cannot be read; only `encodeCms` says it is sound. */
export function decodeCms(der: Uint8Array): Cms {
  const content = ContentInfo.fromBER(new Uint8Array(der));
  const signedData = new SignedData({ schema: content.content });
  const [info] = signedData.signerInfos;
  const attribute = info?.signedAttrs?.attributes.find((each) => each.type === OID.messageDigest);
  const digest: unknown = attribute?.values[0];
  if (info === undefined || !(digest instanceof asn1js.OctetString)) throw new Error('no signer or no digest');
  return {
    certificates: (signedData.certificates ?? []).map((each) => new X509Certificate(each.toSchema().toBER())),
    digest: new Uint8Array(digest.getValue()),
    signature: new Uint8Array(info.signature.getValue()),
    timeStamp: timeStampIn(info),
  };
}

function timeStampIn({ unsignedAttrs }: SignerInfo): Uint8Array | null {
  const token: unknown = unsignedAttrs?.attributes.find(({ type }) => type === OID.signatureTimeStamp)?.values[0];
  return token instanceof asn1js.BaseBlock ? new Uint8Array(token.toBER()) : null;
}

function stampedBy(token: Uint8Array): SignedAndUnsignedAttributes {
  const { result } = asn1js.fromBER(new Uint8Array(token));
  return new SignedAndUnsignedAttributes({
    type: 1,
    attributes: [new Attribute({ type: OID.signatureTimeStamp, values: [result] })],
  });
}

function algorithmOf(certificate: X509Certificate): NonNullable<ReturnType<typeof sealAlgorithm>> {
  const algorithm = sealAlgorithm(certificate);
  if (algorithm === null) throw new Error('the seal certificate has neither a P-256 nor an RSA key');
  return algorithm;
}

function signedAttributes(digest: Uint8Array, certificates: Cms['certificates']): SignedAndUnsignedAttributes {
  // ESSCertIDv2 with nothing but the hash: its algorithm is left out, as SHA-256 is the default.
  const certificateIds = certificates.map(({ rawData }) =>
    sequence(new asn1js.OctetString({ valueHex: sha256(new Uint8Array(rawData)) })),
  );
  const attributes = [
    new Attribute({ type: OID.contentType, values: [new asn1js.ObjectIdentifier({ value: OID.data })] }),
    new Attribute({ type: OID.messageDigest, values: [new asn1js.OctetString({ valueHex: new Uint8Array(digest) })] }),
    new Attribute({
      type: OID.signingCertificateV2,
      values: [sequence(sequence(...certificateIds))],
    }),
  ];
  // DER orders the members of a SET OF by their bytes.
  const hexOf = (attribute: Attribute): string => attribute.toSchema().toString('hex');
  attributes.sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1));
  return new SignedAndUnsignedAttributes({ type: 0, attributes });
}

/** What is signed is the attributes under the tag of a SET, not under the tag [0] that they carry in the file. */
function bytesToSign(digest: Uint8Array, certificates: Cms['certificates']): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(signedAttributes(digest, certificates).toSchema().toBER());
  bytes[0] = 0x31;
  return bytes;
}

function sequence(...value: asn1js.BaseBlock[]): asn1js.Sequence {
  return new asn1js.Sequence({ value });
}

/** The two numbers of an ECDSA signature side by side, `null` if their DER is not the one spelling of them. */
function rawEcdsa(signature: Uint8Array): Uint8Array | null {
  const { result } = asn1js.fromBER(new Uint8Array(signature));
  const raw = createECDSASignatureFromCMS(result, P256_BYTES);
  return sameBytes(new Uint8Array(createCMSECDSASignature(raw)), signature) ? new Uint8Array(raw) : null;
}
