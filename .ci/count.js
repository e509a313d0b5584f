/** Prints `N passed, N failed, N skipped` from Jest's results, and fails unless everything passed. */
import { readFileSync } from 'node:fs';

const [resultsFile, brokenChecks, testsEnded] = process.argv.slice(2);
const results = readResults();

// A file that does not load has no tests to fail, and a run that was killed has no results: both count as failures.
const notCounted = results.numRuntimeErrorTestSuites + Number(brokenChecks);
const failed = results.numFailedTests + notCounted;
const failedSilently = failed === 0 && (testsEnded !== '0' || results.numPassedTests === 0) ? 1 : 0;
const skipped = results.numPendingTests + results.numTodoTests;

console.log(`${results.numPassedTests} passed, ${failed + failedSilently} failed, ${skipped} skipped`);
process.exitCode = failed + failedSilently === 0 ? 0 : 1;

function readResults() {
  try {
    return JSON.parse(readFileSync(resultsFile, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };
  }
}
