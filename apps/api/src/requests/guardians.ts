/** Whose signatures a minor's consent takes: those of every guardian who is named over her. */
import { concernsTerms, lifeAt, missingIn, type Instant } from '#consent';
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

/** Of a minor, the authorities of all guardians who must sign; empty for whoever is of age. */
export async function guardiansNeeded(tx: Tx, row: RequestRow, at: Instant): Promise<string[]> {
  const { record } = await tx.get('performers', row.performer);
  if (!lifeAt(record, at).isMinor) return [];
  return (await guardiansOf(tx, row, at)).map(({ id }) => id);
}

/** Of a request that takes several signatures, those that are missing: guardians by authority, others by what they are. */
export async function waitsFor(tx: Tx, row: RequestRow, at: Instant): Promise<readonly string[]> {
  const { terms, cosigned = [] } = row.record;
  if (row.state !== 'sent') return [];
  const guardians = await guardiansNeeded(tx, row, at);
  const isOfOne = guardians.length === 0 && terms.formalities?.signatures === undefined;
  return isOfOne ? [] : missingIn(terms, cosigned, guardians);
}
