/** A table of names as it is written in the files of words: rows of `code=name`, parted by strokes. */
export function unpacked(rows: readonly string[]): ReadonlyMap<string, string> {
  const pairs = rows.flatMap((row) => row.split('|'));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
