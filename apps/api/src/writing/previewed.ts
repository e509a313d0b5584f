/** What a preview showed, as one text that the act can demand: it does the very same, or nothing. */
import { canonicalJson, toHex } from '#ledger';
import { sha256 } from '#sha256';
import { AppError } from '../errors/app-error.js';

/** Of all that whoever looks decides by, and of nothing that changes without changing that. */
export function etagOf(shown: unknown): string {
  return toHex(sha256(canonicalJson(shown)));
}

/** Throws where the act would do something else than was shown. Whoever names no preview demands nothing. */
export function refuseOther(now: string, shown: string | undefined): void {
  if (shown === undefined || shown === now) return;
  const detail = `what this would do is not what the preview showed, so nothing was done; look at the new one, \`${now}\``;
  throw new AppError('state_conflict', detail);
}
