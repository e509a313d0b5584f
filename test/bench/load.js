/** Sends load to a server and says what it cost. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import autocannon from 'autocannon';

const TICKS_PER_SECOND = 100;

export function machine() {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}`;
}

/** A closed loop over `connections`; the load generator shares the machine, so only ratios are comparable. */
export async function measure(server, { connections, seconds, warmSeconds }) {
  await run(server, connections, warmSeconds);
  const before = cpuTime(server.pid);
  const result = await run(server, connections, seconds);
  const after = cpuTime(server.pid);
  const answered = result.requests.total;
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0) throw new Error(`${failed} of ${answered} requests failed; the figures would mean nothing`);
  return {
    perSecond: answered / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    p999: result.latency.p99_9,
    serverMicroseconds: ((after.server - before.server) * 1e6) / answered,
    machineMicroseconds: ((after.machine - before.machine) * 1e6) / answered,
  };
}

function run({ url, headers, bodyOf }, connections, duration) {
  let next = 0;
  return autocannon({
    url,
    connections,
    duration,
    requests: [{ method: 'POST', headers, setupRequest: (request) => ({ ...request, body: bodyOf(next++) }) }],
  });
}

/** Seconds of processor time so far, of one process and of the whole machine, as Linux counts them. */
function cpuTime(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const [user, system] = [stat[11], stat[12]].map(Number);
  const [, ...all] = readFileSync('/proc/stat', 'utf8').split('\n')[0].trim().split(/\s+/).map(Number);
  const [busyUser, nice, busySystem, , , irq, softirq] = all;
  return {
    server: (user + system) / TICKS_PER_SECOND,
    machine: (busyUser + nice + busySystem + irq + softirq) / TICKS_PER_SECOND,
  };
}
