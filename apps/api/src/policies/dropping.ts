/** What a new statement would take away of what a production is under: who may do that, and when nobody may. */
import { packIdOf, pausesByItself, policiesAt, type Policies } from '#consent';
import { ReadBehind, type ProductionRow, type StatedOfProduction, type Tx } from '#store';
import type { Party } from '../asking/asked.js';
import { AppError } from '../errors/app-error.js';
import { SUSPENSIONS } from '../suspensions/suspensions.controller.js';

/** A statement about to be made on the node of `row`. */
export interface Stating {
  readonly asker: Party;
  readonly row: ProductionRow;
  readonly stated: Policies;
}

/**
 * Locks the node for a statement. Throws where a key drops or changes what only a person may, and where anybody drops an
 * agreement under which the owner is struck.
 *
 * INVARIANT: while a strike is declared, also one that has yet to begin, no statement takes a production out of it.
 */
export async function lockForStating(tx: Tx, { asker, row, stated }: Stating): Promise<void> {
  const [before, after] = await beforeAndAfter(tx, row, stated);
  if (asker.kind === 'key') refuseOfKey(before, after);
  // A strike that is being declared is waited for; every check waits for this lock, so it is taken for a drop alone.
  const isDropping = agreementsDropped(before, after).length > 0;
  await tx.lock(isDropping ? [row.id, SUSPENSIONS] : [row.id]);
  const [known, left] = await beforeAndAfter(tx, row, stated);
  if (asker.kind === 'key') refuseOfKey(known, left);
  const dropped = agreementsDropped(known, left);
  if (dropped.length === 0) return;
  if (!isDropping) throw new ReadBehind('an agreement that this drops was stated while it waited');
  const strikes = await tx.desk.strikes.open(row.organization, await tx.at());
  const [kept] = strikes.flatMap(({ id, agreements }) =>
    agreements.filter((each) => dropped.includes(each)).map((agreement) => ({ id, agreement })),
  );
  if (kept === undefined) return;
  const { agreement, id } = kept;
  throw new AppError('state_conflict', `\`${agreement}\` stays while the strike \`${id}\` is on; state it too`);
}

/** All that is stated on a node and on those above it: from the root down, each in the order in which it stated. */
export async function statementsOn(tx: Tx, { path }: ProductionRow): Promise<StatedOfProduction[]> {
  const statements: StatedOfProduction[] = [];
  for (const node of path) statements.push(...((await tx.find('productions', node))?.statements ?? []));
  return statements;
}

/** What the node is under now, and what it would be under. */
async function beforeAndAfter(tx: Tx, row: ProductionRow, stated: Policies): Promise<[Policies, Policies]> {
  const [statements, at] = [await statementsOn(tx, row), await tx.now()];
  const under = (all: Parameters<typeof policiesAt>[0]): Policies => policiesAt(all, row.path, at).policies;
  return [under(statements), under([...statements, { ...stated, at, node: row.id }])];
}

/** A key only adds: it could else take a production out of the law of a place, or put it before that law began. */
function refuseOfKey(before: Policies, after: Policies): void {
  const [dropped] = [
    ...LISTED.flatMap((list) => missing(before[list], after[list])),
    ...missing(platformOf(before), platformOf(after)),
  ];
  if (dropped !== undefined)
    throw new AppError('not_allowed', `only a person drops \`${dropped}\`; state it too, or sign in`);
  const { principalPhotographyAt: day } = before;
  if (day !== undefined && day !== after.principalPhotographyAt)
    throw new AppError('not_allowed', 'only a person changes `principalPhotographyAt`; leave it out, or sign in');
}

// Each by itself: an agreement that is named as a pack is no agreement of the production any more.
const LISTED = ['agreements', 'packs', 'places'] as const;

/** The ids of agreements that go; another version of one is struck as well, unless it leaves that to each performer. */
function agreementsDropped({ agreements: before = [] }: Policies, { agreements: after = [] }: Policies): string[] {
  const strict = missing(before.filter(pausesByItself).map(packIdOf), after.filter(pausesByItself).map(packIdOf));
  return [...missing(before.map(packIdOf), after.map(packIdOf)), ...strict];
}

function missing(before: readonly string[] = [], after: readonly string[] = []): string[] {
  return before.filter((name) => !after.includes(name));
}

function platformOf({ platform = null }: Policies): string[] {
  return platform === null ? [] : [platform];
}
