/** Until when an answer holds: the next instant at which something that it was given on is known to change. */
import { majorityAt } from './days.js';
import { isContested } from './exemption.js';
import { applies } from './judge.js';
import type { PolicyPack } from './policy.js';
import { PACKS } from './released-packs.js';
import { claimEndsAt } from './situation.js';
import type { Situation } from './situation.js';
import type { Instant } from './types.js';

/** The known instants after `at` at which a policy may answer otherwise. */
export function changesOf(situation: Situation, packs: readonly PolicyPack[]): readonly Instant[] {
  const { records, approvals, claims, claimsBeside, tools, performer, at } = situation;
  const ends = [
    ...approvals.map(({ expiresAt }) => expiresAt),
    ...[...claims, ...claimsBeside.filter((each) => isContested(each, at))].map(claimEndsAt),
    ...tools
      .flatMap(({ record }) => record?.attestations ?? [])
      .flatMap(({ attestedAt, expiresAt }) => (attestedAt <= at ? expiresAt : [])),
    // What was recorded later is not there yet, so a past answer can be given again.
    ...records.suspensions.flatMap(({ declaredAt, from, until }) => (declaredAt <= at ? [from, until] : [])),
    ...[...records.authorities, ...records.clearances].flatMap(({ recordedAt, from, until }) =>
      recordedAt <= at ? [from, until] : [],
    ),
    ...packs.map(({ until }) => until),
    ...beginningOf(situation),
    performer?.bornOn ? majorityAt(performer.bornOn, performer.zone) : null,
  ];
  return ends.filter((end): end is Instant => end !== null && end > at);
}

/** When released packs begin that will apply of themselves to what is asked. */
function beginningOf(situation: Situation): readonly Instant[] {
  const soon = PACKS.filter(({ from }) => from > situation.at);
  return soon.filter((pack) => applies(pack, situation)).map(({ from }) => from);
}
