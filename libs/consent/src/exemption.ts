/**
 * Whether a use needs no consent. That never follows from silence: a named person claims it, the use bears the claim
 * out, and but for customary post-production another person has looked (C-05 to C-09, C-11).
 */
import { axesOf } from './axes.js';
import { isEmpty, isSame } from './atoms.js';
import type { Axis } from './axis.js';
import { extentsOf } from './extents.js';
import { foundIn, reasonOf } from './judge.js';
import type { Found } from './judge.js';
import { hasCome } from './periods.js';
import type { PolicyPack } from './policy.js';
import { reason } from './reasons.js';
import type { ConsentRecord, ExemptionClaim } from './records.js';
import type { Situation } from './situation.js';
import type { Doubt, Statement } from './statements.js';
import type { Instant, Reason, Use } from './types.js';

/** Why a use needs no consent. */
export interface Exempt {
  readonly kind: 'exempt';
  readonly reason: Reason;
  readonly claim: ExemptionClaim;
  /** The consents to the making of what it uses; none where nothing but finishing is excused. */
  readonly creation: readonly ConsentRecord[];
}

/** What became of the exemptions that a use bears out. */
export type Exempting =
  | Exempt
  /** It would be exempt if somebody claimed it, or looked at the claim. `waits` is empty where nothing can help. */
  | { readonly kind: 'none'; readonly waits: readonly Doubt[]; readonly lacksCreation: boolean };

/** Judges the exemptions. @param statements what the records said at that instant, for the consent to the creation. */
export function exemptionOf(
  packs: readonly PolicyPack[],
  situation: Situation,
  statements: readonly Statement[],
): Exempting {
  const none = { kind: 'none', waits: [], lacksCreation: false } as const;
  if (situation.performer === null) return none;
  const borneOut = foundIn(packs, ['exempt'], situation);
  const created = borneOut.some(({ then }) => then.reviewed) ? creationConsents(situation, statements) : null;
  const possible = borneOut.filter(({ then }) => !then.reviewed || created !== null);
  for (const found of possible) {
    const claim = claimFor(found, situation);
    const creation = found.then.reviewed ? (created ?? []) : [];
    if (claim) return { kind: 'exempt', reason: exemptReason(found, claim), claim, creation };
  }
  const waits = possible.flatMap((found) => waitFor(found, situation));
  return { kind: 'none', waits, lacksCreation: possible.length < borneOut.length };
}

/**
 * A claim of this exemption that counts: reviewed by another where that is asked. A question of hers freezes every claim of
 * it, and after a rejection only what was upheld later counts: a second claim is no way around either. Nor is one about an
 * almost equal use: while a claim of it is contested there, one person alone excuses no other.
 */
function claimFor({ then }: Found<'exempt'>, { claims, claimsBeside, at }: Situation): ExemptionClaim | undefined {
  const made = claims.filter((claim) => claim.exemption === then.exemption);
  if (made.some((claim) => isFrozen(claim, at))) return undefined;
  const reviewedAt = (claim: ExemptionClaim, verdict: 'upheld' | 'rejected'): string =>
    verdictOn(claim, at) === verdict ? (claim.review?.at ?? '') : '';
  const rejectedAt =
    made
      .map((claim) => reviewedAt(claim, 'rejected'))
      .sort()
      .at(-1) ?? '';
  const isContestedBeside = claimsBeside.some((each) => each.exemption === then.exemption && isContested(each, at));
  const needsReview = then.reviewed || rejectedAt !== '' || isContestedBeside;
  return made
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .find((claim) => (needsReview ? reviewedAt(claim, 'upheld') > rejectedAt : true));
}

/** Whether another person rejected a claim, or a question of hers about it waits for its answer. */
export function isContested(claim: ExemptionClaim, at: Instant): boolean {
  return isFrozen(claim, at) || verdictOn(claim, at) === 'rejected';
}

function isFrozen({ questionedAt, answeredAt }: ExemptionClaim, at: string): boolean {
  return hasCome(questionedAt, at) && !hasCome(answeredAt, at);
}

/** INVARIANT: nobody reviews a claim of their own. */
function verdictOn({ review, by }: ExemptionClaim, at: string): 'upheld' | 'rejected' | null {
  return review !== null && review.at <= at && review.by !== by ? review.verdict : null;
}

