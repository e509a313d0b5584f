/** What a render farm does after its first check, with the real command line: it follows events and stops what is queued. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inFolder } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { openService, sequence, type Service, type Visitor } from './api-service.js';
import { checkOf, keyOf, makeWorld, signedConsent, type World } from './api-world.js';

const LOADER = fileURLToPath(new URL('../support/typescript.js', import.meta.url));
const MAIN = fileURLToPath(new URL('../support/watch-process.ts', import.meta.url));

let service: Service;
let world: World;
let farm: Visitor;
let env: Record<string, string>;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  world = await makeWorld(service);
  farm = await keyOf(world, ['check', 'read']);
  env = {
    PATH: process.env['PATH'] ?? '',
    COUNTERSIGN_URL: await service.api.listen(),
    COUNTERSIGN_API_KEY: String(farm.headers['authorization']).replace('Bearer ', ''),
  };
});
afterAll(() => service.close());

/** `countersign watch` in a process of its own; one that is `killed` ends by SIGKILL around the n-th time that it keeps its place. */
function watch(args: readonly string[], killed: readonly [when: string, keeps: number] = ['never', 0]) {
  const flags = ['--conditions=source', '--import', LOADER, '--no-warnings', MAIN, killed[0], String(killed[1])];
  const child = spawn(process.execPath, [...flags, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text));
  const told = (): Told[] =>
    said.out
      .split('\n')
      .filter((each) => each !== '')
      .map((each) => Object(JSON.parse(each)));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, told: told(), err: said.err }));
  return { child, told, ended };
}

interface Told {
  readonly id: string;
  readonly type: string;
}

const check = async (): Promise<string> => (await farm.post('/v1/checks', checkOf(world)).expect(200)).body.id;

async function eventIds(): Promise<string[]> {
  const { body } = await farm.get('/v1/events?limit=200').expect(200);
  return body.items.map(({ id }: Told) => id);
}

describe('countersign watch', () => {
  it('killed around keeping its place, loses no event and tells at most one again, under the same id', async () => {
    await signedConsent(world);
    for (let n = 0; n < 5; n += 1) await check();
    await sequence(service);
    await inFolder(async (folder) => {
      const args = ['--once', '--position', join(folder, 'at')];
      const first = await watch(args, ['before', 2]).ended;
      const second = await watch(args, ['after', 2]).ended;
      expect([first.signal, second.signal]).toEqual(['SIGKILL', 'SIGKILL']);
      const third = await watch(args).ended;
      expect(third).toMatchObject({ code: 0, err: '' });
      const ids = await eventIds();
      const idsOf = ({ told }: { readonly told: readonly Told[] }) => told.map(({ id }) => id);
      // The second event was told and not kept; the third was told and kept.
      expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([ids.slice(0, 2), ids.slice(1, 3), ids.slice(3)]);
      expect(ids.length).toBeGreaterThan(5);
    });
  }, 60_000);

  it('stops the jobs of what was withdrawn, as docs/pipelines.md shows it, within seconds, and ends in order', async () => {
    const consent = await signedConsent(world);
    const checks = [await check(), await check()];
    await sequence(service);
    await inFolder(async (folder) => {
      const [program, scancel, stopped] = ['stop-jobs.mjs', 'scancel', 'stopped'].map((name) => join(folder, name));
      const shown = /```js\n([^]*?)```/.exec(await readFile('docs/pipelines.md', 'utf8'))?.[1] ?? '';
      await writeFile(program ?? '', shown);
      // In the place of Slurm's own.
      await writeFile(scancel ?? '', `#!/bin/sh\necho "$@" >> '${stopped}'\n`);
      await chmod(scancel ?? '', 0o755);
      env['PATH'] = `${folder}${delimiter}${env['PATH']}`;
      const watching = watch([
        ...['--position', join(folder, 'at'), '--new', '--every', '0.05', '--type', 'consent.withdrawn'],
        ...['--run', `'${process.execPath}' '${program}'`],
      ]);
      // Its place is kept once it has caught up.
      await eventually('a place', () => readFile(join(folder, 'at'), 'utf8').catch(() => null));
      await world.mara.post(`/v1/consents/${consent}/withdraw`, { scope: null }).expect(200);
      await check();
      await sequence(service);
      const jobs = await eventually('stopped jobs', async () => {
        const lines = (await readFile(stopped ?? '', 'utf8').catch(() => '')).trim().split('\n');
        return lines.length >= checks.length ? lines : null;
      });
      expect(jobs).toEqual(expect.arrayContaining(checks.map((each) => `--name ${each}`)));
      await eventually('the event kept', async () => {
        const { after } = JSON.parse(await readFile(join(folder, 'at'), 'utf8'));
        const { body } = await farm.get('/v1/events?limit=200').expect(200);
        return body.last === after ? true : null;
      });
      watching.child.kill('SIGTERM');
      const { code, told } = await watching.ended;
      expect(code).toBe(0);
      expect(told.map(({ type }) => type)).toEqual(['consent.withdrawn']);
    });
  }, 60_000);
});
