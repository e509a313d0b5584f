/** What people call the things that terms name by id: read for rendering, inside the transaction that uses the words. */
import type { Names } from '#consent';
import type { Tx } from '#store';

/** Until a performer states a zone of her own, dates are told in UTC and say so. */
const ZONE = 'UTC';

export async function namesFor(tx: Tx, production: string, named: readonly string[]): Promise<Names> {
  const titles: Record<string, string> = {};
  const kinds: Record<string, string> = {};
  let producer = '';
  for (const id of new Set([production, ...named])) {
    const row = await tx.find('productions', id);
    if (row === null) continue;
    titles[id] = row.title;
    kinds[id] = row.kind;
    if (id === production) producer = (await tx.find('organizations', row.organization))?.name ?? '';
  }
  return { producer, productions: titles, kinds, tools: {}, zone: ZONE };
}