function waitFor(found: Found<'exempt'>, { claims, at }: Situation): readonly Doubt[] {
  const { exemption } = found.then;
  const made = claims.filter((claim) => claim.exemption === exemption);
  if (made.length > 0 && made.every((claim) => verdictOn(claim, at) === 'rejected')) return [];
  const lacks = made.length === 0 ? 'claim' : made.some((claim) => isFrozen(claim, at)) ? 'answer' : 'review';
  const told = reasonOf('CLAIM_UNREVIEWED', { ...found, detail: { ...found.detail, exemption, lacks } });
  return [{ reason: told, cure: null }];
}

function exemptReason(found: Found<'exempt'>, { id, by, review }: ExemptionClaim): Reason {
  const { exemption } = found.then;
  const reviewedBy = review === null ? {} : { reviewedBy: review.by };
  return reasonOf('EXEMPT', {
    ...found,
    detail: { ...found.detail, exemption, claim: id, claimedBy: by, ...reviewedBy },
  });
}

/** The reason that a replica was made without consent, so that no use of it is excused (C-08). */
export const NO_CREATION: Reason = reason('NO_CREATION_CONSENT');

/** What a replica of a voice, and one of anything that is seen, is made from. */
const FROM_EITHER = ['capture.from_existing_footage', 'train.replica_model'];
const HEARD = ['capture.voice_recording', ...FROM_EITHER];
const SEEN = ['capture.scan_face', 'capture.scan_body', 'capture.mocap', ...FROM_EITHER];

/** For every kind of thing that the use makes, the acts of which one must have been consented to. */
function creatingFor(act: readonly string[]): readonly (readonly string[])[] {
  const isUnder = (word: string, path: string): boolean => word === path || word.startsWith(`${path}.`);
  const isSeen = (word: string): boolean =>
    ['generate.face', 'generate.body', 'generate.performance_transfer'].some((path) => isUnder(word, path));
  return act.flatMap((word) => {
    if (word === 'generate') return [HEARD, SEEN];
    return [isUnder(word, 'generate.voice') ? HEARD : isSeen(word) ? SEEN : [...HEARD, ...SEEN]];
  });
}

/**
 * The live consents to the making of the replica for this production; `null` if one is missing for something that it
 * makes. Only act, production and time are compared, since a scan has no medium or language; whatever takes from it
 * anywhere near the use takes it away.
 */
function creationConsents(situation: Situation, statements: readonly Statement[]): readonly ConsentRecord[] | null {
  const found = creatingFor(situation.use.act).map((acts) => consentsTo(acts, situation, statements));
  return found.every((consents) => consents.length > 0) ? found.flat() : null;
}

function consentsTo(
  acts: readonly string[],
  { use, records }: Situation,
  statements: readonly Statement[],
): readonly ConsentRecord[] {
  const axesFor = (act: readonly string[]): readonly Axis[] =>
    extentsOf({ ...use, act }).flatMap((extent) => axesOf(extent, records.productionPaths, 'part'));
  // Who takes the model back has taken back what it was made from: nobody can tell which of the two a replica came by.
  const anyWay = axesFor(acts);
  const isTaken = (consent: string): boolean =>
    statements.some(
      (each) =>
        (each.kind === 'withdrawn' || each.kind === 'asked' || each.kind === 'doubted') &&
        each.consent.id === consent &&
        isNear(each, anyWay),
    );
  return acts.flatMap((word) => {
    const axes = axesFor([word]);
    if (statements.some((each) => (each.kind === 'prohibited' || each.kind === 'standing') && isNear(each, axes)))
      return [];
    return statements.flatMap((each) =>
      each.kind === 'granted' && isMaking(each, axes, use) && !isTaken(each.consent.id) ? [each.consent] : [],
    );
  });
}

/** What names the making is about the making, whatever else it names; the rest counts where it meets the use. */
function isNear({ box, reading }: Statement, axes: readonly Axis[]): boolean {
  return axes.every(
    (axis) =>
      (box.act !== undefined && axis.dimension !== 'act' && axis.dimension !== 'production') ||
      !isEmpty(axis.reach(box, reading)),
  );
}

/** Whether a permission is for the making, in this production and for all of the time of the use. */
function isMaking({ box, reading }: Statement, axes: readonly Axis[], { until }: Use): boolean {
  return (
    (box.until ?? '') >= until &&
    axes.every(
      (axis) =>
        (axis.dimension !== 'act' && axis.dimension !== 'production') || isSame(axis.reach(box, reading), axis.all),
    )
  );
}
