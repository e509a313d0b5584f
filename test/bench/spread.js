/**
 * A median with its range, such as `1.25 (1.10–1.31)`.
 * @param {readonly number[]} values
 * @param {number} digits
 */
export function spread(values, digits) {
  const sorted = [...values].sort((one, other) => one - other);
  const median = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
  return `${median.toFixed(digits)} (${(sorted[0] ?? 0).toFixed(digits)}–${(sorted.at(-1) ?? 0).toFixed(digits)})`;
}
