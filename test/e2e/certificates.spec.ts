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
import {
  AUDIT,
  checkOf,
  countersignedConsent,
  cover,
  keyOf,
  makeUnion,
  makeWorld,
  signedConsent,
  takeInto,
  useOf,
  type World,
} from './api-world.js';

type Union = Awaited<ReturnType<typeof makeUnion>>;

interface Used {
  readonly check: string;
  readonly gaps: readonly { readonly code: string }[];
}

let service: Service;
let world: World;
let other: World;
/** Of a union that strikes. */
let struck: World;
let union: Union;
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
  [struck, union] = [await makeWorld(service), await makeUnion(service)];
  await takeInto(union, struck);
  await cover(struck, 'sag-aftra-tv@2026');
  await signedConsent(struck);
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

describe('the report of what was used', () => {
  const gapsOf = async (check: string) =>
    (await struck.deniz.get('/v1/usage').expect(200)).body.items.flatMap((item: Used) =>
      item.check === check ? item.gaps.map(({ code }) => code) : [],
    );

  it('is a sealed document with each gap by its name, for her, her union and who gave it, and for nobody else', async () => {
    const farm = await keyOf(struck, ['check', 'read']);
    const { body: check } = await farm
      .post('/v1/checks', checkOf(struck, useOf({ quantity: { lines: 2 } })))
      .expect(200);
    await farm.post(`/v1/checks/${check.id}/usage`, { quantity: { lines: 2 }, madeAt: check.decidedAt }).expect(201);
    expect(await gapsOf(check.id)).toEqual(['unpaid']);
    const strike = { employer: struck.organization, from: '2026-01-01T00:00:00.000Z', until: null, reason: 'Pay' };
    await union.ruth.post('/v1/suspensions', { agreement: 'sag-aftra-tv', ...strike }).expect(201);
    await eventually('that it is told', async () => ((await gapsOf(check.id)).length > 1 ? true : null));
    expect(await gapsOf(check.id)).toEqual(['while_paused', 'unpaid']);

    const reports = `/v1/productions/${struck.series}/usage-reports`;
    const { body: summary } = await farm.get(`${reports}/summary`).expect(200);
    const period = { from: strike.from, until: new Date().toISOString() };
    const { body: given } = await struck.deniz.post(reports, period).expect(201);
    const [{ id, ...account }] = given.reports;
    expect(summary.accounts).toEqual([account]);
    expect(account).toMatchObject({
      checkCount: 1,
      used: [{ consent: check.reliedOn[0].consent, unit: 'lines', uses: 1, amount: 2, paid: 0 }],
      account: {
        reported: 1,
        unaccounted: 0,
        gaps: ['while_paused', 'unpaid'].map((code) => ({ code, count: 1, checks: [check.id] })),
      },
    });

    const path = `/v1/usage-reports/${id}`;
    const sealed = await eventually('the report', async () => {
      const { status, body } = await struck.mara.get(`${path}/certificate`);
      return status === 200 ? new Uint8Array(body) : null;
    });
    expect((await verify(sealed, trust)).verdict).toBe('genuine');
    const text = (await textOf(sealed)).replaceAll(/\s+/gu, ' ');
    for (const said of ['With gaps', '2 lines in 1 use; none paid.', 'suspended or in dispute: 1', check.id])
      expect(text).toContain(said);
    for (const read of [struck.mara, struck.deniz, farm])
      for (const list of ['/v1/usage-reports', path])
        expect((await read.get(list).expect(200)).text).toContain(check.id);
    expect((await union.ruth.get(`${path}?${AUDIT}`).expect(200)).body.account).toEqual(account.account);
    await union.ruth.get(path).expect(422);
    const { body: seen } = await struck.mara.get('/v1/activity?kind=view').expect(200);
    expect(seen.items[0]).toMatchObject({ how: 'record', records: [{ kind: 'usage_report', id }] });

    const wire = await openWire(service);
    const ask = (which: string) =>
      wire.send(other.deniz, { method: 'GET', path: `/v1/usage-reports/${which}/certificate` });
    expect(differences(await ask(id), await ask(newId('urp')))).toEqual([]);
    expect((await ask(id)).status).toBe(404);
    expect((await other.deniz.get('/v1/usage-reports').expect(200)).body.items).toEqual([]);
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
