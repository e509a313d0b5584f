import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ACCESS } from '../../apps/api/src/access.js';
import { RELATIONS, ROLES, type Rule, type Who } from '../../apps/api/src/access/roles.js';
import { CODES, ERRORS } from '../../apps/api/src/errors/codes.js';
import { STATUS } from '../../apps/api/src/errors/errors.filter.js';
import { openService, Visitor, type Service } from './api-service.js';

const root = new URL('../../', import.meta.url);

/** Compares a document with what it is made of; `npm run golden` writes it. */
async function expectGolden(path: string, made: string): Promise<void> {
  const file = new URL(path, root);
  if (process.env['GOLDEN'] === 'write') await writeFile(file, made);
  expect(await readFile(file, 'utf8')).toBe(made);
}

describe('the documents of the API', () => {
  it('docs/errors.md lists every code with its status, and no other', async () => {
    const rows = CODES.map(
      (code) => `| \`${code}\` | ${STATUS[code]} | ${ERRORS[code].title} | ${ERRORS[code].help} |`,
    );
    await expectGolden('docs/errors.md', [...ERRORS_INTRODUCTION, ...rows, ''].join('\n'));
    expect(Object.keys(STATUS).sort()).toEqual([...CODES].sort());
  });

  it('docs/access.md says for every route who may call it', async () => {
    await expectGolden('docs/access.md', [...ACCESS_INTRODUCTION, ...tablesOfAccess(), ''].join('\n'));
  });
});

describe('the OpenAPI document', () => {
  let service: Service;
  let served: string;
  beforeAll(async () => {
    service = await openService();
    served = (await new Visitor(service).get('/openapi.json').expect(200)).text;
  });
  afterAll(() => service.close());

  it('is docs/openapi.json, byte for byte but for its layout', async () => {
    await expectGolden('docs/openapi.json', `${JSON.stringify(JSON.parse(served), null, 2)}\n`);
  });

  it('keeps the recommended rules of spectral', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-spectral-'));
    try {
      await writeFile(join(folder, 'openapi.json'), served);
      await writeFile(join(folder, 'ruleset.json'), JSON.stringify({ extends: ['spectral:oas'] }));
      const cli = join(
        dirname(createRequire(import.meta.url).resolve('@stoplight/spectral-cli/package.json')),
        'dist/index.js',
      );
      const lint = ['lint', 'openapi.json', '--ruleset', 'ruleset.json', '--fail-severity', 'hint', '--quiet'];
      const { stdout } = await promisify(execFile)(process.execPath, [cli, ...lint], { cwd: folder }).catch(
        (error: unknown) => ({ stdout: String(Object(error).stdout) }),
      );
      expect(stdout).not.toMatch(/\b(error|warning|hint)\b/);
    } finally {
      await rm(folder, { recursive: true });
    }
  }, 60_000);

  it('gives every operation an answer, its problems, and who may call it', () => {
    const operations = Object.values(JSON.parse(served).paths).flatMap((item) => Object.values(Object(item)));
    expect(operations.length).toBeGreaterThan(40);
    for (const operation of operations.map(Object)) {
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['500', '503']));
      expect(operation.security.length).toBeGreaterThan(0);
      expect(operation.description).toContain('For `');
    }
  });

  it('gives an example of every field that one can send', () => {
    const { paths, components } = JSON.parse(served);
    const bodies = Object.values(paths)
      .flatMap((item) => Object.values(Object(item)))
      .flatMap((operation) => Object(operation).requestBody?.content['application/json']?.schema.$ref ?? []);
    expect(bodies.length).toBeGreaterThan(15);
    const bare = bodies.flatMap((ref: string) => {
      const fields = Object.entries(components.schemas[ref.split('/').at(-1) ?? ''].properties);
      return fields.filter(([, field]) => !('example' in Object(field))).map(([name]) => `${ref} ${name}`);
    });
    expect(bare).toEqual([]);
  });
});

const ERRORS_INTRODUCTION = [
  '# Errors',
  '',
  'Every answer that is not a success is an RFC 9457 problem (`application/problem+json`) of one shape:',
  '`type`, `title`, `status`, `detail`, `code`, `requestId`, and with some `errors`, a list of `path` (a JSON pointer into the',
  'body, a parameter or a header), `message` and `suggestions`. Programs look at `code`. This page is made from the codes',
  '(`npm run golden`).',
  '',
  '| code | status | what it means | what to do |',
  '|---|---|---|---|',
];

const ACCESS_INTRODUCTION = [
  '# Who may do what',
  '',
  'Every route, and in which relation a record must stand to whoever asks. An empty cell is a role that the route is not for,',
  'which is told so (403); a record in no such relation answers like one that does not exist. Who has several roles may what any',
  'of them may. A limited route is open to one client a stated number of times a minute. This page is made from the table in',
  '`apps/api/src/access.ts` (`npm run golden`), without which no route starts; `test/e2e/access-matrix.spec.ts` tries every cell.',
  '',
  '| role | who that is |',
  '|---|---|',
  ...Object.entries(ROLES).map(([role, words]) => `| \`${role}\` | ${words} |`),
  '',
  '| relation | what it means |',
  '|---|---|',
  ...Object.entries(RELATIONS).map(([relation, words]) => `| ${relation} | ${words} |`),
];

const SIGN_ON = {
  vouched: 'also by single sign-on',
  proven: 'by single sign-on only with a factor of her own',
} as const;

/** A table for each resource, in the order of the rows, with a column for each role that one of its rows lets in. */
function tablesOfAccess(): string[] {
  const rules: [string, Rule][] = Object.entries(ACCESS);
  const resources = new Set(rules.map(([route]) => resourceOf(route)));
  return [...resources].flatMap((resource) => {
    const rows = rules.filter(([route]) => resourceOf(route) === resource);
    // The keys of the table of roles are roles.
    const roles = (Object.keys(ROLES) as Who[]).filter((role) => rows.some(([, { may }]) => may[role] !== undefined));
    const cells = rows.map(([route, { may, sees = '', limited, signOn }]) => {
      const notes = [sees, ...(limited ? ['limited'] : []), ...(signOn ? [SIGN_ON[signOn]] : [])]
        .filter(Boolean)
        .join(' · ');
      return [`\`${route}\``, ...roles.map((role) => may[role] ?? ''), notes];
    });
    const head = ['route', ...roles.map((role) => `\`${role}\``), 'sees or does'];
    const table = [head, head.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`);
    return ['', `## ${resource}`, '', ...table];
  });
}

function resourceOf(route: string): string {
  const [, path = ''] = route.split(' ');
  if (path.startsWith('/access/')) return 'AuthZEN';
  const named = /^\/v1\/([a-z-]+)/.exec(path)?.[1] ?? 'service';
  if (named === 'sign-in') return 'Session';
  return /^(log|health|mailbox|service)$/.test(named)
    ? 'The service'
    : `${named.charAt(0).toUpperCase()}${named.slice(1)}`;
}
