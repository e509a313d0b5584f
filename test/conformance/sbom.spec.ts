import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../.ci/sbom.js', import.meta.url));
const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;

/** A project whose packages each break one rule, but for the first. */
const PACKAGES = {
  good: { version: '1.0.0', integrity, license: '(MIT OR ISC)' },
  hashless: { version: '1.0.0', license: 'MIT' },
  weak: { version: '1.0.0', integrity: `sha1-${Buffer.alloc(20, 1).toString('base64')}`, license: 'MIT' },
  elsewhere: { version: '1.0.0', integrity, license: 'MIT', resolved: 'git+ssh://git@example.com/x.git#1' },
  copyleft: { version: '1.0.0', integrity, license: '(MIT OR GPL-3.0-only)' },
  silent: { version: '1.0.0', integrity },
  changed: { version: '2.0.0', integrity, license: 'BUSL-1.1' },
  scripted: { version: '1.0.0', integrity, license: 'MIT', hasInstallScript: true },
};
const EXCEPTIONS = {
  changed: { licence: 'Elastic-2.0', reason: 'As it was.' },
  gone: { licence: null, reason: 'Of a package that is no more.' },
};

describe('the list of what we are made of', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-sbom-'));
    await mkdir(join(folder, '.ci'));
    const dependencies = Object.fromEntries(Object.entries(PACKAGES).map(([name, { version }]) => [name, version]));
    const root = { name: 'planted', version: '1.0.0', dependencies };
    const placed = Object.entries(PACKAGES).map(([name, found]) => [`node_modules/${name}`, found] as const);
    const lock = { ...root, lockfileVersion: 3, packages: { '': root, ...Object.fromEntries(placed) } };
    const licences = { allowed: ['MIT', 'ISC'], exceptions: EXCEPTIONS };
    const files = { 'package.json': { ...root, allowScripts: { good: true } }, 'package-lock.json': lock };
    for (const [name, content] of Object.entries({ ...files, '.ci/licences.json': licences }))
      await writeFile(join(folder, name), JSON.stringify(content));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is written, and names every package of which too little is known', async () => {
    const { status, stdout } = spawnSync(process.execPath, [PROGRAM, folder], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout.trim().split('\n').sort()).toEqual([
      'changed: has the licence `BUSL-1.1`; allow it, or make an exception with a reason',
      'changed: no longer needs its exception from the licences',
      'copyleft: has the licence `(MIT OR GPL-3.0-only)`; allow it, or make an exception with a reason',
      'elsewhere: comes from `git+ssh://git@example.com/x.git#1`; take a release from the registry',
      'elsewhere@1.0.0: is not in the list, or with another hash',
      'gone: no longer needs its exception from the licences',
      'good: asks for no script; take it out of `allowScripts`',
      'hashless: has no SHA-512 in the lock file',
      'scripted: asks for a script at install; decide in `allowScripts`',
      'silent: has the licence `null`; allow it, or make an exception with a reason',
      'weak: has no SHA-512 in the lock file',
    ]);
    const list: { bomFormat: string; components: { name: string }[] } = Object(
      JSON.parse(await readFile(join(folder, 'dist/sbom.cdx.json'), 'utf8')),
    );
    expect(list.bomFormat).toBe('CycloneDX');
    expect(list.components.map(({ name }) => name).sort()).toEqual(Object.keys(PACKAGES).sort());
  });
});
