/**
 * Writes what we are made of to `dist/sbom.cdx.json` (CycloneDX, by npm from the lock file, without a network), and fails
 * where that is not known well enough: a package without a hash or from elsewhere than the registry, a licence that nobody
 * looked at, an install script about which nothing was decided. Takes the folder of a project; by default this one.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const packages = packagesIn(read('package-lock.json'));

const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 });
if (status !== 0) throw new Error(`npm made no list of packages: ${stderr}`);
mkdirSync(join(folder, 'dist'), { recursive: true });
writeFileSync(join(folder, 'dist', 'sbom.cdx.json'), stdout);

const faults = [
  ...incomplete(JSON.parse(stdout)),
  ...packages.flatMap(originFaults),
  ...licenceFaults(read('.ci/licences.json')),
  ...scriptFaults(read('package.json').allowScripts ?? {}),
];
for (const fault of faults) console.log(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function packagesIn(lock) {
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, found]) => ({ ...found, path, name: found.name ?? path.split('node_modules/').at(-1) }));
}

/** Every package of the lock file stands in the list, as the very bytes that are installed. */
function incomplete({ bomFormat, components }) {
  if (bomFormat !== 'CycloneDX') return [`the list is no CycloneDX document but \`${bomFormat}\``];
  const listed = new Set();
  // By its address as a package: the name is that of the folder, which may be another.
  for (const { purl, hashes = [] } of components)
    for (const { content } of hashes) listed.add(`${decodeURIComponent(purl)} ${content}`);
  return packages
    .filter(
      ({ name, version, integrity }) => integrity && !listed.has(`pkg:npm/${name}@${version} ${hexOf(integrity)}`),
    )
    .map(({ name, version }) => `${name}@${version}: is not in the list, or with another hash`);
}

function hexOf(integrity) {
  return Buffer.from(integrity.slice(integrity.indexOf('-') + 1), 'base64').toString('hex');
}

function originFaults({ name, version, integrity = '', resolved }) {
  return [
    ...(/^\d+\.\d+\.\d+/.test(version ?? '') ? [] : [`${name}: has no version`]),
    ...(integrity.startsWith('sha512-') ? [] : [`${name}: has no SHA-512 in the lock file`]),
    // The lock file names an address only where it is not the registry's.
    ...(resolved ? [`${name}: comes from \`${resolved}\`; take a release from the registry`] : []),
  ];
}

function licenceFaults({ allowed, exceptions }) {
  const unused = new Set(Object.keys(exceptions));
  const faults = packages.flatMap(({ name, license: licence = null }) => {
    if (exceptions[name]?.licence === licence) {
      unused.delete(name);
      return [];
    }
    // Each licence of an expression must be allowed, also where one could choose.
    const words = (licence ?? '').split(/[\s()]+|\b(?:AND|OR)\b/).filter(Boolean);
    if (words.length > 0 && words.every((word) => allowed.includes(word))) return [];
    return [`${name}: has the licence \`${licence}\`; allow it, or make an exception with a reason`];
  });
  return [...faults, ...[...unused].map((name) => `${name}: no longer needs its exception from the licences`)];
}

/** npm runs a script only where it is allowed; that one is refused is a decision too, and is written down. */
function scriptFaults(allowScripts) {
  // An addon that comes as sources is compiled by npm without the lock file saying so.
  const isCompiled = ({ path, optional }) => optional && existsSync(join(folder, path, 'binding.gyp'));
  const asking = new Set(packages.filter((each) => each.hasInstallScript || isCompiled(each)).map(({ name }) => name));
  // Where an optional one could not be compiled, nothing is left that would tell.
  const optional = new Set(packages.filter((each) => each.optional).map(({ name }) => name));
  const decided = Object.keys(allowScripts);
  return [
    ...[...asking]
      .filter((name) => !decided.includes(name))
      .map((name) => `${name}: asks for a script at install; decide in \`allowScripts\``),
    ...decided
      .filter((name) => !asking.has(name) && !optional.has(name))
      .map((name) => `${name}: asks for no script; take it out of \`allowScripts\``),
  ];
}
