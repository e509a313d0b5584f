/** Which keys were used, gathered here and written down now and then: no request waits for it, and no check pays for it. */
import type { Logger } from 'pino';
import type { Store } from '#store';

/** How long a use may be known to this process alone; `docs/keys.md` promises it. */
const EVERY_MS = 10_000;

export class KeyUses {
  /** Hashes of keys that counted when they were used, so there are no more of them than keys. */
  private noted = new Set<string>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly store: Store,
    private readonly log: Logger,
    everyMs = EVERY_MS,
  ) {
    this.timer = setInterval(() => void this.write(), everyMs).unref();
  }

  note(hash: string): void {
    this.noted.add(hash);
  }

  /** Writes down what is left; nothing is written after it. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    if (this.noted.size === 0) return;
    const hashes = [...this.noted];
    this.noted = new Set();
    try {
      await this.store.askers.used(hashes);
    } catch (error) {
      // A hint that is late, or lost with the process, harms nobody; failing would.
      this.log.warn({ err: error }, 'the use of keys could not be written down; trying again');
      for (const hash of hashes) this.noted.add(hash);
    }
  }
}
