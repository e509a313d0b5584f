import type { Instant } from '#consent';
import type { FactorKind } from './entry-types.js';

/** What a person signs in with; the name is `null` once erased, or while none was given. */
export interface FactorRow {
  readonly entry: number;
  readonly id: string;
  readonly user: string;
  readonly kind: FactorKind;
  /** SHA-256, in hex, of a passkey's public key. */
  readonly keyHash: string | null;
  readonly name: string | null;
  readonly addedAt: Instant;
  readonly removedAt: Instant | null;
}

/** That somebody has lost every factor, as they say: nothing comes of it before `dueAt`. */
export interface RecoveryRow {
  readonly entry: number;
  readonly id: string;
  readonly user: string;
  readonly askedAt: Instant;
  readonly dueAt: Instant;
  readonly lapsesAt: Instant;
  readonly outcome: 'cancelled' | 'done' | null;
  readonly endedAt: Instant | null;
}
