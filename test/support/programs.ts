/** Other people's programs, with which some tests check ours from outside. Not every machine has them. */
import { spawnSync } from 'node:child_process';

/** Whether a program can be run here; where it cannot, says what is not tested for want of it. */
export function hasProgram(name: string, what: string, version = '--version'): boolean {
  const isThere = spawnSync(name, [version], { stdio: 'ignore' }).error === undefined;
  // Not by the console, which `--silent` takes away.
  if (!isThere) process.stderr.write(`skipped: ${what}: there is no \`${name}\` on this machine\n`);
  return isThere;
}
