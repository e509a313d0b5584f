/** Once before all tests: a PostgreSQL (`DATABASE_URL`, or one of our own) with a migrated template to clone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './typescript.js';

let databases = null;

export default async function setUp() {
  const { startTestDatabases } = await import('./test-databases.ts');
  // Where everything under test logs, and the tests write down what must not be found there.
  process.env.TEST_RUN_FOLDER = await mkdtemp(join(tmpdir(), 'countersign-run-'));
  databases = await startTestDatabases();
  process.env.TEST_DATABASE_TEMPLATE = databases.template;
}

/** Stops what `setUp` started, and fails the run where a log holds a secret. */
export async function tearDown() {
  const { findLeaks } = await import('./run-logs.ts');
  try {
    await findLeaks(process.env.TEST_RUN_FOLDER, databases.logFile);
  } finally {
    await databases.stop();
    await rm(process.env.TEST_RUN_FOLDER, { recursive: true });
  }
}
