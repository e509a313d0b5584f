/** What a provider of identities says of somebody, whichever protocol it says it in. */
import type { JsonObject } from '#store';

/** A provider's word. INVARIANT: made only where all that the protocol demands was verified. */
export interface Vouched {
  /** Its own name for the person, which it gives to nobody else. */
  readonly subject: string;
  /** An address that it says is verified, in lower case. */
  readonly email: string;
  /** It says that a second factor was shown. */
  readonly isStrong: boolean;
}

/** RFC 8176: a second factor, or one that is more than a secret in somebody's head. */
const STRONG_METHODS = ['mfa', 'otp', 'hwk', 'sc'];

/** Names of OpenID, of REFEDS, of Microsoft and of SAML itself for sign-ins that a password alone does not give. */
const STRONG_CONTEXTS = [
  ...['phr', 'phrh', 'https://refeds.org/profile/mfa', 'http://schemas.microsoft.com/claims/multipleauthn'],
  ...['MobileTwoFactorContract', 'Smartcard', 'SmartcardPKI', 'TimeSyncToken'].map(
    (name) => `urn:oasis:names:tc:SAML:2.0:ac:classes:${name}`,
  ),
];

/** Whether what is said of how somebody signed in means a second factor, in general or by the organization's own word. */
export function isStrong(
  said: { readonly methods?: readonly unknown[]; readonly contexts: readonly unknown[] },
  { strongContexts }: { readonly strongContexts: readonly string[] },
): boolean {
  const { methods = [], contexts } = said;
  const isKnown = (known: readonly string[]) => (each: unknown) => typeof each === 'string' && known.includes(each);
  return methods.some(isKnown(STRONG_METHODS)) || contexts.some(isKnown([...STRONG_CONTEXTS, ...strongContexts]));
}

const SUBJECT_LENGTH_MAX = 1024;
/** Plain letters alone: some others become these in lower case, and would be somebody else's address. */
const EMAIL = /^[!-?A-~]{1,64}@[!-?A-~]{1,253}$/;

/** The word of a provider from parts that were verified; `null` when they name nobody. */
export function vouchedOf({ subject, email, isStrong }: Record<keyof Vouched, unknown>): Vouched | null {
  if (typeof subject !== 'string' || subject === '' || subject.length > SUBJECT_LENGTH_MAX) return null;
  if (typeof email !== 'string' || !EMAIL.test(email)) return null;
  return { subject, email: email.toLowerCase(), isStrong: isStrong === true };
}

/** The same as it is kept while the browser is on its way. */
export function keptOf({ subject, email, isStrong }: Vouched): JsonObject {
  return { subject, email, isStrong };
}

/** Thrown where a provider's answer does not hold. The reason is for our log; whoever signs in is told that it failed. */
export class NotVouched extends Error {}
