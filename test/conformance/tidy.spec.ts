import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { satisfies } from 'semver';

/** What a reviewer would otherwise have to say again and again. Each finding names the file, and the line where it has one. */
const root = fileURLToPath(new URL('../..', import.meta.url));

const FOLDERS = ['.ci', 'apps', 'docs', 'libs', 'migrations', 'test'];
const TOP_FILES = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'Dockerfile', 'docker-compose.yml', '.dockerignore'],
  ...['package.json', 'package-lock.json', '.npmrc', '.gitignore', '.editorconfig'],
  ...['tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', 'jest.config.js', 'eslint.config.js'],
  ...['.dependency-cruiser.cjs', 'knip.jsonc', '.prettierrc.json', '.prettierignore'],
];
const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage', '.git', '.countersign']);

/** Longer than 400 lines, and why that is easier to read than two files. */
const LONG_FILES: Readonly<Record<string, string>> = {
  'libs/mails/src/english.ts': 'everything that mail says in one language, so that adding a language is adding a file',
  'libs/mails/src/spanish.ts': 'the same',
  'libs/store/src/entry-types.ts':
    'every type of entry with its refs and locks: the one list that a reader of the log looks in',
  'test/e2e/api-samples.ts': 'a sample of what each route takes, all in the one place where a new route needs one',
  'test/e2e/api-sign-on.spec.ts': 'one world of organizations with real providers, which takes long to make twice',
};

const BANNED: readonly { what: string; pattern: RegExp; example: string }[] = [
  { what: 'a task for later', pattern: /\b(TODO|FIXME|XXX|HACK)\b/, example: '// TODO: later' },
  {
    what: 'a rule switched off',
    pattern: /eslint-disable|prettier-ignore|knip-ignore/,
    example: '// eslint-disable-line',
  },
  { what: 'a type check switched off', pattern: /@ts-(ignore|nocheck|expect-error)/, example: '// @ts-ignore' },
  { what: 'a test left out', pattern: /\b(it|test|describe)\.(only|skip|todo|failing)\b/, example: "it.skip('…')" },
  { what: 'a test left out', pattern: /\b[fx](it|describe|test)\(/, example: "xit('…')" },
  { what: 'a path of one machine', pattern: /(?<![\w.])\/(home|Users|work)\/\w/, example: "'/home/mara/countersign'" },
  { what: 'a conflict left over', pattern: /^(<{7}|>{7}) /, example: '<<<<<<< HEAD' },
  { what: 'white space at the end of a line', pattern: /[ \t]+$/, example: 'x ' },
  { what: 'a tab', pattern: /\t/, example: '\tx' },
];

const files = listed('');
const texts = files.filter((path) =>
  /[.](ts|js|cjs|json|jsonc|sql|md|yml|html|css|svg)$|^\.ci\/run$|^Dockerfile$/.test(path),
);
const written = texts.filter((path) => path !== 'package-lock.json');

describe('the tree', () => {
  it('has at its top what the architecture names, and nothing else', () => {
    const unknown = readdirSync(root).filter(
      (name) => !LEFT_OUT.has(name) && ![...FOLDERS, ...TOP_FILES].includes(name),
    );
    expect(unknown).toEqual([]);
    expect([...FOLDERS, ...TOP_FILES].filter((name) => !existsSync(join(root, name)))).toEqual([]);
  });

  it('names files and folders in kebab-case', () => {
    const named = /^[.]?[a-z0-9]+(-[a-z0-9]+)*([.][a-z0-9]+(-[a-z0-9]+)*)*$/;
    const exempt = /(^|\/)(README|ARCHITECTURE|CONTRIBUTING)[.]md$|^Dockerfile$|^migrations\//;
    const odd = files.filter((path) => !exempt.test(path) && !path.split('/').every((part) => named.test(part)));
    expect(odd).toEqual([]);
  });

  it('has no folder that says nothing', () => {
    const vague = /(^|\/)(common|shared|utils?|helpers?|interfaces|usecases|misc|lib|types)\//;
    expect(files.filter((path) => vague.test(path))).toEqual([]);
  });

  // Work that goes on side by side takes its numbers ahead, so that a gap may be there for a while.
  it.each(['migrations', 'docs/adr'])('numbers %s without a double', (folder) => {
    const names = readdirSync(join(root, folder)).filter((name) => /^\d/.test(name));
    const numbers = names
      .sort()
      .map((name) => /^(\d{4})[_-][a-z0-9]+(-[a-z0-9]+)*[.](sql|md)$/.exec(name)?.[1] ?? name);
    expect(numbers.filter((number) => !/^\d{4}$/.test(number))).toEqual([]);
    expect(numbers).toEqual([...new Set(numbers)]);
  });

  it('keeps a file to 400 lines, or says why not', () => {
    const code = written.filter((path) => /[.](ts|js|cjs|sql)$/.test(path) && path !== 'migrations/schema.sql');
    const long = code.filter((path) => lines(path).length > 401);
    expect(long).toEqual(Object.keys(LONG_FILES));
  });
});

describe('the text', () => {
  it.each(BANNED)('is free of $what: $example', ({ pattern, example }) => {
    expect(example).toMatch(pattern);
    const found = written
      .filter((path) => path !== 'test/conformance/tidy.spec.ts')
      .flatMap((path) =>
        lines(path).flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line}`] : [])),
      );
    expect(found).toEqual([]);
  });

  it('ends every file with one line feed', () => {
    const ended = texts.filter((path) => !path.startsWith('test/vectors/'));
    expect(ended.filter((path) => !/[^\n]\n$/.test(read(path)))).toEqual([]);
  });
});

describe('the documents', () => {
  const documents = written.filter((path) => path.endsWith('.md'));

  it('link to files that exist', () => {
    const dead = documents.flatMap((path) =>
      [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !existsSync(join(root, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('name only commands that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const unknown = documents.flatMap((path) =>
      [...read(path).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)]
        .map(([, name]) => name ?? '')
        .filter((name) => !(name in scripts))
        .map((name) => `${path}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});

describe('the packages', () => {
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
  const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

  it.each(['dependencies', 'devDependencies', 'optionalDependencies'])('names %s in exact versions', (kind) => {
    const loose = Object.entries(manifest[kind] ?? {}).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('locks contents, not the address of a mirror', () => {
    expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(locked.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });

  it('locks the optional packages of every platform, without which `npm ci` refuses the file', () => {
    const names = new Set(locked.map(([path]) => path.replace(/^.*node_modules\//, '')));
    const missing = locked.flatMap(([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {}));
    expect(missing.filter((name) => !names.has(name))).toEqual([]);
  });

  it('runs on the oldest Node that is promised', () => {
    const oldest = '20.19.0';
    expect(manifest['engines']?.['node']).toBe('>=20.19');
    const newer = locked.filter(([, { engines }]) => engines?.node !== undefined && !satisfies(oldest, engines.node));
    expect(newer.map(([path]) => path)).toEqual([]);
  });
});

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly engines?: { readonly node?: string };
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Every file under a folder, as paths from the root. */
function listed(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (LEFT_OUT.has(entry.name)) return [];
    return entry.isDirectory() ? listed(path) : [path];
  });
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function lines(path: string): string[] {
  return read(path).split('\n');
}
