/**
 * `npm run races`: checks against withdrawals, disputes and strikes over two API processes and one database, of which one is killed
 * now and then. After them, `--lost N` (10) rounds of acts whose process dies between commit and answer. `--races N` (100,000) pairs of an act and a check that were under way at the same time; `--unguarded` takes
 * the locks in share out of what the processes say to the database, to see that this finds what it looks for. Ends with 1
 * where anything was allowed that must not be, anything was lost, or too little raced.
 */
import { parseArgs } from 'node:util';
import { ENVIRONMENT, openService } from '../../e2e/api-service.js';
import { startTestDatabases } from '../../support/test-databases.js';
import { judge } from './judging.js';
import { loseAnswers } from './lost-answers.js';
import { Processes } from './processes.js';
import { Race } from './race.js';
import { faultsOf, reportOf } from './report.js';
import { openRaceWorld } from './world.js';

const { values } = parseArgs({
  options: {
    races: { type: 'string', default: '100000' },
    owners: { type: 'string', default: '6' },
    askers: { type: 'string', default: '20' },
    'races-per-kill': { type: 'string', default: '1000' },
    pause: { type: 'string', default: '0' },
    lost: { type: 'string', default: '10' },
    unguarded: { type: 'boolean', default: false },
  },
});

const databases = await startTestDatabases();
process.env['TEST_DATABASE_TEMPLATE'] = databases.template;
const service = await openService();
try {
  const world = await openRaceWorld(service, Number(values.owners));
  const settings = { ...ENVIRONMENT, DATABASE_URL: service.databaseUrl, KEYS_DIR: service.keysDir, PORT: '0' };
  const meddling = { isUnguarded: values.unguarded, pauseMs: Number(values.pause) };
  const processes = await Processes.start(settings, { meddling });
  const startedAt = performance.now();
  const [races, askers, racesPerKill] = [values.races, values.askers, values['races-per-kill']].map(Number);
  const race = new Race(world, processes, { races: races ?? 0, askers: askers ?? 0, racesPerKill: racesPerKill ?? 0 });
  const telling = setInterval(() => {
    process.stderr.write(`  ${race.pairs.length} of ${values.races} after ${seconds(startedAt)} s\n`);
  }, 10_000);
  try {
    await race.run();
  } finally {
    clearInterval(telling);
    await processes.stop();
  }
  const took = seconds(startedAt);
  const verdict = await judge(race, world);
  console.log(reportOf(verdict, race, { kills: processes.kills, seconds: took }));
  const lost = await loseAnswers(world, settings, Number(values.lost));
  console.log(
    `${lost.lost} acts whose process was killed between commit and answer: ${lost.faults.length} faults of what held and was told again`,
  );
  const faults = [...faultsOf(verdict), ...lost.faults];
  for (const fault of faults.slice(0, 20)) console.log(`FAULT ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await service.close();
  await databases.stop();
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}
