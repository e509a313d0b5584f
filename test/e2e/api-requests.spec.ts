import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, sequence, sql, type Service, type Visitor } from './api-service.js';
import {
  AUDIT,
  cover,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  signing,
  takeInto,
  termsOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
  world = await makeWorld(service);
});
afterAll(() => service.close());

const codesOf = (body: { errors: { path: string }[] }): string[] => body.errors.map(({ path }) => path);

describe('a request', () => {
  it('is a draft that its own organization alone sees, until it is sent', async () => {
    const { deniz, mara, performer, season } = world;
    const request = await idOf(deniz, '/v1/requests', { performer, production: season, terms: termsOf(world) });
    await mara.get(`/v1/requests/${request}`).expect(404);
    await mara.post(`/v1/requests/${request}/decline`, {}).expect(404);
    const { body: sent } = await deniz.post(`/v1/requests/${request}/send`).expect(200);
    expect(sent).toMatchObject({ state: 'sent', version: 2, consent: null });
    const { body: read } = await mara.get(`/v1/requests/${request}`).expect(200);
    expect(read.rendered.clauses[0].text).toContain('Harbor');
    // How her mail fares is for who asked.
    expect(sent.mail).toEqual({ state: 'waiting', since: expect.any(String) });
    expect(read).toEqual({ ...sent, mail: null });
  });

  it('that was never sent is no event of anybody but its own organization, also once it is taken back', async () => {
    const { deniz, mara, performer, season } = world;
    const { partner, pia } = await makePartner(world);
    const draft = { performer, production: season, terms: termsOf(world) };
    const [never, sent] = [await idOf(deniz, '/v1/requests', draft), await sentRequest(world)];
    for (const request of [never, sent]) await deniz.post(`/v1/requests/${request}/withdraw`).expect(200);
    await sequence(service);
    const eventsOf = async (visitor: Visitor): Promise<{ type: string; refs: { request?: string } }[]> =>
      (await visitor.get('/v1/events?limit=200').expect(200)).body.items;
    const about = async (visitor: Visitor, request: string) =>
      (await eventsOf(visitor)).filter(({ refs }) => refs.request === request).map(({ type }) => type);
    for (const visitor of [mara, pia]) {
      expect(await about(visitor, never)).toEqual([]);
      expect(await about(visitor, sent)).toEqual(['request.sent', 'request.withdrawn']);
    }
    expect(await about(deniz, never)).toEqual(['request.withdrawn']);
    // Nor is it sent to their webhook.
    const hook = await idOf(pia, `/v1/organizations/${partner}/webhooks`, { url: 'https://hooks.example/in' });
    const path = `/v1/organizations/${partner}/webhooks/${hook}/replay`;
    const { body } = await pia.post(path, { from: 0, to: 9999 }).expect(202);
    expect(body.count).toBe((await eventsOf(pia)).length);
  });

  it('is refused with unknown words, and says the nearest ones', async () => {
    const { deniz, performer, season } = world;
    const terms = termsOf(world, {
      permissions: [{ id: 'lines', box: { act: ['generate.voice.adr_lin'], territory: ['UK'], colour: ['red'] } }],
    });
    const { body } = await deniz.post('/v1/requests', { performer, production: season, terms }).expect(422);
    expect(body.code).toBe('invalid_input');
    expect(body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: '/terms/permissions/0/box/act/0', suggestions: ['generate.voice.adr_line'] }),
        expect.objectContaining({ path: '/terms/permissions/0/box/territory/0', suggestions: ['GB'] }),
        expect.objectContaining({ path: '/terms/permissions/0/box/colour' }),
      ]),
    );
  });

  it('is refused with impossible windows, too long texts, foreign productions, a past deadline', async () => {
    const { deniz, performer, season } = world;
    const other = await makeWorld(service);
    const box = { from: '2027-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' };
    const bad: [object, string][] = [
      [{ terms: termsOf(world, { permissions: [{ id: 'a', box }] }) }, '/terms/permissions/0/box/until'],
      [{ terms: termsOf(world, { description: 'x'.repeat(2001) }) }, '/terms/description'],
      [{ terms: termsOf(other) }, '/terms/permissions/0/box/production/0'],
      [{ terms: termsOf(world, { permissions: [] }) }, '/terms/permissions'],
      [{ terms: termsOf(world), respondBy: '2020-01-01T00:00:00Z' }, '/respondBy'],
      [{ terms: termsOf(world), respondBy: 'tomorrow' }, '/respondBy'],
      [{ terms: termsOf(world), respondBy: '20991101T000000Z' }, '/respondBy'],
      [{ terms: termsOf(world), respondBy: '2099-02-30T00:00:00Z' }, '/respondBy'],
      [{ terms: [] }, '/terms'],
      [{ terms: termsOf(world), price: 5 }, '/price'],
    ];
    for (const [overrides, path] of bad) {
      const { body } = await deniz.post('/v1/requests', { performer, production: season, ...overrides }).expect(422);
      expect(codesOf(body)).toContain(path);
    }
    await deniz
      .post('/v1/requests', { performer: other.performer, production: season, terms: termsOf(world) })
      .expect(404);
    await deniz.post('/v1/requests', { performer, production: other.season, terms: termsOf(world) }).expect(404);
  });

  it('is countered, and the counter is accepted by sending it again', async () => {
    const { deniz, mara } = world;
    const request = await sentRequest(world);
    const terms = termsOf(world, { description: 'Less than they asked.' });
    const { body: stale } = await mara.post(`/v1/requests/${request}/counter`, { version: 1, terms }).expect(409);
    expect(stale.code).toBe('version_changed');
    const { body: countered } = await mara
      .post(`/v1/requests/${request}/counter`, { version: 2, terms, note: 'No trailers, please.' })
      .expect(200);
    expect(countered).toMatchObject({ state: 'countered', version: 3 });
    await mara.post(`/v1/requests/${request}/code`).expect(409);
    const { body: again } = await deniz.post(`/v1/requests/${request}/send`).expect(200);
    expect(again).toMatchObject({ state: 'sent', version: 4, terms: { description: 'Less than they asked.' } });
    await mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
  });

  it('tells both sides what was offered and said so far, and nobody else who sees it', async () => {
    const { deniz, mara, performer, season } = world;
    const drafted = {
      performer,
      production: season,
      terms: termsOf(world, { description: 'Drafted, and never sent.' }),
    };
    const request = await idOf(deniz, '/v1/requests', drafted);
    const asked = termsOf(world, { description: 'More than she gives.' });
    await deniz.post(`/v1/requests/${request}/send`, { terms: asked }).expect(200);
    const less = {
      version: 2,
      terms: termsOf(world, { description: 'Less than they asked.' }),
      note: 'No trailers, please.',
    };
    await mara.post(`/v1/requests/${request}/counter`, less).expect(200);
    await deniz.post(`/v1/requests/${request}/send`, { terms: asked }).expect(200);
    const { body: declined } = await mara
      .post(`/v1/requests/${request}/decline`, { reason: 'Not this one.' })
      .expect(200);
    const told = [
      { kind: 'sent', words: null, terms: { description: 'More than she gives.' } },
      { kind: 'countered', words: 'No trailers, please.', terms: { description: 'Less than they asked.' } },
      { kind: 'sent', words: null, terms: { description: 'More than she gives.' } },
      { kind: 'declined', words: 'Not this one.', terms: null, under: null },
    ];
    expect(declined.said).toMatchObject(told);
    for (const side of [mara, deniz, await keyOf(world, ['read'])]) {
      const { body } = await side.get(`/v1/requests/${request}`).expect(200);
      expect(body.said).toEqual(declined.said);
    }
    await cover(world);
    const { ruth, union } = await makeUnion(service);
    await takeInto({ ruth, union }, world);
    const { pia } = await makePartner(world);
    for (const other of [pia, ruth]) {
      const { body } = await other.get(`/v1/requests/${request}?${AUDIT}`).expect(200);
      expect([body.state, body.said]).toEqual(['declined', []]);
    }
  });

  it('that was never sent is nothing to her, also once it was taken back', async () => {
    const { deniz, mara, performer, series } = world;
    const { pia } = await makePartner(world);
    const production = await idOf(deniz, '/v1/productions', { kind: 'season', title: 'Not asked for', parent: series });
    const about = { performer, production, terms: termsOf({ season: production }) };
    const request = await idOf(deniz, '/v1/requests', about);
    const changes = async () => (await mara.get('/v1/activity?kind=change').expect(200)).text;
    const before = await changes();
    await deniz.post(`/v1/requests/${request}/withdraw`).expect(200);
    for (const visitor of [mara, pia]) {
      await visitor.get(`/v1/requests/${request}`).expect(404);
      expect((await visitor.get('/v1/requests').expect(200)).text).not.toContain(request);
    }
    await mara.get(`/v1/productions/${production}`).expect(404);
    expect(await changes()).toBe(before);
    expect((await deniz.get(`/v1/requests/${request}`).expect(200)).body.state).toBe('withdrawn');
  });

  it('ends when it is declined, taken back or signed, and then takes no more acts', async () => {
    const { deniz, mara } = world;
    const declined = await sentRequest(world);
    await mara.post(`/v1/requests/${declined}/decline`, { reason: 'Not this one.' }).expect(200);
    const withdrawn = await sentRequest(world);
    await deniz.post(`/v1/requests/${withdrawn}/withdraw`).expect(200);
    for (const request of [declined, withdrawn]) {
      for (const act of ['decline', 'code']) {
        expect((await mara.post(`/v1/requests/${request}/${act}`, {}).expect(409)).body.code).toBe('state_conflict');
      }
      for (const act of ['send', 'withdraw']) {
        expect((await deniz.post(`/v1/requests/${request}/${act}`).expect(409)).body.code).toBe('state_conflict');
      }
    }
    const mails = (await mailTo(service, world.maraEmail)).join('\n');
    expect(mails).toContain('has taken back what they asked you');
  });

  it('lapses when its date to answer by has passed', async () => {
    const { deniz, mara, performer, season } = world;
    const respondBy = new Date(Date.now() + 60_000).toISOString();
    const body = { performer, production: season, terms: termsOf(world), respondBy };
    const request = await idOf(deniz, '/v1/requests', body);
    await deniz.post(`/v1/requests/${request}/send`).expect(200);
    now = new Date(Date.now() + 120_000).toISOString();
    expect((await mara.get(`/v1/requests/${request}`).expect(200)).body.state).toBe('lapsed');
    await mara.post(`/v1/requests/${request}/decline`, {}).expect(409);
    now = null;
  });
});

