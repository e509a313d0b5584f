/** How the records answer at each point of an extent, and which statements were met on the way. */
import { add, addAll, both, holds, isEmpty, meet, setsOf } from './atoms.js';
import type { Atoms } from './atoms.js';
import type { Axis } from './axis.js';
import { windowAxis } from './axis-stage.js';
import { cells, gridOf } from './grid.js';
import type { Budget, Cell, RowSet } from './grid.js';
import type { Statement } from './statements.js';
import type { Instant } from './types.js';

/** What the points of a use came to. Each list holds the statements that decided at some point, in no order. */
export interface Survey {
  readonly axes: readonly Axis[];
  /** The points without a covering consent, or with a prohibition. */
  readonly missing: readonly Cell[];
  /** Those of them that no permission ever spoke of. */
  readonly unspoken: readonly Cell[];
  readonly covering: readonly Statement[];
  readonly disputing: readonly Statement[];
  readonly barring: readonly Statement[];
  /** Withdrawals, ended and not yet begun permissions, and refusals that explain why a point is not covered. */
  readonly explaining: readonly Statement[];
  /** Whether the content was not declared and not all content is allowed. */
  readonly restricted: boolean;
}

type Answer = 'covered' | 'disputed' | 'missing';

/** The statements that reach into every axis, and the axes with the window among them. */
export interface Layout {
  readonly axes: readonly Axis[];
  readonly statements: readonly Statement[];
  readonly reach: readonly (readonly Atoms[])[];
}

/** Lays the statements over the axes; those that miss one of them meet no point and are left out. */
export function layOut(axes: readonly Axis[], statements: readonly Statement[], from: Instant, until: Instant): Layout {
  const near = statements.flatMap((statement) => {
    const reach = reachOf(axes, statement);
    return reach === null ? [] : [{ statement, reach }];
  });
  const window = windowAxis(
    from,
    until,
    near.map(({ statement }) => statement.box),
  );
  const present = near.flatMap(({ statement, reach }) => {
    const last = window.reach(statement.box, statement.reading);
    return isEmpty(last) ? [] : [{ statement, reach: [...reach, last] }];
  });
  return {
    axes: [...axes, window],
    statements: present.map(({ statement }) => statement),
    reach: present.map(({ reach }) => reach),
  };
}

function reachOf(axes: readonly Axis[], { box, reading }: Statement): readonly Atoms[] | null {
  const reach: Atoms[] = [];
  for (const axis of axes) {
    const atoms = axis.reach(box, reading);
    if (isEmpty(atoms)) return null;
    reach.push(atoms);
  }
  return reach;
}

/** Answers every point, or `null` if that is too complex. */
export function survey(layout: Layout, contentDeclared: boolean, budget: Budget): Survey | null {
  const { axes, statements } = layout;
  const whole = gridOf(axes, layout.reach);
  const contents = contentDeclared ? null : whole.axes[axes.findIndex(({ dimension }) => dimension === 'content')];
  const kept = axes.flatMap((axis, index) => (contents && axis.dimension === 'content' ? [] : [index]));
  const grid = { ...whole, axes: kept.flatMap((index) => whole.axes[index] ?? []) };
  const rows = rowsByMeaning(statements);
  const met = { covering: rows.none(), disputing: rows.none(), barring: rows.none(), explaining: rows.none() };
  let restricted = false;

  const answer = (at: RowSet): Answer => {
    let found: Answer = 'missing';
    for (const { granted, withdrawn, asked } of rows.consents) {
      if (!meet(at, granted) || meet(at, withdrawn)) continue;
      if (!meet(at, asked)) found = 'covered';
      else if (found === 'missing') found = 'disputed';
    }
    return meet(at, rows.barring) ? 'missing' : found;
  };
  const note = (at: RowSet, given: Answer): void => {
    if (given === 'missing') addAll(met.barring, both(at, rows.barring));
    let open = true;
    for (const { granted, withdrawn, asked } of rows.consents) {
      if (!meet(at, granted) || meet(at, withdrawn)) continue;
      open = false;
      if (given === 'disputed') addAll(met.disputing, both(at, asked));
      if (given === 'covered' && !meet(at, asked)) addAll(met.covering, both(at, granted));
    }
    if (!open) return;
    addAll(met.explaining, both(at, rows.refused));
    for (const { granted, withdrawn, lapsed } of rows.consents) {
      if (!meet(at, granted) && !meet(at, lapsed)) continue;
      addAll(met.explaining, both(at, meet(at, withdrawn) ? withdrawn : lapsed));
    }
  };
  const isMissing = (at: RowSet): boolean => {
    const points = contents ? contents.classes.map((each) => both(at, each.rows)) : [at];
    const answers = points.map(answer);
    const all = answers.every((each) => each === 'missing');
    if (!all && answers.includes('missing')) restricted = true;
    points.forEach((point, index) => {
      const given = answers[index] ?? 'missing';
      if (all || given !== 'missing') note(point, given);
    });
    return all;
  };
  const isUnspoken = (at: RowSet): boolean =>
    contents
      ? contents.classes.every((each) => !meet(both(at, each.rows), rows.permitting))
      : !meet(at, rows.permitting);

  const missing = cells(grid, isMissing, budget);
  if (missing === null) return null;
  const unspoken = missing.length === 0 ? [] : cells(grid, isUnspoken, budget);
  if (unspoken === null) return null;
  const pick = (set: RowSet): Statement[] => statements.filter((_, row) => holds(set, row));
  return {
    axes: kept.flatMap((index) => axes[index] ?? []),
    missing,
    unspoken,
    covering: pick(met.covering),
    disputing: pick(met.disputing),
    barring: pick(met.barring),
    explaining: pick(met.explaining),
    restricted,
  };
}

interface ConsentRows {
  readonly granted: RowSet;
  readonly lapsed: RowSet;
  readonly withdrawn: RowSet;
  readonly asked: RowSet;
}

function rowsByMeaning(statements: readonly Statement[]) {
  const { fresh: none } = setsOf(statements.length);
  const consents = new Map<string, ConsentRows>();
  const barring = none();
  const refused = none();
  const permitting = none();
  statements.forEach((statement, row) => {
    if (statement.kind === 'prohibited' || statement.kind === 'standing') add(barring, row);
    if (statement.kind === 'refused') add(refused, row);
    if (statement.kind === 'prohibited' || statement.kind === 'standing' || statement.kind === 'refused') return;
    const { id } = statement.consent;
    const rows = consents.get(id) ?? { granted: none(), lapsed: none(), withdrawn: none(), asked: none() };
    consents.set(id, rows);
    const kind = statement.kind === 'ended' || statement.kind === 'not_begun' ? 'lapsed' : statement.kind;
    add(rows[kind], row);
    if (kind === 'granted' || kind === 'lapsed') add(permitting, row);
  });
  return { none, consents: [...consents.values()], barring, refused, permitting };
}
