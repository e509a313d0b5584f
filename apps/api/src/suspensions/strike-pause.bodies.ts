import { Choice, Flag, Hash, Id, Line, ListOf, Texts } from '../fields.js';

const PAUSES =
  'Whether her consents to new material pause in a strike, where the agreement leaves that to her. It holds for each of her profiles, and for strikes to come, until she says otherwise.';
const ETAG = 'What a preview showed, as one text: sent with the act, it is refused where that has changed.';

export class PreviewStrikePause {
  @Flag(PAUSES, { example: true })
  readonly pauses!: boolean;
}

export class SayStrikePause extends PreviewStrikePause {
  @Hash(ETAG, { optional: true, example: 'a'.repeat(64) })
  readonly etag?: string;
}

class PausedConsent {
  @Id('cons', 'The consent.')
  readonly consent!: string;

  @Id('prod', 'The production that asked for it.')
  readonly production!: string;

  @Line('What that is called.', 200)
  readonly title!: string;

  @Choice('What becomes of it, as a check answers from then on.', ['paused', 'resumed'])
  readonly becomes!: 'paused' | 'resumed';

  @Texts('The strikes that pause it, or did.', 200)
  readonly strikes!: readonly string[];
}

export class StrikePauseView {
  @Flag('What she said last.')
  readonly before!: boolean;

  @Flag(PAUSES)
  readonly pauses!: boolean;

  @ListOf('Her consents of which that changes something now, because of strikes that are on.', PausedConsent, 10_000)
  readonly consents!: readonly PausedConsent[];

  @Hash(ETAG)
  readonly etag!: string;
}