describe('signing', () => {
  it('records what was read, clause by clause, and mails the production', async () => {
    const consent = await signedConsent(world);
    const { body } = await world.mara.get(`/v1/consents/${consent}`).expect(200);
    expect(body).toMatchObject({ state: 'given', version: 1, signature: { method: 'email_code', capacity: 'self' } });
    const { body: evidence } = await world.deniz.get(`/v1/consents/${consent}/proof`).expect(200);
    const { evidence: signed } = evidence.items[0].entry;
    expect(signed.text).toBe(body.rendered.text);
    expect(signed.clauses).toEqual([{ id: 'lines', textHash: body.rendered.clauses[0].textHash, confirmed: true }]);
    expect(JSON.stringify(evidence)).not.toMatch(/Mara|@/);
    expect((await mailTo(service, world.denizEmail)).join('\n')).toContain('was signed');
  });

  it('has the certificate made, and serves it to both sides once it is there', async () => {
    const consent = await signedConsent(world);
    const path = `/v1/consents/${consent}/certificate`;
    const early = await world.mara.get(path).expect(409);
    expect([early.body.code, Number(early.headers['retry-after']) > 0]).toEqual(['not_ready_yet', true]);
    await service.store.documents.keep({
      ...{ kind: 'certificate', contentHash: new Uint8Array(32), refs: { consent } },
      ...{ mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7 sealed') },
    });
    for (const visitor of [world.mara, world.deniz]) {
      const { headers, body } = await visitor.get(path).expect(200);
      expect([headers['content-type'], String(body)]).toEqual(['application/pdf', '%PDF-1.7 sealed']);
    }
    const jobs = await sql(service, `SELECT payload FROM countersign.deliveries WHERE kind = 'certificate'`);
    expect(jobs.length).toBeGreaterThan(0);
  });

  it('refuses what was not confirmed, not read, not typed or not agreed, and spends no code on it', async () => {
    const request = await sentRequest(world);
    const sound = await signing(world, request);
    const bad: [object, number][] = [
      [{ clauses: sound.clauses.map((clause) => ({ ...clause, confirmed: false })) }, 422],
      [{ clauses: sound.clauses.map((clause) => ({ ...clause, textHash: 'a'.repeat(64) })) }, 409],
      [{ clauses: [...sound.clauses, ...sound.clauses] }, 422],
      [{ clauses: [{ ...sound.clauses[0], id: 'other' }] }, 422],
      [{ clauses: [] }, 422],
      [{ typedName: '   ' }, 422],
      [{ typedName: 'x'.repeat(201) }, 422],
      [{ typedName: 'two\nlines' }, 422],
      [{ electronicBusiness: false }, 422],
      [{ textHash: 'b'.repeat(64) }, 409],
      [{ version: 1 }, 409],
      [{ locale: 'xx' }, 422],
      [{ code: '12345' }, 422],
    ];
    for (const [overrides, status] of bad) {
      await world.mara.post(`/v1/requests/${request}/sign`, { ...sound, ...overrides }).expect(status);
    }
    expect((await world.mara.get(`/v1/requests/${request}`)).body).toMatchObject({ state: 'sent', version: 2 });
    await world.mara.post(`/v1/requests/${request}/sign`, sound).expect(201);
  });

  it('takes a code five times, once, for ten minutes, and for the version it was mailed for', async () => {
    const { mara, deniz } = world;
    const request = await sentRequest(world);
    const sign = (body: object) => mara.post(`/v1/requests/${request}/sign`, body);
    const first = await signing(world, request);
    const wrong = { ...first, code: first.code === '000000' ? '000001' : '000000' };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await sign(wrong).expect(422)).body.code).toBe('code_wrong');
    }
    expect((await sign(first).expect(410)).body.code).toBe('code_ended');

    const late = await signing(world, request);
    now = new Date(Date.now() + 11 * 60_000).toISOString();
    expect((await sign(late).expect(410)).body.code).toBe('code_ended');
    now = null;

    const early = await signing(world, request);
    await mara.post(`/v1/requests/${request}/counter`, { version: 2, terms: termsOf(world) }).expect(200);
    await deniz.post(`/v1/requests/${request}/send`).expect(200);
    expect((await sign({ ...early, version: 4 }).expect(410)).body.code).toBe('code_ended');

    const last = await signing(world, request);
    await sign(last).expect(201);
    expect((await sign(last).expect(409)).body.code).toBe('state_conflict');
  });

  it('takes no code of another request or person', async () => {
    const [one, two] = [await sentRequest(world), await sentRequest(world)];
    const [first, second] = [await signing(world, one), await signing(world, two)];
    if (first.code === second.code) return;
    const crossed = { ...second, code: first.code };
    expect((await world.mara.post(`/v1/requests/${two}/sign`, crossed).expect(422)).body.code).toBe('code_wrong');
    const other = await makeWorld(service);
    await other.mara.post(`/v1/requests/${one}/sign`, first).expect(404);
    await world.mara.post(`/v1/requests/${one}/sign`, first).expect(201);
  });

  it('keeps no code that a reader of the database could use', async () => {
    const request = await sentRequest(world);
    const { code } = await signing(world, request);
    const rows = await sql(service, 'SELECT * FROM countersign.sign_codes');
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});
