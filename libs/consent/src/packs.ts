/** Which of the released packs a use is decided under. */
import { applies } from './judge.js';
import { isUnderWay } from './periods.js';
import { packName } from './policy.js';
import type { PolicyPack } from './policy.js';
import type { ConsentRecord, Records } from './records.js';
import { PACKS } from './released-packs.js';
import { pathOf, situationOf } from './situation.js';
import type { Instant, Use } from './types.js';

/**
 * The packs that a use is decided under at an instant: those that its production names, its agreements, those of the
 * agreements that consents name, and those that apply of themselves by platform, places and dates. A name that nobody
 * released is left out here and refused when it is stated.
 */
export function packsFor(use: Use, records: Records, at: Instant): readonly PolicyPack[] {
  const situation = situationOf(use, records, at);
  const { agreements = [], packs = [] } = situation.production;
  const named = new Set([...agreements, ...packs, ...agreementsIn(use, records, at)]);
  return PACKS.filter((pack) => named.has(packName(pack)) || (isUnderWay(pack, at) && applies(pack, situation)));
}

/** The packs of the agreements that she was engaged under for this production, whatever the production says of itself. */
function agreementsIn({ production }: Use, records: Records, at: Instant): readonly string[] {
  const path = pathOf(records, production);
  const isHere = ({ terms }: ConsentRecord): boolean =>
    terms.permissions.some(({ box }) => box.production?.some((node) => path.includes(node)));
  return records.consents.flatMap((consent) => {
    const id = consent.terms.formalities?.agreement;
    const pack = id !== undefined && consent.givenAt <= at && isHere(consent) ? versionAt(id, consent.givenAt) : null;
    return pack === null ? [] : [packName(pack)];
  });
}

/** The version of a pack that was the newest at an instant, or the first: an agreement that has a pack is never without. */
export function versionAt(id: string, at: Instant): PolicyPack | null {
  const versions = PACKS.filter((pack) => pack.id === id).sort((one, other) => (one.from < other.from ? -1 : 1));
  return versions.findLast(({ from }) => from <= at) ?? versions[0] ?? null;
}
