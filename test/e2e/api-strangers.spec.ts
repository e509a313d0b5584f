import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type IdPrefix } from '#store';
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import { openService, sequence, type Service, type Visitor } from './api-service.js';
import {
  AUDIT,
  checkOf,
  idOf,
  keyOf,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let other: World;
let strangeUnion: Visitor;
let ids: Record<string, string>;

beforeAll(async () => {
  service = await openService();
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  const [consent, request] = [await signedConsent(world), await sentRequest(world)];
  const { body: check } = await (await keyOf(world)).post('/v1/checks', checkOf(world)).expect(200);
  const { body: part } = await world.deniz
    .post(`/v1/productions/${world.series}/participations`, { role: 'vendor', email: 'vfx@example.com' })
    .expect(201);
  const { body: keys } = await world.deniz.get(`/v1/organizations/${world.organization}/keys`).expect(200);
  const { organization, season: production, performer } = world;
  const dispute = await idOf(world.mara, `/v1/consents/${consent}/disputes`, { reason: 'Not as agreed.' });
  const stated = { production, performer, use: useOf() };
  const disclosure = await idOf(world.deniz, '/v1/disclosures', stated);
  const hers = { kind: 'performer', verdict: 'given' };
  const approval = await idOf(world.mara, `/v1/disclosures/${disclosure}/approvals`, hers);
  const claim = await idOf(world.deniz, '/v1/claims', {
    ...stated,
    exemption: 'as_scripted',
    reason: 'As in the script.',
  });
  ids = {
    ...{ organization, production, performer, consent, request, check: check.id },
    ...{ participation: part.id, key: keys.items[0].id, disclosure, approval, claim, dispute, ...(await policyIds()) },
  };
  strangeUnion = (await makeUnion(service)).ruth;
  // The strangers are somebody in their own right: they have records of each kind.
  await signedConsent(other);
  await sequence(service);
});
afterAll(() => service.close());

/** One record of each kind that policies read. */
async function policyIds(): Promise<Record<string, string>> {
  const { deniz, performer, season } = world;
  const tool = await idOf(deniz, '/v1/tools', { vendor: 'Vocal Works', name: 'Vocal', version: '1', tier: 'basic' });
  const attestation = await idOf(deniz, `/v1/tools/${tool}/attestations`, ATTESTATION);
  const authority = await idOf(deniz, `/v1/performers/${performer}/authorities`, AUTHORITY);
  const clearance = await idOf(deniz, '/v1/clearances', { ...CLEARANCE, production: season });
  const { ruth } = await makeUnion(service);
  const strike = { agreement: 'sag-aftra-tv', employer: null, from: '2026-01-01T00:00:00Z', until: null };
  const suspension = await idOf(ruth, '/v1/suspensions', strike);
  return { tool, attestation, authority, clearance, suspension };
}

const ATTESTATION = {
  ...{ expiresAt: new Date(Date.now() + 86_400_000).toISOString(), environment: 'self_hosted', regions: ['US'] },
  answers: { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' },
  subprocessors: [],
};
const AUTHORITY = {
  ...{ capacity: 'agent', name: 'Iris Calder', email: 'iris@agency.example', scope: null },
  ...{ from: '2026-01-01T00:00:00Z', until: null, documentHash: 'a'.repeat(64) },
};
const CLEARANCE = {
  ...{ covers: 'material', from: '2026-01-01T00:00:00Z', until: null, documentHash: 'a'.repeat(64) },
  note: 'The newspaper page of scene 12.',
};

const PREFIXES: Record<string, IdPrefix> = {
  ...{ organization: 'org', production: 'prod', performer: 'perf', consent: 'cons', request: 'req', check: 'chk' },
  ...{ participation: 'part', key: 'key', tool: 'tool', attestation: 'att', authority: 'auth', clearance: 'clr' },
  ...{ suspension: 'sus', dispute: 'dsp' },
  ...{ participation: 'part', key: 'key', disclosure: 'dsc', approval: 'apv', claim: 'clm' },
};

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n';

/** What a route takes, sound in itself, so that only the id decides. */
const BODIES: Record<string, object> = {
  members: { email: 'x@example.com', name: 'X' },
  keys: { name: 'x', scopes: ['check'] },
  participations: { role: 'vendor', email: 'x@example.com' },
  sign: {
    ...{ version: 2, code: '000000', typedName: 'X', electronicBusiness: true },
    clauses: [{ id: 'lines', textHash: 'a'.repeat(64), confirmed: true }],
  },
  approvals: { kind: 'legal', verdict: 'given' },
  review: { verdict: 'upheld' },
  question: { question: 'Why?' },
  answer: { answer: 'So.' },
  usage: { quantity: { lines: 1 } },
  preview: { scope: null },
  verify: { how: 'original_seen' },
  oidc: { issuer: 'https://idp.example', clientId: 'c', clientSecret: 's' },
  saml: { entityId: 'idp', entryPoint: 'https://idp.example/saml', certificates: [CERTIFICATE] },
  ...{ policies: { platform: null }, details: { zone: 'Europe/Madrid' } },
  ...{ authorities: AUTHORITY, attestations: ATTESTATION },
  ...{ withdraw: { scope: null }, disputes: { reason: 'Not as agreed.' }, notes: { text: 'Too vague.' } },
};

async function answer(visitor: Visitor, route: string, fill: (name: string) => string): Promise<string> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => fill(name));
  const last = pattern.split('/').at(-1) ?? '';
  const isRequest = pattern.startsWith('/v1/requests');
  const body =
    pattern === '/v1/sso/:organization/saml'
      ? { SAMLResponse: 'AAAA' }
      : last === 'counter'
        ? { version: 2, terms: termsOf(other) }
        : isRequest && last !== 'sign'
          ? {}
          : (BODIES[last] ?? {});
  // A union says why it looks.
  const why = visitor === strangeUnion && RULES[route]?.may.union === 'covered' ? `?${AUDIT}` : '';
  const got =
    method === 'GET'
      ? await visitor.get(`${path}${why}`)
      : method === 'DELETE'
        ? await visitor.delete(path)
        : await visitor.post(path, body);
  return `${got.status} ${got.text.replace(got.headers['x-request-id'] ?? '', '')}`;
}

