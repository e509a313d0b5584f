/** A median with its range, such as `1.25 (1.10–1.31)`. */
export function spread(values: readonly number[], digits: number): string;

/** Ratios of the rounds of one run, and whether their median holds its bar; a run that misses one fails. */
export function held(ratios: readonly number[], due: number): string;
