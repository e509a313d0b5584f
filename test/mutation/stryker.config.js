/**
 * Mutation testing of the algebra of scope and of the decision: `npm run mutate`. Each mutant is a small fault planted in the
 * engine, and the tests must notice it. It stands beside `npm test`, for it takes minutes; what it found last, and why the
 * survivors may live, is in docs/mutation.md.
 */
import { fileURLToPath } from 'node:url';

// Stryker and Node name modules from where they are started.
const near = (file) => fileURLToPath(new URL(file, import.meta.url));

export default {
  mutate: [
    ...['algebra', 'grid', 'atoms', 'axes', 'axis', 'axis-listed', 'axis-ranged', 'axis-stage', 'layout', 'survey'],
    ...['witness', 'statements', 'coverage', 'decide', 'exemption', 'impediments', 'judge', 'nearest', 'use-hash'],
    ...['settling', 'stand-ins'],
  ].map((name) => `libs/consent/src/${name}.ts`),
  plugins: [near('runner.js')],
  testRunner: 'countersign',
  testRunnerNodeArgs: ['--import', near('loader.js'), '--conditions=source', '--no-warnings'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that runs for ever is found by its time; a busy machine must not look like one.
  timeoutMS: 10_000,
  timeoutFactor: 2,
  // What a reload leaves behind in a process goes with it.
  maxTestRunnerReuse: 400,
  tempDirName: 'dist/mutation/sandboxes',
  ignorePatterns: ['dist', 'docs', 'migrations', 'apps/{api,worker,portal}', 'libs/{store,evidence}'],
  reporters: ['clear-text', 'progress', 'json', 'html'],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: 'dist/mutation/report.json' },
  htmlReporter: { fileName: 'dist/mutation/report.html' },
  thresholds: { high: 95, low: 90, break: 85 },
};
