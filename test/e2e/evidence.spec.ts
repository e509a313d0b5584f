import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  developmentIdentity,
  importSigner,
  logKey,
  readTrust,
  signBatchHead,
  toBase64url,
  verify,
  type BundleContent,
  type Receipt,
  type Trust,
  type Verdict,
} from '#evidence';
import { canonicalJson, parseNote, toHex } from '#ledger';
import { createApi, type Api } from '../../apps/api/src/app.js';
import { readConfig as readApiConfig } from '../../apps/api/src/config.js';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { bundleKeys, madeBundle } from '../support/bundles.js';
import { countersign, inFolder } from '../support/command-line.js';
import { ed25519Pem, jsonBytes, leafOf } from '../support/evidence.js';
import { eventually } from '../support/eventually.js';
import { LOGGING } from '../support/used-secrets.js';
import { openWitness, type TestWitness } from '../support/witness.js';
import { BASE_URL, ENVIRONMENT, openService, Visitor, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld, sentRequest, signing, type World } from './api-world.js';

const ORIGIN = new URL(BASE_URL).host;

let service: Service;
let world: World;
let worker: Worker;
let witness: TestWitness;
let consent: string;
let trustText: string;
let trust: Trust;
/** Hers, with everything there: the certificate, the withdrawal, and the cosigned checkpoint over all of it. */
let bundle: Uint8Array;

beforeAll(async () => {
  let env: Record<string, string> = {};
  service = await openService({
    keys: async (folder) => {
      await writeFile(join(folder, 'seal.pem'), await developmentIdentity('Evidence test', '2026-01-01T00:00:00.000Z'));
      const log = await importSigner(await readFile(join(folder, 'log.key'), 'utf8'));
      witness = await openWitness('union.example', [logKey(ORIGIN, log.publicKey)]);
      env = { WITNESSES: `${witness.line}\nquorum union.example\n`, OUTBOUND_ALLOW: witness.origin };
      witnessed = env;
      return env;
    },
  });
  // Before the worker runs: it would take the mails that they sign in by.
  world = await makeWorld(service);
  const request = await sentRequest(world);
  const signed = await world.mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
  consent = signed.body.consent;
  early = await fetched(world.mara);
  const scope = { media: ['promo.trailer'] };
  await world.mara.post(`/v1/consents/${consent}/withdrawals`, { scope, version: 1 }).expect(200);
  const started = { DATABASE_URL: service.databaseUrl, BASE_URL, KEYS_DIR: service.keysDir, MAIL_CAPTURE: 'true' };
  worker = await startWorker(readConfig({ ...started, ...LOGGING, ...env }));
  trustText = (await new Visitor(service).get('/.well-known/countersign-trust.json').expect(200)).text;
  const read = readTrust(Buffer.from(trustText));
  if ('problem' in read) throw new Error(read.problem);
  trust = read.trust;
  bundle = await eventually('a bundle with everything', async () => {
    const found = await fetched(world.mara);
    const { certificate, entries, checkpoint } = contentOf(found);
    const isCosigned = checkpoint !== null && parseNote(checkpoint).signatures.length === 2;
    return certificate !== null && isCosigned && entries.every(({ log }) => log !== null) ? found : null;
  });
}, 120_000);
afterAll(async () => {
  await worker.close();
  await witness.close();
  await service.close();
});
let early: Uint8Array;
let witnessed: Record<string, string>;

async function fetched(visitor: Visitor, query = ''): Promise<Uint8Array> {
  const { text } = await visitor.get(`/v1/consents/${consent}/evidence${query}`).expect(200);
  return Uint8Array.from(Buffer.from(text));
}

function contentOf(file: Uint8Array): BundleContent & { readonly signature: string } {
  return JSON.parse(Buffer.from(file).toString());
}

function fileOf(content: object): Uint8Array {
  return Uint8Array.from(Buffer.from(canonicalJson(content)));
}

function failedIn({ statements }: Verdict): string[] {
  return statements.flatMap(({ check, ok, detail }) => (ok === false ? [`${check}: ${detail}`] : []));
}

