import { OmitType } from '@nestjs/swagger';
import { EVENT_TYPES } from '#store';
import { Choice, Count, Flag, Instant, Json, Line, ListOf } from '../fields.js';
import { RecordQuery } from '../paging.js';

/** Beyond what JSON carries exactly there is no sequence. */
const SEQUENCE_MAX = Number.MAX_SAFE_INTEGER - 1;

export class EventQuery extends OmitType(RecordQuery, ['cursor'] as const) {
  @Count(
    'The sequence after which to read: that of the last event one has, or an earlier `last`. Left out, from the first.',
    0,
    SEQUENCE_MAX,
    {
      ...{ optional: true, example: 1041 },
    },
  )
  readonly after?: number;
}

export class EventView {
  @Line('Its id, the same however often it is told.', 27, { example: 'entr_0123456789abcdefghijkl' })
  readonly id!: string;

  @Choice('What happened.', EVENT_TYPES, { example: 'consent.withdrawn' })
  readonly type!: string;

  @Instant('When it was recorded.')
  readonly at!: string;

  @Count(
    'Its place in the log: events are in this order, with gaps where the log holds what is not yours.',
    0,
    SEQUENCE_MAX,
    {
      example: 1042,
    },
  )
  readonly sequence!: number;

  @Json(
    'The ids of the records that it is about, by what they are: fetch from them what you may read.',
    { type: 'object', additionalProperties: { type: 'string' } },
    { example: { production: 'prod_0123456789abcdefghijkl', consent: 'cons_0123456789abcdefghijkl' } },
  )
  readonly refs!: Readonly<Record<string, string>>;
}

export class EventsPage {
  @ListOf('In the order of their sequence.', EventView, 200)
  readonly items!: readonly EventView[];

  @Count('Send it as `after` for what follows; `null` while the log is empty.', 0, SEQUENCE_MAX, { nullable: true })
  readonly last!: number | null;

  @Flag('Whether to ask again at once; `false` at the end of the log.')
  readonly hasMore!: boolean;
}
