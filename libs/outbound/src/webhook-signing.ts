/**
 * What webhooks are signed with, as Standard Webhooks has it: a secret that both sides hold (v1) and a pair whose public half
 * the receiver has (v1a). Between the process that makes them and the one that signs they lie in the database, sealed.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
} from 'node:crypto';

/** A new key, as whoever receives with it is told, once, and sealed as the database keeps it. */
export interface NewWebhookKey {
  /** `whsec_…`: whoever holds it can sign. */
  readonly secret: string;
  /** `whpk_…` */
  readonly publicKey: string;
  readonly sealed: string;
}

/** Makes the key of this id; `sealing` is the text of the file that all processes share. */
export function newWebhookKey(sealing: string, id: string): NewWebhookKey {
  const secret = randomBytes(SECRET_BYTES);
  const pair = generateKeyPairSync('ed25519');
  const privateKey = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-PUBLIC_BYTES);
  return {
    secret: `whsec_${secret.toString('base64')}`,
    publicKey: `whpk_${publicKey.toString('base64')}`,
    sealed: seal(sealing, id, Buffer.concat([secret, privateKey])),
  };
}

/** What is signed: the id and the time stand in headers of their own. */
export interface SignedContent {
  readonly id: string;
  /** In seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/** The headers of a message, signed with each of these keys in both ways. */
export function signedHeaders(
  sealing: string,
  keys: readonly { readonly id: string; readonly sealed: string }[],
  { id, timestamp, body }: SignedContent,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const content = Buffer.from(`${id}.${timestamp}.${body}`);
  const signatures = keys.flatMap((key) => {
    const opened = open(sealing, key.id, key.sealed);
    const [secret, der] = [opened.subarray(0, SECRET_BYTES), opened.subarray(SECRET_BYTES)];
    const privateKey = createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
    const shared = createHmac('sha256', secret).update(content).digest('base64');
    return [`v1,${shared}`, `v1a,${sign(null, content, privateKey).toString('base64')}`];
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}

const SECRET_BYTES = 32;
const PUBLIC_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM, under a key for this purpose alone; sealed for one id, so that in the row of another it opens nothing. */
function seal(sealing: string, id: string, plain: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(sealing), nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function open(sealing: string, id: string, sealed: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(sealing), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

// INVARIANT: these words never change, for what was sealed under them is opened by no others.
function sealingKey(sealing: string): Buffer {
  return Buffer.from(hkdfSync('sha256', sealing.trim(), '', 'countersign secrets of webhooks', 32));
}
