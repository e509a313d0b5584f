/** In which order version rows are taken: those of one mode after the other. */
interface Run {
  readonly isShared: boolean;
  readonly subjects: string[];
}

/** All subjects in id order, which is that of their bytes, cut where one mode of locking gives way to the other. */
export function runsOf(changed: readonly string[], shared: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const subject of [...new Set([...changed, ...shared])].sort()) {
    const isShared = shared.includes(subject);
    const last = runs.at(-1);
    if (last?.isShared === isShared) last.subjects.push(subject);
    else runs.push({ isShared, subjects: [subject] });
  }
  return runs;
}
