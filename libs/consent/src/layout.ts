/** The statements laid over a use: which atoms of it each one reaches. */
import { isEmpty, isSame } from './atoms.js';
import type { Atoms } from './atoms.js';
import type { Axis } from './axis.js';
import { windowAxis } from './axis-stage.js';
import type { Budget } from './grid.js';
import type { Statement } from './statements.js';
import type { Use } from './types.js';

/** The axes, the window last among them, and the statements that reach into all of them, with what they reach. */
export interface Layout {
  readonly axes: readonly Axis[];
  readonly statements: readonly Statement[];
  readonly reach: readonly (readonly Atoms[])[];
}

/** Reading values is work as well: so many of them cost as much as one fragment. */
const VALUES_PER_FRAGMENT = 10;

/** Lays the statements over the axes, or gives `null` if that takes more than the budget. */
export function layOut(
  axes: readonly Axis[],
  statements: readonly Statement[],
  window: Pick<Use, 'from' | 'until'>,
  budget: Budget,
): Layout | null {
  const near = statements.flatMap((statement) => {
    const reach = reachOf(axes, statement, budget);
    return reach === null ? [] : [{ statement, reach }];
  });
  // The statements after the end of the budget were not read, so nothing may be concluded.
  if (budget.left < 0) return null;
  const boxes = near.map(({ statement }) => statement.box);
  const time = windowAxis(window.from, window.until, boxes);
  const present = near.flatMap(({ statement, reach }) => {
    const last = time.reach(statement.box, statement.reading);
    return isEmpty(last) ? [] : [{ statement, reach: [...reach, last] }];
  });
  return {
    axes: [...axes, time],
    statements: present.map(({ statement }) => statement),
    reach: present.map(({ reach }) => reach),
  };
}

function reachOf(axes: readonly Axis[], { box, reading }: Statement, budget: Budget): readonly Atoms[] | null {
  const reach: Atoms[] = [];
  for (const axis of axes) {
    if (budget.left < 0) return null;
    const said = axis.dimension === 'window' ? undefined : box[axis.dimension];
    budget.left -= (Array.isArray(said) ? said.length : 1) / VALUES_PER_FRAGMENT;
    const atoms = axis.reach(box, reading);
    if (isEmpty(atoms)) return null;
    reach.push(atoms);
  }
  return reach;
}

/** Whether one permission covers all, and nothing that could take from it is present: then no point needs a look. */
export function isPlain({ axes, statements, reach }: Layout, isConsentNeeded: boolean): boolean {
  if (!isConsentNeeded) return !statements.some(({ kind }) => kind === 'prohibited' || kind === 'standing');
  const isHarmless = ({ kind }: Statement): boolean =>
    kind === 'granted' || kind === 'ended' || kind === 'not_begun' || kind === 'void' || kind === 'refused';
  const isWhole = (row: number): boolean =>
    statements[row]?.kind === 'granted' && axes.every((axis, index) => isSame(reach[row]?.[index], axis.all));
  return statements.every(isHarmless) && statements.some((_, row) => isWhole(row));
}
