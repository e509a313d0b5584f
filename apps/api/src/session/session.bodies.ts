import { MAIL_LOCALES, type MailLocale } from '#mails';
import { PERSON_ROLES, SCOPES, type PersonRole } from '../access/roles.js';
import { FactorView, RecoveryView } from '../factors/factors.bodies.js';
import { Choice, Choices, Count, Email, Flag, Id, Instant, Line, ListOf, Nested } from '../fields.js';

export class OwnLanguage {
  @Choice('The language.', MAIL_LOCALES, { example: 'es' })
  readonly language!: MailLocale;
}

export class SignIn {
  @Email('Where to send the link.')
  readonly email!: string;
}

export class SignInSent {
  @Flag('Always true, whoever asks.')
  readonly sent!: boolean;

  @Count('How long the link counts.', 1, 60)
  readonly minutes!: number;
}

export class OpenSession {
  @Line('The part of the mailed link behind the `#`.', 200, { example: 'QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ' })
  readonly token!: string;

  @Line(
    'Your name, as others shall read it beside what you state, claim and approve; in the place of an earlier one.',
    200,
    {
      optional: true,
      example: 'Deniz Kaya',
    },
  )
  readonly name?: string;
}

export class SignedIn {
  @Line('The id of the person.', 64)
  readonly user!: string;

  @Email('The address that the link has verified.')
  readonly email!: string;
}

class OwnMembership {
  @Id('org', 'The organization.')
  readonly organization!: string;

  @Line('What it is: production company, studio, vendor, agency or union.', 40)
  readonly kind!: string;

  @Line('Its name.', 200)
  readonly name!: string;

  @Line("The person's role in it.", 40)
  readonly role!: string;
}

/** A membership, or the operator's role, which belongs to no organization. */
class HeldBackView {
  @Line('The role.', 40)
  readonly role!: string;

  @Id('org', 'The organization.', { optional: true })
  readonly organization?: string;

  @Line('What it is.', 40, { optional: true })
  readonly kind?: string;

  @Line('Its name.', 200, { optional: true })
  readonly name?: string;
}

export class Session {
  @Choice('A signed-in person, or a machine with a key.', ['person', 'key'])
  readonly kind!: 'person' | 'key';

  @Line('The id of the person.', 64, { optional: true })
  readonly user?: string;

  @Email('The verified address.', { optional: true })
  readonly email?: string;

  @Line('The name, empty while none was given.', 200, { min: 0, optional: true })
  readonly name?: string;

  @Choice('The language of what the person is mailed and shown; `null` while none is known.', MAIL_LOCALES, {
    optional: true,
    nullable: true,
  })
  readonly language?: string | null;

  @Choices('What the person may act as.', PERSON_ROLES, { optional: true })
  readonly roles?: PersonRole[];

  @ListOf('The organizations the person belongs to.', OwnMembership, 1000, { optional: true })
  readonly memberships?: OwnMembership[];

  @Choice('`strong` once a factor was shown in this session.', ['link', 'strong'], { optional: true })
  readonly level?: 'link' | 'strong';

  @ListOf('What the person may not be before a second factor was shown in this session.', HeldBackView, 1001, {
    optional: true,
  })
  readonly heldBack?: HeldBackView[];

  @ListOf('What the person signs in with beside links.', FactorView, 20, { optional: true })
  readonly factors?: FactorView[];

  @Nested('That every factor is lost, as was said with a link alone; `null` when it was not.', RecoveryView, {
    optional: true,
    nullable: true,
  })
  readonly recovery?: RecoveryView | null;

  @Count('How many recovery codes are left.', 0, 10, { optional: true })
  readonly recoveryCodesLeft?: number;

  @Id('key', 'The key.', { optional: true })
  readonly key?: string;

  @Id('org', 'The one organization that the key, or the session of single sign-on, acts for.', { optional: true })
  readonly organization?: string;

  @Choices('What the key may do.', SCOPES, { optional: true })
  readonly scopes?: string[];
}

class OwnSession {
  @Id('ses', 'The session.')
  readonly id!: string;

  @Choice('`strong` once a factor was shown in it.', ['link', 'strong'])
  readonly level!: 'link' | 'strong';

  @Line('Browser and system, as far as they are known.', 100, { example: 'Firefox on Linux' })
  readonly device!: string;

  @Line('The address from which it was opened.', 64, { nullable: true, example: '203.0.113.7' })
  readonly address!: string | null;

  @Instant('When it was opened, or made strong.')
  readonly madeAt!: string;

  @Instant('When it was last in use, to five minutes.')
  readonly seenAt!: string;

  @Flag('Whether it is the one that asks.')
  readonly isThis!: boolean;
}

export class OwnSessions {
  @ListOf('The sessions.', OwnSession, 1000)
  readonly items!: OwnSession[];
}
