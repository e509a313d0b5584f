/** Secrets that must be used again, and so cannot be hashed: encrypted, so that the database alone opens nothing. */
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { hkdfSync } from 'node:crypto';

/** What each key is for. INVARIANT: the words never change, for what was sealed under them is opened by no others. */
const KEYS = { totp: 'countersign totp 1', client_secret: 'countersign client secrets of providers' } as const;

/** What a secret is, and the record that it is of: sealed together, so that in the row of another it opens nothing. */
interface Sealing {
  readonly what: keyof typeof KEYS;
  readonly of: string;
}

export function seal(authSecret: string, { what, of }: Sealing, secret: string): Promise<string> {
  return symmetricEncrypt({ key: keyOf(authSecret, what), data: `${of} ${secret}` });
}

/** What `seal` sealed as this, and of this record; throws for anything else. */
export async function unseal(authSecret: string, { what, of }: Sealing, sealed: string): Promise<string> {
  const opened = await symmetricDecrypt({ key: keyOf(authSecret, what), data: sealed });
  if (!opened.startsWith(`${of} `)) throw new Error('a secret is kept in the row of another record');
  return opened.slice(of.length + 1);
}

/** A key that follows from `AUTH_SECRET`, for one purpose alone. */
function keyOf(authSecret: string, what: keyof typeof KEYS): string {
  return Buffer.from(hkdfSync('sha256', authSecret, '', KEYS[what], 32)).toString('hex');
}
