/** What somebody else may state of a performer, and what is hers alone to say. */
import type { PerformerRow } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { AppError } from '../errors/app-error.js';
import type { StateDetails } from './details.bodies.js';
import { detailsOf, statedByHerself } from './details.js';

/** Whose yes is wanted, and which law protects her, hang on these. */
const WEIGHTY = ['bornOn', 'diedOn', 'residence', 'zone'] as const;

/** Who is a minor, who is dead, where she lives and who vouches for her is said by somebody who can be asked about it. */
export function refuseMachine(asker: Party, stated: StateDetails): void {
  if (asker.kind !== 'key') return;
  const weighty = WEIGHTY.find((detail) => stated[detail] !== undefined);
  if (weighty !== undefined) throw new AppError('not_allowed', `only a person states \`${weighty}\`; leave it out`);
  if (stated.identity === 'union_verified' || stated.identity === 'document')
    throw new AppError(
      'not_allowed',
      `only a person states the identity \`${stated.identity}\`; send \`email\` at most`,
    );
}

/** INVARIANT: what a performer said of herself is changed by nobody else, that she is alive above all. */
export function refuseOverruling(asker: Party, row: PerformerRow, stated: StateDetails): void {
  const last = detailsOf(row.record).stated;
  const hers = WEIGHTY.find(
    (each) => stated[each] !== undefined && last.some(({ detail, by }) => detail === each && by === 'performer'),
  );
  if (hers !== undefined)
    throw new AppError('not_allowed', `she has stated \`${hers}\` herself; leave it out, or ask her to`);
  refuseUnions(asker, row, stated.unions);
}

/**
 * Her union sees what concerns her, may dispute for her and strikes for her: whoever engages her takes her into one and
 * never out of it, nor back into one that she has left.
 */
function refuseUnions(asker: Party, row: PerformerRow, stated: readonly string[] = row.unions): void {
  const { unions: before } = row;
  const left = before.find((union) => !stated.includes(union) && !isOf(asker, union));
  if (left !== undefined)
    throw new AppError('not_allowed', `she leaves \`${left}\` herself, or a member of it says so; state it too`);
  const { unions: own } = statedByHerself([row]);
  const added = own && stated.find((union) => !before.includes(union) && !own.includes(union));
  if (added !== undefined)
    throw new AppError('not_allowed', `she has stated her unions without \`${added}\`; leave it out, or ask her to`);
}
