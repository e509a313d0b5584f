import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, signIn, sql, type Service } from './api-service.js';
import {
  authorityOf,
  checkOf,
  idOf,
  keyOf,
  makePartner,
  makeWorld,
  sentRequest,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let consent: string;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  consent = await signedConsent(world);
});
afterAll(() => service.close());

interface Look {
  readonly refs: Readonly<Record<string, string>>;
  readonly evidence: { readonly how: string; readonly records: readonly { kind: string; id: string }[] };
}

/** The looks that the log holds, oldest first. */
async function looks(): Promise<Look[]> {
  const rows = await sql(
    service,
    `SELECT e.refs, p.evidence::jsonb AS evidence FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial
     WHERE e.type = 'record.viewed' ORDER BY e.serial`,
  );
  // As the log keeps them.
  return rows as Look[];
}

describe('the mirror', () => {
  it('has an entry for whoever is shown her record, and tells them so', async () => {
    const before = (await looks()).length;
    const { headers } = await world.deniz.get(`/v1/consents/${consent}`).expect(200);
    expect(headers['countersign-viewed']).toBe('recorded');
    const [look, ...more] = (await looks()).slice(before);
    expect(more).toEqual([]);
    const { body: me } = await world.deniz.get('/v1/session').expect(200);
    expect(look?.refs).toEqual({
      ...{ actor: `user:${me.user}`, organization: world.organization },
      ...{ performer: world.performer, production: world.season },
    });
    expect(look?.evidence).toEqual({
      ...{ how: 'record', purpose: null },
      records: [{ kind: 'consent', id: consent, production: world.season }],
    });
  });

  it('has none for her own reads, for drafts, and for what the own organization asked', async () => {
    const key = await keyOf(world, ['check', 'read']);
    const { body: check } = await key
      .post('/v1/checks', { performer: world.performer, production: world.season, use: useOf() })
      .expect(200);
    await world.deniz
      .post('/v1/requests', { performer: world.performer, production: world.season, terms: termsOf(world) })
      .expect(201);
    const before = await looks();
    for (const path of [
      'performers/' + world.performer,
      'consents',
      'checks',
      'requests',
      `consents/${consent}/proof`,
    ]) {
      const { headers } = await world.mara.get(`/v1/${path}`).expect(200);
      expect(headers['countersign-viewed']).toBeUndefined();
    }
    await key.get(`/v1/checks/${check.id}`).expect(200);
    await key.get('/v1/checks').expect(200);
    await world.deniz.get('/v1/requests?state=draft').expect(200);
    expect(await looks()).toEqual(before);
  });

  it('has one for whoever asks in her place what a withdrawal would do, and counts for them nothing beyond the paper', async () => {
    const other = await idOf(world.deniz, '/v1/productions', { kind: 'film', title: 'Low Water' });
    const film = await signedConsent(world, termsOf({ season: other }));
    await world.deniz.post('/v1/checks', { ...checkOf(world), production: other }).expect(200);
    await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    const email = 'iris@agency.example';
    await authorityOf(world, { email, coversLikeness: true, scope: { production: [other] } });
    const iris = await signIn(service, email);
    const before = (await looks()).length;
    for (const visitor of [iris, world.mara])
      await visitor.post(`/v1/consents/${film}/withdrawals?preview`, { scope: null }).expect(200);
    const [look, ...more] = (await looks()).slice(before);
    expect([look?.evidence.records.map(({ id }) => id), more]).toEqual([[film], []]);
    // The newest check is not about it: a page that is short, or goes on, would tell of it.
    const checks = `/v1/activity?representing=${world.performer}&kind=check&limit=1`;
    expect((await iris.get(checks).expect(200)).body).toMatchObject({
      ...{ items: [{ production: { id: other } }], next: null },
    });
  });

  it('shows nothing where the look cannot be recorded, and goes on showing her what is hers', async () => {
    await sentRequest(world);
    const { pia } = await makePartner(world);
    await sql(service, 'REVOKE INSERT ON countersign.payloads FROM countersign_app');
    const paths = [`consents/${consent}`, 'consents', 'requests', `consents/${consent}/proof`];
    try {
      for (const visitor of [world.deniz, pia])
        for (const path of paths) {
          const { status, text } = await visitor.get(`/v1/${path}`);
          expect([path, status]).toEqual([path, 500]);
          expect(text).not.toContain(world.performer);
        }
      for (const path of paths) await world.mara.get(`/v1/${path}`).expect(200);
    } finally {
      await sql(service, 'GRANT INSERT ON countersign.payloads TO countersign_app');
    }
    await pia.get(`/v1/consents/${consent}`).expect(200);
  });
});
