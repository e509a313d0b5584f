/** A passkey in software, as people have one in their phone: it makes its key, and signs what a page of its site asks. */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { textAt } from './visitor.js';

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;
const FLAGS_AND_COUNTER = 5;
const MODEL_LENGTH = 16;
const ID_LENGTH = 32;

/** Answers the options that a service gives, as the browser's page at `origin` would hand them on. */
export interface Passkey {
  /** To the options of a new passkey. */
  create(options: unknown): object;
  /** To the options of one that is shown. */
  show(options: unknown): object;
}

/** One that is forgotten with this process: ES256, its holder verified, and a counter that stays at 0, as synchronized ones do. */
export function newPasskey(origin: string): Passkey {
  const id = randomBytes(ID_LENGTH);
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const answer = (response: object): object => {
    const name = id.toString('base64url');
    return { id: name, rawId: name, type: 'public-key', clientExtensionResults: {}, response };
  };
  const asked = (type: string, options: unknown): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge: textAt(options, 'challenge'), origin, crossOrigin: false }));
  return {
    create: (options) => {
      const length = Buffer.from([0, id.length]);
      // COSE: a key of an elliptic curve (1: 2), for ES256 (3: -7), on P-256 (-1: 1).
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const key = cborMap(
        [cborWhole(1), cborWhole(2)],
        [cborWhole(3), cborWhole(-7)],
        [cborWhole(-1), cborWhole(1)],
        [cborWhole(-2), cborBytes(Buffer.from(x, 'base64url'))],
        [cborWhole(-3), cborBytes(Buffer.from(y, 'base64url'))],
      );
      const data = [said(textAt(options, 'rp', 'id'), HAS_CREDENTIAL), Buffer.alloc(MODEL_LENGTH), length, id, key];
      const attestation = cborMap(
        [cborText('fmt'), cborText('none')],
        [cborText('attStmt'), cborMap()],
        [cborText('authData'), cborBytes(Buffer.concat(data))],
      );
      return answer({
        clientDataJSON: asked('webauthn.create', options).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    show: (options) => {
      const clientData = asked('webauthn.get', options);
      const data = said(textAt(options, 'rpId'), 0);
      return answer({
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', Buffer.concat([data, hash(clientData)]), privateKey).toString('base64url'),
      });
    },
  };
}

/** What an authenticator says of itself: for which site, that its holder is there and was verified, and how often it was used. */
function said(site: string, more: number): Buffer {
  const rest = Buffer.alloc(FLAGS_AND_COUNTER);
  rest[0] = USER_PRESENT | USER_VERIFIED | more;
  return Buffer.concat([hash(site), rest]);
}

function hash(bytes: string | Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The kind of an item and its number, which is below 65536 in all that is written here (RFC 8949). */
function cborHead(kind: number, value: number): Buffer {
  const major = kind << 5;
  if (value < 24) return Buffer.from([major | value]);
  return value < 256 ? Buffer.from([major | 24, value]) : Buffer.from([major | 25, value >> 8, value & 0xff]);
}

function cborWhole(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, text.length), Buffer.from(text)]);
}

function cborMap(...entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
