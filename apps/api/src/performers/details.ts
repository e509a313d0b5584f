/** What is stated of a performer, for those who may read her profile. */
import { birthdayIn } from '#consent';
import type { NewEntry, PerformerRow, StatedOfPerformer, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { guardOf, isSelf } from '../asking/asker.js';
import { DETAILS, type DetailsView, type StateDetails } from './details.bodies.js';

type Detail = (typeof DETAILS)[number];
type Profile = Pick<PerformerRow, 'record' | 'organization'>;

/**
 * A profile as far as a party is told of it. INVARIANT: whoever knows her address can invite her, so that what she said of
 * herself is told to the organization that did once something is signed with it; and a key that does not read is told what
 * its organization stated.
 */
export async function toldOf(tx: Tx, row: PerformerRow, asker: Party): Promise<PerformerRow> {
  if (isSelf(asker, row) || !isOf(asker, row.organization)) return row;
  if (asker.kind === 'key' && !asker.scopes.includes('read'))
    return { ...row, record: row.record.filter(({ organization }) => organization === row.organization) };
  if (await tx.hasSigned(row.id)) return row;
  return { ...row, record: row.record.filter(({ organization }) => organization !== null) };
}

/** Each detail as it counts, and by whom. */
export function detailsOf({ record, organization }: Profile): DetailsView {
  const counting = DETAILS.flatMap((detail) => {
    const statement = countingOf(record, detail);
    return statement === null ? [] : [[detail, statement] as const];
  });
  const known: Partial<Pick<StatedOfPerformer, Detail>> = Object.fromEntries(
    counting.map(([detail, statement]) => [detail, statement[detail]]),
  );
  const { bornOn = null, diedOn = null, zone = null, residence = null, unions = [], identity = null } = known;
  const stated = counting.map(([detail, statement]) => {
    const documentHash = SHOWN_BY_DOCUMENTS.includes(detail) ? (statement.documentHash ?? null) : null;
    return { detail, by: byOf(statement, organization), at: statement.at, documentHash };
  });
  return { bornOn, diedOn, zone, residence, unions, identity, stated };
}

const SHOWN_BY_DOCUMENTS: readonly Detail[] = ['bornOn', 'diedOn', 'identity'];

function countingOf(record: PerformerRow['record'], detail: Detail): StatedOfPerformer | null {
  return detail === 'bornOn' ? birthdayIn(record) : (record.findLast((each) => each[detail] !== undefined) ?? null);
}

/** What she does in strikes she alone states, by a route of its own; nobody else is told of it. */
export type StatedByHerself = StateDetails & Pick<StatedOfPerformer, 'pausesInStrikes'>;

/** The entry of a statement. What says something of her can be erased, so it is no evidence. */
export function descriptionOf(
  { identity, documentHash, pausesInStrikes, ...stated }: StatedByHerself,
  refs: NewEntry['refs'],
): NewEntry<'performer.described'> {
  const said = DETAILS.flatMap((detail) =>
    detail === 'identity' || stated[detail] === undefined ? [] : [[detail, stated[detail]] as const],
  );
  const evidence = { ...(identity !== undefined && { identity }), ...(documentHash !== undefined && { documentHash }) };
  const personal = { ...Object.fromEntries(said), ...(pausesInStrikes !== undefined && { pausesInStrikes }) };
  return {
    type: 'performer.described',
    refs,
    evidence,
    personal: Object.keys(personal).length === 0 ? null : personal,
  };
}

/**
 * All profiles of a person, of which this is one. None joins them until the transaction ends, so that what she states
 * reaches each: lock them next. A person is held first of all, and nobody but these two takes more after her, so the order of
 * ids is not missed.
 */
export async function profilesHeld(tx: Tx, user: string, performer: string): Promise<string[]> {
  await tx.lock([guardOf({ user })]);
  return tx.profilesOf(performer);
}

/**
 * What she has stated herself on any of these profiles, the newest of each detail; nothing of what others stated. How well
 * it is known who she is says each profile for itself.
 */
export function statedByHerself(profiles: readonly PerformerRow[]): StatedByHerself {
  const own = profiles.flatMap(({ record }) => record.filter(({ organization }) => organization === null));
  const known = own
    .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)))
    .reduce<Partial<StatedOfPerformer>>((before, statement) => ({ ...before, ...statement }), {});
  const stated = DETAILS.filter((detail) => detail !== 'identity' && known[detail] !== undefined);
  const { pausesInStrikes } = known;
  return {
    ...Object.fromEntries(stated.map((detail) => [detail, known[detail]])),
    ...(pausesInStrikes !== undefined && { pausesInStrikes }),
  };
}

/** Beside herself and whoever engages her only a union of hers states anything. */
function byOf({ organization }: StatedOfPerformer, owner: string): 'organization' | 'performer' | 'union' {
  if (organization === null) return 'performer';
  return organization === owner ? 'organization' : 'union';
}
