/** What a render farm does after its first check, with the real command line: it follows events and stops what is queued. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eraseAnyway } from '../support/erasing.js';
import { countersign, inFolder } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { newId } from '#store';
import { openService, sequence, sql, Visitor, type Service } from './api-service.js';
import {
  checkOf,
  cover,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  signedConsent,
  takeInto,
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
  return { child, told, err: () => said.err, ended };
}

interface Told {
  readonly id: string;
  readonly type: string;
}

/** A network before the service, which can be cut: what is under way ends in its midst, and nothing comes through. */
async function inTheWay(to: URL) {
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((here) => {
    if (isCut) {
      here.destroy();
      return;
    }
    const there = connect(Number(to.port), to.hostname);
    for (const socket of [here, there]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    here.pipe(there).pipe(here);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const at = `http://127.0.0.1:${String(Object(server.address()).port)}`;
  const cut = () => {
    isCut = true;
    for (const socket of open) socket.destroy();
    return at;
  };
  const close = async () => {
    cut();
    await once(server.close(), 'close');
  };
  return { url: at, cut, mend: () => (isCut = false), close };
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

  it('goes on through a network that is cut, a program that fails and a kill, and says what it runs again', async () => {
    await signedConsent(world);
    await sequence(service);
    await inFolder(async (folder) => {
      const way = await inTheWay(new URL(url));
      env['COUNTERSIGN_URL'] = way.url;
      const [ran, farmDown] = [join(folder, 'ran'), join(folder, 'down')];
      const job = join(folder, 'stop.sh');
      await writeFile(job, `#!/bin/sh\n[ -e '${farmDown}' ] && exit 9\necho "$1" >> '${ran}'\n`);
      await chmod(job, 0o755);
      const ranIds = async () => (await readFile(ran, 'utf8').catch(() => '')).split('\n').filter(Boolean);
      const args = ['--position', join(folder, 'at'), '--every', '0.05', '--run', `'${job}' {id}`, '--retries', '0'];
      const all = async () => ((await ranIds()).length >= (await eventIds()).length ? true : null);
      const more = async () => {
        await check();
        await sequence(service);
      };
      const first = watch(args);
      await eventually('the first events', all);
      way.cut();
      await more();
      await eventually('that it is said', () => Promise.resolve(first.err().includes('asking again') ? true : null));
      way.mend();
      await eventually('what happened meanwhile', all);
      // The farm's own program fails: the watch ends, and its next run begins with the same event.
      await writeFile(farmDown, '');
      await more();
      const ended = await first.ended;
      expect([ended.code, ended.err]).toEqual([4, expect.stringContaining('exit code 9')]);
      await rm(farmDown);
      const next = watch(args);
      await eventually('the event that failed', all);
      expect(new Set(await ranIds()).size).toBe((await ranIds()).length);
      next.child.kill('SIGKILL');
      await next.ended;
      await more();
      const last = watch(args);
      await eventually('what came behind the kill', all);
      last.child.kill('SIGTERM');
      await last.ended;
      // Each once and in order, but for the one that was being told when it was killed.
      const ids = await eventIds();
      const told = await ranIds();
      expect([...new Set(told)]).toEqual(ids);
      expect(told.length - ids.length).toBeLessThanOrEqual(1);
      await way.close();
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

  it('lets a farm render on exit code 0 alone: in every other state, and where nobody answers, it is another', async () => {
    const atRender = async (id: string, more: Record<string, string> = {}) =>
      (await countersign(['check', '--at-render', id], { ...env, ...more })).exitCode;
    const union = await makeUnion(service);
    await takeInto(union, world);
    await cover(world, 'sag-aftra-sound@2024');
    const consent = await signedConsent(world);
    const id = await check();
    expect(await atRender(id)).toBe(0);
    const codes: Record<string, number> = {};
    const past = useOf({ from: '2026-06-01T00:00:00.000Z', until: '2026-07-01T00:00:00.000Z' });
    const { body: over } = await farm.post('/v1/checks', checkOf(world, past)).expect(200);
    expect(over.outcome).toBe('allow');
    codes['over'] = await atRender(over.id);
    const strike = { agreement: 'sag-aftra-sound', employer: world.organization, reason: 'Pay', until: null };
    const from = '2026-01-01T00:00:00.000Z';
    const suspension = await idOf(union.ruth, '/v1/suspensions', { ...strike, from });
    codes['suspended'] = await atRender(id);
    await union.ruth.post(`/v1/suspensions/${suspension}/lift`, {}).expect(200);
    const disputes = `/v1/consents/${consent}/disputes`;
    const dispute = await idOf(world.mara, disputes, { reason: 'It is not mine.' });
    codes['disputed'] = await atRender(id);
    await world.mara.post(`${disputes}/${dispute}/end`, {}).expect(200);
    expect(await atRender(id)).toBe(0);
    await withdraw(consent);
    codes['recalled'] = await atRender(id);
    const elsewhere = await makeWorld(service);
    await signedConsent(elsewhere);
    const { body: theirs } = await (await keyOf(elsewhere)).post('/v1/checks', checkOf(elsewhere)).expect(200);
    codes["another's"] = await atRender(theirs.id);
    codes['of nobody'] = await atRender(newId('chk'));
    codes['no id'] = await atRender('frame-12');
    codes['key taken back'] = await atRender(id, { COUNTERSIGN_API_KEY: 'csk_none' });
    await eraseAnyway(service.store, { performers: [world.performer] });
    codes['erased'] = await atRender(id);
    const away = await inTheWay(new URL(url));
    codes['cut'] = await atRender(id, { COUNTERSIGN_URL: away.cut() });
    await away.close();
    codes['away'] = await atRender(id, { COUNTERSIGN_URL: away.url });
    expect(codes).toEqual({
      ...{ over: 1, suspended: 1, disputed: 2, recalled: 1, erased: 1 },
      ...{ "another's": 3, 'of nobody': 3, 'no id': 3, 'key taken back': 3, cut: 3, away: 3 },
    });
  }, 60_000);

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
