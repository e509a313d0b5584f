/** E-03: a union sees its members' records under its agreements, for a purpose that it states and she reads. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { mailTo, openService, sql, type Service, type Visitor } from './api-service.js';
import { openWire } from './api-wire.js';
import {
  AUDIT,
  checkOf,
  cover,
  faultsOf,
  idOf,
  keyOf,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  takeInto,
  termsOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let ruth: Visitor;
let union: string;
let consent: string;
let check: string;

/** A world whose series is under an agreement of the union, and whose performer is a member. */
async function memberWorld(): Promise<World> {
  const made = await makeWorld(service);
  await cover(made);
  await takeInto({ union, ruth }, made);
  return made;
}

beforeAll(async () => {
  service = await openService();
  ({ ruth, union } = await makeUnion(service));
  world = await memberWorld();
  consent = await signedConsent(world);
  const { body } = await (await keyOf(world)).post('/v1/checks', checkOf(world)).expect(200);
  check = body.id;
});
afterAll(() => service.close());

const listed = async (visitor: Visitor, path: string): Promise<string[]> =>
  (await visitor.get(`/v1/${path}${path.includes('?') ? '&' : '?'}${AUDIT}`).expect(200)).body.items.map(
    ({ id }: { id: string }) => id,
  );

const LISTS = ['performers', 'consents', 'requests', 'checks'];

