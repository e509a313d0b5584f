/**
 * `npm run attack`: wapiti and sqlmap on the real service, every operation of its OpenAPI document, signed in, on the
 * loopback. `--seconds N` bounds each of them. Where one is not installed it says so; a finding ends with 1.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openService } from '../e2e/api-service.js';
import { startTestDatabases } from '../support/test-databases.js';
import { Cast } from './cast.js';
import { operationsOf } from './operations.js';
import { isInstalled, sqlmap, wapiti, type Scan } from './scanners.js';
import { ADDRESS, Stage } from './stage.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '220' }, keep: { type: 'boolean', default: false } },
});
const seconds = Number(values.seconds);
const SCANNERS = { wapiti, sqlmap };

const installed = Object.entries(SCANNERS).filter(([tool]) => isInstalled(tool));
for (const tool of Object.keys(SCANNERS)) {
  if (!isInstalled(tool)) console.log(`skipped: ${tool} is not installed; \`apt-get install ${tool}\` as root`);
}
if (installed.length > 0) process.exitCode = (await attack()) ? 0 : 1;

async function attack(): Promise<boolean> {
  const databases = await startTestDatabases();
  process.env['TEST_DATABASE_TEMPLATE'] = databases.template;
  const service = await openService({ env: { PORT: '0', BASE_URL: ADDRESS } });
  const folder = await mkdtemp(join(tmpdir(), 'countersign-attack-'));
  const document = JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
  const stage = await Stage.open(service, await Cast.of(service), operationsOf(document));
  try {
    const scans = await Promise.all(installed.map(([, scan]) => scan(stage, folder, seconds)));
    return told(scans, stage);
  } finally {
    await stage.close();
    await service.close();
    await databases.stop();
    if (values.keep) console.log(folder);
    else await rm(folder, { recursive: true, force: true });
  }
}

function told(scans: readonly Scan[], stage: Stage): boolean {
  for (const { tool, findings, planted, done } of scans) {
    const sent = [...(stage.sent.get(tool) ?? [])];
    const total = sent.reduce((sum, [, count]) => sum + count, 0);
    const statuses = sent
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', ');
    console.log(
      `${tool.padEnd(7)} ${done}, ${total} requests (${statuses}); ${findings.length} findings, ${planted.length} of planted holes`,
    );
    for (const finding of findings) console.log(`  FOUND  ${finding}`);
    if (planted.length === 0) console.log(`  FAILED ${tool} did not find the holes that were planted for it`);
  }
  for (const fault of stage.faults) console.log(`  FAULT  ${fault}`);
  return (
    stage.faults.length === 0 && scans.every(({ findings, planted }) => findings.length === 0 && planted.length > 0)
  );
}
