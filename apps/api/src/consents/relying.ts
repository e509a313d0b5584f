/** Which organizations relied on a consent, by name, with the productions in which they did. */
import type { Box } from '#consent';
import type { ConsentRow, Reliance, Tx } from '#store';
import { namesFor } from '../requests/names.js';

export interface Recipient {
  readonly organization: string;
  readonly name: string;
  /** By their titles. */
  readonly productions: readonly string[];
  /** How many allows. */
  readonly decisions: number;
}

export interface Relied {
  readonly told: readonly Recipient[];
  /** In the order in which they were made. */
  readonly decisions: readonly Reliance[];
}

/** Every organization with an allow, run out or not, that rested on what lies in the scope. */
export async function reliedOnBy(tx: Tx, row: ConsentRow, scope: Box | null): Promise<Relied> {
  const decisions = await tx.recalls.reliedOn(row.id, scope);
  const named = decisions.map(({ production }) => production);
  const { productions: titles } = await namesFor(tx, row.production, [{ production: [...new Set(named)] }]);
  const told: Recipient[] = [];
  for (const organization of new Set(decisions.map((each) => each.organization))) {
    const theirs = decisions.filter((each) => each.organization === organization);
    const ids = new Set(theirs.map(({ production }) => production));
    told.push({
      organization,
      name: (await tx.find('organizations', organization))?.name ?? organization,
      productions: [...ids].map((id) => titles[id] ?? id),
      decisions: theirs.length,
    });
  }
  return { told: told.sort(byName), decisions };
}

function byName(one: Recipient, other: Recipient): number {
  const placeOf = ({ name, organization }: Recipient): string => `${name} ${organization}`;
  return placeOf(one) < placeOf(other) ? -1 : 1;
}
