/** What people call the things that terms name by id: read for rendering, inside the transaction that uses the words. */
import type { Box, Names, Terms } from '#consent';
import type { Tx } from '#store';

/** Until a performer states a zone of her own, dates are told in UTC and say so. */
const ZONE = 'UTC';

/** Names for what is said of a production: of itself, and of everything that these boxes name. */
export async function namesFor(tx: Tx, production: string, boxes: readonly Box[] = []): Promise<Names> {
  const titles: Record<string, string> = {};
  const kinds: Record<string, string> = {};
  const paths: Record<string, readonly string[]> = {};
  let producer = '';
  for (const id of new Set([production, ...boxes.flatMap((box) => box.production ?? [])])) {
    const row = await tx.find('productions', id);
    if (row === null) continue;
    titles[id] = row.title;
    kinds[id] = row.kind;
    paths[id] = row.path;
    if (id === production) producer = (await tx.find('organizations', row.organization))?.name ?? '';
  }
  const tools = await toolNames(tx, production, boxes);
  return { producer, productions: titles, kinds, tools, paths, zone: ZONE };
}

/**
 * What is registered of each tool; the id alone of one that nobody registered, or whose register belongs to a stranger of
 * this production: naming an id must not tell whose tool it is.
 */
async function toolNames(tx: Tx, production: string, boxes: readonly Box[]): Promise<Readonly<Record<string, string>>> {
  const names: Record<string, string> = {};
  for (const id of new Set(boxes.flatMap((box) => box.tool ?? []))) {
    const tool = await tx.find('tools', id);
    // Asked whether or not there is one: of a stranger's both shall cost the same statements.
    const part = await tx.partIn(production, tool?.organization ?? id);
    names[id] = tool === null || part === null ? id : `${tool.vendor} ${tool.name} ${tool.version}`;
  }
  return names;
}

/** Every box of these terms. */
export function boxesOf({ permissions, prohibitions }: Terms): Box[] {
  return [...permissions, ...prohibitions].map(({ box }) => box);
}
