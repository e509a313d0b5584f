/** What a report of what was used says: what was made on which consent, how it comes out, and each gap by its name. */
import type { Tx, UsageAccount, UsageReportRow, UsedAmount } from '#store';
import type { Certified, Parties, UsageContent } from './contents.js';

const UNITS: Readonly<Record<UsedAmount['unit'], readonly [one: string, many: string]>> = {
  lines: ['line', 'lines'],
  seconds: ['second', 'seconds'],
  words: ['word', 'words'],
  episodes: ['episode', 'episodes'],
  days: ['day', 'days'],
};

const GAPS: Readonly<Record<UsageAccount['gaps'][number]['code'], string>> = {
  unaccounted: 'It ran out, and nobody said what was made or that nothing was',
  over_allowed: 'More was made than was asked for',
  outside_check: 'It was made before the check allowed it, or after that had run out',
  after_end: 'It was made when a consent that it rests on had ended',
  while_paused: 'It was made while a consent that it rests on was suspended or in dispute',
  time_unsaid: 'A consent was stopped meanwhile, and nobody said when it was made',
  unpaid: 'Pay is owed for it, and none is recorded',
};

/** Of a report from before the account was kept, its figures alone. */
export async function usageContent(
  tx: Tx,
  row: UsageReportRow,
  { parties, certified }: { readonly parties: Parties; readonly certified: Certified },
): Promise<UsageContent> {
  const { id: report, from, until, checkCount, used, account } = row;
  const consents: UsageContent['consents'][number][] = [];
  for (const consent of new Set(used.map((each) => each.consent))) {
    const found = consent === null ? null : await tx.find('consents', consent);
    const made = used.filter((each) => each.consent === consent).map(amountOf);
    consents.push({ consent, givenAt: found?.record.givenAt ?? null, made });
  }
  return {
    ...certified,
    ...{ kind: 'usage', report, parties, from, until },
    consents,
    counts: [
      { label: 'Checks that allowed something', count: checkCount },
      ...(account === null ? [] : countsOf(account)),
    ],
    gaps:
      account?.gaps.map(({ code, count, checks }) => ({ title: `${GAPS[code]}: ${String(count)}`, checks })) ?? null,
  };
}

function amountOf({ unit, uses, amount, paid }: UsedAmount): string {
  const settled = paid === amount ? 'all paid' : paid === 0 ? 'none paid' : `${paid.toLocaleString('en-US')} paid`;
  return `${counted(amount, UNITS[unit])} in ${counted(uses, ['use', 'uses'])}; ${settled}.`;
}

function counted(count: number, [one, many]: readonly [one: string, many: string]): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

function countsOf(account: UsageAccount): UsageContent['counts'] {
  return [
    { label: 'Reported as made', count: account.reported },
    { label: 'Nothing will be made', count: account.released },
    { label: 'Asked again since', count: account.askedAgain },
    { label: 'Ran out unaccounted for', count: account.unaccounted },
    { label: 'Open, or owing no report', count: account.open },
    { label: 'Uses declared', count: account.declared },
    { label: 'Declared and never checked', count: account.unchecked },
  ];
}
