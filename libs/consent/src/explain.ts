/** Why a part of a use lies outside every permission: what keeps it out of the one that comes nearest. */
import { holds } from './atoms.js';
import { GRANTING } from './axis.js';
import type { Axis, Dimension } from './axis.js';
import { reason } from './reasons.js';
import type { Statement } from './statements.js';
import type { CellAtoms } from './survey.js';
import type { Box, Reason, ReasonCode } from './types.js';
import { write } from './writing.js';

/** The most boxes that are explained one by one; the rest are told in `missing` alone. */
const EXPLAINED_MAX = 32;

type Permission = Extract<Statement, { readonly clause: unknown; readonly kind: 'granted' | 'ended' | 'not_begun' }>;
type Withdrawal = Extract<Statement, { readonly kind: 'withdrawn' | 'asked' }>;

interface Distance {
  readonly permission: Permission;
  /** The axes on which the permission does not cover the box, with the atoms left out. */
  readonly outside: readonly { readonly axis: Axis; readonly atoms: readonly number[] }[];
  /** Withdrawals that would touch the box if the permission reached it. */
  readonly withdrawals: readonly Withdrawal[];
}

/** The reasons for boxes of points that no permission ever spoke of. */
export function explainUnspoken(
  unspoken: readonly CellAtoms[],
  axes: readonly Axis[],
  statements: readonly Statement[],
): readonly Reason[] {
  const permissions = statements.filter(isPermission).sort(byName);
  const withdrawals = statements.filter(isWithdrawal);
  return unspoken.slice(0, EXPLAINED_MAX).flatMap((atoms) => {
    const distances = permissions.map((permission) => distanceOf(atoms, axes, permission, withdrawals));
    const nearest = distances.reduce<Distance | null>(
      (best, each) => (best && !isNearer(each, best) ? best : each),
      null,
    );
    return nearest ? reasonsOf(nearest, write(atoms, axes, GRANTING)) : [];
  });
}

/** The reason that a lapsed permission, a withdrawal or a refusal is met. */
export function explainStatement(statement: Statement): readonly Reason[] {
  switch (statement.kind) {
    case 'ended':
      return [reason('EXPIRED', { ...nameOf(statement), detail: { endedAt: statement.box.until } })];
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
  return statement.kind === 'granted' || statement.kind === 'ended' || statement.kind === 'not_begun';
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

function distanceOf(
  cell: CellAtoms,
  axes: readonly Axis[],
  permission: Permission,
  withdrawals: readonly Withdrawal[],
): Distance {
  const outside = axes.flatMap((axis, index) => {
    const reach = axis.reach(permission.box, permission.reading);
    const atoms = (cell[index] ?? []).filter((atom) => !holds(reach, atom));
    return atoms.length === 0 ? [] : [{ axis, atoms }];
  });
  const touching = withdrawals.filter(
    ({ consent, box, reading }) =>
      consent.id === permission.consent.id &&
      axes.every((axis, index) => {
        const reach = axis.reach(box, reading);
        return (cell[index] ?? []).some((atom) => holds(reach, atom));
      }),
  );
  return { permission, outside, withdrawals: touching };
}

/** Fewer dimensions outside is nearer; then a permission in force; then the first in order of ids. */
function isNearer(one: Distance, other: Distance): boolean {
  if (one.outside.length !== other.outside.length) return one.outside.length < other.outside.length;
  return obstaclesOf(one) < obstaclesOf(other);
}

function obstaclesOf({ permission, withdrawals }: Distance): number {
  return (permission.kind === 'granted' ? 0 : 1) + (withdrawals.length > 0 ? 1 : 0);
}

function reasonsOf({ permission, outside, withdrawals }: Distance, box: Box): readonly Reason[] {
  const name = nameOf(permission);
  const dimensions = new Set(outside.map(({ axis }) => axis.dimension));
  const scoped = outside.flatMap(({ axis, atoms }) => {
    const wanted = axis.write(atoms, GRANTING);
    return codesFor(axis.dimension, wanted, dimensions, box).map(([code, left]) =>
      reason(code, { ...name, detail: { outside: left, granted: granted(axis.dimension, permission.box) } }),
    );
  });
  const statuses = [...(permission.kind === 'granted' ? [] : [permission]), ...withdrawals];
  return [...statuses.flatMap(explainStatement), ...scoped];
}

const REPLICA_ACTS = ['generate.voice', 'generate.face', 'generate.body', 'generate.performance_transfer', 'inference'];

/** The codes for one dimension, each with the part that it is about; a more exact code takes the place of a general one. */
function codesFor(
  dimension: Dimension,
  wanted: Box,
  outside: ReadonlySet<Dimension>,
  box: Box,
): readonly (readonly [ReasonCode, Box])[] {
  if (dimension === 'act') {
    const [training, others] = divide(wanted.act ?? [], (word) => isUnder(word, ['train', 'data_mining']));
    return [
      ...(training.length > 0 ? [['TRAINING_NOT_GRANTED', { act: training }] as const] : []),
      ...(others.length > 0 || training.length === 0 ? [['OUT_OF_SCOPE_ACT', { act: others }] as const] : []),
    ];
  }
  const reusesModel = !outside.has('act') && (box.act ?? []).some((word) => isReplicaAct(word));
  if (dimension === 'production' && reusesModel) return [['MODEL_SCOPE', wanted]];
  if (dimension === 'purpose' && reusesModel) {
    const [pitches, others] = divide(wanted.purpose ?? [], (word) => word === 'pitch' || word === 'concept');
    return [
      ...(pitches.length > 0 ? [['MODEL_SCOPE', { purpose: pitches }] as const] : []),
      ...(others.length > 0 || pitches.length === 0 ? [['OUT_OF_SCOPE_PURPOSE', { purpose: others }] as const] : []),
    ];
  }
  return [[SCOPE_CODES[dimension], wanted]];
}

const SCOPE_CODES: Readonly<Record<Dimension, ReasonCode>> = {
  production: 'OUT_OF_SCOPE_PRODUCTION',
  stage: 'OUT_OF_SCOPE_STAGE',
  purpose: 'OUT_OF_SCOPE_PURPOSE',
  act: 'OUT_OF_SCOPE_ACT',
  media: 'OUT_OF_SCOPE_MEDIA',
  advertiser: 'OUT_OF_SCOPE_ADVERTISER',
  content: 'OUT_OF_SCOPE_CONTENT',
  tool: 'OUT_OF_SCOPE_TOOL',
  language: 'OUT_OF_SCOPE_LANGUAGE',
  territory: 'OUT_OF_SCOPE_TERRITORY',
  window: 'OUT_OF_SCOPE_TIME',
};

function isReplicaAct(word: string): boolean {
  return word === 'generate' || isUnder(word, REPLICA_ACTS);
}

function isUnder(word: string, paths: readonly string[]): boolean {
  return paths.some((path) => word === path || word.startsWith(`${path}.`));
}

function divide(words: readonly string[], isFirst: (word: string) => boolean): readonly [string[], string[]] {
  return [words.filter(isFirst), words.filter((word) => !isFirst(word))];
}

/** What the permission says on this dimension; nothing if it does not mention it. */
function granted(dimension: Dimension, box: Box): Box {
  if (dimension === 'window') return { ...(box.from && { from: box.from }), ...(box.until && { until: box.until }) };
  if (dimension === 'stage') return box.stage === undefined ? {} : { stage: box.stage };
  const said = box[dimension];
  return said === undefined ? {} : { [dimension]: [...said].sort() };
}
