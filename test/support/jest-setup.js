/** Once before all tests: a PostgreSQL (`DATABASE_URL`, or one of our own) with a migrated template to clone. */
import './typescript.js';

let databases = null;

export default async function setUp() {
  const { startTestDatabases } = await import('./test-databases.ts');
  databases = await startTestDatabases();
  process.env.TEST_DATABASE_TEMPLATE = databases.template;
}

/** Stops what `setUp` started. */
export async function stopDatabases() {
  await databases?.stop();
}
