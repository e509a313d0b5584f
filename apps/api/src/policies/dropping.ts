/** What a new statement would take away of what a production is under: who may do that, and when nobody may. */
import { policiesAt, type ProductionStatement } from '#consent';
import type { ProductionRow, Tx } from '#store';
import type { Party } from '../asking/asked.js';
import { AppError } from '../errors/app-error.js';

/** A statement about to be made on the node of `row`, after all that stand on its path. */
export interface Stating {
  readonly asker: Party;
  readonly row: ProductionRow;
  readonly before: readonly ProductionStatement[];
  readonly stated: Omit<ProductionStatement, 'at' | 'node'>;
}

/**
 * Throws where the statement drops what a key may not drop, or an agreement under which the owner is struck.
 *
 * INVARIANT: while a strike is declared, also one that has yet to begin, no statement takes a production out of it.
 */
export async function refuseDropping(tx: Tx, { asker, row, before, stated }: Stating): Promise<void> {
  const at = await tx.at();
  const left = namesIn([...before, { ...stated, at, node: row.id }], row, at);
  const dropped = namesIn(before, row, at).filter((name) => !left.includes(name));
  const [first] = dropped;
  if (first === undefined) return;
  if (asker.kind === 'key')
    throw new AppError('not_allowed', `only a person drops \`${first}\`; state it too, or sign in`);
  // Another version of an agreement is struck as well.
  const kept = left.map(withoutVersion);
  const ids = dropped.map(withoutVersion).filter((id) => !kept.includes(id));
  const strike = (await tx.openSuspensions(row.organization, at)).find(({ agreement }) => ids.includes(agreement));
  if (strike === undefined) return;
  const { agreement, id } = strike;
  throw new AppError('state_conflict', `\`${agreement}\` stays while the strike \`${id}\` is on; state it too`);
}

/** All that the statements put the last node of a path under, by name. */
function namesIn(statements: readonly ProductionStatement[], { path }: ProductionRow, at: string): string[] {
  const { agreements = [], packs = [], platform = null } = policiesAt(statements, path, at).policies;
  return [...agreements, ...packs, ...(platform === null ? [] : [platform])];
}

function withoutVersion(name: string): string {
  return name.replace(/@.*$/, '');
}
