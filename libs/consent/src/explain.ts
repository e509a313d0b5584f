/** Why a part of a use lies outside every permission: what keeps it out of the one that comes nearest. */
import { holds, isWithin, meet, setOf } from './atoms.js';
import type { Atoms } from './atoms.js';
import { GRANTING } from './axis.js';
import type { Axis, Dimension } from './axis.js';
import { reason } from './reasons.js';
import { scopeCodes } from './scope-codes.js';
import type { WaitingRequest } from './records.js';
import { CLAUSES_MAX, hasTooManyValues } from './statements.js';
import type { Statement } from './statements.js';
import type { CellAtoms } from './survey.js';
import type { Box, Reason } from './types.js';
import { write } from './writing.js';

/** The most boxes that are explained one by one; the rest are told in `missing` alone. */
const EXPLAINED_MAX = 32;
/** The most values that are read to find the nearest permission; those after the last in order of ids are not near. */
const VALUES_READ_MAX = 20_000;

type Permission = Extract<Statement, { readonly kind: 'granted' | 'ended' | 'not_begun' | 'void' }>;
type Withdrawal = Extract<Statement, { readonly kind: 'withdrawn' | 'asked' }>;

/** A statement and what it reaches on each axis. */
interface Read<T> {
  readonly statement: T;
  readonly reach: readonly Atoms[];
}

/** The reasons for boxes of points that no permission ever spoke of. */
export function explainUnspoken(
  unspoken: readonly CellAtoms[],
  axes: readonly Axis[],
  statements: readonly Statement[],
): readonly Reason[] {
  if (unspoken.length === 0) return [];
  const permissions = readWhole(statements.filter(isPermission).sort(byName), axes);
  const withdrawals = readWhole(statements.filter(isWithdrawal), axes);
  return unspoken.slice(0, EXPLAINED_MAX).flatMap((atoms) => {
    const cell = axes.map(({ atomCount }, index) => setOf(atomCount, atoms[index] ?? []));
    const taken = withdrawals.filter(({ reach }) => touches(reach, cell)).map(({ statement }) => statement);
    const takenFrom = new Set(taken.map(({ consent }) => consent.id));
    const nearest = nearestTo(cell, permissions, takenFrom);
    if (nearest === null) return [];
    const { id } = nearest.statement.consent;
    return reasonsOf(
      nearest,
      taken.filter(({ consent }) => consent.id === id),
      atoms,
      axes,
    );
  });
}

/**
 * The requests that would cover some of these boxes of points, were they signed by all. Asked about apart, once all is
 * answered: what waits shall change no answer, nor make one too complex.
 */
export function explainWaiting(
  missing: readonly CellAtoms[],
  axes: readonly Axis[],
  waiting: readonly WaitingRequest[],
): readonly Reason[] {
  const cells = missing
    .slice(0, EXPLAINED_MAX)
    .map((atoms) => axes.map(({ atomCount }, index) => setOf(atomCount, atoms[index] ?? [])));
  return waiting.slice(0, EXPLAINED_MAX).flatMap(({ id, terms, waitsFor }) => {
    const isNear = terms.permissions.slice(0, CLAUSES_MAX).some(({ box }) => {
      if (hasTooManyValues(box)) return false;
      const reach = axes.map((axis) => axis.reach(box, GRANTING));
      return cells.some((cell) => touches(reach, cell));
    });
    return isNear ? [reason('SIGNATURE_MISSING', { detail: { request: id, waitsFor } })] : [];
  });
}

function readWhole<T extends Statement>(statements: readonly T[], axes: readonly Axis[]): readonly Read<T>[] {
  let left = VALUES_READ_MAX;
  const read: Read<T>[] = [];
  for (const statement of statements) {
    const { box, reading } = statement;
    if (left > 0) read.push({ statement, reach: axes.map((axis) => axis.reach(box, reading)) });
    left -= Object.values(box).reduce((sum, said) => sum + said.length, 1);
  }
  return read;
}

