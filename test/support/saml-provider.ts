/** A provider of identities that speaks SAML: its statements are made here and signed by xml-crypto. */
import 'reflect-metadata';
import { X509CertificateGenerator } from '@peculiar/x509';
import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { SignedXml } from 'xml-crypto';

const DSIG = 'http://www.w3.org/2000/09/xmldsig#';
const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const ENC = 'http://www.w3.org/2001/04/xmlenc#';
const C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const PASSWORD = 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport';

export interface SamlKey {
  readonly privateKey: string;
  readonly certificate: string;
}

/** A key with its certificate, as a provider has them. */
export async function samlKey({
  bits = 2048,
  days = 10,
}: { readonly bits?: number; readonly days?: number } = {}): Promise<SamlKey> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: bits };
  const keys = await crypto.subtle.generateKey({ ...algorithm, publicExponent: new Uint8Array([1, 0, 1]) }, true, [
    'sign',
    'verify',
  ]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: 'CN=idp.example',
      notBefore: new Date(Date.now() - 20 * 86_400_000),
      notAfter: new Date(Date.now() + days * 86_400_000),
      signingAlgorithm: algorithm,
      keys,
    },
    crypto,
  );
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const pem = pkcs8.replace(/.{64}/g, '$&\n');
  return {
    privateKey: `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----\n`,
    certificate: `${certificate.toString('pem')}\n`,
  };
}

/** What a statement says; a test changes one thing at a time. */
export interface Statement {
  readonly issuer: string;
  readonly audience: string | null;
  readonly recipient: string;
  readonly destination: string;
  readonly inResponseTo: string | null;
  readonly nameId: string;
  readonly format: string;
  readonly emails: readonly string[];
  readonly context: string;
  readonly method: string;
  readonly notBefore: number;
  /** Seconds from now. */
  readonly notOnOrAfter: number | null;
  readonly issued: number;
}

export function statement(
  own: Pick<Statement, 'issuer' | 'audience' | 'recipient' | 'inResponseTo' | 'nameId'>,
  changes: Partial<Statement> = {},
): Statement {
  return {
    ...own,
    destination: own.recipient,
    format: EMAIL,
    emails: [],
    context: PASSWORD,
    method: BEARER,
    notBefore: -5,
    notOnOrAfter: 120,
    issued: 0,
    ...changes,
  };
}

/** The statement as XML, with an id that its signature refers to. */
export function assertionOf(stated: Statement, id = `_${randomBytes(16).toString('hex')}`): string {
  const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
  const { inResponseTo, notOnOrAfter, audience, emails } = stated;
  const until = notOnOrAfter === null ? '' : ` NotOnOrAfter="${at(notOnOrAfter)}"`;
  const question = inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`;
  const restriction =
    audience === null
      ? ''
      : `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`;
  const attributes = emails
    .map((email) => `<saml:Attribute Name="email"><saml:AttributeValue>${email}</saml:AttributeValue></saml:Attribute>`)
    .join('');
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at(stated.issued)}">` +
    `<saml:Issuer>${stated.issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="${stated.format}">${stated.nameId}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="${stated.method}">` +
    `<saml:SubjectConfirmationData Recipient="${stated.recipient}"${until}${question}/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${at(stated.notBefore)}"${until}>${restriction}</saml:Conditions>` +
    `<saml:AuthnStatement AuthnInstant="${at(0)}"><saml:AuthnContext>` +
    `<saml:AuthnContextClassRef>${stated.context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>` +
    (attributes === '' ? '' : `<saml:AttributeStatement>${attributes}</saml:AttributeStatement>`) +
    `</saml:Assertion>`
  );
}

/** The response around an assertion. */
export function responseOf({ destination, inResponseTo, issuer }: Statement, assertion: string): string {
  const question = inResponseTo === null ? '' : ` InResponseTo="${inResponseTo}"`;
  return (
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_${randomBytes(16).toString('hex')}" Version="2.0" ` +
    `IssueInstant="${new Date().toISOString()}" Destination="${destination}"${question}>` +
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>` +
    `${assertion}</samlp:Response>`
  );
}

/** Signs the one element with this name, and puts the signature behind its issuer. */
export function signed(
  xml: string,
  { privateKey, certificate }: SamlKey,
  { element = 'Assertion', signature = `${MORE}rsa-sha256`, digest = `${ENC}sha256`, transforms = [] as string[] } = {},
): string {
  const sig = new SignedXml({
    privateKey,
    publicCert: certificate,
    signatureAlgorithm: signature,
    canonicalizationAlgorithm: C14N,
  });
  sig.addReference({
    xpath: `//*[local-name(.)='${element}']`,
    digestAlgorithm: digest,
    transforms: [`${DSIG}enveloped-signature`, C14N, ...transforms],
  });
  const issuer = `//*[local-name(.)='${element}']/*[local-name(.)='Issuer']`;
  sig.computeSignature(xml, { location: { reference: issuer, action: 'after' } });
  return sig.getSignedXml();
}

/** What a browser was sent to the provider with. */
export function questionIn(location: string): { readonly id: string; readonly xml: string } {
  const request = new URL(location).searchParams.get('SAMLRequest') ?? '';
  const xml = inflateRawSync(Buffer.from(request, 'base64')).toString();
  return { id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '', xml };
}

export function base64(xml: string): string {
  return Buffer.from(xml).toString('base64');
}