const RULES: Readonly<Record<string, Rule | undefined>> = ACCESS;
const ROUTES = Object.keys(ACCESS).filter((route) => /:(?!message|pack)/.test(route));

describe('a record that is not theirs', () => {
  it.each(ROUTES)('%s answers for it as for an id that nothing has', async (route) => {
    const strangers = [other.deniz, other.mara, await keyOf(other, ['check', 'requests', 'read']), strangeUnion];
    for (const stranger of strangers) {
      const real = await answer(stranger, route, (name) => ids[name] ?? 'x');
      const random = await answer(stranger, route, (name) => (name in PREFIXES ? newId(PREFIXES[name] ?? 'org') : 'x'));
      const malformed = await answer(stranger, route, () => 'nonsense');
      expect(real).toMatch(/^40[34] /);
      expect(real).toBe(random);
      expect(malformed).toBe(random);
    }
  });

  it('is in no list of theirs', async () => {
    const lists = [
      'productions',
      'performers',
      'requests',
      'consents',
      'checks',
      'participations',
      'tools',
      'clearances',
      'disclosures',
      'claims',
    ];
    for (const path of [...lists, 'suspensions']) {
      const { text } = await other.deniz.get(`/v1/${path}`).expect(200);
      for (const id of Object.values(ids)) expect(text).not.toContain(id);
    }
  });

  it('A-05: a check about a performer who is a stranger is denied as UNKNOWN, like one about an id that nobody has', async () => {
    const farm = await keyOf(other);
    const told = [];
    for (const performer of [world.performer, newId('perf')]) {
      const { body } = await farm.post('/v1/checks', { performer, production: other.season, use: useOf() }).expect(200);
      const { outcome, reasons, missing, reliedOn } = body;
      told.push(JSON.stringify({ outcome, reasons, missing, reliedOn }));
    }
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain('UNKNOWN');
  });

  it('a check about a profile of the own house that was never asked tells no more: the packs are those of nobody', async () => {
    const { deniz, season: production } = other;
    const performer = await idOf(deniz, '/v1/performers', { name: 'Ines Roldan', email: 'ines@example.com' });
    await deniz.post(`/v1/performers/${performer}/details`, { residence: 'US-CA' }).expect(200);
    const farm = await keyOf(other);
    const told = [];
    for (const id of [performer, newId('perf')]) {
      const { body } = await farm.post('/v1/checks', { performer: id, production, use: useOf() }).expect(200);
      const { outcome, reasons, missing, reliedOn, packs, obligations } = body;
      told.push({ outcome, reasons, missing, reliedOn, packs, obligations });
    }
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.reasons).toMatchObject([{ code: 'UNKNOWN' }]);
    expect(told[0]?.packs).toEqual(expect.any(Array));
  });

  it.each(['evaluation', 'search/subject', 'search/resource', 'search/action'])(
    'AuthZEN %s answers about it as about an id that nothing has',
    async (route) => {
      const farm = await keyOf(other);
      const { act, ...context } = Object(useOf());
      const body = {
        subject: { type: 'production', id: other.season },
        ...{ action: { name: act[0] }, resource: { type: 'performer', id: other.performer }, context },
      };
      const told = async (changed: object) => {
        const { text } = await farm.post(`/access/v1/${route}`, { ...body, ...changed }).expect(200);
        // Every decision has an id and a time of its own.
        return text.replace(/chk_\w+/g, 'chk').replace(/"(decidedAt|validUntil)":"[^"]+"/g, '');
      };
      const performer = (id: string) => told({ resource: { type: 'performer', id } });
      expect(await performer(world.performer)).toBe(await performer(newId('perf')));
      const production = (id: string) => told({ subject: { type: 'production', id } });
      expect(await production(world.season)).toBe(await production(newId('prod')));
    },
  );

  it('gives no proof by the id of an entry, and any proof by a leaf hash that one holds', async () => {
    const { body } = await world.mara.get(`/v1/consents/${ids['consent']}/proof`).expect(200);
    const [{ id, leafHash }] = body.items;
    await world.deniz.get(`/v1/log/proofs?entry=${id}`).expect(200);
    await world.mara.get(`/v1/log/proofs?entry=${id}`).expect(200);
    await other.deniz.get(`/v1/log/proofs?entry=${id}`).expect(404);
    await other.mara.get(`/v1/log/proofs?entry=${id}`).expect(404);
    await other.mara.get(`/v1/log/proofs?leaf=${leafHash}`).expect(200);
  });
});
