/**
 * SAML 2.0, by node-saml, which verifies the signature and what it is over. Around it stands what it leaves to others: the
 * algorithms, the form of the document, and that the statement answers this very question and was sent to this very address.
 */
import { SAML, type Profile } from '@node-saml/node-saml';
import { randomBytes, X509Certificate } from 'node:crypto';
import type { ProviderSettings } from '#store';
import { isStrong, NotVouched, vouchedOf, type Vouched } from './vouching.js';

export type SamlSettings = Extract<ProviderSettings, { protocol: 'saml' }>;

/** The addresses and names of our side, for one organization: no statement to one is a statement to another. */
export interface Audience {
  /** Our name, which a statement must be meant for. */
  readonly entityId: string;
  /** Where statements are sent. */
  readonly callback: string;
}

const CLOCK_SKEW_MS = 30_000;
const RSA_BITS_MIN = 2048;

const ALGORITHMS = [
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
  ...['rsa-sha256', 'rsa-sha512'].map((name) => `http://www.w3.org/2001/04/xmldsig-more#${name}`),
  'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
  ...['sha256', 'sha512'].map((name) => `http://www.w3.org/2001/04/xmlenc#${name}`),
];
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const EMAIL_FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
/** Under which names providers state an address. */
const EMAIL_ATTRIBUTES = [
  ...['email', 'mail', 'emailAddress', 'urn:oid:0.9.2342.19200300.100.1.3'],
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
];

/** What is wrong with a certificate that statements are to be signed with; `null` when nothing is. */
export function certificateFault(pem: string, now: Date): string | null {
  const certificate = certificateOf(pem);
  if (certificate === null) return 'send one X.509 certificate as PEM';
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType !== 'rsa' || (asymmetricKeyDetails?.modulusLength ?? 0) < RSA_BITS_MIN)
    return `send a certificate with an RSA key of at least ${RSA_BITS_MIN} bits`;
  return isInForce(certificate, now) ? null : 'the certificate has run out or does not count yet; send the current one';
}

/** Where a browser signs in, and the id of the question, which the answer must name. */
export async function startSaml(
  settings: SamlSettings,
  audience: Audience,
): Promise<{ readonly location: string; readonly id: string }> {
  const id = `_${randomBytes(20).toString('hex')}`;
  const saml = samlOf(settings, audience, { generateUniqueId: () => id });
  return { location: await saml.getAuthorizeUrlAsync('', undefined, {}), id };
}

/** Whom the provider vouches for in answer to which question; throws `NotVouched`. */
export async function finishSaml(
  settings: SamlSettings,
  audience: Audience,
  answer: string,
): Promise<{ readonly vouched: Vouched; readonly question: string }> {
  const plain = answer.replace(/\s/g, '');
  const xml = readable(plain);
  refuseForm(xml, audience);
  const inForce = settings.certificates.filter((pem) => certificateFault(pem, new Date()) === null);
  if (inForce.length === 0) throw new NotVouched('every certificate of the provider has run out');
  const profile = await verified({ ...settings, certificates: inForce }, audience, plain);
  // Parsed by node-saml from the very bytes that the signature is over.
  const assertion = elementOf(elementOf(profile.getAssertion?.())['Assertion']);
  if (textOf(only(assertion, 'Issuer')) !== settings.entityId) throw new NotVouched('another provider states it');
  const subject = only(assertion, 'Subject');
  const nameId = only(subject, 'NameID');
  if (attributeOf(nameId, 'Format') === TRANSIENT) throw new NotVouched('it names people anew each time');
  const conditions = only(assertion, 'Conditions');
  if (attributeOf(conditions, 'NotOnOrAfter') === null) throw new NotVouched('the statement never ends');
  const authentications = listOf(assertion, 'AuthnStatement');
  if (authentications.length === 0) throw new NotVouched('it does not say that somebody signed in');
  const contexts = authentications.flatMap((each) =>
    listOf(each, 'AuthnContext').flatMap((context) => listOf(context, 'AuthnContextClassRef').map(textOf)),
  );
  const isNamedByEmail = attributeOf(nameId, 'Format') === EMAIL_FORMAT;
  const vouched = vouchedOf({
    subject: textOf(nameId),
    email: emailIn(assertion) ?? (isNamedByEmail ? textOf(nameId) : null),
    isStrong: isStrong({ contexts }, settings),
  });
  if (vouched === null) throw new NotVouched('it names nobody, or no address');
  return { vouched, question: questionOf(subject, audience) };
}

function samlOf({ entityId, entryPoint, certificates }: SamlSettings, audience: Audience, more: object = {}): SAML {
  return new SAML({
    entryPoint,
    idpCert: [...certificates],
    idpIssuer: entityId,
    issuer: audience.entityId,
    audience: audience.entityId,
    callbackUrl: audience.callback,
    // The response around it may be signed as well; the statement itself must be.
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    acceptedClockSkewMs: CLOCK_SKEW_MS,
    maxAssertionAgeMs: 5 * 60_000,
    disableRequestedAuthnContext: true,
    identifierFormat: null,
    allowCreate: false,
    ...more,
  });
}

