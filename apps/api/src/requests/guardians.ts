/** Whose signatures a minor's consent takes: those of every guardian who is named over her. */
import { concernsTerms, lifeAt, type Instant } from '#consent';
import type { AuthorityRow, RequestRow, Tx } from '#store';
import { boxesOf, namesFor } from './names.js';

/**
 * The guardians whose paper is recorded, begun and not over, as far as it is about these terms: each person once, under the
 * authority that they have signed under already or else their first.
 *
 * INVARIANT: one whose document nobody has verified is named all the same. The request waits until it is, or is ended.
 */
export async function guardiansOf(
  tx: Tx,
  { performer, production, record }: RequestRow,
  at: Instant,
): Promise<AuthorityRow[]> {
  const { terms, cosigned = [] } = record;
  const named = (await tx.authoritiesOver(performer))
    .filter(
      ({ capacity, endedAt, from, until }) =>
        capacity === 'guardian' && endedAt === null && from <= at && (until === null || until > at),
    )
    .reverse();
  const scopes = named.flatMap(({ scope }) => scope ?? []);
  const { paths = {} } = await namesFor(tx, production, [...boxesOf(terms), ...scopes]);
  const asked = named.filter(({ scope }) => concernsTerms(scope, terms, paths));
  const people = new Map<string, AuthorityRow>();
  for (const each of asked) {
    const person = each.user ?? each.id;
    const isFirst = !people.has(person);
    if (isFirst || cosigned.some(({ authority }) => authority === each.id)) people.set(person, each);
  }
  return [...people.values()];
}

/** Of a request that waits for several, the authorities under which nobody has signed yet. */
export async function waitsFor(tx: Tx, row: RequestRow, at: Instant): Promise<string[]> {
  const { record } = await tx.get('performers', row.performer);
  if (row.state !== 'sent' || !lifeAt(record, at).isMinor) return [];
  const { cosigned = [] } = row.record;
  const guardians = await guardiansOf(tx, row, at);
  return guardians.map(({ id }) => id).filter((id) => !cosigned.some(({ authority }) => authority === id));
}