/** Fewer dimensions outside is nearer; then a permission in force and not withdrawn; then the first in order of ids. */
function nearestTo(
  cell: readonly Atoms[],
  permissions: readonly Read<Permission>[],
  takenFrom: ReadonlySet<string>,
): Read<Permission> | null {
  const obstaclesOf = ({ statement: { kind, consent } }: Read<Permission>): number =>
    (kind === 'granted' ? 0 : 1) + (takenFrom.has(consent.id) ? 1 : 0);
  const distances = permissions.map(
    ({ reach }) => cell.filter((atoms, index) => !isWithin(atoms, reach[index] ?? [])).length,
  );
  const least = Math.min(...distances);
  const near = permissions.filter((_, index) => distances[index] === least);
  const fewest = Math.min(...near.map(obstaclesOf));
  return near.find((each) => obstaclesOf(each) === fewest) ?? null;
}

function touches(reach: readonly Atoms[], cell: readonly Atoms[]): boolean {
  return cell.every((atoms, index) => meet(atoms, reach[index] ?? []));
}

/** The reason that a lapsed permission, a withdrawal or a refusal is met. */
export function explainStatement(statement: Statement): readonly Reason[] {
  switch (statement.kind) {
    case 'ended':
      return [reason('EXPIRED', { ...nameOf(statement), detail: { endedAt: statement.box.until } })];
    case 'void':
      return statement.reasons;
    case 'doubted':
      return [statement.doubt.reason];
    case 'not_begun':
      return [reason('NOT_ACTIVE', { ...nameOf(statement), detail: { beginsAt: statement.box.from } })];
    case 'withdrawn':
      return [
        reason('WITHDRAWN', {
          consent: statement.consent.id,
          detail: { withdrawn: statement.scope, effectiveAt: statement.since },
        }),
      ];
    case 'asked':
      return [
        reason('WITHDRAWAL_DISPUTED', {
          consent: statement.consent.id,
          detail: { asked: statement.scope, askedAt: statement.since },
        }),
      ];
    case 'refused':
      return [
        reason('REFUSED', { detail: { request: statement.request.id, declinedAt: statement.request.declinedAt } }),
      ];
    case 'prohibited':
      return [reason('PROHIBITED', { ...nameOf(statement), detail: { prohibited: statement.clause.box } })];
    case 'standing':
      return [reason('STANDING_INSTRUCTION')];
    case 'granted':
      return [reason('COVERED', nameOf(statement))];
  }
}

function isPermission(statement: Statement): statement is Permission {
  return ['granted', 'ended', 'not_begun', 'void'].includes(statement.kind);
}

function isWithdrawal(statement: Statement): statement is Withdrawal {
  return statement.kind === 'withdrawn';
}

function nameOf({ consent, clause }: Pick<Permission, 'consent' | 'clause'>): { consent: string; clause: string } {
  return { consent: consent.id, clause: clause.id };
}

function byName(one: Permission, other: Permission): number {
  const [a, b] = [one, other].map(({ consent, clause }) => `${consent.id}\n${clause.id}`);
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function reasonsOf(
  { statement: permission, reach }: Read<Permission>,
  withdrawals: readonly Withdrawal[],
  cell: CellAtoms,
  axes: readonly Axis[],
): readonly Reason[] {
  const box = write(cell, axes, GRANTING);
  const outside = axes.flatMap((axis, index) => {
    const atoms = (cell[index] ?? []).filter((atom) => !holds(reach[index] ?? [], atom));
    return atoms.length === 0 ? [] : [{ dimension: axis.dimension, wanted: axis.write(atoms, GRANTING) }];
  });
  const dimensions = new Set(outside.map(({ dimension }) => dimension));
  const scoped = outside.flatMap(({ dimension, wanted }) =>
    scopeCodes(dimension, wanted, dimensions, box).map(([code, left]) =>
      reason(code, {
        ...nameOf(permission),
        detail: { outside: left, granted: granted(dimension, permission.box) },
      }),
    ),
  );
  const statuses = [...(permission.kind === 'granted' ? [] : [permission]), ...withdrawals];
  return [...statuses.flatMap(explainStatement), ...scoped];
}

/** What the permission says on this dimension; nothing if it does not mention it. */
function granted(dimension: Dimension, box: Box): Box {
  if (dimension === 'window') return { ...(box.from && { from: box.from }), ...(box.until && { until: box.until }) };
  if (dimension === 'stage') return box.stage === undefined ? {} : { stage: box.stage };
  const said = box[dimension];
  return said === undefined ? {} : { [dimension]: [...said].sort() };
}
