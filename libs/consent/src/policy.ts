/**
 * Policy packs: dated sets of rules from one source, as data over named predicates. A released pack never changes; a
 * decision names the packs it was made under, and is made again under the same ones.
 */
import type { Exemption } from './records.js';
import type { ApprovalKind, Instant, ObligationKind, ReasonCode } from './types.js';

/**
 * When a rule applies: the name of a predicate, or predicates put together. A name that the engine does not know is a
 * broken pack, and refused when the pack is registered.
 */
export type Condition =
  | string
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

/**
 * What follows where a rule applies. The first group is about the use, the second about one consent, of which each is
 * asked in turn.
 */
export type Consequence =
  | { readonly effect: 'deny'; readonly code: ReasonCode }
  /** `cure`: the kind of approval that turns it into an allow; `null` where something else than an approval is missing. */
  | { readonly effect: 'needs_approval'; readonly code: ReasonCode; readonly cure: ApprovalKind | null }
  /** The use needs no consent, if a claim says so. @see Exemption */
  | { readonly effect: 'exempt'; readonly exemption: Exemption; readonly reviewed: boolean }
  /** Where no consent covers the use, an approval of this kind stands in its place (after death, R-11). */
  | { readonly effect: 'stands_in'; readonly code: ReasonCode; readonly cure: ApprovalKind }
  | { readonly effect: 'oblige'; readonly obligation: ObligationKind }
  /** The consent counts for nothing: its permissions cover nothing, its prohibitions bind. */
  | { readonly effect: 'void'; readonly code: ReasonCode }
  /** What the consent covers waits. */
  | { readonly effect: 'doubt'; readonly code: ReasonCode; readonly cure: ApprovalKind | null };

/** One rule of `domain-rules.md` B as this source states it. */
export interface PackRule {
  /** Unique within the pack; the id of the rule, and a suffix where a source needs several: `C-09`, `C-09/dialogue`. */
  readonly id: string;
  readonly when: Condition;
  readonly then: Consequence;
}

/** The name that productions and decisions call a pack by: `netflix@2025-08`. */
export function packName({ id, version }: Pick<PolicyPack, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

/** What all versions of the pack with this name share: `netflix` of `netflix@2025-08`. */
export function packIdOf(name: string): string {
  return name.replace(/@.*$/, '');
}

/** A dated set of rules from one source. */
export interface PolicyPack {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** Where it can be read. */
  readonly source: string;
  /** From when and until when it applies; half-open. */
  readonly from: Instant;
  readonly until: Instant | null;
  /** To which uses it applies of itself; `null` only where a production names it. */
  readonly applies: Condition | null;
  readonly rules: readonly PackRule[];
}
