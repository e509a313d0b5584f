import { Choice, Id, Instant, Line, Lines, Nested, Pattern, Patterns, Texts } from '../fields.js';

const STRONG =
  'What the provider says of how somebody signed in (`acr`, `AuthnContextClassRef`) that means a second factor';
const ADDRESS_LENGTH_MAX = 500;

export class SetOidc {
  @Line('The issuer, exactly as the provider names itself.', ADDRESS_LENGTH_MAX, { example: 'https://idp.example.com' })
  readonly issuer!: string;

  @Line('The id by which the provider knows this service.', 200, { example: 'countersign' })
  readonly clientId!: string;

  @Line('The secret by which the provider knows this service; kept encrypted and never shown.', 500, {
    example: 'Qm9yZWFsIHN0b25lIGJ1cm5z',
  })
  readonly clientSecret!: string;

  @Lines(`${STRONG}, beside those that are known.`, 200, 10, { optional: true, example: ['urn:example:mfa'] })
  readonly strongContexts?: string[];
}

export class SetSaml {
  @Line('The name of the provider, as its statements have it (`Issuer`).', ADDRESS_LENGTH_MAX, {
    example: 'https://idp.example.com/metadata',
  })
  readonly entityId!: string;

  @Line('Where browsers sign in (redirect binding).', ADDRESS_LENGTH_MAX, { example: 'https://idp.example.com/saml' })
  readonly entryPoint!: string;

  @Patterns(
    'The certificates that statements are signed with, as PEM: RSA of 2048 bits or more.',
    /^-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]{1,8000}-----END CERTIFICATE-----\s*$/,
    'X.509 certificates as PEM',
    { min: 1, max: 4, example: ['-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n'] },
  )
  readonly certificates!: string[];

  @Lines(`${STRONG}, beside those that are known.`, 200, 10, { optional: true, example: ['urn:example:mfa'] })
  readonly strongContexts?: string[];
}

class ProviderView {
  @Id('idp', 'Its id; a new one each time that it is set.')
  readonly id!: string;

  @Choice('How it is spoken with.', ['oidc', 'saml'])
  readonly protocol!: string;

  @Line('How it names itself: the issuer, or the entity id.', ADDRESS_LENGTH_MAX)
  readonly issuer!: string;

  @Line('The id by which it knows this service; with OpenID Connect.', 200, { optional: true })
  readonly clientId?: string;

  @Line('Where browsers sign in.', ADDRESS_LENGTH_MAX)
  readonly entryPoint!: string;

  @Texts('The certificates that its statements are signed with; with SAML.', 4, { optional: true })
  readonly certificates?: string[];

  @Texts(`${STRONG}, beside those that are known.`, 10)
  readonly strongContexts!: string[];

  @Instant('Since when.')
  readonly setAt!: string;
}

export class SignOnView {
  @Nested('The provider; `null` while none is set.', ProviderView, { nullable: true })
  readonly provider!: ProviderView | null;

  @Line('For OpenID Connect: the redirect address to enter at the provider.', ADDRESS_LENGTH_MAX)
  readonly callback!: string;

  @Line('For SAML: the address of the assertion consumer service to enter at the provider.', ADDRESS_LENGTH_MAX)
  readonly assertionConsumer!: string;

  @Line('For SAML: the name of this service, as audience.', ADDRESS_LENGTH_MAX)
  readonly entityId!: string;

  @Line('The page where people of the organization begin.', ADDRESS_LENGTH_MAX)
  readonly page!: string;
}

export class SignOnBegun {
  @Line('Where the browser signs in.', 4000)
  readonly location!: string;
}

export class SamlAnswer {
  @Pattern('What the provider states, in base64.', /^[A-Za-z0-9+/=\s]{1,200000}$/, 'at most 200,000 letters of base64')
  readonly SAMLResponse!: string;

  @Pattern('Not used.', /^[^]{0,1000}$/, 'at most 1,000 characters', { optional: true })
  readonly RelayState?: string;
}
