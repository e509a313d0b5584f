/** A witness in a process of its own, which ends it by SIGKILL once it has kept what it cosigned, before it answers. */
import { WitnessState } from '../../apps/cli/src/witness/state.js';
import { run } from '../../apps/cli/src/run.js';
import { processTerminal } from '../../apps/cli/src/terminal.js';

const [survives, ...args] = process.argv.slice(2);
let left = Number(survives);
const keep = Object.getOwnPropertyDescriptor(WitnessState.prototype, 'keep')?.value as WitnessState['keep'];
WitnessState.prototype.keep = async function (this: WitnessState, origin, seen) {
  await keep.call(this, origin, seen);
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};
process.exitCode = await run(['witness', ...args], processTerminal, {});