describe('the evidence of a consent', () => {
  it('is one file that anybody checks offline, with every statement', async () => {
    const verdict = await verify(bundle, trust);
    expect(failedIn(verdict)).toEqual([]);
    expect(verdict.verdict).toBe('genuine');
    expect(verdict.about).toContain(`the evidence of the consent \`${consent}\``);
    const good = new Set(verdict.statements.filter(({ ok }) => ok === true).map(({ check }) => check));
    expect([...good]).toEqual(
      expect.arrayContaining([
        ...[
          'form',
          'bundle',
          'signature',
          'issuer',
          'leaf',
          'log',
          'checkpoint',
          'cosignature',
          'witnesses',
          'history',
        ],
        ...['words', 'document', 'seal', 'authority', 'record'],
      ]),
    );
    expect(verdict.statements.find(({ check }) => check === 'as_of')?.detail).toContain(
      'later changes, a withdrawal too',
    );
    expect(contentOf(bundle).entries.map(({ type }) => type)).toEqual([
      'request.sent',
      'consent.given',
      'consent.withdrawn',
    ]);
    expect((await verify(bundle, null)).verdict).toBe('cannot_tell');
  });

  it('is checked by the command line, with its exit codes', async () => {
    await inFolder(async (folder) => {
      const [file, trusted] = [join(folder, 'bundle.json'), join(folder, 'trust.json')];
      await writeFile(file, bundle);
      await writeFile(trusted, trustText);
      const { exitCode, out } = await countersign(['verify', file, '--trust', trusted]);
      expect(exitCode).toBe(0);
      expect(out).toContain('the witness `union.example` cosigned the checkpoint at');
      expect((await countersign(['verify', file])).exitCode).toBe(3);
      await writeFile(file, Buffer.from(bundle).toString().replace('{', '{ '));
      expect((await countersign(['verify', file, '--trust', trusted])).exitCode).toBe(1);
    });
  });

  it('shows her what can be erased, and others its digest', async () => {
    const [hers, others] = [contentOf(bundle).entries, contentOf(await fetched(world.deniz)).entries];
    expect(hers.some((entry) => 'personal' in entry && entry.personal?.['typedName'] === 'Mara Velloso')).toBe(true);
    expect(others.some((entry) => 'personal' in entry)).toBe(false);
    expect(canonicalJson(others)).not.toContain('Velloso');
    expect((await verify(await fetched(world.deniz), trust)).verdict).toBe('genuine');
  });

  it('says what is not there yet: neither in the log nor sealed', async () => {
    expect(contentOf(early)).toMatchObject({ certificate: null });
    const { verdict, statements } = await verify(early, { ...trust, witnesses: null });
    expect(verdict).toBe('genuine');
    expect(statements.filter(({ ok, check }) => ok === null && check === 'log')).toHaveLength(2);
    expect(statements.map(({ detail }) => detail)).toContain('the certificate was still being made');
  });

  it('held from when it was given, and the file shows nothing of what comes after it', async () => {
    const given = contentOf(bundle).entries[1]!.at;
    expect((await verify(bundle, trust, given)).verdict).toBe('genuine');
    expect((await verify(bundle, trust, '2020-01-01T00:00:00.000Z')).verdict).toBe('not_genuine');
    expect((await verify(bundle, trust, '2099-01-01T00:00:00.000Z')).verdict).toBe('not_genuine');
  });
});

