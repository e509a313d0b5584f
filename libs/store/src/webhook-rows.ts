/** Where organizations have events sent to, as the log says. */
import type { Instant } from '#consent';

/** What an administrator says of a webhook. */
export type WebhookSettings = {
  url: string;
  /** The types of events that it is sent; `null` for all. */
  events: string[] | null;
  /** The productions, with those below them, whose events it is sent; `null` for all. */
  productions: string[] | null;
};

/** One pair of secrets that messages are signed with: its public half alone. */
export type WebhookKey = {
  readonly id: string;
  readonly publicKey: string;
  readonly madeAt: Instant;
  /** When it ends because another took its place; `null` for the newest. */
  readonly endsAt: Instant | null;
};

/** Why nothing is sent: somebody asked, the receiver said that it is gone, or it has failed for days. */
export type DisabledWhy = 'asked' | 'gone' | 'failing';

/** An endpoint that an organization has its events sent to. */
export interface WebhookRow {
  readonly id: string;
  readonly organization: string;
  readonly url: string;
  readonly events: readonly string[] | null;
  readonly productions: readonly string[] | null;
  /** The newest first; those that have ended stay until the next rotation. */
  readonly keys: readonly WebhookKey[];
  readonly createdAt: Instant;
  readonly disabledAt: Instant | null;
  readonly disabledWhy: DisabledWhy | null;
  readonly removedAt: Instant | null;
  readonly entry: number;
}
