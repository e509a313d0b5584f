/** A time-stamp authority (RFC 3161) made of pkijs, and one made of `openssl ts` where that is installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  PKIStatus,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TSTInfo,
  TimeStampReq,
  TimeStampResp,
} from 'pkijs';
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';
import type { TimeStampAuthority } from '#evidence';
import { sha256 } from '#sha256';

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SHA256 = '2.16.840.1.101.3.4.2.1';

export interface StampingService {
  /** PEM of the root that vouches for it. */
  readonly root: string;
  /** PKCS #8 and certificate in PEM, for `openssl ts`. */
  readonly key: string;
  readonly certificate: string;
  /** An authority whose clock says this. */
  stampingAt(instant: string, wrong?: Wrong): TimeStampAuthority;
}

/** How an authority is other than most: what it stamps, whom it answers, that it refuses, or how it names its certificate. */
export interface Wrong {
  readonly imprint?: boolean;
  readonly nonce?: boolean;
  readonly refuses?: boolean;
  /** The hash that it says names its certificate, and the one that does. */
  readonly named?: { readonly by: NameHash; readonly really?: NameHash };
}

type NameHash = 'SHA-256' | 'SHA-384' | 'SHA-512';

const NAME_OIDS: Readonly<Record<NameHash, string>> = {
  ...{ 'SHA-256': SHA256, 'SHA-384': '2.16.840.1.101.3.4.2.2', 'SHA-512': '2.16.840.1.101.3.4.2.3' },
};

/** A root and an authority under it. `purpose` is what its certificate is for. */
export async function stampingService(purpose = TIME_STAMPING): Promise<StampingService> {
  const life = { notBefore: new Date('2026-01-01'), notAfter: new Date('2060-01-01'), signingAlgorithm: P256 };
  const rootKeys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const root = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=Root of time', keys: rootKeys, ...life },
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  const keys = await crypto.subtle.generateKey(P256, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    ...{
      subject: 'CN=Time',
      issuer: root.subject,
      publicKey: keys.publicKey,
      signingKey: rootKeys.privateKey,
      ...life,
    },
    extensions: [
      new ExtendedKeyUsageExtension([purpose], true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    ],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    ...{ root: root.toString('pem'), certificate: certificate.toString('pem') },
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    stampingAt: (instant, wrong = {}) => {
      return (request) => answer(request, { instant, wrong, key: keys.privateKey, certificate });
    },
  };
}

interface Stamping {
  readonly instant: string;
  readonly wrong: Wrong;
  readonly key: CryptoKey;
  readonly certificate: X509Certificate;
}

async function answer(request: Uint8Array, { instant, wrong, key, certificate }: Stamping): Promise<Uint8Array> {
  if (wrong.refuses)
    return new Uint8Array(
      new TimeStampResp({ status: new PKIStatusInfo({ status: PKIStatus.rejection }) }).toSchema().toBER(),
    );
  const { messageImprint, nonce } = TimeStampReq.fromBER(new Uint8Array(request));
  if (wrong.imprint) messageImprint.hashedMessage = new asn1js.OctetString({ valueHex: sha256('something else') });
  const info = new TSTInfo({
    ...{ version: 1, policy: '1.3.6.1.4.1.13762.3', messageImprint, genTime: new Date(instant) },
    serialNumber: new asn1js.Integer({ value: 7 }),
    ...(nonce && { nonce: wrong.nonce ? new asn1js.Integer({ value: 1 }) : nonce }),
  });
  const content = new Uint8Array(info.toSchema().toBER());
  const signer = Certificate.fromBER(certificate.rawData);
  const certificateId = await nameOf(certificate, wrong.named);
  const signedData = new SignedData({
    version: 3,
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: TST_INFO,
      eContent: new asn1js.OctetString({ valueHex: content }),
    }),
    certificates: [signer],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: signer.issuer, serialNumber: signer.serialNumber }),
        digestAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA256 }),
        signedAttrs: new SignedAndUnsignedAttributes({
          type: 0,
          attributes: [
            attribute('1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: TST_INFO })),
            attribute('1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: sha256(content) })),
            attribute('1.2.840.113549.1.9.16.2.47', sequence(sequence(certificateId))),
          ],
        }),
      }),
    ],
  });
  await signedData.sign(key, 0, 'SHA-256');
  const token = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signedData.toSchema(true) });
  const status = new PKIStatusInfo({ status: PKIStatus.granted });
  return new Uint8Array(new TimeStampResp({ status, timeStampToken: token }).toSchema().toBER());
}

/** ESSCertIDv2; a hash of SHA-256 goes without its algorithm, which is the default. */
async function nameOf({ rawData }: X509Certificate, named: Wrong['named']): Promise<asn1js.Sequence> {
  const { by = 'SHA-256', really = by } = named ?? {};
  const hash = new asn1js.OctetString({ valueHex: await crypto.subtle.digest(really, rawData) });
  return by === 'SHA-256'
    ? sequence(hash)
    : sequence(new AlgorithmIdentifier({ algorithmId: NAME_OIDS[by] }).toSchema(), hash);
}

function attribute(type: string, value: asn1js.BaseBlock): Attribute {
  return new Attribute({ type, values: [value] });
}

function sequence(...value: asn1js.BaseBlock[]): asn1js.Sequence {
  return new asn1js.Sequence({ value });
}

/** The same service with its answers made by `openssl ts -reply`, by this machine's clock. */
export function opensslAuthority({ key, certificate, root }: StampingService): TimeStampAuthority {
  return (request) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-tsa-'));
    try {
      const at = (name: string): string => join(folder, name);
      const settings = [
        '[tsa]\ndefault_tsa=main\n[main]',
        ...[`serial=${at('serial')}`, `signer_cert=${at('tsa.crt')}`, `certs=${at('root.crt')}`],
        ...[`signer_key=${at('tsa.key')}`, 'signer_digest=sha256', 'default_policy=1.2.3.4', 'digests=sha256'],
        ...['ess_cert_id_alg=sha512', 'clock_precision_digits=0', 'ordering=no', 'tsa_name=no', 'ess_cert_id_chain=no'],
      ].join('\n');
      const files = { serial: '01\n', 'tsa.crt': certificate, 'root.crt': root, 'tsa.key': key, settings, request };
      for (const [name, content] of Object.entries(files)) writeFileSync(at(name), content);
      const options = ['-config', at('settings'), '-queryfile', at('request'), '-out', at('reply')];
      execFileSync('openssl', ['ts', '-reply', ...options], { stdio: ['ignore', 'ignore', 'pipe'] });
      return Promise.resolve(new Uint8Array(readFileSync(at('reply'))));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** Puts an authority behind HTTP; `failing` answers 503 instead for as long as it says so. */
export async function serveStamps(
  authority: TimeStampAuthority,
  failing: () => boolean = () => false,
): Promise<{ url: string; asked: () => number; close(): Promise<void> }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const isQuery = request.headers['content-type'] === 'application/timestamp-query';
      if (failing() || !isQuery) {
        response.writeHead(isQuery ? 503 : 415).end();
        return;
      }
      void authority(new Uint8Array(Buffer.concat(parts))).then((reply) =>
        response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(reply),
      );
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
