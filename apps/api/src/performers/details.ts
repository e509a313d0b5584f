/** What is stated of a performer, for those who may read her profile. */
import type { NewEntry, PerformerRow, StatedOfPerformer, Tx } from '#store';
import { DETAILS, type DetailsView, type StateDetails } from './details.bodies.js';

type Detail = (typeof DETAILS)[number];

/** Each detail as it was stated last, and by whom. */
export function detailsOf(record: PerformerRow['record']): DetailsView {
  const stated = DETAILS.flatMap((detail) => {
    const last = record.findLast((each) => each[detail] !== undefined);
    return last === undefined ? [] : [{ detail, by: byOf(last), at: last.at }];
  });
  const { bornOn = null, diedOn = null, zone = null, residence = null, unions = [], identity = null } = latest(record);
  return { bornOn, diedOn, zone, residence, unions, identity, stated };
}

/** The entry of a statement. What says something of her can be erased, so it is no evidence. */
export function descriptionOf(
  { identity, ...stated }: StateDetails,
  refs: NewEntry['refs'],
): NewEntry<'performer.described'> {
  const said = DETAILS.flatMap((detail) =>
    detail === 'identity' || stated[detail] === undefined ? [] : [[detail, stated[detail]] as const],
  );
  const evidence = identity === undefined ? {} : { identity };
  return { type: 'performer.described', refs, evidence, personal: said.length === 0 ? null : Object.fromEntries(said) };
}

/**
 * All profiles of a person, of which this is one. None joins them until the transaction ends, so that what she states
 * reaches each: lock them next. Only those two acts hold a person, and first of all, so the order of ids is not missed.
 */
export async function profilesHeld(tx: Tx, user: string, performer: string): Promise<string[]> {
  await tx.lock([`user:${user}`]);
  return tx.profilesOf(performer);
}

/** What she has stated herself on any of these profiles, the newest of each detail; nothing of what others stated. */
export function statedByHerself(profiles: readonly PerformerRow[]): StateDetails {
  const own = profiles.flatMap(({ record }) => record.filter((each) => byOf(each) === 'performer'));
  const known = latest(own.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at))));
  const stated = DETAILS.filter((detail) => known[detail] !== undefined);
  return Object.fromEntries(stated.map((detail) => [detail, known[detail]]));
}

function latest(record: PerformerRow['record']): Partial<Pick<StatedOfPerformer, Detail>> {
  return record.reduce((known, statement) => ({ ...known, ...statement }), {});
}

/** The organization of a statement is absent where the performer made it. */
function byOf({ organization }: StatedOfPerformer): 'organization' | 'performer' {
  return organization === null ? 'performer' : 'organization';
}
