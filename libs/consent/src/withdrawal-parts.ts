/**
 * What stands of a consent, and how a scope divides it, by the algebra of boxes that `decide` answers from.
 *
 * Boxes cannot say "Spanish, but not of Mexico", "the series, but not episode 4" or "any tool but this one". There the
 * rest is said as the wider value, so what goes on is always read together with what stops.
 */
import { intersect, subtract } from './algebra.js';
import type { Box, Clause, ConsentRecord, Instant, ProductionPaths } from './types.js';

/** A piece of one permission. Pieces of one clause are disjoint; those of clauses that overlap may overlap too. */
export interface Part {
  readonly clause: Clause;
  readonly box: Box;
}

/** The permissions of a consent from an instant on, and the prohibitions and scopes that have taken from them. */
export interface Standing {
  readonly permissions: readonly Clause[];
  readonly taken: readonly Box[];
  readonly paths: ProductionPaths;
}

type Event = ConsentRecord['events'][number];

/** What the consent permits from an instant on, without the scopes of the events that count. */
export function standingOf(
  record: ConsentRecord,
  from: Instant,
  paths: ProductionPaths,
  counts: (event: Event) => boolean,
): Standing {
  const { permissions, prohibitions } = record.terms;
  const scopes = record.events.filter(counts).map(({ scope }) => scope ?? {});
  return {
    permissions: permissions.flatMap((clause) => ahead(clause, record.givenAt, from)),
    taken: [...prohibitions.map(({ box }) => box), ...scopes],
    paths,
  };
}

/** What of it lies in the scope (`null`: all), read like a scope: the stage is the first that stops. */
export function stopping({ permissions, taken, paths }: Standing, scope: Box | null): readonly Part[] {
  const scopes = [scope ?? {}];
  const known = knownPaths([...permissions.map(({ box }) => box), ...taken, ...scopes], paths);
  return permissions.flatMap((clause) => {
    // Narrowed to the scope first: of `es-MX`, withdrawn before, nothing is left, though of `es` something is.
    const named = intersect([clause.box], scopes, known)?.map((box) => asPermission(box, clause)) ?? [clause.box];
    const left = subtract(named, taken, known) ?? named;
    const boxes = intersect(left, scopes, known) ?? left;
    return boxes.map((box) => ({ clause, box }));
  });
}

/** What of it lies outside the scope, read like permissions, and without what stops. */
export function goingOn({ permissions, taken, paths }: Standing, scope: Box | null): readonly Part[] {
  const all = [...taken, scope ?? {}];
  const known = knownPaths([...permissions.map(({ box }) => box), ...all], paths);
  return permissions.flatMap((clause) => {
    const boxes = subtract([clause.box], all, known) ?? [clause.box];
    return boxes.map((box) => ({ clause, box }));
  });
}

/** Whether anything stands at all. What is too complex to take apart is taken to stand. */
export function stands({ permissions, taken, paths }: Standing): boolean {
  const boxes = permissions.map(({ box }) => box);
  return subtract(boxes, taken, knownPaths([...boxes, ...taken], paths))?.length !== 0;
}

/** The part of a permission that lies ahead; without a stated beginning it begins when it is given. */
function ahead(clause: Clause, givenAt: Instant, from: Instant): readonly Clause[] {
  const { box } = clause;
  const begins = [from, box.from ?? givenAt].sort()[1] ?? from;
  if (box.until === undefined || box.until <= begins) return [];
  return [{ ...clause, box: { ...box, from: begins } }];
}

/** A piece that was written as a scope, with its stage as the permission says it: up to, not from. */
function asPermission(piece: Box, { box }: Clause): Box {
  const { stage, ...rest } = piece;
  return { ...rest, ...(box.stage !== undefined && { stage: box.stage }) };
}

/** INVARIANT: a production whose tree is unknown stands alone; left out of the paths, it would be covered by nothing. */
function knownPaths(boxes: readonly Box[], paths: ProductionPaths): ProductionPaths {
  const alone = boxes.flatMap((box) => box.production ?? []).map((id) => [id, [id]] as const);
  return { ...Object.fromEntries(alone), ...paths };
}
