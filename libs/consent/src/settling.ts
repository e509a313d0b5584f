/** What approvals settle: a doubt about a consent is gone once it is approved of, and the consent covers as any other. */
import { doubtsOf } from './coverage.js';
import type { Coverage } from './coverage.js';
import { takesFrom } from './reach.js';
import { approvalsOf } from './situation.js';
import type { Situation } from './situation.js';
import type { Doubt, Stated, Statement } from './statements.js';

/** The doubts that are left, and the ids of the approvals that settled the others. */
export function settled(
  doubts: readonly Doubt[],
  situation: Situation,
): { readonly open: readonly Doubt[]; readonly approvals: readonly string[] } {
  const asked = doubts.map((doubt) => ({ doubt, cures: approvalsOf(situation, doubt) }));
  const approvals = new Set(asked.flatMap(({ cures }) => cures.map(({ id }) => id)));
  return {
    open: asked.filter(({ cures }) => cures.length === 0).map(({ doubt }) => doubt),
    approvals: [...approvals].sort(),
  };
}

type Doubting = Extract<Statement, { readonly kind: 'doubted' | 'asked' }>;

/**
 * The statements without the doubts about consents that approvals settled. Settled before anything is covered: of two
 * doubted consents the one that was approved of covers alone, so that taking the other away helps nobody.
 */
export function withoutSettled(
  stated: Stated,
  situation: Situation,
): { readonly left: Stated; readonly cured: readonly Doubting[] } {
  if (situation.approvals.length === 0) return { left: stated, cured: [] };
  const isCured = (each: Statement): each is Doubting =>
    isDoubting(each) && doubtsOf(each).every((doubt) => approvalsOf(situation, doubt).length > 0);
  const cured = stated.statements.filter(isCured);
  if (cured.length === 0) return { left: stated, cured };
  return { left: { ...stated, statements: stated.statements.filter((each) => !isCured(each)) }, cured };
}

/** A coverage that rests on doubts which were settled, told with them. */
export function withSettled(coverage: Coverage, cured: readonly Doubting[], { use, records }: Situation): Coverage {
  const resting = new Set(coverage.covering.map(({ consent }) => consent.id));
  const met = cured.filter(
    ({ consent, box }) => resting.has(consent.id) && takesFrom(box, use, records.productionPaths),
  );
  return met.length === 0 ? coverage : { ...coverage, doubts: [...coverage.doubts, ...met.flatMap(doubtsOf)] };
}

function isDoubting({ kind }: Statement): boolean {
  return kind === 'doubted' || kind === 'asked';
}
