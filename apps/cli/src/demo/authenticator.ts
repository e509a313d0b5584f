/** An authenticator program, as people have one on their phones: it holds a secret and shows codes. */
import { TOTP } from 'otpauth';

const STEP_SECONDS = 30;

/** What somebody shows beside the link; without a secret it has none yet, and is given one. */
export interface Authenticator {
  readonly secret: string | null;
  /** Keeps a secret before it counts, so that nothing is lost with it when this process ends. */
  readonly keep: (secret: string) => Promise<void>;
}

/** One that is forgotten with this process. */
export function newAuthenticator(): Authenticator {
  return { secret: null, keep: () => Promise.resolve() };
}

export function codeOf(secret: string): string {
  return new TOTP({ secret }).generate();
}

/** When the next code is shown. */
export function secondsLeft(): number {
  return STEP_SECONDS - (Math.floor(Date.now() / 1000) % STEP_SECONDS);
}
