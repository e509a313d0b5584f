/** What is printed of a race, and what it fails by. */
import type { Race } from './race.js';
import type { Verdict } from './judging.js';

/** Of the races so many at least must have overlapped inside the database: others prove little. */
const OVERLAPPING_MIN = 0.2;

export function faultsOf({ races, overlapping, checkFirst, actFirst, stale, faults }: Verdict): string[] {
  const share = overlapping / races;
  return [
    ...stale,
    ...faults,
    ...(share >= OVERLAPPING_MIN ? [] : [`only ${percent(share)} of the races overlapped inside the database`]),
    ...(checkFirst > 0 && actFirst > 0 ? [] : ['one of the two orders never came about']),
  ];
}

export function reportOf(verdict: Verdict, { counts, acts }: Race, ran: { kills: number; seconds: number }): string {
  const { races, overlapping, transactions, checkFirst, actFirst, byKind, decisions, stale, faults } = verdict;
  const kinds = Object.entries(byKind).map(([kind, count]) => `${kind} ${number(count)}`);
  const lines = [
    `${number(races)} races of a check with an act, in ${ran.seconds} s: ${kinds.join(', ')}`,
    `${number(overlapping)} of them (${percent(overlapping / races)}) overlapped inside the database, in ${number(transactions)} pairs of transactions: the check came first in ${number(checkFirst)}, the act in ${number(actFirst)}`,
    `${number(acts.length)} acts; ${number(counts.requests)} requests, ${number(counts.withToken)} of them with a token; ${number(decisions)} decisions recorded`,
    `${number(counts.allows)} allows, ${number(counts.others)} denials and the like; ${number(counts.afterAcknowledged)} answers to what was sent after an act was acknowledged`,
    `sent again under the same key: ${number(counts.replays)} told again, ${number(counts.superseded)} refused as superseded`,
    `${ran.kills} API processes and ${counts.databaseKills} database processes killed: ${counts.checksLost} checks and ${counts.actsLost} acts lost their answer, of which ${counts.actsFoundDone} acts were found done; ${counts.refused} requests were told to come again`,
    `${stale.length} stale allows, ${faults.length} other faults`,
  ];
  return lines.join('\n');
}

function number(count: number): string {
  return count.toLocaleString('en');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
