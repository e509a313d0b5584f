/** Lists in pages: a cursor stands for a place in a fixed order, so rows added meanwhile are neither missed nor repeated. */
import type { PageRequest, ViewPurpose } from '#store';
import { Choice, Count, Line, Pattern } from './fields.js';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;

export class PageQuery {
  @Count('How many at most.', 1, LIMIT_MAX, { optional: true, example: LIMIT_DEFAULT })
  readonly limit?: number;

  @Pattern('The `next` of the page before.', /^[\w.~-]{1,400}$/, 'the `next` of an earlier page', { optional: true })
  readonly cursor?: string;

  @Pattern(
    'The own organization to read for; needed by who belongs to several. `self` reads what concerns oneself.',
    /^(self|org_[0-9A-Za-z]{22})$/,
    'an id that starts with `org_`, or `self`',
    { optional: true, example: 'org_0123456789abcdefghijkl' },
  )
  readonly organization?: string;
}

/** What a union may look for. */
export const PURPOSES = ['dispute', 'audit', 'member_request', 'negotiation'] as const satisfies readonly ViewPurpose[];
export const PURPOSE = 'What it is looked at for. A union must say so; the performer reads it.';
export const REASON = 'Why, in own words. A union must say so; the performer reads it.';

/** A page of what is about performers: each reads who looked, and why. */
export class ViewQuery extends PageQuery {
  @Choice(PURPOSE, PURPOSES, { optional: true })
  readonly purpose?: ViewPurpose;

  @Line(REASON, 200, { optional: true })
  readonly reason?: string;
}

/** The same of records that whoever acts for a performer may read as well. */
export class RecordQuery extends ViewQuery {
  @Pattern(
    'The performer for whom to read, under an authority that is in force.',
    /^perf_[0-9A-Za-z]{22}$/,
    'an id that starts with `perf_`',
    { optional: true, example: 'perf_0123456789abcdefghijkl' },
  )
  readonly representing?: string;
}

export function pageOf({ limit, cursor }: PageQuery): PageRequest {
  return { limit: limit ?? LIMIT_DEFAULT, ...(cursor === undefined ? {} : { cursor }) };
}

/** The field by which a page says where it goes on. */
export function Cursor(): PropertyDecorator {
  return Pattern('Send it as `cursor` for what follows; `null` at the end.', /^[\w.~-]+$/, 'a cursor', {
    nullable: true,
  });
}
