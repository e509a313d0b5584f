/** Once after all tests: nothing is left running. */
export default async function tearDown() {
  await globalThis.testDatabases.stop();
}