describe('a representative of her union', () => {
  it('says what she looks for and why, or is shown nothing: of a record as of an id that nothing has', async () => {
    const paths = [...LISTS, `consents/${consent}`, `consents/${newId('cons')}`, `performers/${world.performer}`];
    for (const path of paths) {
      const { body } = await ruth.get(`/v1/${path}`).expect(422);
      expect(faultsOf(body)).toEqual(['/purpose', '/reason']);
    }
    expect(faultsOf((await ruth.get('/v1/consents?purpose=audit').expect(422)).body)).toEqual(['/reason']);
    expect(faultsOf((await ruth.get('/v1/consents?purpose=curiosity&reason=x').expect(422)).body)).toEqual([
      '/purpose',
    ]);
  });

  it('reads what is covered, and the member sees that she looked, for what and why', async () => {
    const draft = { performer: world.performer, production: world.season, terms: termsOf(world) };
    const drafted = await idOf(world.deniz, '/v1/requests', draft);
    const sent = await sentRequest(world);
    expect(await listed(ruth, 'performers')).toEqual([world.performer]);
    expect(await listed(ruth, 'consents')).toEqual([consent]);
    expect(await listed(ruth, 'checks')).toEqual([check]);
    const requests = await listed(ruth, 'requests');
    expect(requests).toContain(sent);
    expect(requests).not.toContain(drafted);
    for (const path of [
      `performers/${world.performer}`,
      `checks/${check}`,
      `requests/${sent}`,
      `consents/${consent}/proof`,
    ])
      await ruth.get(`/v1/${path}?${AUDIT}`).expect(200);
    // Not even that there is one is told without a purpose: no worker has made the certificate yet.
    await ruth.get(`/v1/consents/${consent}/certificate`).expect(422);
    await ruth.get(`/v1/consents/${consent}/certificate?${AUDIT}`).expect(409);
    const why = 'purpose=negotiation&reason=Pay+for+the+second+season.';
    const { headers } = await ruth.get(`/v1/consents/${consent}?${why}`).expect(200);
    expect(headers['countersign-viewed']).toBe('recorded');
    const { body } = await world.mara.get('/v1/activity?kind=view').expect(200);
    expect(body.items[0]).toMatchObject({
      ...{ how: 'record', who: { kind: 'person', name: 'Ruth', organization: { id: union, name: 'SAG-AFTRA' } } },
      why: { purpose: 'negotiation', reason: 'Pay for the second season.' },
      records: [{ kind: 'consent', id: consent }],
    });
    expect(body.items.filter(({ who }: { who: { name: string } }) => who.name === 'Ruth')).toHaveLength(9);
    for (const visitor of [world.deniz, await keyOf(world, ['read'])])
      expect(JSON.stringify((await visitor.get(`/v1/consents/${consent}/proof`).expect(200)).body)).not.toContain(
        union,
      );
  });

  it('reads nothing of who is no member, of what is under no agreement of hers, and of who has left', async () => {
    const [outsider, elsewhere, leaver] = [await makeWorld(service), await makeWorld(service), await memberWorld()];
    await cover(outsider);
    await takeInto({ union, ruth }, elsewhere);
    const consents = [await signedConsent(outsider), await signedConsent(elsewhere), await signedConsent(leaver)];
    const path = `/v1/consents/${consents[2]}?${AUDIT}`;
    await ruth.get(path).expect(200);
    await leaver.mara.post(`/v1/performers/${leaver.performer}/details`, { unions: [] }).expect(200);
    await ruth.get(path).expect(404);
    const theirs = [...consents, outsider.performer, elsewhere.performer, leaver.performer];
    for (const list of LISTS) {
      const shown = await listed(ruth, list);
      for (const id of theirs) expect(shown).not.toContain(id);
    }
    for (const { performer } of [outsider, elsewhere, leaver])
      await ruth.get(`/v1/performers/${performer}?${AUDIT}`).expect(404);
    const { body } = await leaver.mara.get('/v1/activity?kind=view').expect(200);
    expect(body.items.map(({ who }: { who: { name: string } }) => who.name)).toEqual(['Ruth']);
  });

  it('reads terms that reach an episode under an agreement of hers, and not those that stop short of it', async () => {
    const made = await makeWorld(service);
    const { deniz, season, series } = made;
    await takeInto({ union, ruth }, made);
    const second = { kind: 'season', title: 'Harbor, season 2', parent: series };
    const other = await idOf(deniz, '/v1/productions', second);
    const episode = { kind: 'episode', title: 'Episode 4', parent: season };
    const covered = await idOf(deniz, '/v1/productions', episode);
    const [reaching, short] = [await signedConsent(made), await signedConsent(made, termsOf({ season: other }))];
    const asked = await sentRequest(made);
    const forbidden = termsOf(
      { season: other },
      { prohibitions: [{ id: 'never', box: { act: ['train'], production: [covered] } }] },
    );
    const barred = await signedConsent(made, forbidden);
    await ruth.get(`/v1/consents/${reaching}?${AUDIT}`).expect(404);
    await deniz.post(`/v1/productions/${covered}/policies`, { agreements: ['sag-aftra-audio-ai@2024'] }).expect(200);
    for (const path of [`consents/${reaching}`, `requests/${asked}`])
      await ruth.get(`/v1/${path}?${AUDIT}`).expect(200);
    for (const id of [short, barred]) await ruth.get(`/v1/consents/${id}?${AUDIT}`).expect(404);
    const shown = await listed(ruth, 'consents');
    expect([reaching, short, barred].filter((id) => shown.includes(id))).toEqual([reaching]);
    // A use is where it is: of the episode's the union reads, and of the season's as a whole it does not.
    const check = async (production: string) =>
      (await deniz.post('/v1/checks', { ...checkOf(made), production }).expect(200)).body;
    const [within, above] = [await check(covered), await check(season)];
    expect([within.outcome, above.outcome]).toEqual(['allow', 'allow']);
    await ruth.get(`/v1/checks/${within.id}?${AUDIT}`).expect(200);
    await ruth.get(`/v1/checks/${above.id}?${AUDIT}`).expect(404);
    // What it does there pauses the consent, and with it the use in the episode.
    await ruth.post(`/v1/consents/${reaching}/disputes`, { reason: 'Not as agreed.' }).expect(201);
    expect((await check(covered)).outcome).toBe('needs_approval');
    await ruth.post(`/v1/consents/${short}/disputes`, { reason: 'Not as agreed.' }).expect(404);
  });

  it('changes nothing of a consent', async () => {
    for (const act of ['withdrawals', 'withdrawals?preview', 'revoke'])
      await ruth.post(`/v1/consents/${consent}/${act}`, { scope: null, version: 1 }).expect(403);
  });
});

