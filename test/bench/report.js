/** Medians with their range, and ratios to the baseline of the same round. */
import { spread } from './spread.js';

const COLUMNS = [
  ['req/s', (each) => each.perSecond, 0],
  ['p50 ms', (each) => each.p50, 1],
  ['p99 ms', (each) => each.p99, 1],
  ['p99.9 ms', (each) => each.p999, 1],
  ['server CPU µs', (each) => each.serverMicroseconds, 0],
  ['all CPU µs', (each) => each.machineMicroseconds, 0],
];

export function printTable(connections, results, baselineName) {
  const baseline = results.get(baselineName);
  console.log(`\n${connections} connections`);
  console.log(`${'contestant'.padEnd(24)}${COLUMNS.map(([name]) => name.padStart(24)).join('')}`);
  for (const [name, rounds] of results) {
    const cells = COLUMNS.map(([, value, digits]) => spread(rounds.map(value), digits).padStart(24));
    console.log(`${name.padEnd(24)}${cells.join('')}`);
  }
  for (const [name, rounds] of results) {
    if (name === baselineName) continue;
    const ratio = (value) => rounds.map((each, round) => value(each) / value(baseline[round]));
    console.log(
      `${name} / ${baselineName}: throughput ${spread(
        ratio((each) => each.perSecond),
        2,
      )}`,
    );
    console.log(
      `${name} / ${baselineName}: all CPU per request ${spread(
        ratio((each) => each.machineMicroseconds),
        2,
      )}`,
    );
  }
}
