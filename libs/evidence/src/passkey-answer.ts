/** One answer of a passkey, kept so that anybody checks it again: no browser, server or authenticator is asked. */
import { sha256 } from '#sha256';
import { sameBytes, toHex } from '#ledger';
import { fromBase64url, toBase64url } from './encoding.js';
import { MalformedFile, readJson, readMembers, readObject, readString, readText } from './reading.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';

/** What is kept of a passkey's answer. Bytes are in base64url, as WebAuthn writes them. */
export type PasskeyAnswer = {
  /** The server's share of the challenge: it counted once. */
  readonly nonce: string;
  /** The authenticator's id of the key. */
  readonly credential: string;
  /** In COSE form. */
  readonly publicKey: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
  /** The site that the key belongs to, and the address of the page that asked. */
  readonly rpId: string;
  readonly origin: string;
};

const MEMBERS = [
  ...(['nonce', 'credential', 'publicKey', 'authenticatorData', 'clientDataJSON', 'signature'] as const),
  ...(['rpId', 'origin'] as const),
] as const;

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
/** The hash of the site, the flags, the counter. */
const AUTHENTICATOR_DATA_LENGTH = 37;

/** ES256 on P-256, Ed25519, RS256: what a COSE key says of itself under kty (1), alg (3) and, of a curve, crv (-1). */
const ALGORITHMS: readonly (readonly (readonly [label: number, value: number])[])[] = [
  [
    [1, 2],
    [3, -7],
    [-1, 1],
  ],
  [
    [1, 1],
    [3, -8],
    [-1, 6],
  ],
  [
    [1, 3],
    [3, -257],
  ],
];

/** Reads what was kept, strictly. Throws `MalformedFile`. */
export function readPasskeyAnswer(value: unknown, where: string): PasskeyAnswer {
  const members = readMembers(value, where, MEMBERS);
  const texts = MEMBERS.map((name) => [name, readString(members[name], `${where}.${name}`)] as const);
  // Each of the names was just read as a text.
  return Object.fromEntries(texts) as PasskeyAnswer;
}

/** The bytes of base64url. Throws `MalformedFile`. */
export function bytesOf(text: string, where: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64url(text);
  if (bytes === null) throw new MalformedFile(`\`${where}\` is not base64url`);
  return new Uint8Array(bytes);
}

/**
 * Everything that must be true of an answer to this challenge, a statement each. User verification is always demanded. The site
 * stands in the answer itself, so whether it is ours is for `isOurs` to say: anybody makes an answer on a site of their own.
 * Never throws for what an answer may hold.
 */
export async function checkPasskeyAnswer(
  answer: PasskeyAnswer,
  challenge: Uint8Array,
  isOurs: (origin: string) => boolean,
): Promise<Statement[]> {
  try {
    return await check(answer, challenge, isOurs);
  } catch (error) {
    if (!(error instanceof MalformedFile)) throw error;
    return [statement('passkey', false, error.message)];
  }
}

async function check(
  answer: PasskeyAnswer,
  challenge: Uint8Array,
  isOurs: (origin: string) => boolean,
): Promise<Statement[]> {
  const clientData = bytesOf(answer.clientDataJSON, 'clientDataJSON');
  const authenticatorData = bytesOf(answer.authenticatorData, 'authenticatorData');
  const said = readObject(readJson(readText(clientData)), 'clientDataJSON');
  if (authenticatorData.length < AUTHENTICATOR_DATA_LENGTH) throw new MalformedFile('`authenticatorData` is too short');
  const isSigned = await isSignatureOf(answer, authenticatorData, clientData);
  const key = toHex(sha256(bytesOf(answer.publicKey, 'publicKey')));
  return [
    said['type'] === 'webauthn.get' && said['challenge'] === toBase64url(challenge)
      ? statement('challenge', true, 'the challenge is made of the kept nonce and of every answer in this record')
      : statement('challenge', false, 'the passkey was asked for something else than the answers in this record'),
    isOurs(answer.origin)
      ? checkSite(answer, said, authenticatorData)
      : statement(
          'origin',
          false,
          `the page at \`${answer.origin}\` asked, which was never the issuer of the trust file`,
        ),
    hasFlags(authenticatorData, USER_PRESENT | USER_VERIFIED)
      ? statement('user_verified', true, 'the authenticator verified its user')
      : statement('user_verified', false, 'the authenticator did not verify its user'),
    isSigned
      ? statement('passkey', true, `the key with hash \`${key}\` signed it`)
      : statement('passkey', false, `the signature is not by the key with hash \`${key}\``),
  ];
}

function hasFlags(authenticatorData: Uint8Array, flags: number): boolean {
  return ((authenticatorData[32] ?? 0) & flags) === flags;
}

/** A key of one site answers pages of that site alone, and none that another page frames. */
function checkSite(
  { rpId, origin }: PasskeyAnswer,
  said: Readonly<Record<string, unknown>>,
  authenticatorData: Uint8Array,
): Statement {
  const asked = JSON.stringify(said['origin']);
  if (said['origin'] !== origin)
    return statement('origin', false, `the page that asked was ${asked}, not \`${origin}\``);
  if (said['crossOrigin'] === true) return statement('origin', false, `the page at ${asked} was framed by another`);
  const { hostname } = URL.canParse(origin) ? new URL(origin) : { hostname: '' };
  const isOfSite = hostname === rpId || hostname.endsWith(`.${rpId}`);
  if (!isOfSite || !sameBytes(authenticatorData.subarray(0, 32), sha256(rpId)))
    return statement('origin', false, `the passkey answered for another site than \`${rpId}\``);
  return statement('origin', true, `the page at \`${origin}\` asked, and the passkey is of \`${rpId}\``);
}

async function isSignatureOf(
  { publicKey, signature }: PasskeyAnswer,
  authenticatorData: Uint8Array<ArrayBuffer>,
  clientData: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const key = bytesOf(publicKey, 'publicKey');
  const signed = bytesOf(signature, 'signature');
  const data = Uint8Array.from([...authenticatorData, ...sha256(clientData)]);
  // Loaded when needed: whoever checks a receipt does without.
  const { isoCBOR, verifySignature } = await import('@simplewebauthn/server/helpers');
  try {
    const cose = isoCBOR.decodeFirst<Parameters<typeof isoCBOR.encode>[0]>(key);
    if (!(cose instanceof Map)) return false;
    const isKnown = ALGORITHMS.some((members) => members.every(([label, value]) => cose.get(label) === value));
    // The reader is lenient: two spellings of one key would be two keys to whoever compares hashes.
    if (!isKnown || !sameBytes(isoCBOR.encode(cose), key)) return false;
    if (cose.get(COSE_KTY) === COSE_KTY_EC && !isDerSignature(signed)) return false;
    return await verifySignature({ signature: signed, data, credentialPublicKey: key });
  } catch {
    // A key or signature that cannot be read has signed nothing.
    return false;
  }
}

const COSE_KTY = 1;
const COSE_KTY_EC = 2;

/** A signature by an elliptic curve in its one spelling: two positive integers in DER. The reader takes others for it. */
function isDerSignature(bytes: Uint8Array): boolean {
  let at = 2;
  for (let count = 0; count < 2; count += 1) {
    const [tag, length = 0, first = 0x80, second = 0] = bytes.subarray(at);
    const isPadded = first === 0 && second < 0x80;
    if (tag !== 0x02 || length < 1 || first >= 0x80 || isPadded) return false;
    at += 2 + length;
  }
  return bytes[0] === 0x30 && bytes[1] === bytes.length - 2 && at === bytes.length;
}
