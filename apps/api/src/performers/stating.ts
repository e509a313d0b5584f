/** Who may state what of a performer: what is hers alone to say, and what only her union says. */
import type { PerformerRow } from '#store';
import type { Party } from '../asking/asked.js';
import { AppError } from '../errors/app-error.js';
import type { StateDetails } from './details.bodies.js';
import { detailsOf, statedByHerself } from './details.js';

/** Whose yes is wanted, and which law protects her, hang on these. */
const WEIGHTY = ['bornOn', 'diedOn', 'residence', 'zone'] as const;
/** Those that a document shows better than anybody says. */
const SHOWN: readonly string[] = ['bornOn', 'diedOn'];

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

/**
 * INVARIANT: what a performer said of herself is changed by no word of whoever engages her, that she is alive above all; what
 * she was born or died by, a document shows. What her union verified is the union's.
 */
export function refuseOverruling(row: PerformerRow, stated: StateDetails, isTold: boolean): void {
  const { identity, stated: last } = detailsOf(row);
  const isShown = (detail: string) => SHOWN.includes(detail) && stated.documentHash !== undefined;
  const hers = WEIGHTY.find(
    (each) =>
      stated[each] !== undefined &&
      !isShown(each) &&
      last.some(({ detail, by }) => detail === each && by === 'performer'),
  );
  if (hers !== undefined)
    throw new AppError(
      'not_allowed',
      SHOWN.includes(hers)
        ? `she has stated \`${hers}\` herself; leave it out, or send the \`documentHash\` of what shows it`
        : `she has stated \`${hers}\` herself; leave it out, or ask her to`,
    );
  if (stated.identity === 'union_verified')
    throw new AppError('not_allowed', 'only her union says `union_verified`; send `document` with its `documentHash`');
  if (stated.identity !== undefined && stated.identity !== 'document' && identity === 'union_verified')
    throw new AppError('not_allowed', 'her union has verified who she is; leave `identity` out');
  if (stated.unions !== undefined) refuseUnions(row, stated.unions, isTold);
}

/**
 * Her union sees what concerns her, may dispute for her and strikes for her: whoever engages her takes her into one and
 * never out of it, nor back into one that she has left. Who is not told yet which hers are finds it out by no refusal.
 */
function refuseUnions(row: PerformerRow, stated: readonly string[], isTold: boolean): void {
  const { unions: before } = row;
  const { unions: own } = statedByHerself([row]);
  if (own !== undefined && !isTold)
    throw new AppError('not_allowed', 'she has stated her unions herself; leave `unions` out, or ask her to');
  const left = before.find((union) => !stated.includes(union));
  if (left !== undefined)
    throw new AppError('not_allowed', `she leaves \`${left}\` herself, or that union says so; state it too`);
  const added = own && stated.find((union) => !before.includes(union) && !own.includes(union));
  if (added !== undefined)
    throw new AppError('not_allowed', `she has stated her unions without \`${added}\`; leave it out, or ask her to`);
}

/** What no union states. */
const HERS_TO_STATE = ['diedOn', 'residence', 'zone', 'documentHash'] as const;

/** A union verifies who she is and when she was born, takes back what it verified, and takes itself off her profile. */
export function refuseBeyondUnion(row: PerformerRow, union: string, stated: StateDetails): void {
  const { bornOn, identity, unions } = stated;
  const isVerified = identity === 'union_verified';
  const isBeyond =
    HERS_TO_STATE.some((each) => stated[each] !== undefined) ||
    (bornOn !== undefined && !isVerified) ||
    (identity !== undefined && !isVerified && identity !== 'self_asserted');
  if (isBeyond)
    throw new AppError(
      'not_allowed',
      'a union states `identity` as `union_verified`, with it `bornOn`, or as `self_asserted`; leave the rest to her',
    );
  const { identity: known, stated: last } = detailsOf(row);
  const isOwn = last.some(({ detail, by }) => detail === 'identity' && by === 'union');
  if (identity === 'self_asserted' && !(known === 'union_verified' && isOwn))
    throw new AppError('not_allowed', 'a union takes back what it verified itself, and nothing else');
  if (unions === undefined) return;
  const without = row.unions.filter((each) => each !== union);
  if (unions.length !== without.length || without.some((each) => !unions.includes(each)))
    throw new AppError('not_allowed', 'a union takes itself out of `unions` and nothing else; send all the others');
}
