/** What happened, as those saw it who asked and who acted: one clock, that of the process which sent everything. */
import type { Life } from './world.js';

/** Something after which what it covers must not be allowed. */
export interface Act {
  readonly kind: 'part withdrawn' | 'all withdrawn' | 'disputed' | 'struck';
  /** `null` for a strike, which covers all. */
  readonly life: Life | null;
  /** `null` for all parts of the consent. */
  readonly part: string | null;
  readonly sentAt: number;
  /** When its first answer came, or was lost. */
  settledAt: number | null;
  /** When it was acknowledged, at the first time or when it was sent again. */
  acknowledgedAt: number | null;
  /** The id of its entry, or of the suspension. */
  recordedAs: string;
  /** How many allows it says it took back; `null` where it says nothing. */
  tookBack: number | null;
  /** What ends it: until that is sent, it must hold. */
  undo: { readonly sentAt: number; recordedAs: string } | null;
}

/** One question of one request. */
export interface Asked {
  readonly life: Life;
  readonly part: string;
}

/** An answer to it. */
export interface Answered extends Asked {
  readonly check: string;
  readonly isAllowed: boolean;
  readonly sentAt: number;
  readonly answeredAt: number;
}

export function covers({ life, part }: Act, asked: Asked): boolean {
  return life === null || (life === asked.life && (part === null || part === asked.part));
}

/** Whether both were under way at the same time. */
export function raced(act: Act, { sentAt, answeredAt }: Answered): boolean {
  return act.sentAt < answeredAt && (act.settledAt === null || act.settledAt > sentAt);
}

/** Whether a check falls under promise 1: it was sent after the acknowledgement, and answered before the end was asked for. */
export function binds(
  { acknowledgedAt, undo }: Act,
  { sentAt, answeredAt }: Pick<Answered, 'sentAt' | 'answeredAt'>,
): boolean {
  return acknowledgedAt !== null && acknowledgedAt < sentAt && (undo === null || undo.sentAt > answeredAt);
}
