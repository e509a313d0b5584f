/** What policy packs say of a situation: which of their rules apply, and what follows. */
import type { Condition, Consequence, PackRule, PolicyPack } from './policy.js';
import { CONSENT_PREDICATES, USE_PREDICATES } from './predicates.js';
import type { Met } from './predicates.js';
import type { ConsentRecord } from './records.js';
import type { ConsentSituation, Situation } from './situation.js';
import type { Doubt } from './statements.js';
import type { Instant, Obligation, Reason, ReasonCode } from './types.js';
import { messageOf } from './reasons.js';
import { ruleOf } from './rules.js';

type ConsequenceOf<E extends Consequence['effect']> = Extract<Consequence, { readonly effect: E }>;
type Detail = Readonly<Record<string, unknown>>;

/** A rule that applies. */
export type Found<E extends Consequence['effect']> = E extends Consequence['effect']
  ? { readonly rule: PackRule; readonly pack: PolicyPack; readonly then: ConsequenceOf<E>; readonly detail: Detail }
  : never;

/** The rules of these effects that apply to the use. */
export function foundIn<E extends Consequence['effect']>(
  packs: readonly PolicyPack[],
  effects: readonly E[],
  situation: Situation,
): readonly Found<E>[] {
  const hits: Found<E>[] = [];
  for (const pack of packs) {
    const rules = rulesByEffect(pack);
    for (const effect of effects)
      for (const rule of rules[effect]) {
        const detail = met(rule.when, situation);
        // The rules of an effect have consequences of that kind.
        if (detail !== false) hits.push({ rule, pack, then: rule.then, detail } as Found<E>);
      }
  }
  return hits;
}

/** A rule about consents that may apply to some of them, by all that the use alone says. */
export interface Candidate {
  readonly rule: PackRule;
  readonly pack: PolicyPack;
}

/** The rules about consents that are left once the use was looked at: every consent is then asked about fewer. */
export function candidatesIn(packs: readonly PolicyPack[], situation: Situation): readonly Candidate[] {
  return packs.flatMap((pack) => {
    const { void: voids, doubt } = rulesByEffect(pack);
    return [...voids, ...doubt].filter(({ when }) => mayBeMet(when, situation)).map((rule) => ({ rule, pack }));
  });
}

/** The candidates that apply to one consent. */
export function foundInConsent(
  candidates: readonly Candidate[],
  situation: ConsentSituation,
): readonly Found<'void' | 'doubt'>[] {
  const hits: Found<'void' | 'doubt'>[] = [];
  for (const { rule, pack } of candidates) {
    const detail = met(rule.when, situation);
    // Candidates are rules of these two effects.
    if (detail !== false) hits.push({ rule, pack, then: rule.then, detail } as Found<'void' | 'doubt'>);
  }
  return hits;
}

/** Whether a condition may be met by some consent: what only a consent can say is taken to be said. */
function mayBeMet(condition: Condition, situation: Situation): boolean {
  if (typeof condition === 'string') return condition in CONSENT_PREDICATES || met(condition, situation) !== false;
  if ('not' in condition)
    return (
      typeof condition.not !== 'string' || condition.not in CONSENT_PREDICATES || met(condition, situation) !== false
    );
  return 'all' in condition
    ? condition.all.every((each) => mayBeMet(each, situation))
    : condition.any.some((each) => mayBeMet(each, situation));
}

/** Whether a pack applies of itself. */
export function applies({ applies }: PolicyPack, situation: Situation): boolean {
  return applies !== null && met(applies, situation) !== false;
}

/** The reason that a rule gives: what the rule says, and what is missing. */
export function reasonOf(
  code: ReasonCode,
  { rule, pack, detail }: Pick<Found<Consequence['effect']>, 'rule' | 'pack' | 'detail'>,
  consent?: string,
): Reason {
  const { id } = ruleOf(rule.id);
  return {
    ...{ code, message: messageOf(code, id), rule: id, source: pack.title },
    ...(consent === undefined ? {} : { consent }),
    ...(Object.keys(detail).length === 0 ? {} : { detail }),
  };
}

/**
 * The doubt that a rule raises, as old as what it found. One about a consent is as old as the consent: nobody approves of
 * terms before they are signed.
 */
export function doubtOf(each: Found<'needs_approval' | 'doubt'>, consent?: ConsentRecord): Doubt {
  const since = consent?.givenAt ?? each.detail['since'];
  return {
    reason: reasonOf(each.then.code, each, consent?.id),
    cure: each.then.cure,
    ...(typeof since === 'string' && { since }),
  };
}

/** What waits for an approval in the place of consent, which must be newer than the last word about her. */
export function standInOf(each: Found<'stands_in'>, since: Instant | null): Doubt {
  return { reason: reasonOf(each.then.code, each), cure: each.then.cure, ...(since !== null && { since }) };
}

/** The duty that a rule lays on. */
export function obligationOf({ rule, pack, then, detail }: Found<'oblige'>): Obligation {
  return {
    ...{ kind: then.obligation, rule: ruleOf(rule.id).id, source: pack.title },
    ...(Object.keys(detail).length === 0 ? {} : { detail }),
  };
}

type RulesByEffect = Readonly<Record<Consequence['effect'], readonly PackRule[]>>;

// Every consent of a performer is asked about: looking for the few rules that ask would take longer than asking them.
const sorted = new WeakMap<PolicyPack, RulesByEffect>();

function rulesByEffect(pack: PolicyPack): RulesByEffect {
  const known = sorted.get(pack);
  if (known !== undefined) return known;
  const withEffect = (effect: Consequence['effect']) => pack.rules.filter(({ then }) => then.effect === effect);
  const rules = {
    ...{ deny: withEffect('deny'), needs_approval: withEffect('needs_approval'), exempt: withEffect('exempt') },
    ...{ stands_in: withEffect('stands_in'), oblige: withEffect('oblige') },
    ...{ void: withEffect('void'), doubt: withEffect('doubt') },
  };
  sorted.set(pack, rules);
  return rules;
}

const NOTHING_MORE: Detail = {};

/** The details of everything that was met, or false. */
function met(condition: Condition, situation: Situation | ConsentSituation): false | Detail {
  if (typeof condition === 'string') {
    const answer = ask(condition, situation);
    return answer === true ? NOTHING_MORE : answer;
  }
  if ('not' in condition) return met(condition.not, situation) === false ? NOTHING_MORE : false;
  let details: Detail | null = null;
  if ('all' in condition) {
    for (const each of condition.all) {
      const detail = met(each, situation);
      if (detail === false) return false;
      details = joined(details, detail);
    }
    return details ?? NOTHING_MORE;
  }
  for (const each of condition.any) {
    const detail = met(each, situation);
    if (detail !== false) details = joined(details, detail);
  }
  return details ?? false;
}

function joined(one: Detail | null, other: Detail): Detail {
  if (one === null || one === NOTHING_MORE) return other;
  return other === NOTHING_MORE ? one : { ...one, ...other };
}

function ask(name: string, situation: Situation | ConsentSituation): Met {
  const ofConsent = CONSENT_PREDICATES[name];
  if (ofConsent !== undefined) {
    if (!('consent' in situation)) throw new Error(`predicate \`${name}\` asks about a consent where there is none`);
    return ofConsent(situation);
  }
  const ofUse = USE_PREDICATES[name];
  if (ofUse === undefined) throw new Error(`no predicate is called \`${name}\``);
  return ofUse(situation);
}
