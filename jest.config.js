/** Tests run the TypeScript sources through SWC, as native ES modules, so that what is tested is what is built. */
const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
        },
        module: { type: 'es6' },
      },
    ],
  },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
};

const PURE = [
  '/libs/(consent|evidence|ledger|discretion|mails|outbound|sha256)/.*[.]spec[.]ts$',
  '/test/conformance/(cedar|compose|dependency-rules|lint-rules|tidy)[.]spec[.]ts$',
  '/test/vectors/.*[.]spec[.]ts$',
  '/test/scenarios/pure[.]spec[.]ts$',
];

// What is built holds copies of the sources: those of mutants, too.
const LEFT_OUT = ['/node_modules/', '/dist/'];

// A machine with other work takes its time, and slowness is measured in `npm run bench`, not here.
const TEST_TIMEOUT_MS = 60_000;

// Node keeps the modules of every file that ran as native ES modules: after a hundred files a worker holds 4 GB, collects garbage
// most of the time, and the laws take thrice as long. One that holds so much after a file makes room for a fresh one.
const WORKER_MEMORY = '1GB';

/** What needs no PostgreSQL is a project of its own, so that running it starts none. */
export default {
  testTimeout: TEST_TIMEOUT_MS,
  workerIdleMemoryLimit: WORKER_MEMORY,
  testSequencer: '<rootDir>/test/support/jest-sequencer.js',
  projects: [
    { ...shared, displayName: 'pure', testRegex: PURE, testPathIgnorePatterns: LEFT_OUT },
    {
      ...shared,
      displayName: 'whole',
      testMatch: ['<rootDir>/{apps,libs,test}/**/*.spec.ts'],
      testPathIgnorePatterns: [...LEFT_OUT, ...PURE],
      setupFilesAfterEnv: ['<rootDir>/test/support/jest-file-ends.js'],
      globalSetup: '<rootDir>/test/support/jest-setup.js',
      globalTeardown: '<rootDir>/test/support/jest-teardown.js',
    },
  ],
};