describe('what a union says of an address', () => {
  it('E-03 is answered the same whether or not anybody here has it, and shows nothing that no profile names', async () => {
    const of = await makeWorld(service);
    await cover(of);
    const wire = await openWire(service);
    const told = async (path: string, body: object, word: string) => {
      const { status, text, statements } = await wire.send(ruth, { method: 'POST', path, body });
      const made: { id: string } = JSON.parse(text);
      const plain = text
        .replaceAll(word, '')
        .replaceAll(made.id, '')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '');
      return { id: made.id, answer: { status, plain, statements } };
    };
    await mailTo(service, of.maraEmail);
    const [one, other] = [of.maraEmail, `x${of.maraEmail}`];
    const [real, unknown] = [
      await told('/v1/memberships', { email: one }, one),
      await told('/v1/memberships', { email: other }, other),
    ];
    expect(real.answer.status).toBe(201);
    expect(real.answer).toEqual(unknown.answer);
    expect(await listed(ruth, 'performers')).not.toContain(of.performer);
    await ruth.get(`/v1/performers/${of.performer}?${AUDIT}`).expect(404);
    const { body } = await ruth.get('/v1/memberships?limit=2').expect(200);
    expect(body.items.map(({ email }: { email: string }) => email)).toEqual([other, one]);
    const [ended, without] = [
      await told(`/v1/memberships/${real.id}/end`, {}, one),
      await told(`/v1/memberships/${unknown.id}/end`, {}, other),
    ];
    expect(ended.answer.status).toBe(200);
    expect(ended.answer).toEqual(without.answer);
    wire.close();
    // Neither she nor whoever engages her is told, for nothing follows from it.
    expect(await mailTo(service, of.maraEmail)).toEqual([]);
  });

  it('counts with the word of the profile, whichever came first, and no longer than both stand', async () => {
    const of = await makeWorld(service);
    await cover(of);
    const email = of.maraEmail.toUpperCase();
    const path = `/v1/performers/${of.performer}`;
    const sees = async () => (await ruth.get(`${path}?${AUDIT}`)).status === 200;
    const first = await idOf(ruth, '/v1/memberships', { email });
    expect((await ruth.post('/v1/memberships', { email }).expect(409)).body.detail).toContain(first);
    expect(await sees()).toBe(false);
    await of.deniz.post(`${path}/details`, { unions: [union] }).expect(200);
    expect(await sees()).toBe(true);
    expect((await of.mara.get(path).expect(200)).body.memberOf).toEqual([union]);
    // Who engages her learns what it has said itself, and no more: being in a union is hers to tell.
    const { text: before } = await of.deniz.get(path).expect(200);
    await ruth.post(`/v1/memberships/${first}/end`).expect(200);
    expect((await of.deniz.get(path).expect(200)).text).toBe(before);
    expect((await of.mara.get(path).expect(200)).body.memberOf).toEqual([]);
    expect(await sees()).toBe(false);
    expect((await ruth.post(`/v1/memberships/${first}/end`).expect(409)).body.code).toBe('state_conflict');
    await idOf(ruth, '/v1/memberships', { email });
    expect(await sees()).toBe(true);
    await of.mara.post(`${path}/details`, { unions: [] }).expect(200);
    expect(await sees()).toBe(false);
  });

  it('is that union’s alone: no other union, no house and no performer states, reads or ends it', async () => {
    const { ruth: rob, union: other } = await makeUnion(service, 'Equity');
    const stated = await idOf(ruth, '/v1/memberships', { email: 'no-member-of-yours@performer.example' });
    for (const id of [stated, newId('mem')]) await rob.post(`/v1/memberships/${id}/end`).expect(404);
    await rob.post('/v1/memberships', { email: 'a@performer.example', organization: union }).expect(404);
    expect((await rob.get('/v1/memberships').expect(200)).body.items).toEqual([]);
    await rob.get(`/v1/memberships?organization=${union}`).expect(404);
    for (const visitor of [world.deniz, world.mara]) {
      await visitor.post('/v1/memberships', { email: 'a@performer.example', organization: other }).expect(403);
      await visitor.get('/v1/memberships').expect(403);
    }
  });
});

describe('row 51: a representative of another union', () => {
  it('gets for a real id what a random one gets, and both attempts are logged and nobody reads of them', async () => {
    const { ruth: rob, union: other } = await makeUnion(service, 'Equity');
    const told = [];
    const before = (await world.mara.get('/v1/activity?limit=200').expect(200)).text;
    for (const id of [consent, newId('cons')]) {
      const { status, text, headers } = await rob.get(`/v1/consents/${id}?${AUDIT}`);
      told.push([status, text.replaceAll(headers['x-request-id'] ?? '', '').replaceAll(id, '')]);
      expect(headers['countersign-viewed']).toBeUndefined();
    }
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.[0]).toBe(404);
    for (const list of LISTS) expect(await listed(rob, list)).toEqual([]);
    const refused = await sql(
      service,
      `SELECT e.id, e.refs, p.evidence::jsonb AS evidence FROM countersign.entries e
       JOIN countersign.payloads p ON p.entry = e.serial WHERE e.type = 'view.refused' AND e.refs ->> 'organization' = '${other}'
       ORDER BY e.serial`,
    );
    const { body: me } = await rob.get('/v1/session').expect(200);
    expect(refused).toMatchObject([
      { refs: { actor: `user:${me.user}`, organization: other }, evidence: { asked: consent, purpose: 'audit' } },
      { evidence: { asked: expect.stringMatching(/^cons_/), purpose: 'audit' } },
    ]);
    const [entry] = refused as readonly { id: string }[];
    for (const visitor of [rob, ruth, world.deniz, world.mara])
      await visitor.get(`/v1/log/proofs?entry=${entry?.id}`).expect((answer) => {
        if (answer.status === 200) throw new Error('a refused look is nobody’s to read');
      });
    // Nor does she read that somebody asked in vain: nothing of hers was shown, and nothing was done.
    expect((await world.mara.get('/v1/activity?limit=200').expect(200)).text).toBe(before);
  });

  it('acts on what it does not see as on what is not there, and each attempt is logged', async () => {
    const { ruth: rob, union: other } = await makeUnion(service, 'Equity');
    const acts: (readonly [string, object])[] = [consent, newId('cons')].flatMap((id) => [
      [`consents/${id}/disputes`, { reason: 'Mine.' }],
      [`consents/${id}/notes`, { text: 'Mine.' }],
    ]);
    acts.push([`authorities/${newId('auth')}/verify`, { how: 'copy_seen' }]);
    acts.push([`disclosures/${newId('dsc')}/approvals`, { kind: 'union', verdict: 'given' }]);
    for (const [path, body] of acts) await rob.post(`/v1/${path}`, body).expect(404);
    const asked = acts.map(([path]) => path.split('/')[1]);
    await rob.post('/v1/consents/cons_not-an-id/notes', { text: 'Mine.' }).expect(404);
    const rows = await sql(
      service,
      `SELECT p.evidence::jsonb AS evidence, q.personal, q.sealed FROM countersign.entries e
       JOIN countersign.payloads p ON p.entry = e.serial LEFT JOIN countersign.personals q ON q.entry = e.serial
       WHERE e.type = 'view.refused' AND e.refs ->> 'organization' = '${other}' ORDER BY e.serial`,
    );
    expect(rows.map((row) => Object(row).evidence.asked)).toEqual(asked);
    expect(rows[0]).toMatchObject({ evidence: { purpose: null, act: 'POST /v1/consents/:consent/disputes' } });
    expect(rows.map((row) => Object(row).personal)).toEqual(asked.map(() => 'null'));
  });
});

