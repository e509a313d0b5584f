import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from '@jest/globals';
import { importSigner, verifyCheckpoint } from '#evidence';
import { parseNoteKey, parsePolicy, toHex } from '#ledger';
import { sha256 } from '#sha256';
import { countersign, inFolder } from '../../../../test/support/command-line.js';
import { ed25519Pem } from '../../../../test/support/evidence.js';
import { smallLog, type SmallLog } from '../../../../test/support/small-log.js';
import { serveWitness } from './server.js';
import { WitnessState } from './state.js';

const ORIGIN = 'log.example/countersign';

/** A witness of this log that serves as long as the work goes on. */
async function witnessing(
  log: SmallLog,
  work: (at: { url: string; alarms: string[]; statePath: string }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const statePath = join(folder, 'state.json');
    const state = await WitnessState.open(statePath);
    const alarms: string[] = [];
    const terminal = { out: () => undefined, err: (text: string) => void alarms.push(text) };
    const signer = await importSigner(ed25519Pem());
    const of = { name: 'witness.example', signer, logs: [parseNoteKey(log.vkey)], state, now: () => 1_800_000_000 };
    const served = await serveWitness(of, { host: '127.0.0.1', port: 0 }, terminal);
    try {
      await work({ url: served.url, alarms, statePath });
    } finally {
      await served.close();
      await state.close();
    }
  });
}

async function add(url: string, body: string): Promise<{ status: number; text: string; type: string | null }> {
  const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
}

