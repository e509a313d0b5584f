/**
 * A median with its range, such as `1.25 (1.10–1.31)`.
 * @param {readonly number[]} values
 * @param {number} digits
 */
export function spread(values, digits) {
  const sorted = [...values].sort((one, other) => one - other);
  const range = `${(sorted[0] ?? 0).toFixed(digits)}–${(sorted.at(-1) ?? 0).toFixed(digits)}`;
  return `${medianOf(sorted).toFixed(digits)} (${range})`;
}

/**
 * Ratios of the rounds of one run, and whether their median holds its bar; a run that misses one fails.
 * @param {readonly number[]} ratios
 * @param {number} due
 */
export function held(ratios, due) {
  const isHeld = medianOf([...ratios].sort((one, other) => one - other)) >= due;
  if (!isHeld) process.exitCode = 1;
  return `${spread(ratios, 2)}, ${isHeld ? 'held' : 'MISSED'}: ${due} is due`;
}

/** @param {readonly number[]} sorted */
function medianOf(sorted) {
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
