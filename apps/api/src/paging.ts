/** Lists in pages: a cursor stands for a place in a fixed order, so rows added meanwhile are neither missed nor repeated. */
import type { PageRequest } from '#store';
import { Count, Pattern } from './fields.js';

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

/** A page of records about performers, which whoever acts for one may read as well. */
export class RecordQuery extends PageQuery {
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