async function verified(settings: SamlSettings, audience: Audience, answer: string): Promise<Profile> {
  const { profile } = await samlOf(settings, audience)
    .validatePostResponseAsync({ SAMLResponse: answer })
    // Its message may quote what the statement says of a person.
    .catch(() => ({ profile: null }));
  if (profile === null) throw new NotVouched('the signature, the time or the audience does not hold');
  return profile;
}

/** The text of an answer, strictly: what two readers could read differently is read by none. */
function readable(answer: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(answer)) throw new NotVouched('no base64');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(answer, 'base64'));
  } catch {
    throw new NotVouched('no UTF-8');
  }
}

/**
 * Refuses documents by their text, before any parser sees them. Without document types, comments, sections and instructions
 * every `<` begins a tag, so tags and attributes can be counted: one statement in all leaves no room to wrap another in.
 */
function refuseForm(xml: string, { callback }: Audience): void {
  const body = xml.replace(/^<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?(?: standalone="(?:yes|no)")?\?>/, '');
  if (/<[!?]/.test(body)) throw new NotVouched('a document type, comment, section or instruction');
  const tags = [...body.matchAll(/<(?:[\w.-]+:)?(Assertion|EncryptedAssertion|Response|EncryptedID)(?=[\s/>])/g)];
  if (tags.map(([, name]) => name).join(' ') !== 'Response Assertion') throw new NotVouched('not one plain statement');
  for (const [, double, single] of body.matchAll(/\bAlgorithm\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (!ALGORITHMS.includes(double ?? single ?? '')) throw new NotVouched('an algorithm that this service refuses');
  }
  const root = /^\s*<[^>]*>/.exec(body)?.[0] ?? '';
  const destination = /\bDestination\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(root);
  if (destination !== null && (destination[1] ?? destination[2]) !== callback) throw new NotVouched('sent elsewhere');
}

/** The question that a statement answers, if it was sent here, to its bearer, and in time. */
function questionOf(subject: Element, { callback }: Audience): string {
  const now = Date.now();
  for (const confirmation of listOf(subject, 'SubjectConfirmation')) {
    const [data, ...more] = listOf(confirmation, 'SubjectConfirmationData');
    if (attributeOf(confirmation, 'Method') !== BEARER || data === undefined || more.length > 0) continue;
    const ends = Date.parse(attributeOf(data, 'NotOnOrAfter') ?? '');
    const begins = Date.parse(attributeOf(data, 'NotBefore') ?? '1970-01-01T00:00:00Z');
    const isInTime = ends > now - CLOCK_SKEW_MS && begins <= now + CLOCK_SKEW_MS;
    const question = attributeOf(data, 'InResponseTo');
    if (isInTime && attributeOf(data, 'Recipient') === callback && question !== null) return question;
  }
  throw new NotVouched('nobody asked, or it was sent elsewhere or too late');
}

function emailIn(assertion: Element): string | null {
  const stated = listOf(assertion, 'AttributeStatement')
    .flatMap((statement) => listOf(statement, 'Attribute'))
    .filter((attribute) => EMAIL_ATTRIBUTES.includes(attributeOf(attribute, 'Name') ?? ''))
    .flatMap((attribute) => listOf(attribute, 'AttributeValue').map(textOf));
  const [first = null] = stated;
  if (stated.some((each) => each.toLowerCase() !== first?.toLowerCase()))
    throw new NotVouched('it states two addresses');
  return first;
}

function certificateOf(pem: string): X509Certificate | null {
  if (!/^-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/.test(pem)) return null;
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}

function isInForce({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return Date.parse(validFrom) <= now.getTime() && now.getTime() < Date.parse(validTo);
}

/** An element as xml2js has it: children in lists by their name, attributes under `$`, text under `_`. */
type Element = Readonly<Record<string, unknown>>;

function elementOf(value: unknown): Element {
  // Of an element with text alone xml2js makes that text.
  if (typeof value === 'string') return { _: value };
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(element: Element, name: string): Element[] {
  const found = element[name];
  return Array.isArray(found) ? found.map(elementOf) : [];
}

function only(element: Element, name: string): Element {
  const [found, ...more] = listOf(element, name);
  if (found === undefined || more.length > 0) throw new NotVouched(`not one ${name}`);
  return found;
}

function textOf(element: Element): string {
  const text = element['_'];
  return typeof text === 'string' ? text.trim() : '';
}

function attributeOf(element: Element, name: string): string | null {
  const value = elementOf(element['$'])[name];
  return typeof value === 'string' ? value : null;
}
