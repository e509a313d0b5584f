/** What was allowed and what became of it, as whoever may read it is shown it. */
import { stringify } from 'csv-stringify/sync';
import { usageGaps, type CheckedUse, type ConsentRecord, type Pause, type ProductionPaths } from '#consent';
import type { AllowedRow, CheckedUseRow, JsonObject, Tx, Viewer } from '#store';
import { decisionOf } from '../checks/check-view.js';
import { recordedUse } from '../checks/question.js';
import type { UsedView } from './usage-reports.bodies.js';

/** These decisions, in their order, through these eyes: what was paid is told to who pays, to her, and to who speaks for her. */
export async function usedViews(tx: Tx, decisions: readonly AllowedRow[], viewer: Viewer): Promise<UsedView[]> {
  const rows = new Map((await tx.usage.checked(decisions.map(({ id }) => id))).map((row) => [row.check, row]));
  const relied = [...new Set([...rows.values()].flatMap(({ evidence }) => consentsOf(evidence)))];
  const known = await tx.usage.consents(
    relied,
    decisions.map(({ production }) => production),
  );
  const strikes = await tx.usage.strikes(relied);
  const at = await tx.now();
  return decisions.map((decision) => {
    const row = rows.get(decision.id);
    if (row === undefined) throw new Error(`\`${decision.id}\` has no entry`);
    const isToldOfPay = !('organization' in viewer) || 'agreements' in viewer || viewer.organization === row.owner;
    return usedView(decision, row, { ...known, strikes, at, isToldOfPay });
  });
}

interface Known {
  readonly consents: readonly ConsentRecord[];
  readonly paths: ProductionPaths;
  readonly strikes: readonly (Pause & { readonly consent: string })[];
  readonly at: string;
  readonly isToldOfPay: boolean;
}

function usedView(
  decision: AllowedRow,
  row: CheckedUseRow,
  { consents, paths, strikes, at, isToldOfPay }: Known,
): UsedView {
  const { id: check, organization, production, decidedAt, validUntil } = decision;
  const { evidence, releasedAt, isFollowed, payments } = row;
  const ids = consentsOf(evidence);
  const paid = new Set(payments.flatMap(({ uses }) => uses));
  const uses = row.uses.map(({ id, quantity, madeAt, at: reportedAt }) => ({
    ...{ id, quantity, madeAt, reportedAt, isPaid: paid.has(id) },
  }));
  // It stands in the evidence of every decision, as `decideOn` wrote it.
  const use = recordedUse(evidence['use'] as JsonObject);
  const checked: CheckedUse = {
    ...{ use, decidedAt, validUntil, releasedAt, isFollowed, uses },
    obligations: decisionOf(evidence).obligations.map(({ kind }) => kind),
    consents: consents.filter(({ id }) => ids.includes(id)),
    strikes: strikes.filter(({ consent }) => ids.includes(consent)),
  };
  return {
    ...{ check, organization, production, performer: decision.performer ?? '', decidedAt, validUntil },
    ...{ consents: ids, asked: use.quantity ?? null, releasedAt, isFollowed, uses },
    payments: isToldOfPay
      ? payments.map(({ actor: _, at: recordedAt, ...payment }) => ({ ...payment, recordedAt }))
      : [],
    gaps: usageGaps(checked, paths, at),
  };
}

function consentsOf(evidence: JsonObject): readonly string[] {
  return decisionOf(evidence).reliedOn.map(({ consent }) => consent);
}

const HEADS = [
  ...([
    'check',
    'production',
    'performer',
    'asked_by',
    'allowed_at',
    'valid_until',
    'consents',
    'released_at',
  ] as const),
  ...(['usage', 'unit', 'amount', 'made_at', 'reported_at', 'paid', 'gaps'] as const),
];

/** One line for each unit of each use, and one for each check under which nothing was reported. */
export function usedCsv(items: readonly UsedView[]): string {
  const options = { header: true, record_delimiter: 'windows', escape_formulas: true } as const;
  return stringify(items.flatMap(linesOf), { columns: [...HEADS], ...options });
}

function linesOf({ gaps, uses, ...of }: UsedView): (string | number | null)[][] {
  const start = [of.check, of.production, of.performer, of.organization, of.decidedAt, of.validUntil];
  const check = [...start, of.consents.join(' '), of.releasedAt];
  const codes = (usage: string | null) =>
    gaps.flatMap((gap) => (gap.usage === usage || gap.usage === null ? [gap.code] : [])).join(' ');
  if (uses.length === 0) return [[...check, null, null, null, null, null, null, codes(null)]];
  return uses.flatMap(({ id, quantity, madeAt, reportedAt, isPaid }) =>
    Object.entries(quantity).map(([unit, amount]) => [
      ...check,
      ...[id, unit, amount, madeAt, reportedAt, isPaid ? 'yes' : 'no', codes(id)],
    ]),
  );
}
