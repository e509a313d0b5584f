/** `countersign watch` in a process of its own, which ends it by SIGKILL around the moment in which it keeps where it is. */
import { Position } from '../../apps/cli/src/watch/position.js';
import { run } from '../../apps/cli/src/run.js';
import { processTerminal } from '../../apps/cli/src/terminal.js';

const [when, survives, ...args] = process.argv.slice(2);
let left = Number(survives);
const keep = Object.getOwnPropertyDescriptor(Position.prototype, 'keep')?.value as Position['keep'];
Position.prototype.keep = async function (this: Position, after) {
  left -= 1;
  if (left === 0 && when === 'before') process.kill(process.pid, 'SIGKILL');
  await keep.call(this, after);
  if (left === 0 && when === 'after') process.kill(process.pid, 'SIGKILL');
};
process.exitCode = await run(['watch', ...args], processTerminal, process.env);
