/** Providers of identities that organizations trust. */
import type { Instant } from '#consent';

/** How an organization's provider of identities is reached and known; nothing of it is secret. */
export type ProviderSettings =
  | {
      readonly protocol: 'oidc';
      readonly issuer: string;
      readonly clientId: string;
      /** As its discovery document had them when it was set: nothing that it says later moves them. */
      readonly endpoints: {
        readonly authorization: string;
        readonly token: string;
        readonly keys: string;
        readonly people: string | null;
      };
      /** What it signs its statements with; asymmetric all. */
      readonly algorithms: readonly string[];
      /** It names itself in the address that it sends browsers back to. */
      readonly namesItself: boolean;
      readonly clientAuthentication: 'basic' | 'post';
      /** What the provider says in `acr` of somebody who showed a second factor, beside what is known to say so. */
      readonly strongContexts: readonly string[];
    }
  | {
      readonly protocol: 'saml';
      /** Its own name, in every statement of it. */
      readonly entityId: string;
      readonly entryPoint: string;
      /** X.509, as PEM: what its statements are signed with. */
      readonly certificates: readonly string[];
      readonly strongContexts: readonly string[];
    };

/** A provider of identities by which people of an organization sign in, or did until it was removed. */
export interface ProviderRow {
  readonly id: string;
  readonly organization: string;
  readonly settings: ProviderSettings;
  readonly setAt: Instant;
  readonly removedAt: Instant | null;
  readonly entry: number;
}
