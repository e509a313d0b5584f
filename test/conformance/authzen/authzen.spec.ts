import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BASE_URL, openService, signIn, type Service } from '../../e2e/api-service.js';
import { idOf, makeWorld, signedConsent, termsOf, useOf, type World } from '../../e2e/api-world.js';

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const [READ, WRITE, DELETE] = ['generate.voice.adr_line', 'generate.voice.narration', 'generate.voice.pickup_line'];

let service: Service;
let folder: string;
let token: string;
let address: string;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  address = await service.api.listen();
  folder = await mkdtemp(join(tmpdir(), 'countersign-authzen-'));
  const alice = await makeWorld(service);
  await writeFile(join(folder, 'cast.json'), JSON.stringify(await castIn(alice)));
  const { deniz, organization } = alice;
  const { body } = await deniz
    .post(`/v1/organizations/${organization}/keys`, { name: 'pep', scopes: ['check'] })
    .expect(201);
  token = body.secret;
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

/** Two productions play alice and bob, two performers the records, and what they signed is the policy of the fixture. */
async function castIn(alice: World): Promise<object> {
  const { deniz, series } = alice;
  const bob = {
    ...alice,
    season: await idOf(deniz, '/v1/productions', { kind: 'season', title: '2', parent: series }),
  };
  const email = 'second@performer.example';
  const performer = await idOf(deniz, '/v1/performers', { name: 'Ida Berg', email });
  const second = { performer, maraEmail: email, mara: await signIn(service, email) };
  await signedConsent(alice, consenting(alice, { act: [READ, WRITE, DELETE] }));
  await signedConsent(bob, consenting(bob, { act: [READ] }));
  await signedConsent({ ...alice, ...second }, consenting(alice, { act: [WRITE] }));
  const advertising = { media: ['programme', 'ad'], advertiser: ['Acme'], purpose: ['production', 'reshoot'] };
  await signedConsent({ ...bob, ...second }, consenting(bob, { act: [WRITE], ...advertising }));
  const { act: _, ...context } = Object(useOf({ media: ['programme.svod'] }));
  return {
    types: { user: 'production', record: 'performer' },
    ids: { alice: alice.season, bob: bob.season, 'record-1': alice.performer, 'record-2': performer },
    actions: { read: READ, write: WRITE, delete: DELETE },
    properties: {
      'status=archived': { media: ['ad.brand_spot'], advertiser: ['Acme'] },
      'role=admin': { purpose: ['reshoot'] },
      'soft=true': { territory: ['US'] },
      'soft=false': { territory: ['CN'] },
    },
    context,
  };
}

function consenting(world: World, box: object): object {
  const { tool } = Object(termsOf(world)).permissions[0].box;
  const scope = {
    ...{ purpose: ['production'], production: [world.season], media: ['programme'], territory: ['US'] },
    ...{ language: ['es'], stage: 'final', content: ['none'], tool },
    ...{ from: '2026-01-01T00:00:00.000Z', until: '2036-01-01T00:00:00.000Z' },
  };
  return termsOf(world, { permissions: [{ id: 'lines', box: { ...scope, ...box } }] });
}

/** The exit code of the runner, and what it printed. */
function run(args: readonly string[], key = token): Promise<readonly [number, string]> {
  const env = { PATH: process.env['PATH'], AUTHZEN_TOKEN: key };
  const all = [MAIN, '--base-url', BASE_URL, '--connect', address, '--cast', join(folder, 'cast.json'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env }, (error, stdout, stderr) => {
      resolve([typeof error?.code === 'number' ? error.code : 0, stdout + stderr]);
    });
  });
}

describe('the certification scenario of OpenID AuthZEN 1.0', () => {
  it('is met at every level', async () => {
    const [code, told] = await run([]);
    expect(told.match(/^FAIL.*\n.*/gm)).toBeNull();
    expect(told.match(/^met/gm)).toHaveLength(7);
    expect(told.match(/^ok /gm)?.length).toBeGreaterThan(75);
    expect(code).toBe(0);
  });

  it('is not met without a key, which shows that the runner can tell', async () => {
    const [code, told] = await run(['--levels', 'basic-core,batch-core,search-core'], '');
    expect(told).toMatch(/FAIL {2}basic-core +2\.2\.1 .*\n.*expected 200, got 401/);
    expect(told.match(/^NOT MET/gm)).toHaveLength(3);
    expect(code).toBe(1);
  });

  it('runs the levels that are named, and refuses a level that there is not', async () => {
    const [code, told] = await run(['--levels', 'discovery']);
    expect([code, told.match(/^(NOT )?MET|^met/gm)?.length]).toEqual([0, 1]);
    expect(await run(['--levels', 'advanced'])).toEqual([2, expect.stringContaining('no level `advanced`')]);
  });
});
