import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { readTrust, verify, verifyCheckpoint, type Trust } from '#evidence';
import { leafHash, parseEntryBundle, parseTile, toHex } from '#ledger';
import { openService, OPERATOR, sequence, signIn, Visitor, type Service } from './api-service.js';
import { checkOf, idOf, keyOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let anyone: Visitor;
let monitor: Visitor;
let trust: Trust;

beforeAll(async () => {
  service = await openService();
  anyone = new Visitor(service);
  expect((await anyone.get('/log/checkpoint').expect(404)).body.code).toBe('not_found');
  world = await makeWorld(service);
  await signedConsent(world);
  const operator = await signIn(service, OPERATOR);
  const union = await idOf(operator, '/v1/organizations', { kind: 'union', name: 'Actors United' });
  const { body } = await operator
    .post(`/v1/organizations/${union}/keys`, { name: 'witness', scopes: ['monitor'] })
    .expect(201);
  monitor = new Visitor(service, { authorization: `Bearer ${body.secret}` });
  const checks = Array.from({ length: 300 }, (_, index) => checkOf(world, useOf({ quantity: { lines: index } })));
  await (await keyOf(world)).post('/v1/checks/batch', { checks }).expect(200);
  await sequence(service);
  const read = readTrust(Buffer.from((await anyone.get('/.well-known/countersign-trust.json').expect(200)).text));
  if ('problem' in read) throw new Error(read.problem);
  trust = read.trust;
});
afterAll(() => service.close());

async function size(): Promise<number> {
  const { text } = await anyone.get('/log/checkpoint').expect(200);
  return (await verifyCheckpoint(text, trust)).checkpoint.size;
}

const bytesAt = async (path: string): Promise<Uint8Array> => {
  const { body } = await monitor.get(path).responseType('blob').expect(200);
  return new Uint8Array(body);
};

describe('the log', () => {
  it('serves a checkpoint that its own key signed', async () => {
    const { text, headers } = await anyone.get('/log/checkpoint').expect(200);
    const checked = await verifyCheckpoint(text, trust);
    expect([checked.signed, headers['content-type']]).toEqual([true, 'text/plain; charset=utf-8']);
    const { text: key } = await anyone.get('/log/key').expect(200);
    expect(key.trim().split('\n')).toHaveLength(1);
    const { body: jwks } = await anyone.get('/.well-known/jwks.json').expect(200);
    expect(jwks.keys.map(({ kid }: { kid: string }) => trust.receiptKeys.has(kid))).toEqual([true]);
  });

  it('serves tiles and bundles as C2SP tlog-tiles has them, whose hashes agree', async () => {
    const last = (await size()) % 256;
    const full = parseTile(await bytesAt('/log/tile/0/000'), 256);
    const partial = parseTile(await bytesAt(`/log/tile/0/001.p/${last}`), last);
    const leaves = parseEntryBundle(await bytesAt('/log/tile/entries/000'), 256);
    const rest = parseEntryBundle(await bytesAt(`/log/tile/entries/001.p/${last}`), last);
    expect([...leaves, ...rest].map((leaf) => toHex(leafHash(leaf)))).toEqual([...full, ...partial].map(toHex));
    expect(parseTile(await bytesAt('/log/tile/1/000.p/1'), 1)).toHaveLength(1);
    expect(Object.keys(JSON.parse(new TextDecoder().decode(leaves[0])))).toEqual(['c', 'id', 'v']);
  });

  it('serves no tile that the checkpoint does not cover, and no path written otherwise', async () => {
    const beyond = ((await size()) % 256) + 1;
    for (const path of [
      `0/001.p/${beyond}`,
      '0/001',
      '0/002',
      '2/000',
      '0/0',
      '0/x000/000',
      '9/000',
      'entries/009',
      '0/000.p/256',
    ]) {
      await monitor.get(`/log/tile/${path}`).expect(404);
    }
    await anyone.get('/log/tile/0/000').expect(401);
    await world.mara.get('/log/tile/0/000').expect(403);
    await (await keyOf(world, ['read', 'check', 'requests'])).get('/log/tile/0/000').expect(403);
  });

  it('proves every leaf by its hash, as JSON and as a C2SP text, and both verify offline', async () => {
    const [first] = parseTile(await bytesAt('/log/tile/0/000'), 256);
    const leaf = toHex(first ?? new Uint8Array());
    for (const form of ['json', 'tlog-proof']) {
      const { text } = await anyone.get(`/v1/log/proofs?leaf=${leaf}&form=${form}`).expect(200);
      const verdict = await verify(Buffer.from(text), trust);
      expect([form, verdict.verdict]).toEqual([form, 'genuine']);
    }
    await anyone.get(`/v1/log/proofs?leaf=${'0'.repeat(64)}`).expect(404);
    await anyone.get('/v1/log/proofs?entry=entr_0123456789abcdefghijkl').expect(404);
  });
});

const MAIL = 'del_0000000000000000000001';

describe('the captured mail', () => {
  it('is shown to whoever sits at this machine, as it was written and safe to look at', async () => {
    await service.store.mailbox.capture({
      ...{ id: MAIL, to: 'a@example.com', subject: '<b>Hello</b>', html: null, attachments: {} },
      text: 'Open http://127.0.0.1:4000/open#abc\n<script>alert(1)</script>',
    });
    const { body } = await anyone.get('/v1/mailbox').expect(200);
    expect(body.items).toMatchObject([{ id: MAIL, to: 'a@example.com', subject: '<b>Hello</b>' }]);
    expect((await anyone.get('/v1/mailbox/' + MAIL).expect(200)).body.text).toContain('<script>');
    const { text } = await anyone.get('/mailbox/' + MAIL).expect(200);
    expect(text).toContain('<a href="http://127.0.0.1:4000/open#abc">');
    expect(text).not.toContain('<script>');
    expect((await anyone.get('/mailbox').expect(200)).text).not.toContain('<b>');
    await anyone.get('/v1/mailbox/del_0000000000000000000002').expect(404);
  });

  it('is nowhere for everybody else: behind a proxy, under a foreign name, or without capture', async () => {
    for (const headers of [
      { 'x-forwarded-for': '203.0.113.7' },
      { forwarded: 'for=203.0.113.7' },
      { host: 'evil.example' },
    ]) {
      expect((await new Visitor(service, headers).get('/v1/mailbox').expect(404)).body.code).toBe('route_unknown');
    }
    const sober = await openService({ env: { MAIL_CAPTURE: 'false' } });
    expect((await new Visitor(sober).get('/mailbox').expect(404)).body.code).toBe('route_unknown');
    await sober.close();
  });
});

describe('the evidence of a consent', () => {
  it('is not answered as a file that nobody could verify, and says where all of it is', async () => {
    const consent = await signedConsent(world);
    const made = { kind: 'certificate', contentHash: Buffer.alloc(32, 7), mediaType: 'application/pdf' } as const;
    await service.store.documents.keep({ ...made, refs: { consent }, bytes: Buffer.alloc(13_000_000) });
    const { body } = await world.mara.get(`/v1/consents/${consent}/evidence`).expect(409);
    expect([body.code, body.detail]).toEqual([
      'state_conflict',
      expect.stringContaining(`/v1/consents/${consent}/proof`),
    ]);
    expect((await world.mara.get(`/v1/consents/${consent}/proof`).expect(200)).body.items).toHaveLength(1);
  });
});

describe('the service', () => {
  it('shows pages that load nothing from elsewhere', async () => {
    for (const path of ['/', '/open', '/reference', '/reference/problems', '/mailbox']) {
      const { text, headers } = await anyone.get(path).expect(200);
      expect(headers['content-type']).toMatch(/^text\/html/);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(text).not.toMatch(/(src|href)="(https?:)?\/\//);
    }
    expect((await anyone.get('/reference').expect(200)).text).toContain('POST /v1/checks');
  });

  it('answers what is under way before it closes, and takes nothing after', async () => {
    const own = await openService();
    const url = new URL(await own.api.listen().then((address) => address.replace('[::1]', '127.0.0.1')));
    const answered = new Promise<number>((resolve, reject) => {
      httpRequest(new URL('/v1/health/ready', url), (answer) => {
        resolve(answer.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
    await new Promise(setImmediate);
    const [status] = await Promise.all([answered, answered.then(() => own.close())]);
    expect(status).toBe(200);
    await expect(fetch(new URL('/v1/health/live', url))).rejects.toThrow();
  });
});
