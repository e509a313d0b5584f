import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { plantTree } from './planted-tree.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What each part may do although another may not. */
const CLEAN: Record<string, string> = {
  'libs/ledger/src/index.ts': `export { size } from './size.js';`,
  'libs/ledger/src/size.ts': `/** How many leaves. */\nexport const size = 1;`,
  'libs/consent/src/instant.ts': `export const yearOf = (at: string): number => new Date(at).getUTCFullYear();`,
  'libs/consent/src/instant.spec.ts': `export const now = async (): Promise<number> => Date.now() + Math.random();`,
  'libs/evidence/src/sign.ts': `export const make = async (): Promise<unknown> => crypto.subtle.exportKey('raw', await key());\ndeclare function key(): Promise<CryptoKey>;`,
  'apps/api/src/config.ts': `export const port = process.env['PORT'];`,
  'apps/cli/src/print.ts': `console.log('said');`,
  'apps/worker/src/turn.ts': `export const stop = (): void => process.exit(1);`,
  'apps/worker/src/argued.ts': `declare const row: unknown;\n// The view returns numbers only.\nexport const size = row as number;`,
  'test/support/environment.ts': `export const home = [process.env['HOME'], JSON.parse('1') as number];`,
};

const SYNTAX = 'no-restricted-syntax';
const GLOBALS = 'no-restricted-globals';
const IMPORTS = 'no-restricted-imports';
const ENVIRONMENT = 'no-restricted-properties';

/** Deliberate violations: the one rule that each must break, where, and how. */
const VIOLATIONS: readonly (readonly [rule: string, file: string, source: string])[] = [
  [SYNTAX, 'libs/consent/src/clock.ts', `export const a = (): number => Date.now();`],
  [SYNTAX, 'libs/ledger/src/clock.ts', `export const a = (): Date => new Date();`],
  [SYNTAX, 'libs/ledger/src/clock-text.ts', `export const a = (): string => Date();`],
  [SYNTAX, 'libs/consent/src/clock-reference.ts', `export const { length } = [Date.now];`],
  [SYNTAX, 'libs/consent/src/local-time.ts', `export const a = (at: string): number => new Date(at).getHours();`],
  [SYNTAX, 'libs/consent/src/locale.ts', `export const a = (n: number): string => n.toLocaleString();`],
  [SYNTAX, 'libs/consent/src/order.ts', `export const a = (x: string, y: string): number => x.localeCompare(y);`],
  [SYNTAX, 'libs/ledger/src/chance.ts', `export const a = (): number => Math.random();`],
  [
    SYNTAX,
    'libs/consent/src/later.ts',
    `declare const b: PromiseLike<void>;\nexport const a = async () => { await b; };`,
  ],
  [SYNTAX, 'libs/ledger/src/lazy.ts', `export const a = import('#consent');`],
  [GLOBALS, 'libs/ledger/src/promise.ts', `export const a = (): unknown => Promise.resolve(1);`],
  [GLOBALS, 'libs/ledger/src/bytes.ts', `export const a = (): unknown => Buffer.from('a');`],
  [GLOBALS, 'libs/consent/src/salt.ts', `export const a = (): string => crypto.randomUUID();`],
  [GLOBALS, 'libs/consent/src/settings.ts', `export const a = process.argv;`],
  [GLOBALS, 'libs/consent/src/timer.ts', `export const a = (b: () => void): unknown => setTimeout(b, 1);`],
  [GLOBALS, 'libs/consent/src/global.ts', `export const a: unknown = globalThis;`],
  [GLOBALS, 'libs/evidence/src/network.ts', `export const a = (): unknown => fetch('/jwks');`],
  [GLOBALS, 'apps/api/src/outwards.ts', `export const a = (url: string): unknown => fetch(url);`],
  [IMPORTS, 'libs/consent/src/random.ts', `export { randomBytes } from 'node:crypto';`],
  [IMPORTS, 'libs/ledger/src/file.ts', `export { readFileSync } from 'node:fs';`],
  [IMPORTS, 'libs/evidence/src/file.ts', `export { readFileSync } from 'node:fs';`],
  [IMPORTS, 'apps/api/src/environment.ts', `export { env } from 'node:process';`],
  [ENVIRONMENT, 'libs/store/src/settings.ts', `export const a = process.env['PGHOST'];`],
  [ENVIRONMENT, 'apps/worker/src/settings.ts', `export const { env: a } = process;`],
  [ENVIRONMENT, 'apps/api/src/inner/config.ts', `export const a = process.env['PORT'];`],
  ['no-console', 'apps/api/src/noise.ts', `console.log('said');`],
  [
    'countersign/argued-assertion',
    'apps/api/src/trust.ts',
    `declare const row: unknown;\n\nexport const a = row as number;`,
  ],
  ['front-door/documented', 'libs/store/src/index.ts', `export { silent } from './silent.js';`],
  ['@typescript-eslint/no-explicit-any', 'apps/api/src/any.ts', `export type A = any;`],
  ['@typescript-eslint/no-floating-promises', 'apps/api/src/floating.ts', `declare function a(): Promise<void>;\na();`],
  [
    '@typescript-eslint/no-non-null-assertion',
    'apps/api/src/surely.ts',
    `declare const a: string | null;\nexport const b = a!;`,
  ],
  ['no-undef', 'apps/portal/public/page.js', `export const a = process;`],
];

describe('the lint rules', () => {
  let tree: string;
  let broken: Map<string, string[]>;

  beforeAll(() => {
    const helper = { 'libs/store/src/silent.ts': `export const silent = 1;` };
    const violations = Object.fromEntries(VIOLATIONS.map(([, file, source]) => [file, source]));
    const tsconfig = readFileSync(join(root, 'tsconfig.json'), 'utf8');
    tree = plantTree({
      'tsconfig.json': tsconfig,
      'package.json': '{"type":"module"}',
      ...CLEAN,
      ...helper,
      ...violations,
    });
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    broken = lint(tree);
  }, 60_000);

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true });
  });

  it.each(Object.keys(CLEAN))('leave %s alone', (file) => {
    expect(broken.get(file)).toEqual([]);
  });

  it.each(VIOLATIONS)('%s bites on %s, and nothing else does', (rule, file) => {
    expect(broken.get(file)).toEqual([rule]);
  });
});

/** Runs the real linter with the real rules, as `npm run check` does, on a tree elsewhere. */
function lint(tree: string): Map<string, string[]> {
  const program = join(root, 'node_modules/eslint/bin/eslint.js');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--config', join(root, 'eslint.config.js'), '--format', 'json', 'apps', 'libs', 'test'],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(stderr);
  const answers = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
  return new Map(
    answers.map(({ filePath, messages }) => [
      filePath.slice(tree.length + 1),
      [...new Set(messages.map(({ ruleId, message }) => ruleId ?? message))],
    ]),
  );
}
