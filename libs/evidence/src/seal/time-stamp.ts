/** Time-stamps (RFC 3161): an authority's signed word that something was there at an instant. */
import * as asn1js from 'asn1js';
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  ExtKeyUsage,
  MessageImprint,
  PKIStatus,
  SignedData,
  TSTInfo,
  TimeStampReq,
  TimeStampResp,
} from 'pkijs';
import { sameBytes } from '#ledger';
import { sha256 } from '#sha256';
import { TimeStampRefused, type TimeStampAuthority } from '../time-stamping.js';
import { X509Certificate } from './x509.js';

const OID = {
  sha256: '2.16.840.1.101.3.4.2.1',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const;

const HASHES: ReadonlyMap<string, string> = new Map([
  [OID.sha256, 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
]);

/** What a token says, once its signature was found good. Whether its authority is one to believe is another question. */
export interface TimeStamp {
  readonly at: string;
  /** The authority's certificate first, then those of the token that lead on from it. */
  readonly chain: readonly X509Certificate[];
}

/** A token for these bytes, in DER, checked before it is used: a seal with a bad one could not be mended. */
export async function askForTimeStamp(bytes: Uint8Array, ask: TimeStampAuthority): Promise<Uint8Array> {
  // Positive and without a leading zero byte, whatever the chance: DER has one spelling of it.
  const nonce = crypto.getRandomValues(new Uint8Array(9));
  nonce[0] = 0x01;
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: OID.sha256, algorithmParams: new asn1js.Null() }),
      hashedMessage: new asn1js.OctetString({ valueHex: sha256(bytes) }),
    }),
    nonce: new asn1js.Integer({ valueHex: nonce }),
    certReq: true,
  });
  const answer = await ask(new Uint8Array(request.toSchema().toBER()));
  const token = tokenIn(answer);
  const info = infoIn(signedDataOf(token));
  if (!sameBytes(new Uint8Array(info.nonce?.valueBlock.valueHexView ?? []), nonce))
    throw new TimeStampRefused('the time-stamp answers another request');
  await readTimeStamp(token, bytes).catch(() => {
    throw new TimeStampRefused('the time-stamp does not hold for what was sent');
  });
  return token;
}

/** Reads a token and holds it to be of these bytes, by the certificate in it. Throws where it is not. */
export async function readTimeStamp(token: Uint8Array, bytes: Uint8Array): Promise<TimeStamp> {
  const signedData = signedDataOf(token);
  const info = infoIn(signedData);
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (hashAlgorithm.algorithmId !== OID.sha256) throw new Error('the time-stamp is not of a SHA-256 digest');
  if (!sameBytes(new Uint8Array(hashedMessage.getValue()), sha256(bytes)))
    throw new Error('the time-stamp is of something else');
  if (signedData.signerInfos.length !== 1) throw new Error('the time-stamp has not one signer');
  // Throws where the digest differs; says in the answer whether the signature is good.
  const checked = await signedData.verify({ signer: 0, data: new Uint8Array(bytes).buffer, extendedMode: true });
  if (checked.signatureVerified !== true || !checked.signerCertificate) throw new Error('the time-stamp is not signed');
  const signer = checked.signerCertificate;
  if (!isForTimeStamping(signer)) throw new Error('the certificate is not one for time-stamps');
  if (!(await namesSigner(signedData, signer))) throw new Error('the time-stamp names another certificate');
  const others = (signedData.certificates ?? []).filter((each) => each instanceof Certificate);
  return { at: info.genTime.toISOString(), chain: chainFrom(x509(signer), others.map(x509)) };
}

function tokenIn(answer: Uint8Array): Uint8Array {
  const response = parsed(() => TimeStampResp.fromBER(new Uint8Array(answer)));
  const { status } = response.status;
  if (status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods)
    throw new TimeStampRefused(`the authority refuses with status ${String(status)}`);
  if (response.timeStampToken === undefined) throw new TimeStampRefused('the answer holds no time-stamp');
  return new Uint8Array(response.timeStampToken.toSchema().toBER());
}

function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new TimeStampRefused('the answer is not one of RFC 3161');
  }
}

function signedDataOf(token: Uint8Array): SignedData {
  return new SignedData({ schema: ContentInfo.fromBER(new Uint8Array(token)).content });
}

function infoIn({ encapContentInfo }: SignedData): TSTInfo {
  if (encapContentInfo.eContentType !== OID.tstInfo || encapContentInfo.eContent === undefined)
    throw new TimeStampRefused('the token holds no time-stamp');
  const content = new Uint8Array(encapContentInfo.eContent.getValue());
  return parsed(() => TSTInfo.fromBER(content));
}

/** RFC 3161 wants the purpose alone, and critical. */
function isForTimeStamping({ extensions }: Certificate): boolean {
  const usage = extensions?.find(({ extnID }) => extnID === OID.extendedKeyUsage);
  const parsedUsage: unknown = usage?.parsedValue;
  if (!usage?.critical || !(parsedUsage instanceof ExtKeyUsage)) return false;
  return parsedUsage.keyPurposes.length === 1 && parsedUsage.keyPurposes[0] === OID.timeStamping;
}

/** Whether the signed attributes are about a time-stamp and name this very certificate by its hash. */
async function namesSigner({ signerInfos: [info] }: SignedData, signer: Certificate): Promise<boolean> {
  const attributes = info?.signedAttrs?.attributes ?? [];
  const contentType: unknown = attributes.find(({ type }) => type === OID.contentType)?.values[0];
  if (!(contentType instanceof asn1js.ObjectIdentifier) || contentType.getValue() !== OID.tstInfo) return false;
  const named = attributes.find(({ type }) => type === OID.signingCertificateV2 || type === OID.signingCertificate);
  const [algorithm, hash] = hashIn(named?.values[0]);
  const isV2 = named?.type === OID.signingCertificateV2;
  const name = isV2 ? HASHES.get(algorithm ?? OID.sha256) : algorithm === null ? 'SHA-1' : undefined;
  if (name === undefined || hash === null) return false;
  return sameBytes(hash, new Uint8Array(await crypto.subtle.digest(name, signer.toSchema().toBER())));
}

/** The first ESSCertID or ESSCertIDv2 of a list of such lists: the hash, and its algorithm where that is not the default. */
function hashIn(attribute: unknown): readonly [algorithm: string | null, hash: Uint8Array | null] {
  const [certificates] = membersOf(attribute);
  const [certificateId] = membersOf(certificates);
  const members = membersOf(certificateId);
  const [algorithm] = membersOf(members[0]);
  const named = algorithm instanceof asn1js.ObjectIdentifier ? algorithm.getValue() : null;
  const hash = members[named === null ? 0 : 1];
  return [named, hash instanceof asn1js.OctetString ? new Uint8Array(hash.getValue()) : null];
}

function membersOf(value: unknown): readonly unknown[] {
  return value instanceof asn1js.Sequence ? value.valueBlock.value : [];
}

/** A token may carry certificates in any order, and more than are needed. */
function chainFrom(signer: X509Certificate, others: readonly X509Certificate[]): X509Certificate[] {
  const chain = [signer];
  for (;;) {
    const last = chain.at(-1);
    const next = others.find((each) => each.subject === last?.issuer && !chain.includes(each));
    if (next === undefined) return chain;
    chain.push(next);
  }
}

function x509(certificate: Certificate): X509Certificate {
  return new X509Certificate(certificate.toSchema().toBER());
}
