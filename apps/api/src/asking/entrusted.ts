/** Whether a record about a performer lies within what the authorities of somebody who acts for her are about. */
import { concernsTerms, concernsUse, type Box, type ProductionPaths, type Use } from '#consent';
import type { JsonObject, ProjectionRows, Tx } from '#store';
import type { VisibleTable } from '#store/lists';
import { recordedUse } from '../checks/question.js';
import type { Person } from './asker.js';
import { heldOver } from './representing.js';

/** A record as a table has it. */
export type SeenRow = ProjectionRows[VisibleTable];

/**
 * INVARIANT: what an authority is not about does not exist for who holds it. One about all of her covers every record, and
 * one about a part those that touch it; her profile and the titles that she was asked for are of every part.
 */
export async function isEntrusted(tx: Tx, person: Person, row: SeenRow): Promise<boolean> {
  if (!('performer' in row) || row.performer === null) return true;
  const held = heldOver(person, row.performer);
  if (held.length === 0) return false;
  const scopes = held.flatMap(({ scope }) => scope ?? []);
  if (scopes.length < held.length) return true;
  const asked = await contentOf(tx, row);
  const paths = await pathsIn(tx, [
    ...scopes,
    ...('use' in asked ? [{ production: [asked.use.production] }] : asked.boxes),
  ]);
  return scopes.some((scope) =>
    'use' in asked
      ? concernsUse(scope, asked.use, paths)
      : concernsTerms(scope, { permissions: asked.boxes.map((box) => ({ id: '', box })) }, paths),
  );
}

type Content = { readonly use: Use } | { readonly boxes: readonly Box[] };

async function contentOf(tx: Tx, row: SeenRow): Promise<Content> {
  if ('outcome' in row) {
    const entry = await tx.entries.ofDecision(row.id);
    // It stands in the evidence of every decision, as `decideOn` wrote it.
    return { use: recordedUse((entry?.evidence['use'] ?? {}) as JsonObject) };
  }
  if ('use' in row) return { use: recordedUse(row.use) };
  if ('disclosure' in row) return contentOf(tx, await tx.get('disclosures', row.disclosure));
  if ('record' in row && 'terms' in row.record) return { boxes: row.record.terms.permissions.map(({ box }) => box) };
  // What a recall is about is what its consent is about.
  if ('answerBy' in row) return contentOf(tx, await tx.get('consents', row.consent));
  return { boxes: [] };
}

/** Where the productions that these boxes name stand in their trees. */
export async function pathsIn(tx: Tx, boxes: readonly Box[]): Promise<ProductionPaths> {
  const paths: Record<string, readonly string[]> = {};
  for (const id of new Set(boxes.flatMap((box) => box.production ?? []))) {
    const node = await tx.find('productions', id);
    if (node !== null) paths[id] = node.path;
  }
  return paths;
}
