/**
 * `npm run attack`: wapiti and sqlmap on the real service, every operation of its OpenAPI document, signed in, on the
 * loopback, to their end. `--parameters N` takes operations with so many parameters for wapiti, and more for sqlmap, which
 * is faster: which they are follows from `--seed`. Where one is not installed it says so; a finding ends with 1.
 */
import { createHash, randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addNobodys, makeStage, openStagedService } from '../e2e/api-stage.js';
import { startTestDatabases } from '../support/test-databases.js';
import { parameterCountOf } from './forms.js';
import { ADDRESS, Front } from './front.js';
import { stayOnLoopback } from './loopback.js';
import { operationsOf } from './operations.js';
import { HOLES, Planted, PLANTED } from './planted.js';
import { isInstalled, SCANNERS, type Scan, type Tool } from './scanners.js';
import { isSuccess, refusalOf, targetsOf, type Target } from './targets.js';

const { values } = parseArgs({
  options: {
    parameters: { type: 'string', default: 'all' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    /** Longest for each of them. */
    seconds: { type: 'string', default: '7200' },
    /** Leaves what they said and found in a folder. */
    keep: { type: 'boolean', default: false },
  },
});
const parametersMax = values.parameters === 'all' ? Infinity : Number(values.parameters);
/** wapiti sends some 300 requests for each parameter, sqlmap some 30, and works on several at once. */
const SHARES: Readonly<Record<Tool, number>> = { wapiti: 1, sqlmap: 5 };
/** Processes of wapiti: each waits for the answer to one request before it sends the next. */
const PARTS = 4;

const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    ended.abort();
  });

const astray = stayOnLoopback();
const tools: readonly Tool[] = ['wapiti', 'sqlmap'];
const installed = tools.filter(isInstalled);
for (const tool of tools) {
  if (!installed.includes(tool)) console.log(`skipped: ${tool} is not installed; \`apt-get install ${tool}\` as root`);
}
if (installed.length > 0) process.exitCode = (await attack()) ? 0 : 1;

async function attack(): Promise<boolean> {
  const databases = await startTestDatabases();
  process.env['TEST_DATABASE_TEMPLATE'] = databases.template;
  const service = await openStagedService({ PORT: '0', BASE_URL: ADDRESS });
  const folder = await mkdtemp(join(tmpdir(), 'countersign-attack-'));
  const apiPort = Number(new URL(await service.api.listen()).port);
  const stage = await makeStage(service);
  await addNobodys(stage);
  const document = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
  const all = await targetsOf(operationsOf(document), stage);
  const taken = { wapiti: takenOf(all, 'wapiti'), sqlmap: takenOf(all, 'sqlmap') };
  const planted = await Planted.open(service.databaseUrl);
  const front = new Front(apiPort, stage, planted, [...PLANTED, ...all], partsOf(taken.wapiti));
  await front.open();
  try {
    const areSound = tellOf(all);
    const bounds = { front, folder, seconds: Number(values.seconds), signal: ended.signal };
    const scans = await Promise.all(
      installed.map((tool) => SCANNERS[tool]({ ...bounds, targets: [...PLANTED, ...taken[tool]] })),
    );
    for (const scan of scans) tell(scan, front, taken[scan.tool]);
    for (const fault of front.faults) console.log(`  FAULT  ${fault}`);
    const kept = [...astray, ...front.kept];
    if (kept.length > 0) console.log(`kept on this machine: calls to ${kept.join(', ')}`);
    const areClean = scans.every(({ findings, missed }) => findings.length + missed.length === 0);
    return areSound && areClean && front.faults.size === 0 && !ended.signal.aborted;
  } finally {
    front.close();
    await planted.close();
    await service.close();
    await databases.stop();
    if (values.keep) console.log(folder);
    else await rm(folder, { recursive: true, force: true });
  }
}

/** The planted holes, and of the operations as many as the bound allows: others with each seed. */
function takenOf(all: readonly Target[], tool: Tool): readonly Target[] {
  const rank = ({ route }: Target) => createHash('sha256').update(`${values.seed} ${route}`).digest('hex');
  let left = parametersMax * SHARES[tool];
  const taken = all
    .toSorted((one, two) => (rank(one) < rank(two) ? -1 : 1))
    .filter((target) => {
      const count = parameterCountOf(target);
      if (count > left) return false;
      left -= count;
      return true;
    });
  return taken;
}

/** Operations on the same kind of record stay together, so that what is put into one is looked for in the other. */
function partsOf(targets: readonly Target[]): readonly (readonly Target[])[] {
  const kinds = new Map<string, Target[]>();
  for (const target of targets) {
    const [, , kind = ''] = target.route.split('/');
    kinds.set(kind, [...(kinds.get(kind) ?? []), target]);
  }
  const sizeOf = (part: readonly Target[]) => sumOf(part.map(parameterCountOf));
  const parts: Target[][] = Array.from({ length: PARTS }, () => [...PLANTED]);
  for (const kind of [...kinds.values()].sort((one, two) => sizeOf(two) - sizeOf(one))) {
    parts.sort((one, two) => sizeOf(one) - sizeOf(two))[0]?.push(...kind);
  }
  return parts;
}

/** Whether each operation succeeds as it stands, or is refused for a reason that is known. */
function tellOf(targets: readonly Target[]): boolean {
  const rest = targets.filter(({ status }) => !isSuccess(status));
  const faults = rest.filter((target) => refusalOf(target) === undefined);
  const personas = new Set(targets.map(({ persona }) => persona));
  console.log(
    `seed ${values.seed}; ${targets.length} operations with ${sumOf(targets.map(parameterCountOf))} parameters, as ${personas.size} personas:`,
    `${targets.length - rest.length} succeed as they stand, ${rest.length - faults.length} are refused as they should be`,
  );
  for (const { route, persona, status } of faults) console.log(`  FAULT  ${status} for ${persona}: ${route}`);
  return faults.length === 0;
}

function tell({ tool, findings, missed, done, seconds }: Scan, front: Front, targets: readonly Target[]): void {
  const statuses = [...(front.tallies.get(tool)?.statuses ?? [])].toSorted(([one], [two]) => one - two);
  const total = sumOf(statuses.map(([, count]) => count));
  const succeeded = sumOf(statuses.map(([status, count]) => (isSuccess(status) ? count : 0)));
  const shares = statuses.map(([status, count]) => `${status}: ${count}`).join(', ');
  console.log(
    `${tool}: ${targets.length} operations with ${sumOf(targets.map(parameterCountOf))} parameters; ${done}, in ${seconds} s`,
  );
  console.log(
    `${tool}: ${total} requests (${shares}), ${Math.round((100 * succeeded) / total)} % with success, at ${front.tallies.get(tool)?.reached.size ?? 0} operations`,
  );
  const holes = HOLES[tool].length;
  console.log(`${tool}: ${holes - missed.length} of ${holes} planted holes found; ${findings.length} findings`);
  for (const finding of findings) console.log(`  FOUND  ${finding}`);
  for (const hole of missed) console.log(`  MISSED ${hole}`);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
