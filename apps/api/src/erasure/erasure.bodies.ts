import { Count, Hash, Id, Instant, Line, ListOf, Nested, Texts } from '../fields.js';

const MANY = 1_000_000_000;

class WhatGoes {
  @Count('Entries of the log whose erasable part goes: names, addresses, reasons, notes, whoever wrote them.', 0, MANY)
  readonly entries!: number;

  @Count('Sealed documents that name you.', 0, MANY)
  readonly documents!: number;

  @Count('Profiles that organizations keep of you.', 0, MANY)
  readonly profiles!: number;

  @Count('Accounts, with all they sign in with.', 0, MANY)
  readonly accounts!: number;

  @Count('Authorities, memberships and invitations that hold your address.', 0, MANY)
  readonly records!: number;
}

class WhatStays {
  @Line('What stays.', 200)
  readonly what!: string;

  @Line('Why.', 300)
  readonly why!: string;
}

class HeldBy {
  @Id('hld', 'Its id.')
  readonly id!: string;

  @Line('Why it is held.', 500)
  readonly reason!: string;

  @Instant('Since when.')
  readonly placedAt!: string;
}

class StandingConsent {
  @Id('cons', 'Its id: `POST /v1/consents/{consent}/withdrawals` withdraws it.')
  readonly id!: string;

  @Id('prod', 'What for.')
  readonly production!: string;

  @Line('Its title.', 200)
  readonly title!: string;
}

export class ErasureShown {
  @Nested('What goes, for good.', WhatGoes)
  readonly goes!: WhatGoes;

  @ListOf('What stays, and why.', WhatStays, 20)
  readonly stays!: readonly WhatStays[];

  @Count('For how many years evidence of it is kept; then it is destroyed.', 1, 100)
  readonly keptYears!: number;

  @Texts('What was handed out, and cannot be called back.', 20)
  readonly outOfReach!: readonly string[];

  @ListOf('Holds that bar it, each with its reason.', HeldBy, 100)
  readonly holds!: readonly HeldBy[];

  @ListOf(
    'Consents that still give something, and bar it until they are withdrawn or have ended.',
    StandingConsent,
    10_000,
  )
  readonly consents!: readonly StandingConsent[];

  @Hash('Names what would be erased, to be sent with the act.')
  readonly etag!: string;
}

export class Erasing {
  @Hash('Of the preview that was looked at.', { example: '5f'.repeat(32) })
  readonly etag!: string;
}

export class ErasureDone {
  @Id('ers', 'Its id.')
  readonly id!: string;

  @Instant('Since when nothing of yours is known.')
  readonly erasedAt!: string;

  @Nested('What went.', WhatGoes)
  readonly went!: WhatGoes;

  @Count('For how many years evidence of it is kept; then it is destroyed.', 1, 100)
  readonly keptYears!: number;
}
