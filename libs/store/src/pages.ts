/** Parts of long lists, newest first. */

/** A part of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Give it back as `cursor` for what follows; `null` at the end. */
  readonly next: string | null;
}

/** Which part of a list. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** The cursor for what follows a row of a list, as a page gives it for its last one. */
export function cursorAfter({ entry }: { readonly entry: number }): string {
  return Buffer.from(String(entry)).toString('base64url');
}

/** A cursor that we did not make points behind the end: the page is empty, and nobody learns why. */
export function serialOf(cursor: string): number {
  const serial = Number(Buffer.from(cursor, 'base64url').toString());
  return Number.isSafeInteger(serial) && serial > 0 ? serial : 0;
}
