/** Our side of an organization's single sign-on: what its provider is configured with. */
import type { Audience } from './saml.js';

/** Each organization has addresses and a name of its own, so that an answer for one can never be one for another. */
export function addressesOf(baseUrl: string, organization: string) {
  const own = `${baseUrl}/v1/sso/${organization}`;
  return {
    /** Where an OpenID provider sends browsers back to. */
    callback: `${own}/callback`,
    /** Where a SAML provider has browsers post its answers to, and whom those are for. */
    saml: { entityId: own, callback: `${own}/saml` } satisfies Audience,
    /** Where people begin. */
    page: `${baseUrl}/sso#${organization}`,
  };
}