describe('a note of the union', () => {
  it('is for the union and the performer, changes no answer, and stands in her activity', async () => {
    const path = `/v1/consents/${consent}/notes`;
    const { body: note } = await ruth.post(path, { text: 'Clause 1 names no season.' }).expect(201);
    expect(note).toMatchObject({ union, text: 'Clause 1 names no season.' });
    expect((await ruth.get(`${path}?${AUDIT}`).expect(200)).body.items).toMatchObject([{ ...note, by: 'Ruth' }]);
    expect((await world.mara.get(path).expect(200)).body.items).toMatchObject([{ ...note, by: 'Ruth' }]);
    const { ruth: rob } = await makeUnion(service, 'Equity');
    await rob.post(path, { text: 'Mine.' }).expect(404);
    await rob.get(`${path}?${AUDIT}`).expect(404);
    await world.deniz.get(path).expect(403);
    // Who is of the house that asked and of another union reads none either.
    await idOf(rob, '/v1/organizations', { kind: 'vendor', name: 'A side business' });
    await rob.get(`${path}?${AUDIT}`).expect(404);
    const { text } = await world.deniz.get(`/v1/consents/${consent}/proof`).expect(200);
    expect(text).not.toContain(note.entry);
    await world.deniz.get(`/v1/log/proofs?entry=${note.entry}`).expect(404);
    const { body } = await world.mara.get('/v1/activity?kind=change&limit=1').expect(200);
    expect(body.items).toMatchObject([
      {
        type: 'consent.noted',
        why: { reason: note.text },
        records: [{ kind: 'consent', id: consent }],
        who: { name: 'Ruth' },
      },
    ]);
    const { body: answer } = await (await keyOf(world)).post('/v1/checks', checkOf(world)).expect(200);
    expect(answer.outcome).toBe('allow');
  });
});

describe('row 52: a production that asks for her grants to another', () => {
  it('gets its own decision and no sign of theirs', async () => {
    const other = await makeWorld(service);
    // The same person, in a profile of the other house.
    const performer = await idOf(other.deniz, '/v1/performers', { name: 'Mara Velloso', email: world.maraEmail });
    await world.mara.get(`/v1/performers/${performer}`).expect(200);
    const before = (await world.mara.get('/v1/activity?kind=view&limit=200').expect(200)).body.items.length;
    for (const id of [consent, newId('cons')]) await other.deniz.get(`/v1/consents/${id}`).expect(404);
    expect((await other.deniz.get('/v1/consents').expect(200)).body.items).toEqual([]);
    const { body } = await (await keyOf(other)).post('/v1/checks', { ...checkOf(other), performer }).expect(200);
    expect(body).toMatchObject({ outcome: 'deny', reasons: [{ code: 'UNKNOWN' }] });
    expect(JSON.stringify(body)).not.toContain(consent);
    // She reads of the check, and of no look: nothing of hers was shown.
    const after = (await world.mara.get('/v1/activity?kind=view&limit=200').expect(200)).body.items.length;
    expect(after).toBe(before);
  });
});
