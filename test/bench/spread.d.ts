/** A median with its range, such as `1.25 (1.10–1.31)`. */
export function spread(values: readonly number[], digits: number): string;
