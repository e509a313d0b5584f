/**
 * `npm run bench`: the decision alone, next to Cedar; a sealed certificate, next to one by hand; what must be sent, next to bare
 * BullMQ; a strike that pauses 10,000 consents, until everybody is told; a recall of 1,000 decisions; and the check endpoint, end to end, against a bare indexed
 * read, most as ratios of one run. `--only decide`, `certificates`, `deliveries`, `strikes`, `recall` or `checks` runs one of them.
 *
 * Machines are noisy, so nothing here is a speed on its own: every round starts each contestant afresh, one after the
 * other, and the figures are medians over rounds with their range. `--rounds N` and `--seconds N` shorten or lengthen it.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine, measure } from './load.js';
import { printTable } from './report.js';
import { bareRead, countersign } from './servers.js';
import { prepare } from './world.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: 'decide,certificates,deliveries,strikes,recall,checks' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const CONNECTIONS = [32, 128];
const WARM_SECONDS = 1;

if (values.only.includes('decide')) runSource('deciding alone', 'decide-cedar.ts', rounds);
if (values.only.includes('certificates')) runSource('sealing certificates', 'certificates.ts', rounds);
if (values.only.includes('deliveries')) {
  runSource('delivering', 'deliveries.ts', rounds);
  runSource('delivering while workers are killed, and signing at a fixed rate', 'deliveries-live.ts');
}
if (values.only.includes('strikes')) runSource('telling of a strike', 'strikes.ts');
if (values.only.includes('recall')) runSource('recalling what 1,000 decisions relied on', 'recall.ts');
if (values.only.includes('checks')) await compareChecks();

/** In a process of its own, from the sources: what it shares with the tests is not built. */
function runSource(what, name, ...args) {
  console.log(`\n${machine()} · ${rounds} rounds, ${what}`);
  const program = fileURLToPath(new URL(name, import.meta.url));
  const loader = fileURLToPath(new URL('../support/typescript.js', import.meta.url));
  const options = ['--conditions=source', '--import', loader, '--no-warnings', program, ...args.map(String)];
  const { status } = spawnSync(process.execPath, options, { stdio: 'inherit' });
  if (status === 0) return;
  console.error(`\`${name}\` ended with ${status}`);
  process.exitCode = 1;
}

async function compareChecks() {
  console.log(`\n${machine()} · ${rounds} rounds · ${seconds} s each after ${WARM_SECONDS} s of warming\n`);
  const world = await prepare((text) => console.log(text));
  try {
    for (const connections of CONNECTIONS) {
      const results = new Map([bareRead, countersign].map((contestant) => [contestant.name, []]));
      for (let round = 0; round < rounds; round++) {
        // Turns about, so that neither always runs on a machine that the other has just warmed.
        const order = round % 2 === 0 ? [bareRead, countersign] : [countersign, bareRead];
        for (const contestant of order) {
          const server = await contestant.start(world);
          try {
            const measured = await measure(server, { connections, seconds, warmSeconds: WARM_SECONDS });
            results.get(contestant.name).push(measured);
          } finally {
            await server.stop();
          }
        }
      }
      printTable(connections, results, bareRead.name);
    }
  } finally {
    await world.stop();
  }
}
