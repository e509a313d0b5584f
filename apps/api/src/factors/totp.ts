/** Codes of six digits by RFC 6238, as authenticator programs show them. */
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { hkdfSync } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const STEP_SECONDS = 30;
/** The code before and the one after count too: clocks differ, and people type. */
const WINDOW = 1;
const SECRET_BYTES = 20;

/** A secret that two sides share, in base 32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator program takes, most often as a picture. */
export function totpUri(
  secret: string,
  { email, baseUrl }: { readonly email: string; readonly baseUrl: string },
): string {
  const issuer = `Countersign (${new URL(baseUrl).host})`;
  return totpOf(secret, { issuer, label: email }).toString();
}

/** The step whose code this is, near an instant; `null` for any other code. */
export function stepOf(secret: string, code: string, nowMs: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: WINDOW });
  return delta === null ? null : Math.floor(nowMs / (STEP_SECONDS * 1000)) + delta;
}

function totpOf(secret: string, shown: { readonly issuer?: string; readonly label?: string } = {}): TOTP {
  return new TOTP({ ...shown, secret, algorithm: 'SHA1', digits: 6, period: STEP_SECONDS });
}

/**
 * A secret as the database keeps it: encrypted under a key that follows from `AUTH_SECRET`, and together with the factor that it
 * is of, so that a row put in another's place opens nothing.
 */
export function sealTotp(authSecret: string, { factor, secret }: Sealed): Promise<string> {
  return symmetricEncrypt({ key: totpKey(authSecret), data: `${factor} ${secret}` });
}

export async function openTotp(authSecret: string, { factor, secret }: Sealed): Promise<string> {
  const [of, opened] = (await symmetricDecrypt({ key: totpKey(authSecret), data: secret })).split(' ');
  if (of !== factor || opened === undefined) throw new Error('a shared secret is kept in the row of another factor');
  return opened;
}

interface Sealed {
  readonly factor: string;
  readonly secret: string;
}

function totpKey(authSecret: string): string {
  return Buffer.from(hkdfSync('sha256', authSecret, '', 'countersign totp 1', 32)).toString('hex');
}
