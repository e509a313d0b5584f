/** The released packs, and which of them a use is decided under. */
import { applies } from './judge.js';
import type { PolicyPack } from './policy.js';
import type { Records } from './records.js';
import { situationOf } from './situation.js';
import type { Instant, Use } from './types.js';

/** Every pack that was ever released: old decisions are made again under the versions that they name. */
export const PACKS: readonly PolicyPack[] = [];

const BY_NAME = new Map(PACKS.map((pack) => [`${pack.id}@${pack.version}`, pack]));

/** The pack with this name, such as `netflix@2025-08`, or `null`. */
export function packNamed(name: string): PolicyPack | null {
  return BY_NAME.get(name) ?? null;
}

/**
 * The packs that a use is decided under at an instant: those that its production names, its agreements, and those that
 * apply of themselves by platform, places and dates. A name that nobody released is left out here and refused when it is
 * stated.
 */
export function packsFor(use: Use, records: Records, at: Instant): readonly PolicyPack[] {
  const situation = situationOf(use, records, at);
  const { agreements = [], packs = [] } = situation.production;
  const named = new Set([...agreements, ...packs]);
  return PACKS.filter(
    (pack) =>
      named.has(`${pack.id}@${pack.version}`) ||
      (pack.from <= at && (pack.until === null || pack.until > at) && applies(pack, situation)),
  );
}
