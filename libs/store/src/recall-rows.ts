import type { Box, Instant } from '#consent';
import type { JsonObject } from '#ledger';

/** What a recipient of a recall says became of what it was allowed. */
export type RecallAnswer = 'stopped' | 'already_released' | 'cannot_stop';
/** What a recipient of a recall owes: to say what became of it, and to state that it erased what must be. */
export type RecallDuty = 'answer' | 'deletion';
/** Why a recall is taken to others: what a recipient owes is not there, or no mail about it arrives there. */
export type RecallLate = RecallDuty | 'unreached';
/** Whom a recall was taken to. */
export type RecallEscalation = { to: 'owner' | 'union'; duty: RecallLate; organizations: string[]; at: Instant };

/** An organization that relied on what was withdrawn. */
export type RecallRecipient = { organization: string; productions: string[]; decisions: number };

/** How it ends, and which works that exist must stop: then the last of `stops` says that. */
export type RecallDoes = {
  kind: 'at_once' | 'new_works' | 'notice';
  works: 'stop_unreleased' | 'remove_where_practicable' | null;
};

/** What `recall.opened` says beside its refs. */
export type RecallOpened = {
  consent: string;
  /** The entry of the withdrawal. */
  withdrawal: string;
  scope: Box | null;
  /** What stops, in the sentences that she was shown. */
  stops: string[];
  does: RecallDoes;
  effectiveAt: Instant;
  /** By when everybody says what became of it. */
  answerBy: Instant;
  /** By when everybody states that it erased what must be; `null` where nothing must be. */
  deleteBy: Instant | null;
  recipients: RecallRecipient[];
} & JsonObject;

/** A recall: what follows from a withdrawal, until everybody who relied on it has answered. */
export interface RecallRow {
  readonly id: string;
  readonly consent: string;
  readonly withdrawal: string;
  readonly performer: string;
  /** That holds the consent. */
  readonly organization: string;
  readonly production: string;
  readonly scope: Box | null;
  readonly stops: readonly string[];
  readonly does: RecallDoes;
  readonly effectiveAt: Instant;
  readonly answerBy: Instant;
  readonly deleteBy: Instant | null;
  readonly openedAt: Instant;
  /** Since when nobody can come to rely on it any more: with notice only once that is over. */
  readonly settledAt: Instant | null;
  /** Allows of entries below this serial are recalled. */
  readonly below: number;
  readonly escalations: readonly RecallEscalation[];
  /** When she last wrote to those who had not answered. */
  readonly remindedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly entry: number;
}

/** One organization in a recall. What it says in its own words is `null` once erased. */
export interface RecallRecipientRow {
  readonly recall: string;
  readonly organization: string;
  /** In which it relied on it. */
  readonly productions: readonly string[];
  /** How many of its allows rest on it. */
  readonly decisions: number;
  readonly toldAt: Instant | null;
  /** Since when it is known that no mail about it arrives with anybody there; `null` once somebody there has answered. */
  readonly unreachedAt: Instant | null;
  readonly answer: RecallAnswer | null;
  readonly words: string | null;
  readonly answeredAt: Instant | null;
  readonly answeredBy: string | null;
  /** That it erased what must be, signed with a name. */
  readonly statement: string | null;
  readonly signedAs: string | null;
  readonly statedAt: Instant | null;
  readonly statedBy: string | null;
  readonly entry: number;
}

/** That an allow was recalled. */
export interface RecalledDecisionRow {
  readonly recall: string;
  readonly decision: string;
}
