import { OmitType } from '@nestjs/swagger';
import { EVENT_TYPES } from '#store';
import { EventView } from '../events/events.bodies.js';
import {
  Choices,
  Choice,
  Count,
  Id,
  Instant,
  Line,
  ListOf,
  Paragraph,
  Pattern,
  Patterns,
  Secret,
  Texts,
} from '../fields.js';
import { Cursor } from '../paging.js';

/** Time to carry the new secret to the receiver. */
export const OVERLAP_HOURS = 24;
const PRODUCTIONS_MAX = 100;
const SEQUENCE_MAX = Number.MAX_SAFE_INTEGER - 1;

export class WebhookSettingsBody {
  @Pattern(
    'Where events are sent by `POST`: a public `https:` address. Put no secret into it; messages are signed.',
    /^https?:[\x21-\x7e]{3,2000}$/,
    'an address that starts with `https:`, of at most 2000 characters',
    { example: 'https://pipeline.example.com/countersign' },
  )
  readonly url!: string;

  @Choices('The events to send; left out, all.', EVENT_TYPES, {
    ...{ optional: true, example: ['consent.given', 'consent.withdrawn'] },
  })
  readonly events?: string[];

  @Patterns(
    'The productions whose events to send, with those below them; left out, all that the organization takes part in.',
    /^prod_[0-9A-Za-z]{22}$/,
    'ids of productions',
    { max: PRODUCTIONS_MAX, min: 1, optional: true, example: ['prod_0123456789abcdefghijkl'] },
  )
  readonly productions?: string[];
}

export class WebhookRotation {
  @Count(`For how many hours the key still signs beside the new one; ${OVERLAP_HOURS}, if left out.`, 0, 168, {
    ...{ optional: true, example: OVERLAP_HOURS },
  })
  readonly overlapHours?: number;
}

export class WebhookReplay {
  @Count('The first sequence.', 0, SEQUENCE_MAX, { example: 1000 })
  readonly from!: number;

  @Count('The last sequence.', 0, SEQUENCE_MAX, { example: 1042 })
  readonly to!: number;
}

export class WebhookKeyView {
  @Id('hkey', 'Its id.')
  readonly id!: string;

  @Line('The public half, which checks signatures that begin with `v1a,`.', 100, { example: 'whpk_…' })
  readonly publicKey!: string;

  @Instant('Since when it signs.')
  readonly madeAt!: string;

  @Instant('When it stops, because another took its place.', { nullable: true })
  readonly endsAt!: string | null;
}

export class WebhookView {
  @Id('hook', 'Its id.')
  readonly id!: string;

  @Line('Where events are sent.', 2000)
  readonly url!: string;

  @Texts('The events that are sent; `null` for all.', EVENT_TYPES.length, { nullable: true })
  readonly events!: readonly string[] | null;

  @Texts('The productions whose events are sent, with those below them; `null` for all.', PRODUCTIONS_MAX, {
    nullable: true,
  })
  readonly productions!: readonly string[] | null;

  @ListOf('What messages are signed with, the newest first.', WebhookKeyView, 200)
  readonly keys!: readonly WebhookKeyView[];

  @Instant('Since when.')
  readonly createdAt!: string;

  @Instant('Since when nothing is sent.', { nullable: true })
  readonly disabledAt!: string | null;

  @Choice(
    'Why nothing is sent: somebody asked, the receiver answered 410, or it took nothing for days.',
    ['asked', 'gone', 'failing'],
    {
      nullable: true,
    },
  )
  readonly disabledWhy!: string | null;

  @Instant('Since when the receiver has taken nothing that was sent; `null` where it does.', { nullable: true })
  readonly failingSince!: string | null;
}

export class WebhookPage {
  @ListOf('Newest first.', WebhookView, 200)
  readonly items!: readonly WebhookView[];

  @Cursor()
  readonly next!: string | null;
}

export class MadeWebhook extends WebhookView {
  @Secret('The secret of the newest key, `whsec_…`, shown this once: it checks signatures that begin with `v1,`.')
  readonly secret!: string;
}

export class WebhookReplayed {
  @Count('How many events are sent.', 0, 1000)
  readonly count!: number;

  @Count(
    'The last sequence that was looked at, where it is less than asked for go on after it; `null` where none was.',
    0,
    SEQUENCE_MAX,
    { nullable: true },
  )
  readonly last!: number | null;
}

export class WebhookTested {
  @Id('del', 'The delivery, to read how it went.')
  readonly delivery!: string;
}

const STATES = ['due', 'delivered', 'given_up'] as const;

export class WebhookDeliveryView {
  @Id('del', 'Its id.')
  readonly id!: string;

  @Line("The event's id, which is the `webhook-id` of every attempt.", 27)
  readonly event!: string;

  @Line('What happened; `webhook.test` of a test.', 60)
  readonly type!: string;

  @Count("The event's sequence; `null` of a test.", 0, SEQUENCE_MAX, { nullable: true })
  readonly sequence!: number | null;

  @Choice('Whether it is still to be sent, has arrived, or is tried no more.', STATES)
  readonly state!: string;

  @Count('How often it was tried.', 0, 1_000_000)
  readonly attemptCount!: number;

  @Instant('When it was made.')
  readonly madeAt!: string;

  @Instant('When it is tried next.', { nullable: true })
  readonly dueAt!: string | null;
}

export class WebhookDeliveryPage {
  @ListOf('Newest first.', WebhookDeliveryView, 200)
  readonly items!: readonly WebhookDeliveryView[];

  @Cursor()
  readonly next!: string | null;
}

export class WebhookAttemptView {
  @Instant('When it ended.')
  readonly at!: string;

  @Count('The `webhook-timestamp` that was sent.', 0, SEQUENCE_MAX)
  readonly signedAt!: number;

  @Count('How long it took, in milliseconds.', 0, 1_000_000)
  readonly tookMs!: number;

  @Count('The status of the answer; `null` where there was none.', 100, 599, { nullable: true })
  readonly status!: number | null;

  @Choice(
    'Why there was no answer.',
    ['address_refused', 'unreachable', 'redirected', 'too_large', 'too_slow', 'busy'],
    {
      nullable: true,
    },
  )
  readonly fault!: string | null;

  @Paragraph('The beginning of the answer.', 4096, { nullable: true })
  readonly answer!: string | null;
}

export class WebhookDeliveryDetail extends WebhookDeliveryView {
  @Paragraph('What is sent, byte for byte.', 10_000)
  readonly body!: string;

  @ListOf('Every attempt, the first one first.', WebhookAttemptView, 1000)
  readonly attempts!: readonly WebhookAttemptView[];
}

/** What a receiver is sent: the same as is fetched, and which one came before. */
export class WebhookMessageView extends OmitType(EventView, ['type', 'sequence'] as const) {
  @Choice('What happened; `webhook.test` of a test.', [...EVENT_TYPES, 'webhook.test'], {
    example: 'consent.withdrawn',
  })
  readonly type!: string;

  @Count("The event's place in the log; `null` of a test.", 0, SEQUENCE_MAX, { nullable: true, example: 1042 })
  readonly sequence!: number | null;

  @Count(
    'The sequence of the event that this webhook was handed before it; `null` where none is known.',
    0,
    SEQUENCE_MAX,
    { nullable: true, example: 1017 },
  )
  readonly previous!: number | null;
}
