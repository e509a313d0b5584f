/** Codes of six digits by RFC 6238, as authenticator programs show them. */
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
