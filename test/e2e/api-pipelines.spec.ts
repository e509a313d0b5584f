/** What a render farm does after its first check, with the real command line: it follows events and stops what is queued. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { countersign, inFolder } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { newId } from '#store';
import { openService, sequence, sql, Visitor, type Service } from './api-service.js';
import {
  checkOf,
  idOf,
  keyOf,
  makePartner,
  makeWorld,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

const LOADER = fileURLToPath(new URL('../support/typescript.js', import.meta.url));
const MAIN = fileURLToPath(new URL('../support/watch-process.ts', import.meta.url));

let service: Service;
let world: World;
let farm: Visitor;
let env: Record<string, string>;
let url: string;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  url = await service.api.listen();
});
beforeEach(async () => {
  world = await makeWorld(service);
  farm = await keyOf(world, ['check', 'read']);
  env = {
    PATH: process.env['PATH'] ?? '',
    COUNTERSIGN_URL: url,
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

async function withdraw(consent: string): Promise<void> {
  const path = `/v1/consents/${consent}/withdrawals`;
  const { body: preview } = await world.mara.post(`${path}?preview`, { scope: null }).expect(200);
  await world.mara.post(path, { scope: null, version: preview.version }).expect(200);
}

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
      await withdraw(consent);
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

describe('a check that is asked again as work begins (E-05, R-09)', () => {
  const again = (id: string, by = farm, headers = {}) => by.post(`/v1/checks/${id}/recheck`, {}, headers);

  it('is denied once the consent is withdrawn, says what has changed, and keeps exit codes and receipt', async () => {
    const consent = await signedConsent(world);
    const first = await check();
    const { body: still } = await again(first).expect(200);
    expect(still).toMatchObject({ outcome: 'allow', follows: first, changes: [], before: { outcome: 'allow' } });
    expect(still.receipt).toMatchObject({ entry: expect.anything() });
    await withdraw(consent);
    const { exitCode, out } = await countersign(['check', '--at-render', still.id], env);
    expect(exitCode).toBe(1);
    expect(out).toContain(`follows ${still.id}`);
    expect(out).toContain('it was allowed and is denied now');
    const [, denied] = /^DENY {2}(chk_\w+)/.exec(out) ?? [];
    const { body: read } = await farm.get(`/v1/checks/${denied}`).expect(200);
    expect(read).toMatchObject({ outcome: 'deny', follows: still.id });
    for (const id of [first, still.id, denied])
      expect((await farm.get(`/v1/checks/${id}/replay`).expect(200)).body).toMatchObject({ same: true });
  });

  it('takes over what the first held against caps: asked again and again, at once, it is never held twice', async () => {
    const [lines] = Object(termsOf(world)).permissions;
    await signedConsent(world, termsOf(world, { permissions: [{ ...lines, caps: { lines: 5 } }] }));
    const ask = async (count: number, headers = {}) =>
      (await farm.post('/v1/checks', checkOf(world, useOf({ quantity: { lines: count } })), headers)).body;
    const once = { 'idempotency-key': 'first-91' };
    const first = await ask(3, once);
    expect(await ask(3, once)).toEqual(first);
    expect(first).toMatchObject({ outcome: 'allow', reserved: [{ amount: 3 }] });
    const key = { 'idempotency-key': 'render-91' };
    const second = (await again(first.id, farm, key).expect(200)).body;
    expect(second).toMatchObject({ outcome: 'allow', reserved: [{ amount: 3 }], changes: [] });
    expect((await again(first.id, farm, key).expect(200)).body).toEqual(second);
    // The first answer holds nothing now, and is not given again.
    expect(await ask(3, once)).toMatchObject({ code: 'replay_superseded' });
    const { body: usage } = await farm.get(`/v1/checks/${first.id}/usage`).expect(200);
    expect(usage).toMatchObject({ heldUntil: null, takenOverBy: second.id });
    expect((await farm.post(`/v1/checks/${first.id}/release`, {})).body.detail).toContain(second.id);

    // Three are held whoever asks again, and so of five lines two are left for others, one by one.
    const answers = await Promise.all(
      Array.from({ length: 12 }, async (_, n) =>
        n % 2 === 0 ? (await again(n % 4 === 0 ? first.id : second.id)).body : ask(1),
      ),
    );
    const others = answers.filter(({ follows }) => follows === undefined);
    expect(answers.filter(({ follows, outcome }) => follows !== undefined && outcome !== 'allow')).toEqual([]);
    expect(others.filter(({ outcome }) => outcome === 'allow')).toHaveLength(2);
    const held = await sql(
      service,
      `SELECT sum((h ->> 'amount')::integer)::integer AS amount FROM countersign.reservations, jsonb_array_elements(held) h
       WHERE performer = '${world.performer}' AND taken_over IS NULL AND released_at IS NULL`,
    );
    expect(held).toEqual([{ amount: 5 }]);
    // What is used is used, and asked again it is asked for once more.
    const newest = answers.filter(({ follows }) => follows !== undefined).at(-1);
    for (const { id } of [first, second, newest])
      expect((await farm.get(`/v1/checks/${id}/replay`).expect(200)).body).toMatchObject({ same: true });
  });

  it('of another organization, of another production of a limited key, or of nobody is the same not found', async () => {
    await signedConsent(world);
    const id = await check();
    const { pia } = await makePartner(world);
    const productions = [await idOf(world.deniz, '/v1/productions', { kind: 'film', title: 'Another' })];
    const keys = `/v1/organizations/${world.organization}/keys`;
    const { body: key } = await world.deniz.post(keys, { name: 'small', scopes: ['check'], productions }).expect(201);
    const limited = new Visitor(service, { authorization: `Bearer ${key.secret}` });
    for (const by of [pia, limited]) {
      const { body: real } = await again(id, by).expect(404);
      const { body: none } = await again(newId('chk'), by).expect(404);
      expect({ ...real, requestId: '', instance: '' }).toEqual({ ...none, requestId: '', instance: '' });
    }
  });

  it('leaves tables that the log makes again', async () => {
    const { exitCode, out } = await countersign(['rebuild'], { DATABASE_URL: service.databaseUrl });
    expect([exitCode, out]).toEqual([0, expect.any(String)]);
  }, 60_000);
});
