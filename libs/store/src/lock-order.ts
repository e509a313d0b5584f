/** In which order version rows are taken, and who comes first where several wait for one. */
import type pg from 'pg';

/** Those of one mode after the other. */
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

/**
 * Where a subject is waited for: in a queue of its own, for who reads it as for who changes it, and always before its row.
 *
 * INVARIANT: whoever takes a version row stands in its queue first. PostgreSQL lets readers of a row join the readers that
 * hold it, past a writer that waits: whoever asks without a pause could keep a withdrawal, or the revocation of the very key
 * they ask with, waiting until it is given up.
 */
export const QUEUE = 'hashtextextended(subject, 0)';

/** Stands in the queues of all these until the transaction ends, in one order for everybody. */
export async function queueFor(
  client: pg.ClientBase,
  changed: readonly string[],
  shared: readonly string[],
): Promise<void> {
  const read = shared.filter((subject) => !changed.includes(subject));
  await client.query(
    `SELECT CASE WHEN is_shared THEN pg_advisory_xact_lock_shared(queue)::text ELSE pg_advisory_xact_lock(queue)::text END
     FROM (SELECT ${QUEUE} AS queue, bool_and(is_shared) AS is_shared
       FROM unnest($1::text[], $2::boolean[]) AS input (subject, is_shared) GROUP BY queue ORDER BY queue) AS queued`,
    [
      [...changed, ...read],
      [...changed.map(() => false), ...read.map(() => true)],
    ],
  );
}