describe('a changed bundle', () => {
  it('is never genuine, whichever byte was replaced, removed or added: and the place is named', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bundle.length - 1),
        fc.constantFrom('replace', 'remove', 'add'),
        fc.nat(255),
        async (at, how, byte) => {
          fc.pre(how !== 'replace' || bundle[at] !== byte);
          const changed = Uint8Array.from([
            ...bundle.subarray(0, at),
            ...(how === 'remove' ? [] : [byte]),
            ...bundle.subarray(how === 'add' ? at : at + 1),
          ]);
          fc.pre(Buffer.compare(changed, bundle) !== 0);
          const verdict = await verify(changed, trust);
          expect(verdict.verdict).toBe('not_genuine');
          expect(failedIn(verdict).join()).toMatch(/character \d+|`[a-zA-Z[\]0-9.]+`|it is no receipt|UTF-8/);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is never genuine, whichever member or item was removed, replaced or moved', async () => {
    const places: (string | number)[][] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (path.length > 0) places.push(path);
      if (typeof value !== 'object' || value === null) return;
      for (const key of Array.isArray(value) ? value.keys() : Object.keys(value))
        walk(Reflect.get(value, key), [...path, key]);
    };
    walk(contentOf(bundle), []);
    const changedAt = (path: readonly (string | number)[], how: string, value: unknown): Uint8Array | null => {
      const whole = contentOf(bundle);
      const holder = path.slice(0, -1).reduce<object>((each, key) => Reflect.get(each, key), whole);
      const key = path.at(-1)!;
      if (how === 'replace') Reflect.set(holder, key, value);
      else if (!Array.isArray(holder)) Reflect.deleteProperty(holder, key);
      else if (how === 'remove') holder.splice(Number(key), 1);
      else holder.unshift(...holder.splice(Number(key), 1));
      return Buffer.compare(fileOf(whole), bundle) === 0 ? null : fileOf(whole);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.constantFrom('remove', 'replace', 'move'),
        fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.constant([]), fc.constant({})),
        async (path, how, value) => {
          const changed = changedAt(path, how, value);
          fc.pre(changed !== null);
          expect((await verify(changed, trust)).verdict).toBe('not_genuine');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('without its later entries says which part is not what was signed', async () => {
    const content = contentOf(bundle);
    const verdict = await verify(fileOf({ ...content, entries: content.entries.slice(0, -1) }), trust);
    expect(failedIn(verdict)).toEqual([expect.stringMatching(/^bundle: .*2 of the 3 that were signed are there/)]);
    const swapped = await verify(fileOf({ ...content, entries: content.entries.toReversed() }), trust);
    expect(failedIn(swapped).join()).toContain('`entries[0]`');
  });

  it('re-signed throughout with fresh keys is not genuine, and without a trust nobody can tell', async () => {
    const { signature: _, ...content } = contentOf(bundle);
    // She allows what she never allowed, and every leaf, path, head, seal and signature is made to fit.
    const given = content.entries[1]!;
    const entries = content.entries.with(1, { ...given, evidence: { ...given.evidence, locale: 'es' } });
    const keys = await bundleKeys(await developmentIdentity('Evidence test', '2026-01-01T00:00:00.000Z'));
    const names = { issuer: BASE_URL, origin: ORIGIN, witness: 'union.example', at: new Date().toISOString() };
    const file = await madeBundle(keys, { ...content, entries }, names);
    const verdict = await verify(file, trust);
    expect(verdict.verdict).toBe('not_genuine');
    expect(new Set(failedIn(verdict).map((line) => line.split(':')[0]))).toEqual(
      new Set(['signature', 'checkpoint', 'witnesses', 'authority']),
    );
    // It fits itself: nothing but the trust tells.
    const alone = await verify(file, null);
    expect(alone.verdict).toBe('cannot_tell');
    expect(failedIn(alone)).toEqual([]);
  });
});

describe('a key that was replaced', () => {
  /** The API again, on the same database, with what lies in the folder of keys now. */
  async function restarted(): Promise<Api> {
    const given = { ...ENVIRONMENT, DATABASE_URL: service.databaseUrl, KEYS_DIR: service.keysDir, ...witnessed };
    return createApi(readApiConfig(given));
  }

  const receiptOf = async (visitor: Visitor, check: string): Promise<Receipt> =>
    (await visitor.get(`/v1/checks/${check}`).expect(200)).body.receipt;

  const cosignedReceipt = (visitor: Visitor, check: string, after = ''): Promise<Receipt> =>
    eventually('a cosigned proof', async () => {
      const receipt = await receiptOf(visitor, check);
      const { checkpoint } = receipt.log ?? { checkpoint: '' };
      return checkpoint !== after && parseNote(checkpoint).signatures.length === 2 ? receipt : null;
    });

  it('still counts for what witnesses saw before, by a proof that the service gives; and for nothing after', async () => {
    const file = join(service.keysDir, 'receipt.key');
    const old = await importSigner(await readFile(file, 'utf8'));
    const farm = await keyOf(world);
    const { body: before } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    const seen = await cosignedReceipt(farm, before.id);
    // What a witness saw is dated by the second, so the key is retired when that one is over.
    const retiredAt = new Date(Date.now() + 1000).toISOString();
    await writeFile(join(service.keysDir, 'retired.keys'), `${retiredAt} receipt ${toBase64url(old.publicKey)}\n`);
    await writeFile(file, ed25519Pem());
    const api = await restarted();
    try {
      await eventually('the retirement', () => Promise.resolve(Date.now() > Date.parse(retiredAt) || null));
      const [clerk, mara] = [farm, world.mara].map(({ headers }) => new Visitor({ ...service, api }, headers));
      const { body: after } = await clerk!.post('/v1/checks', checkOf(world)).expect(200);
      const late = await cosignedReceipt(clerk!, after.id);
      expect(late.log!.checkpoint).not.toBe(seen.log!.checkpoint);
      const read = readTrust(Buffer.from((await mara!.get('/.well-known/countersign-trust.json').expect(200)).text));
      if ('problem' in read) throw new Error(read.problem);

      const again = await receiptOf(clerk!, before.id);
      expect(parseNote(again.log!.checkpoint).text).toBe(parseNote(seen.log!.checkpoint).text);
      const stands = await verify(jsonBytes(again), read.trust);
      expect([failedIn(stands), stands.verdict]).toEqual([[], 'genuine']);
      expect(stands.statements.map(({ detail }) => detail).join('\n')).toContain(
        `the key was retired at ${retiredAt}, and witnesses saw this before then`,
      );
      // Its leaf alone gets the same proof, for a receipt that was kept without one.
      const leaf = toHex(leafOf(again.entry).leafHash);
      const { body: proof } = await clerk!.get(`/v1/log/proofs?leaf=${leaf}`).expect(200);
      const { index, path, checkpoint } = proof;
      expect((await verify(jsonBytes({ ...again, log: { index, path, checkpoint } }), read.trust)).verdict).toBe(
        'genuine',
      );

      // Whoever stole the old key signs what the log took in later, and what it never did.
      const root = leafOf(late.entry).leafHash;
      const head = await signBatchHead(old, { issuer: BASE_URL, at: seen.entry.at, size: 1, root });
      const forged = { ...late, batch: { index: 0, path: [], head } };
      expect(failedIn(await verify(jsonBytes(forged), read.trust))).toEqual([
        expect.stringMatching(/^signature: .* and no witnesses saw this before then/),
      ]);
      const elsewhere = { ...forged, log: again.log! };
      expect(failedIn(await verify(jsonBytes(elsewhere), read.trust)).map((line) => line.split(':')[0])).toEqual([
        'signature',
        'log',
      ]);

      // The evidence that was fetched before stays what it was, and the new one is signed by the new key.
      expect((await verify(bundle, read.trust)).verdict).toBe('genuine');
      expect((await verify(await fetched(mara!), read.trust)).verdict).toBe('genuine');
      await inFolder(async (folder) => {
        const [kept, trusted] = [join(folder, 'receipt.json'), join(folder, 'trust.json')];
        await writeFile(trusted, (await mara!.get('/.well-known/countersign-trust.json')).text);
        await writeFile(kept, JSON.stringify(again));
        expect((await countersign(['verify', kept, '--trust', trusted])).exitCode).toBe(0);
        await writeFile(kept, JSON.stringify(forged));
        expect((await countersign(['verify', kept, '--trust', trusted])).exitCode).toBe(1);
      });
    } finally {
      await api.close();
    }
  });
});
