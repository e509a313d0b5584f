/** Counts how often one client asked for mail or tried a secret, in windows of a minute. */
import { AppError } from '../errors/app-error.js';

const WINDOW_MS = 60_000;
/** Clients remembered at once; beyond it the window starts anew for all, which forgets counts but no limit. */
const CLIENTS_MAX = 100_000;

/** Kept per process: a second process allows as many again, which a limit against guessing can bear. */
export class Attempts {
  private counts = new Map<string, number>();
  private windowEndsAtMs = 0;

  constructor(private readonly max: number) {}

  /** Counts one attempt; throws when the client has had as many as a minute allows. */
  take(client: string, nowMs: number): void {
    if (nowMs >= this.windowEndsAtMs || this.counts.size >= CLIENTS_MAX) {
      this.counts = new Map();
      this.windowEndsAtMs = nowMs + WINDOW_MS;
    }
    const count = (this.counts.get(client) ?? 0) + 1;
    this.counts.set(client, count);
    if (count <= this.max) return;
    const retryAfterSeconds = Math.max(1, Math.ceil((this.windowEndsAtMs - nowMs) / 1000));
    throw new AppError('too_many_requests', `wait ${retryAfterSeconds} seconds before the next attempt`, {
      retryAfterSeconds,
    });
  }
}
