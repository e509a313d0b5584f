/** Once before all tests: a PostgreSQL (`DATABASE_URL`, or one of our own) with a migrated template to clone. */
import './typescript.js';

export default async function setUp() {
  const { startTestDatabases } = await import('./test-databases.ts');
  globalThis.testDatabases = await startTestDatabases();
  process.env.TEST_DATABASE_TEMPLATE = globalThis.testDatabases.template;
}
