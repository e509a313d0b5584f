/** What a production is under before anybody asks about a use: what its tree states, and the packs that follow from it. */
import { nearestOf } from './nearest-words.js';
import { isUnderWay } from './periods.js';
import { packIdOf, packName } from './policy.js';
import type { Condition, PackRule, PolicyPack } from './policy.js';
import { USE_PREDICATES } from './predicates.js';
import type { ProductionStatement } from './records.js';
import { packNamed, PACKS } from './released-packs.js';
import { statedOf } from './situation.js';
import type { Situation } from './situation.js';
import type { Instant } from './types.js';

/** What a production states, or what holds for it through the nodes above. */
export type Policies = Omit<ProductionStatement, 'at' | 'node'>;

/** A pack that is known to apply whatever the use, and through what. */
export interface KnownPack {
  readonly pack: PolicyPack;
  readonly why: 'named' | 'agreement' | 'applies';
}

/**
 * What holds for the last node of a path. Of each node the newest statement counts; agreements, places and packs add up
 * along the path, and the platform of the node nearest below the root that has one stays.
 */
export function policiesAt(
  statements: readonly ProductionStatement[],
  path: readonly string[],
  at: Instant,
): { readonly policies: Policies; readonly packs: readonly KnownPack[] } {
  const policies = statedOf(statements, path, at);
  const known = PACKS.flatMap((pack): KnownPack[] => {
    const name = packName(pack);
    if (policies.agreements?.includes(name)) return [{ pack, why: 'agreement' }];
    if (policies.packs?.includes(name)) return [{ pack, why: 'named' }];
    return isUnderWay(pack, at) && pack.applies !== null && isKnown(pack.applies, situationWithoutUse(policies, at))
      ? [{ pack, why: 'applies' }]
      : [];
  });
  return { policies, packs: known };
}

/** Whether an agreement that a production is under lets performers opt out whenever they like, whatever their terms say. */
export function letsOptOut(statements: readonly ProductionStatement[], path: readonly string[], at: Instant): boolean {
  const { packs } = policiesAt(statements, path, at);
  return packs.some(({ pack }) => pack.rules.some(({ when }) => when === 'consent.was_asked_back'));
}

/** The unions whose collective agreements are packs, as their ids begin. */
const UNIONS = ['sag-aftra'];

/** Whether this names a pack, or a pack without its version, that is a collective agreement of a union. */
export function isAgreement(name: string): boolean {
  const isReleased = packNamed(name) !== null || PACKS.some(({ id }) => id === name);
  return isReleased && UNIONS.some((union) => name.startsWith(`${union}-`));
}

/**
 * The ids of the agreements of the union with this name: SAG-AFTRA's are `sag-aftra-tv` and others. Operators name unions.
 *
 * INVARIANT: nothing else says whose an agreement is; a union sees, approves and strikes by one and the same answer.
 */
export function agreementsOf(union: string): readonly string[] {
  const written = union.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  if (!UNIONS.includes(written)) return [];
  return [...new Set(PACKS.map(({ id }) => id).filter((id) => id.startsWith(`${written}-`)))];
}

/** What may have been meant by a name that no pack has: other versions of the same, or names written almost like it. */
export function nearestPacks(name: string): readonly string[] {
  const wanted = packIdOf(name);
  const versions = PACKS.filter(({ id }) => id === wanted).map(packName);
  return versions.length > 0 ? versions.slice(0, 3) : nearestOf(PACKS.map(packName), name);
}

/** The ids of the collective agreements under which a strike stops something: those with a rule about one. */
export function strikableAgreements(): readonly string[] {
  const packs = PACKS.filter(({ id, rules }) => isAgreement(id) && rules.some(isAboutStrikes));
  return [...new Set(packs.map(({ id }) => id))];
}

function isAboutStrikes({ then }: PackRule): boolean {
  return 'code' in then && then.code === 'STRIKE';
}

/** Which of those may have been meant by a name, with a version or without. */
export function nearestAgreements(name: string): readonly string[] {
  return nearestOf(strikableAgreements(), packIdOf(name));
}

/** `null`: it depends on the use. */
type Known = boolean | null;

function isKnown(condition: Condition, situation: Situation): Known {
  if (typeof condition === 'string') return answerOf(condition, situation);
  if ('not' in condition) {
    const answer = isKnown(condition.not, situation);
    return answer === null ? null : !answer;
  }
  const isAny = 'any' in condition;
  const answers = (isAny ? condition.any : condition.all).map((each) => isKnown(each, situation));
  if (answers.includes(isAny)) return isAny;
  return answers.includes(null) ? null : !isAny;
}

function answerOf(name: string, situation: Situation): Known {
  const predicate = USE_PREDICATES[name];
  if (predicate === undefined) throw new Error(`no predicate is called \`${name}\``);
  try {
    return predicate(situation) !== false;
  } catch (error) {
    if (error instanceof UseNeeded) return null;
    throw error;
  }
}

class UseNeeded extends Error {}

/** What a production alone is known by: a predicate that looks at anything else finds out that it cannot be answered. */
function situationWithoutUse(production: Policies, at: Instant): Situation {
  const needed = (): never => {
    throw new UseNeeded('this depends on the use');
  };
  return {
    ...{ at, production },
    get use() {
      return needed();
    },
    get records() {
      return needed();
    },
    get performer() {
      return needed();
    },
    get tools() {
      return needed();
    },
    get approvals() {
      return needed();
    },
    get claims() {
      return needed();
    },
    get claimsBeside() {
      return needed();
    },
    get isDisclosed() {
      return needed();
    },
    get isConsentNeeded() {
      return needed();
    },
    get covering() {
      return needed();
    },
  };
}
