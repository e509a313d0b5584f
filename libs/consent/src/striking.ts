/** Which consents a strike pauses, for those who are told of it. What becomes of a use the rules themselves say. */
import { versionAt } from './packs.js';
import type { PackRule, PolicyPack } from './policy.js';
import { GENERATIVE_ACTS } from './predicates/use.js';
import type { ConsentRecord, PerformerStatement, ProductionStatement } from './records.js';
import { PACKS, packNamed } from './released-packs.js';
import { performerAt, statedOf } from './situation.js';
import type { Instant } from './types.js';

/** A consent with what decides whether a strike pauses it. */
export interface StruckConsent {
  readonly consent: Pick<ConsentRecord, 'terms' | 'givenAt'>;
  readonly performer: readonly PerformerStatement[];
  /** Of the productions that it is for, and of those above and below. */
  readonly productionStatements: readonly ProductionStatement[];
}

/** Whether some version of one of these agreements leaves it to each performer what a strike pauses of hers. */
export function leavesStrikesToHer(agreements: readonly string[]): boolean {
  return PACKS.some((pack) => agreements.includes(pack.id) && rulesOf(pack).some(isHers));
}

/** Whether this version of an agreement, such as `sag-aftra-tv@2026`, stops uses in a strike whatever a performer says. */
export function pausesByItself(name: string): boolean {
  const pack = packNamed(name);
  return pack !== null && rulesOf(pack).some((rule) => !isHers(rule));
}

/** Whether a strike under these agreements pauses a consent that it reaches: by itself, or because she said so. */
export function isPausedBy(agreements: readonly string[], struck: StruckConsent, at: Instant): boolean {
  const { consent, performer, productionStatements } = struck;
  const { formalities, permissions } = consent.terms;
  const nodes = new Set(productionStatements.map(({ node }) => node));
  const stated = [...nodes].flatMap((node) => statedOf(productionStatements, [node], at).agreements ?? []);
  const engaged = formalities?.agreement === undefined ? null : versionAt(formalities.agreement, consent.givenAt);
  const packs = [...stated.map(packNamed), engaged].flatMap((pack) => pack ?? []);
  const rules = packs.filter(({ id }) => agreements.includes(id)).flatMap(rulesOf);
  const isNew = permissions.some(({ box }) => GENERATIVE_ACTS.touches(box.act ?? []));
  const isHersToPause = isNew && performerAt(performer, at).pausesInStrikes === true;
  return rules.some((rule) => !isHers(rule) || isHersToPause);
}

function rulesOf({ rules }: PolicyPack): readonly PackRule[] {
  return rules.filter(({ then }) => 'code' in then && then.code === 'STRIKE');
}

function isHers({ when }: PackRule): boolean {
  return typeof when === 'object' && 'all' in when && when.all.includes('performer.pauses_in_strikes');
}
