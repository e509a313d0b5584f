/** The act of erasing, for whoever is signed in and for whoever operates the service alike. */
import type { NewEntry } from './entry-types.js';
import { ReadBehind } from './errors.js';
import type { ErasureBars, ErasureCount, ErasureScope, WhomToErase } from './erasing.js';
import { newId } from './ids.js';
import type { Tx } from './transaction.js';

/** What was done, or what keeps it from being done. */
export type Erased =
  | { readonly kind: 'erased'; readonly erasure: string; readonly at: string; readonly went: ErasureCount }
  | { readonly kind: 'barred'; readonly bars: ErasureBars }
  | { readonly kind: 'nobody' };

/** What it would do, by the functions that do it. */
export interface ErasurePreview {
  readonly scope: ErasureScope;
  readonly count: ErasureCount;
  readonly bars: ErasureBars;
}

/** What erasing this person would do now; nobody is locked, and nothing is erased. */
export async function previewErasure(tx: Tx, whom: WhomToErase): Promise<ErasurePreview> {
  const scope = await tx.erasures.scopeOf(whom);
  return { scope, count: await tx.erasures.count(scope), bars: await tx.erasures.bars(scope, await tx.now()) };
}

/** What stays, by the kinds of `kept` in the entry: it names nobody any more. */
const KEPT_KINDS = ['consents', 'withdrawals', 'decisions', 'views'] as const;

/** Erases this person in the open transaction, unless something bars it. Nothing else may have been locked in it. */
export async function erase(tx: Tx, whom: WhomToErase, actor: string): Promise<Erased> {
  const before = await tx.erasures.scopeOf(whom);
  await tx.lock(before.guards);
  const scope = await tx.erasures.scopeOf(whom);
  if (scope.guards.some((guard) => !before.guards.includes(guard)))
    throw new ReadBehind('whoever is erased was named by one more record meanwhile');
  if (isNobody(scope)) return { kind: 'nobody' };
  const bars = await tx.erasures.bars(scope, await tx.at());
  if (bars.holds.length > 0 || bars.consents.length > 0) return { kind: 'barred', bars };
  return carryOut(tx, scope, actor);
}

/**
 * Erases again whoever came back with older data: all whose keys the keyring says are destroyed, and whom else `named` names by the
 * ids of persons. Nothing bars that: it was done before.
 */
export async function eraseReturned(tx: Tx, named: readonly string[] = []): Promise<Erased> {
  const scope = await tx.erasures.returned(named);
  if (isNobody(scope)) return { kind: 'nobody' };
  await tx.lock(scope.guards);
  return carryOut(tx, scope, 'system');
}

async function carryOut(tx: Tx, scope: ErasureScope, actor: string): Promise<Erased> {
  const [erasure, at, went] = [newId('ers'), await tx.at(), await tx.erasures.count(scope)];
  const about = [...scope.users.map((user) => ({ user })), ...scope.performers.map((performer) => ({ performer }))];
  const entries = (about.length === 0 ? [{}] : about).map((refs, index): NewEntry<'erasure.done'> => {
    const evidence = index === 0 ? { went, kept: [...KEPT_KINDS], records: [...scope.records] } : NOTHING_MORE;
    return { type: 'erasure.done', refs: { actor, erasure, ...refs }, evidence, personal: null };
  });
  await tx.erasures.forget(scope, await tx.append(entries), at);
  return { kind: 'erased', erasure, at, went };
}

/**
 * Destroys what is kept of a performer who was erased so many years ago, unless a hold says that it is needed still; returns whether it
 * did. Nothing else may have been locked in the transaction.
 */
export async function destroyEvidence(tx: Tx, performer: string, years: number): Promise<boolean> {
  const { evidence } = tx.erasures;
  const before = await evidence.guardsOf(performer);
  await tx.lock(before);
  if ((await evidence.guardsOf(performer)).some((guard) => !before.includes(guard)))
    throw new ReadBehind('one more record came to be about whoever was erased meanwhile');
  if (!(await evidence.isDue(performer, years, await tx.at()))) return false;
  const entries = await evidence.count(performer);
  await tx.append([
    { type: 'evidence.destroyed', refs: { actor: 'system', performer }, evidence: { entries, years }, personal: null },
  ]);
  const gone = await evidence.destroy(performer);
  if (gone !== entries) throw new ReadBehind('what is to be destroyed of whoever was erased has changed meanwhile');
  return true;
}

const NOTHING_MORE = { went: {}, kept: [], records: [] };

function isNobody({ users, performers, records }: ErasureScope): boolean {
  return users.length + performers.length + records.length === 0;
}
