/** What the entries of a bundle say together: which consent's they are, that none is left out, and whether it stood. */
import type { BundledEntry, EvidenceBundle } from './bundle.js';
import type { Statement } from './verdict.js';
import { statement } from './verdict.js';

/** That the entries are one consent's, begin with its giving, and leave no version out. */
export function checkHistory({ consent, entries }: EvidenceBundle): Statement {
  const given = entries.findIndex(({ type }) => type === 'consent.given');
  const giving = entries[given];
  if (giving === undefined) return statement('history', false, 'it does not show how the consent was given');
  let count = 0;
  for (const [index, entry] of entries.entries()) {
    const where = nameOf(entry, index);
    const before = entries[index - 1];
    if (before !== undefined && before.at > entry.at)
      return statement('history', false, `${where} stands after a later one`);
    if (before?.log && entry.log && before.log.index >= entry.log.index)
      return statement('history', false, `${where} stands after one that the log has behind it`);
    const isOf = index < given ? entry.refs['request'] === giving.refs['request'] : entry.refs['consent'] === consent;
    if (!isOf || (index > given && entry.type === 'consent.given'))
      return statement('history', false, `${where} is not of this consent`);
    const version = index === given ? 1 : entry.evidence['version'];
    if (index < given || version === undefined) continue;
    count += 1;
    if (version !== count)
      return statement('history', false, `${where} is not version ${count} of the consent: one is missing`);
  }
  return statement('history', true, `versions 1 to ${count} of the consent are there, without a gap`);
}

/** Whether the consent stood, as a whole, at an instant that is asked about. */
export function checkStanding(entries: readonly BundledEntry[], madeAt: string, at: string | undefined): Statement[] {
  if (at === undefined) return [];
  const given = entries.find(({ type }) => type === 'consent.given');
  if (given === undefined || at < given.at) return [statement('validity', false, `the consent was not given by ${at}`)];
  // A change in the very millisecond of the file may have come after it.
  if (at >= madeAt) return [statement('validity', false, `it was made at ${madeAt}, and shows nothing of ${at}`)];
  const end = entries.map(endOf).find((ends) => ends !== null && ends <= at);
  return end === undefined
    ? [
        statement(
          'validity',
          true,
          `the consent had been given and not ended as a whole at ${at}; what it allows its terms say`,
        ),
      ]
    : [statement('validity', false, `the consent had ended at ${String(end)}`)];
}

function endOf({ type, at, evidence }: BundledEntry): string | null {
  if (type === 'consent.superseded') return at;
  const isWhole = type === 'consent.revoked' || (type === 'consent.withdrawn' && evidence['scope'] === null);
  const { effectiveAt } = evidence;
  return isWhole && typeof effectiveAt === 'string' ? effectiveAt : null;
}

/** By which a statement tells one entry from the others. */
export function nameOf({ type, at }: BundledEntry, index: number): string {
  return `\`entries[${index}]\` (\`${type}\` of ${at})`;
}