describe('a witness', () => {
  it('cosigns what extends what it saw, and hands on the newest', async () => {
    const log = await smallLog(ORIGIN);
    await witnessing(log, async ({ url, alarms }) => {
      for (const [from, to] of [
        [0, 5],
        [5, 5],
        [5, 19],
      ] as const) {
        const { status, text } = await add(url, await log.submission(from, to));
        expect(status).toBe(200);
        expect(text).toMatch(/^— witness\.example [A-Za-z0-9+/=]+\n$/);
      }
      const served = await fetch(`${url}/${toHex(sha256(ORIGIN))}/checkpoint`);
      const note = await served.text();
      expect(note.startsWith(await log.checkpoint(19))).toBe(true);
      expect(note.split('\n').filter((line) => line.startsWith('—'))).toHaveLength(2);
      expect((await fetch(`${url}/${toHex(sha256('another'))}/checkpoint`)).status).toBe(404);
      expect(alarms).toEqual([]);
    });
  });

  it('says 409 with the size that it has to whoever does not know it', async () => {
    const log = await smallLog(ORIGIN);
    await witnessing(log, async ({ url }) => {
      await add(url, await log.submission(0, 9));
      for (const old of [0, 5]) {
        expect(await add(url, await log.submission(old, 12))).toEqual({
          ...{ status: 409, text: '9\n', type: 'text/x.tlog.size' },
        });
      }
    });
  });

  it('refuses a log that forked or was set back, and says so', async () => {
    const log = await smallLog(ORIGIN);
    await witnessing(log, async ({ url, alarms }) => {
      await add(url, await log.submission(0, 9));
      const forked = log.fork(7);
      expect((await add(url, await forked.submission(9, 12))).status).toBe(422);
      expect((await add(url, await forked.submission(9, 9))).status).toBe(422);
      expect(alarms[0]).toContain('showed a tree of 12 entries that it did not show to extend the 9 seen before');
      // The note is the proof of it.
      expect(alarms[0]).toContain(JSON.stringify(await forked.checkpoint(12)).slice(1, -1));
      expect(await add(url, await forked.submission(7, 8))).toMatchObject({ status: 409, text: '9\n' });
      expect(alarms.at(-1)).toContain('showed 8 entries after 9: it is late, or it was set back');
      expect((await add(url, await log.submission(9, 12))).status).toBe(200);
    });
  });

  it('knows its logs by their keys, and reads nothing else', async () => {
    const log = await smallLog(ORIGIN);
    const [stranger, impostor] = [await smallLog('other.example'), await smallLog(ORIGIN)];
    await witnessing(log, async ({ url }) => {
      expect((await add(url, await stranger.submission(0, 1))).status).toBe(404);
      expect((await add(url, await impostor.submission(0, 1))).status).toBe(403);
      const good = await log.submission(0, 3);
      expect((await add(url, good.replace('old 0', 'old 4'))).status).toBe(400);
      expect((await add(url, good.replace('old 0', 'old 0\nAAAA'))).status).toBe(400);
      expect((await add(url, good.replace('old 0', `old 0\n${'A'.repeat(43)}=`))).status).toBe(422);
      expect((await add(url, '')).status).toBe(400);
      await expect(add(url, 'x'.repeat(200_000))).rejects.toThrow('fetch failed');
      expect((await fetch(`${url}/add-checkpoint`)).status).toBe(404);
      // A good line of the log beside a spoilt one is no good note.
      const spoilt = good.slice(0, -8) + (good.at(-8) === 'A' ? 'B' : 'A') + good.slice(-7);
      expect((await add(url, spoilt)).status).toBe(403);
      expect((await add(url, `${good}${spoilt.slice(spoilt.lastIndexOf('—'))}`)).status).toBe(403);
      expect((await add(url, good)).status).toBe(200);
    });
  });

  it('cosigns one of two that come at once and do not agree', async () => {
    const log = await smallLog(ORIGIN);
    await witnessing(log, async ({ url, statePath }) => {
      await add(url, await log.submission(0, 4));
      const bodies = await Promise.all([1, 2, 3, 4].map(async () => log.fork(4).submission(4, 8)));
      const answers = await Promise.all(bodies.map((body) => add(url, body)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      expect(JSON.parse(await readFile(statePath, 'utf8')).logs[ORIGIN].size).toBe(8);
    });
  });
});

describe('countersign witness', () => {
  it('killed between keeping and answering has cosigned one log, whatever it is then asked', async () => {
    const log = await smallLog(ORIGIN);
    await inFolder(async (folder) => {
      const files = ['--key', join(folder, 'witness.key'), '--state', join(folder, 'state.json')];
      const start = (kept: number) => startWitness([String(kept), ...files, '--name', 'w.example', '--log', log.vkey]);
      const first = await start(2);
      expect((await stat(join(folder, 'witness.key'))).mode & 0o777).toBe(0o600);
      expect((await add(first.url, await log.submission(0, 3))).status).toBe(200);
      await expect(add(first.url, await log.submission(3, 6))).rejects.toThrow('fetch failed');
      await first.ended;

      const second = await start(0);
      // It had kept the six before it said so: who forks there comes too late, and who asks again is answered.
      const forked = log.fork(3);
      expect(await add(second.url, await forked.submission(3, 6))).toMatchObject({ status: 409, text: '6\n' });
      expect((await add(second.url, await forked.submission(6, 6))).status).toBe(422);
      const { status, text } = await add(second.url, await log.submission(6, 6));
      expect(status).toBe(200);
      const checked = await verifyCheckpoint((await log.checkpoint(6)) + text, {
        log: { origin: ORIGIN, keys: [{ ...parseNoteKey(log.vkey), retiredAt: null }] },
        witnesses: parsePolicy(`${second.policy}\nquorum w.example\n`),
      });
      expect(checked).toMatchObject({ signed: true, cosignatures: [{ witness: 'w.example', ok: true }] });
      await expect(WitnessState.open(join(folder, 'state.json'))).rejects.toThrow('works with this state');
      second.stop();
      await second.ended;
    });
  }, 60_000);

  it('has its state to itself, of however many begin at once, and though a killed one left its lock', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'state.json');
      for (let round = 0; round < 8; round += 1) {
        const killed = `require('net').createServer().listen(${JSON.stringify(`${path}.lock.left`)}, () => process.kill(process.pid, 'SIGKILL'))`;
        if (round === 1) expect(spawnSync(process.execPath, ['-e', killed]).signal).toBe('SIGKILL');
        const begun = await Promise.allSettled(Array.from({ length: 8 }, () => WitnessState.open(path)));
        const [holder, ...others] = begun.filter(({ status }) => status === 'fulfilled');
        expect([holder?.status, others]).toEqual(['fulfilled', []]);
        await expect(WitnessState.open(path)).rejects.toThrow('works with this state');
        if (holder?.status === 'fulfilled') await holder.value.close();
        expect(await readdir(folder)).toEqual([]);
      }
    });
  });

  it('begins with no state whose lock nobody could ask for', async () => {
    await inFolder(async (folder) => {
      const path = join(folder, 'a'.repeat(100));
      await expect(WitnessState.open(path)).rejects.toThrow('is too long for a lock');
      expect(await readdir(folder)).toEqual([]);
    });
  });

  it('begins with no state that it cannot read, and with no key or log that is none', async () => {
    await inFolder(async (folder) => {
      const log = await smallLog(ORIGIN);
      const at = (name: string) => join(folder, name);
      const args = ['witness', '--name', 'w.example', '--key', at('key'), '--state', at('state')];
      await writeFile(at('state'), '{"countersign":"witness-state/v1","logs":{"log.exa');
      const torn = await countersign([...args, '--log', log.vkey]);
      expect(torn).toMatchObject({ exitCode: 3, out: '' });
      expect(torn.err).toContain('is not the state of a witness');
      expect((await countersign([...args, '--log', 'x'])).err).toContain('`x` is no key of a log');
      expect((await countersign(args)).err).toContain('say who witnesses what');
      await writeFile(at('other'), 'no key');
      const noKey = await countersign([...args.with(4, at('other')), '--log', log.vkey]);
      expect(noKey.err).toContain('is no key: the key file holds no `PRIVATE KEY` block');
    });
  });
});

async function startWitness(args: readonly string[]) {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=source', '--import', './test/support/typescript.js', 'test/support/witness-process.ts'],
      ...args,
      ...['--port', '0'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  for await (const said of createInterface({ input: child.stdout })) {
    const [word, , , url] = said.split(' ');
    if (word === 'witness' && url !== undefined) return { url, policy: said, ended, stop: () => child.kill('SIGTERM') };
  }
  throw new Error('the witness did not say where it is');
}
