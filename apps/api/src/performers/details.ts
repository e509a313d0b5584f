/** What is stated of a performer, for those who may read her profile. */
import type { PerformerRow, StatedOfPerformer } from '#store';
import { DETAILS, type DetailsView } from './details.bodies.js';

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

function latest(record: PerformerRow['record']): Partial<Pick<StatedOfPerformer, Detail>> {
  return record.reduce((known, statement) => ({ ...known, ...statement }), {});
}

/** The organization of a statement is absent where the performer made it. */
function byOf({ organization }: StatedOfPerformer): 'organization' | 'performer' {
  return organization === null ? 'performer' : 'organization';
}
