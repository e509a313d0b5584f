/** Certificates as people get them: of a consent with every signature that it took, and of a decision when it is asked for. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { developmentIdentity, readTrust, verify, type BundleContent, type Trust } from '#evidence';
import { fromBase64 } from '#ledger';
import { newId } from '#store';
import { moment } from '../../apps/worker/src/certificates/sheet-parts.js';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { eventually } from '../support/eventually.js';
import { textOf } from '../support/pdf-pages.js';
import { LOGGING } from '../support/used-secrets.js';
import { BASE_URL, openService, sql, Visitor, type Service } from './api-service.js';
import { differences, openWire } from './api-wire.js';
import { checkOf, countersignedConsent, keyOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let other: World;
let worker: Worker;
let trust: Trust;
/** She signed it first, and who asks last. */
let countersigned: string;
/** What comes first is a minute older, so that two signatures are not of one second. */
let lagMs = 60_000;

beforeAll(async () => {
  service = await openService({
    clock: (now) => new Date(Date.parse(now) - lagMs).toISOString(),
    keys: async (folder) => {
      await writeFile(join(folder, 'seal.pem'), await developmentIdentity('Its test', '2026-01-01T00:00:00.000Z'));
      return {};
    },
  });
  // Before the worker runs: it would take the mails that they sign in by.
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  countersigned = await countersignedConsent(world, () => (lagMs = 0));
  worker = await started();
  const { text } = await new Visitor(service).get('/.well-known/countersign-trust.json').expect(200);
  const read = readTrust(Buffer.from(text));
  if ('problem' in read) throw new Error(read.problem);
  trust = read.trust;
}, 120_000);
afterAll(async () => {
  await worker.close();
  await service.close();
});

function started(): Promise<Worker> {
  const { databaseUrl: DATABASE_URL, keysDir: KEYS_DIR } = service;
  return startWorker(readConfig({ DATABASE_URL, BASE_URL, KEYS_DIR, MAIL_CAPTURE: 'true', ...LOGGING }));
}

async function bundleOf(visitor: Visitor): Promise<BundleContent> {
  const { text } = await visitor.get(`/v1/consents/${countersigned}/evidence`).expect(200);
  return JSON.parse(text);
}

describe('a consent that several signed', () => {
  it('certifies who signed, as what and when, also where who asks signed last', async () => {
    const { certificate, entries } = await eventually('the certificate', async () => {
      const found = await bundleOf(world.mara);
      return found.certificate === null ? null : found;
    });
    const [hers = '', theirs = ''] = entries.slice(1).map(({ at }) => moment(at));
    expect(hers).not.toBe(theirs);
    const text = (await textOf(fromBase64(certificate ?? '') ?? new Uint8Array())).replaceAll(/\s+/gu, ' ');
    expect(text).toContain('Name as it was typed Mara Velloso');
    expect(text).not.toContain('Deniz');
    expect(text).toContain(`Signed ${hers} Capacity In person, for themselves By means of A one-time code`);
    const besides = `Signed besides ${theirs}. For who asked. A one-time code`;
    expect(text).toContain(besides);
    expect(text).toContain(`Signed by all ${theirs}`);
  });

  it('shows what somebody typed, and their device, to them alone', async () => {
    const said = async (visitor: Visitor) =>
      (await bundleOf(visitor)).entries.flatMap((entry) =>
        'personal' in entry && entry.personal !== null ? [entry.personal] : [],
      );
    expect(await said(world.mara)).toEqual([{ typedName: 'Mara Velloso', userAgent: 'Her phone' }]);
    expect(await said(world.deniz)).toEqual([{ typedName: 'Deniz Aydin', userAgent: 'His desk' }]);
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

describe('a certificate that was given up', () => {
  it('says that it failed once its tries are over, and is made when it is asked for, also once the sweep has forgotten what it needs', async () => {
    await worker.close();
    const consent = await signedConsent(other);
    const { body: check } = await (await keyOf(other)).post('/v1/checks', checkOf(other)).expect(200);
    const paths = [`/v1/checks/${check.id}/certificate`, `/v1/consents/${consent}/certificate`];
    const asked = async () => {
      const answers = await Promise.all(paths.map((path) => other.deniz.get(path)));
      return answers.map(({ status, body, headers }) => [status, body.code, headers['retry-after']]);
    };
    const [waits, failed] = ['2', '600'].map((seconds) => [409, 'not_ready_yet', seconds]);
    const set = (values: string) =>
      sql(service, `UPDATE countersign.deliveries SET ${values} WHERE kind = 'certificate' AND state <> 'delivered'`);
    await asked();
    await set(`attempts = 1, last_failure = 'no disk', due_at = now() + interval '5 seconds'`);
    expect(await asked()).toEqual([waits, waits]);
    await set(`state = 'given_up', payload = NULL, attempts = 10, closed_at = now()`);
    expect(await asked()).toEqual([failed, failed]);
    await set(`closed_at = now() - interval '31 days'`);
    expect(await asked()).toEqual([waits, waits]);
    worker = await started();
    for (const path of paths)
      await eventually('the certificate', async () => ((await other.deniz.get(path)).status === 200 ? true : null));
  });
});
