/** The number that a text writes in ASCII decimal without leading zeros, or `null`; below 2^53, so that it is exact. */
export function parseDecimal(text: string): number | null {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}
