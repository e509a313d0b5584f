import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  cosignCheckpoint,
  developmentIdentity,
  importIdentity,
  importSigner,
  logKey,
  readTrust,
  sealPdf,
  signCheckpoint,
  verify,
  writeBundle,
  type BundleContent,
  type BundledEntry,
  type Trust,
  type Verdict,
} from '#evidence';
import {
  canonicalJson,
  commitDigests,
  digestEvidence,
  fromHex,
  merkleBatch,
  parseNote,
  toBase64,
  toHex,
} from '#ledger';
import { PDFDocument } from 'pdf-lib';
import { newId } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { countersign, inFolder } from '../support/command-line.js';
import { ed25519Pem } from '../support/evidence.js';
import { eventually } from '../support/eventually.js';
import { textOf } from '../support/pdf-pages.js';
import { LOGGING } from '../support/used-secrets.js';
import { openWitness, type TestWitness } from '../support/witness.js';
import { BASE_URL, openService, Visitor, type Service } from './api-service.js';
import { differences, openWire } from './api-wire.js';
import { checkOf, keyOf, makeWorld, sentRequest, signing, useOf, type World } from './api-world.js';

const ORIGIN = new URL(BASE_URL).host;

let service: Service;
let world: World;
let other: World;
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
      return env;
    },
  });
  // Before the worker runs: it would take the mails that they sign in by.
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  const request = await sentRequest(world);
  const signed = await world.mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
  consent = signed.body.consent;
  early = await fetched(world.mara);
  const scope = { media: ['promo.trailer'] };
  await world.mara.post(`/v1/consents/${consent}/withdraw`, { scope, version: 1 }).expect(200);
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
    const [receipts, log, union] = await Promise.all([1, 2, 3].map(() => importSigner(ed25519Pem())));
    const { signature: _, ...content } = contentOf(bundle);
    // She allows what she never allowed, and every leaf, path, head, seal and signature is made to fit.
    const given = content.entries[1]!;
    const forged: BundledEntry[] = content.entries.with(1, { ...given, evidence: { ...given.evidence, locale: 'es' } });
    const bare = (entry: BundledEntry) => {
      const { personal, personalSalt, log: __, ...rest } = { personal: null, personalSalt: '', ...entry };
      return { ...rest, personalDigest: 'ab'.repeat(32) };
    };
    const { root, paths } = merkleBatch(
      forged.map(bare).map(({ evidence, evidenceSalt, ...header }) => {
        const evidenceDigest = digestEvidence(evidence, fromHex(evidenceSalt)!);
        return commitDigests({ ...header, evidenceDigest }).leafHash;
      }),
    );
    const note = await signCheckpoint(log!, { origin: ORIGIN, size: forged.length, root });
    const pdf = await PDFDocument.create();
    pdf.addPage();
    const record = bare(forged[1]!);
    const { type, at, refs, evidence, evidenceSalt, personalDigest, leafId } = record;
    const embedded = { type, at, refs, evidence, evidenceSalt, personalDigest, leafId };
    await pdf.attach(Buffer.from(canonicalJson({ countersign: 'entry/v1', entry: embedded })), `${consent}.json`);
    const sealed = await sealPdf(
      await pdf.save(),
      await importIdentity(await developmentIdentity('Evidence test', '2026-01-01T00:00:00.000Z')),
      { reason: 'consent', at: new Date().toISOString() },
    );
    const text = await writeBundle(
      receipts!,
      {
        ...content,
        entries: forged.map((entry, index) => ({ ...bare(entry), log: { index, path: paths[index]!.map(toHex) } })),
        checkpoint: note + (await cosignCheckpoint(union!, 'union.example', note, Math.floor(Date.now() / 1000))),
        certificate: toBase64(sealed),
      },
      { issuer: BASE_URL, at: new Date().toISOString() },
    );
    const file = Uint8Array.from(Buffer.from(text));
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

describe('the certificate of a decision', () => {
  const made = (visitor: Visitor, check: string): Promise<Buffer> =>
    eventually('a certificate', async () => {
      const { status, headers, body } = await visitor.get(`/v1/checks/${check}/certificate`);
      if (status === 200) return Buffer.from(body);
      expect([status, body.code, headers['retry-after']]).toEqual([409, 'not_ready_yet', '2']);
      return null;
    });

  it('says the outcome, why, what is covered and who was asked about, and is one document for all who read it', async () => {
    const farm = await keyOf(world);
    const use = useOf({ media: ['ad.brand_spot'], advertiser: ['Acme'], description: 'Words that can be erased' });
    const { body: check } = await farm.post('/v1/checks', checkOf(world, use)).expect(200);
    const sealed = await made(farm, check.id);
    const flat = (text: string): string => text.replaceAll(/\s/gu, '');
    const text = flat(await textOf(new Uint8Array(sealed)));
    const [covered] = check.nearest;
    const { body: performer } = await world.mara.get(`/v1/performers/${world.performer}`).expect(200);
    for (const said of ['Denied', check.reasons[0].message, 'Acme', performer.name, check.id])
      expect(text).toContain(flat(said));
    expect(covered === undefined || text.includes('Covered:')).toBe(true);
    expect(text).not.toContain(flat('Words that can be erased'));
    for (const visitor of [farm, world.deniz, world.mara])
      expect((await made(visitor, check.id)).equals(sealed)).toBe(true);
    expect((await verify(new Uint8Array(sealed), trust)).verdict).toBe('genuine');
  });

  it('of a stranger names nobody: a profile of others and an id that nobody has read alike', async () => {
    const farm = await keyOf(other);
    const told = [];
    for (const performer of [world.performer, newId('perf')]) {
      const asked = { performer, production: other.season, use: useOf() };
      const { body: check } = await farm.post('/v1/checks', asked).expect(200);
      const text = await textOf(new Uint8Array(await made(farm, check.id)));
      told.push(/Performer\s+(\S+)\s/u.exec(text)?.[1] === performer);
    }
    expect(told).toEqual([true, true]);
  });

  it('is to another organization what that of no check is, to the statement, made or not', async () => {
    const [stranger, farm] = [await keyOf(other), await keyOf(world)];
    const { body: check } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    const wire = await openWire(service);
    const ask = (id: string) => wire.send(stranger, { method: 'GET', path: `/v1/checks/${id}/certificate` });
    for (const isMade of [false, true]) {
      if (isMade) await made(farm, check.id);
      const answer = await ask(check.id);
      expect([answer.status, differences(answer, await ask(newId('chk')))]).toEqual([404, []]);
    }
    wire.close();
  });
});
