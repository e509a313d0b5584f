/**
 * What stands of a consent, and how a scope divides it, by the algebra of boxes that `decide` answers from.
 *
 * Boxes cannot say "Spanish, but not of Mexico", "the series, but not episode 4" or "any tool but this one". There the
 * rest is said as the wider value, so what goes on is always read together with what stops.
 */
import { intersect, subtract } from './algebra.js';
import type { ConsentRecord, ProductionPaths } from './records.js';
import type { Box, Clause, Instant } from './types.js';

/** A piece of one permission. Pieces of one clause are disjoint; those of clauses that overlap may overlap too. */
export interface Part {
  readonly clause: Clause;
  readonly box: Box;
}

/** The permissions of a consent from an instant on, each with the prohibitions and scopes that have taken from it. */
export interface Standing {
  readonly permissions: readonly { readonly clause: Clause; readonly taken: readonly Box[] }[];
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
  // A dispute pauses and takes nothing; only what was withdrawn, or asked for, has a scope.
  const scopes = record.events.filter(counts).flatMap((event) => ('scope' in event ? [event.scope ?? {}] : []));
  const barred = prohibitions.map(({ box }) => box);
  const root = (id: string) => paths[id]?.[0] ?? id;
  // Prohibitions bind the tree of the consent's own production; what it permits elsewhere they do not touch.
  const isBound = ({ box }: Clause) => box.production?.every((id) => root(id) === root(record.production)) ?? true;
  const ahead = permissions.flatMap((clause) => aheadOf(clause, record.givenAt, from));
  return {
    permissions: ahead.map((clause) => ({ clause, taken: isBound(clause) ? [...barred, ...scopes] : scopes })),
    paths,
  };
}

/** What of it lies in the scope (`null`: all), read like a scope: the stage is the first that stops. */
export function stopping({ permissions, paths }: Standing, scope: Box | null): readonly Part[] {
  const scopes = [scope ?? {}];
  return permissions.flatMap(({ clause, taken }) => {
    const known = knownPaths([clause.box, ...taken, ...scopes], paths);
    // Narrowed to the scope first: of `es-MX`, withdrawn before, nothing is left, though of `es` something is.
    const named = intersect([clause.box], scopes, known)?.map((box) => asPermission(box, clause)) ?? [clause.box];
    const left = subtract(named, taken, known) ?? named;
    const boxes = intersect(left, scopes, known) ?? left;
    return boxes.map((box) => ({ clause, box }));
  });
}

/** What of it lies outside the scope, read like permissions, and without what stops. */
export function goingOn({ permissions, paths }: Standing, scope: Box | null): readonly Part[] {
  return permissions.flatMap(({ clause, taken }) =>
    leftOf(clause, [...taken, scope ?? {}], paths).map((box) => ({ clause, box })),
  );
}

/** Whether anything stands at all. What is too complex to take apart is taken to stand. */
export function stands({ permissions, paths }: Standing): boolean {
  return permissions.some(({ clause, taken }) => leftOf(clause, taken, paths).length > 0);
}

function leftOf({ box }: Clause, taken: readonly Box[], paths: ProductionPaths): readonly Box[] {
  return subtract([box], taken, knownPaths([box, ...taken], paths)) ?? [box];
}

/** The part of a permission that lies ahead; without a stated beginning it begins when it is given. */
function aheadOf(clause: Clause, givenAt: Instant, from: Instant): readonly Clause[] {
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
