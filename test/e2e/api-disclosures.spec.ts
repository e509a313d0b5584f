import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, signIn, type Service, type Visitor } from './api-service.js';
import { checkOf, colleagueOf, idOf, joinAs, keyOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let ava: Visitor;
let studio: string;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  await signedConsent(world);
  [ava, studio] = await joinAs(world, 'studio', 'ava@studio.example');
});
afterAll(() => service.close());

const intended = (overrides: object = {}, about: { production?: string; performer?: string } = {}): object => ({
  ...{ production: world.season, performer: world.performer, ...about },
  use: useOf(overrides),
  description: 'Two lines that the wind covered.',
});

async function disclosed(overrides: object = {}): Promise<string> {
  return idOf(world.deniz, '/v1/disclosures', intended(overrides));
}

describe('POST /v1/disclosures', () => {
  it('N-06 a use is declared, said in words, triaged, and told to the studio at once', async () => {
    const { body } = await world.deniz.post('/v1/disclosures', intended()).expect(201);
    expect(body).toMatchObject({
      ...{ organization: world.organization, production: world.season, performer: world.performer },
      ...{ description: 'Two lines that the wind covered.', approvals: [] },
    });
    expect(body.useHash).toMatch(/^[0-9a-f]{64}$/);
    expect(body.words[0]).toEqual({ label: 'What', text: '“Say lines again in your voice”' });
    expect(JSON.stringify(body.words)).toContain('Harbor, season 1');
    const mails = await mailTo(service, 'ava@studio.example');
    expect(mails.join('\n')).toContain(body.id);
    expect((await ava.get(`/v1/disclosures/${body.id}`).expect(200)).body).toEqual(body);
    const { body: list } = await ava.get('/v1/disclosures').expect(200);
    expect(list.items[0]).toMatchObject({ id: body.id, triage: body.triage, useHash: body.useHash });
    // It is about her, so she sees it as well.
    expect((await world.mara.get(`/v1/disclosures/${body.id}`).expect(200)).body.id).toBe(body.id);
  });

  it('E-04 tells the reasons whole to who disclosed it and the studio, and to others the rule alone', async () => {
    const { body } = await world.deniz.post('/v1/disclosures', intended({ media: ['promo.key_art'] })).expect(201);
    const rules = (reasons: object[]) => reasons.map((each) => Object.keys(each).sort().join());
    const [outside] = body.reasons.filter(({ code }: { code: string }) => code === 'OUT_OF_SCOPE_MEDIA');
    expect(outside).toMatchObject({ consent: expect.any(String), clause: 'lines', detail: expect.any(Object) });
    const read = async (visitor: Visitor) => (await visitor.get(`/v1/disclosures/${body.id}`).expect(200)).body;
    expect(await read(ava)).toEqual(body);
    const [vera] = await joinAs(world, 'vendor', 'vera-of-reasons@vendor.example');
    for (const visitor of [world.mara, vera]) {
      const { reasons, kindsMissing, triage } = await read(visitor);
      expect(rules(reasons)).toEqual(body.reasons.map(() => 'code,message,rule,source'));
      expect(reasons[0].rule).toBe(body.reasons[0].rule);
      expect({ kindsMissing, triage }).toEqual({ kindsMissing: body.kindsMissing, triage: body.triage });
    }
  });

  it('E-04 names to a studio no consent that only the owner sees', async () => {
    const fresh = await makeWorld(service);
    const consent = await signedConsent(fresh);
    const other = await idOf(fresh.deniz, '/v1/productions', {
      ...{ kind: 'season', title: 'Harbor, season 2', parent: fresh.series },
    });
    const [nina] = await joinAs({ ...fresh, series: other }, 'studio', 'nina@studio.example');
    const about = intended({}, { production: other, performer: fresh.performer });
    const { body, text } = await fresh.deniz.post('/v1/disclosures', about).expect(201);
    expect(text).toContain(consent);
    const seen = await nina.get(`/v1/disclosures/${body.id}`).expect(200);
    expect(seen.body.reasons.length).toBeGreaterThan(0);
    expect(seen.text).not.toContain(consent);
  });

  it('E-04 tells somebody who takes part no more than a check of their own would, of what she did elsewhere', async () => {
    const fresh = await makeWorld(service);
    const film = await idOf(fresh.deniz, '/v1/productions', { kind: 'film', title: 'Another film' });
    const [vic] = await joinAs({ ...fresh, series: film }, 'vendor', 'vic-elsewhere@vendor.example');
    const consent = await signedConsent(fresh);
    await fresh.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
    const about = intended({}, { production: film, performer: fresh.performer });
    const { body } = await fresh.deniz.post('/v1/disclosures', about).expect(201);
    const codesIn = ({ reasons }: { reasons: { code: string }[] }) => reasons.map(({ code }) => code);
    expect(codesIn(body)).toContain('WITHDRAWN');
    const { body: seen } = await vic.get(`/v1/disclosures/${body.id}`).expect(200);
    expect(seen.reasons.length).toBeGreaterThan(0);
    expect(codesIn(seen)).not.toContain('WITHDRAWN');
    expect(seen.reasons.every((each: object) => Object.keys(each).sort().join() === 'code,message,rule,source')).toBe(
      true,
    );
    expect(codesIn((await fresh.mara.get(`/v1/disclosures/${body.id}`).expect(200)).body)).toContain('WITHDRAWN');
  });

  it('is made by a key for requests, and by nobody who takes no part', async () => {
    const machine = await keyOf(world, ['requests']);
    await machine.post('/v1/disclosures', intended()).expect(201);
    await (await keyOf(world, ['check'])).post('/v1/disclosures', intended()).expect(403);
    const other = await makeWorld(service);
    await other.deniz.post('/v1/disclosures', intended()).expect(404);
    // Another owner's id for a performer is nobody here.
    await world.deniz.post('/v1/disclosures', intended({}, { performer: other.performer })).expect(404);
    await world.deniz.post('/v1/disclosures', intended({ act: ['dance'] })).expect(422);
  });

  it('may be about nobody who can be identified', async () => {
    const { body } = await world.deniz.post('/v1/disclosures', { ...intended(), performer: null }).expect(201);
    expect(body.performer).toBeNull();
  });

  it('is done once for one idempotency key', async () => {
    const key = { 'idempotency-key': 'disclose-once' };
    const first = await world.deniz.post('/v1/disclosures', intended(), key).expect(201);
    const again = await world.deniz.post('/v1/disclosures', intended(), key).expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });
});

describe('approvals', () => {
  it('N-01 a studio contact approves exactly what was disclosed, and the ones who disclosed it are told', async () => {
    const disclosure = await disclosed();
    await mailTo(service, world.denizEmail);
    const { body } = await ava
      .post(`/v1/disclosures/${disclosure}/approvals`, { kind: 'studio', verdict: 'given', note: 'Only these two.' })
      .expect(201);
    expect(body).toMatchObject({ disclosure, organization: studio, kind: 'studio', verdict: 'given', voidedAt: null });
    const { body: view } = await world.deniz.get(`/v1/disclosures/${disclosure}`).expect(200);
    expect(view.approvals).toEqual([body]);
    expect(view.useHash).toBe(body.useHash);
    expect((await mailTo(service, world.denizEmail)).join()).toContain('kind studio');

    const again = { kind: 'studio', verdict: 'given' };
    expect((await ava.post(`/v1/disclosures/${disclosure}/approvals`, again).expect(409)).body.code).toBe(
      'already_exists',
    );
    const { body: voided } = await ava
      .post(`/v1/approvals/${body.id}/void`, { reason: 'The cut changed.' })
      .expect(200);
    expect(voided).toMatchObject({ voidReason: 'The cut changed.', voidedAt: expect.any(String) });
    expect((await ava.post(`/v1/approvals/${body.id}/void`, {}).expect(409)).body.code).toBe('state_conflict');
    await ava.post(`/v1/disclosures/${disclosure}/approvals`, again).expect(201);
  });

  it('a refusal is recorded and told, allows nothing, and cannot be voided', async () => {
    const disclosure = await disclosed();
    await mailTo(service, world.denizEmail);
    const { body } = await ava
      .post(`/v1/disclosures/${disclosure}/approvals`, {
        kind: 'studio',
        verdict: 'refused',
        note: 'Not in a trailer.',
      })
      .expect(201);
    expect(body).toMatchObject({ verdict: 'refused', note: 'Not in a trailer.', expiresAt: null });
    expect((await mailTo(service, world.denizEmail)).join()).toContain('was refused');
    expect((await ava.post(`/v1/approvals/${body.id}/void`, {}).expect(409)).body.code).toBe('state_conflict');
  });

  it('each kind is given by those it names, and never by a key', async () => {
    const disclosure = await disclosed();
    const path = `/v1/disclosures/${disclosure}/approvals`;
    const give = (visitor: Visitor, kind: string) => visitor.post(path, { kind, verdict: 'given' });
    // Cleo is of no studio; legal review is for administrators of the owner as well.
    const cleo = await colleagueOf(world, 'cleo@harbor.example');
    await give(cleo, 'studio').expect(403);
    await give(cleo, 'legal').expect(201);
    await give(ava, 'performer').expect(403);
    await give(world.mara, 'performer').expect(201);
    await give(world.mara, 'legal').expect(403);
    for (const kind of ['union', 'estate']) await give(ava, kind).expect(403);
    await give(await keyOf(world, ['requests', 'read', 'check']), 'studio').expect(403);
    await ava.post(path, { kind: 'legal', verdict: 'given', expiresAt: '2020-01-01T00:00:00Z' }).expect(422);
    const { body } = await ava.get(`/v1/disclosures/${disclosure}`).expect(200);
    expect(body.approvals.map(({ kind }: { kind: string }) => kind)).toEqual(['performer', 'legal']);
    const [hers, legal] = body.approvals;
    for (const [visitor, { id }] of [
      [world.mara, legal],
      [ava, hers],
    ] as const)
      expect((await visitor.post(`/v1/approvals/${id}/void`, {}).expect(403)).body.code).toBe('not_allowed');
  });

  it('N-01 is taken back by whoever may give one of its kind now, so that nobody’s stays because they left', async () => {
    const disclosure = await disclosed({ language: ['fr'] });
    const ben = await memberOfStudio('ben-who-leaves@studio.example');
    const give = { kind: 'studio', verdict: 'given' };
    const approval = await idOf(ben, `/v1/disclosures/${disclosure}/approvals`, give);
    const { body: me } = await ben.get('/v1/session').expect(200);
    await ava.delete(`/v1/organizations/${studio}/members/${me.user}`).expect(204);
    await ben.post(`/v1/approvals/${approval}/void`, {}).expect(404);
    await world.deniz.post(`/v1/approvals/${approval}/void`, {}).expect(403);
    const { body: voided } = await ava.post(`/v1/approvals/${approval}/void`, { reason: 'Ben has left.' }).expect(200);
    expect(voided).toMatchObject({ voidReason: 'Ben has left.', voidedAt: expect.any(String) });
  });

  it('N-01 a later no takes back the yes of the same party to the same use, through whichever disclosure', async () => {
    const [first, second] = [await disclosed({ language: ['it'] }), await disclosed({ language: ['it'] })];
    const [lea] = await joinAs(world, 'studio', 'lea@second-studio.example');
    const give = (visitor: Visitor, disclosure: string, kind: string, verdict = 'given') =>
      idOf(visitor, `/v1/disclosures/${disclosure}/approvals`, { kind, verdict });
    const yes = await give(ava, first, 'studio');
    const legal = await give(ava, first, 'legal');
    await give(lea, first, 'studio', 'refused');
    const states = async () => {
      const { body } = await world.deniz.get(`/v1/disclosures/${first}`).expect(200);
      const found = body.approvals as { id: string; voidedAt: string | null; voidReason: string | null }[];
      return [yes, legal].map((id) => found.find((each) => each.id === id)?.voidReason);
    };
    expect(await states()).toEqual([null, null]);
    const no = await give(await memberOfStudio('ben-who-refuses@studio.example'), second, 'studio', 'refused');
    expect(await states()).toEqual([`Refused later, as \`${no}\`.`, null]);
    await give(ava, first, 'studio');
  });

  it('nobody grants as studio what they disclosed themselves', async () => {
    const own = await idOf(ava, '/v1/disclosures', intended());
    const give = { kind: 'studio', verdict: 'given' };
    await ava.post(`/v1/disclosures/${own}/approvals`, give).expect(403);
    await ava.post(`/v1/organizations/${studio}/members`, { email: 'ben@studio.example', name: 'Ben' }).expect(201);
    const ben = await signIn(service, 'ben@studio.example');
    await ben.post(`/v1/disclosures/${own}/approvals`, give).expect(201);
  });
});

describe('what is written to an approval', () => {
  it('is read by who disclosed it, the owner, the studio and who gave it, and by nobody else', async () => {
    const [vera] = await joinAs(world, 'vendor', 'vera-of-notes@vendor.example');
    const disclosure = await disclosed({ language: ['pt'] });
    const path = `/v1/disclosures/${disclosure}`;
    const give = async (visitor: Visitor, kind: string) =>
      idOf(visitor, `${path}/approvals`, { kind, verdict: 'given', note: `Advice on ${kind}.` });
    const legal = await give(ava, 'legal');
    await ava.post(`/v1/approvals/${legal}/void`, { reason: 'The advice changed.' }).expect(200);
    const hers = await give(world.mara, 'performer');
    const read = async (visitor: Visitor) => {
      const { body } = await visitor.get(path).expect(200);
      const told = body.approvals as { id: string; note: string | null; voidReason: string | null; voidedAt: string }[];
      return [legal, hers].flatMap((id) =>
        told.filter((each) => each.id === id).map((each) => [each.note, each.voidReason]),
      );
    };
    const whole = [
      ['Advice on legal.', 'The advice changed.'],
      ['Advice on performer.', null],
    ];
    for (const visitor of [world.deniz, ava, await keyOf(world, ['read'])]) expect(await read(visitor)).toEqual(whole);
    expect(await read(world.mara)).toEqual([[null, null], whole[1]]);
    expect(await read(vera)).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe('approvals take two people', () => {
  const give = async (visitor: Visitor, disclosure: string, kind = 'studio') => {
    const { body, status } = await visitor.post(`/v1/disclosures/${disclosure}/approvals`, { kind, verdict: 'given' });
    return status === 201 ? 'given' : body.code;
  };
  const discloses = (visitor: Visitor, about: object) => idOf(visitor, '/v1/disclosures', about);

  it('N-01 the person who disclosed by a key does not approve, and a colleague only of what another person disclosed', async () => {
    const [fresh, about] = await ownStudio();
    const own = await discloses(await keyOf(fresh, ['requests']), about);
    const cleo = await colleagueOf(fresh, 'cleo-of-keys@harbor.example');
    for (const kind of ['studio', 'legal']) {
      expect(await give(fresh.deniz, own, kind)).toBe('not_allowed');
      expect(await give(cleo, own, kind)).toBe('not_allowed');
    }
    await discloses(fresh.deniz, about);
    expect(await give(cleo, own)).toBe('given');
    expect(await give(fresh.deniz, own, 'legal')).toBe('not_allowed');
  });

  it('N-01 a use that one disclosed oneself is not approved through another disclosure of it', async () => {
    const [fresh, about] = await ownStudio();
    const cleo = await colleagueOf(fresh, 'cleo-of-two@harbor.example');
    await discloses(fresh.deniz, about);
    const theirs = await discloses(cleo, about);
    expect(await give(fresh.deniz, theirs)).toBe('not_allowed');
    expect(await give(await colleagueOf(fresh, 'third@harbor.example'), theirs)).toBe('given');
  });

  it('C-12 who discloses an expression is not the one who clears it legally, and another person is', async () => {
    const [fresh, about] = await ownStudio();
    const own = await discloses(fresh.deniz, { ...about, use: useOf({ facts: { expression: 'satire' } }) });
    expect(await give(fresh.deniz, own, 'legal')).toBe('not_allowed');
    expect(await give(await colleagueOf(fresh, 'counsel@harbor.example'), own, 'legal')).toBe('given');
  });

  it('an approval by a machine of another organization waits for nobody else', async () => {
    const key = await keyOf(world, ['requests']);
    const own = await discloses(key, intended({ language: ['ja'] }));
    expect(await give(ava, own)).toBe('given');
  });

  it('who may not approve is told so without waiting for, or holding, the production', async () => {
    const disclosure = await disclosed({ language: ['de'] });
    await service.store.transaction(async (tx) => {
      await tx.lock([world.season]);
      expect(await give(world.mara, disclosure, 'legal')).toBe('not_allowed');
    });
  });
});

async function memberOfStudio(email: string): Promise<Visitor> {
  await ava.post(`/v1/organizations/${studio}/members`, { email, name: 'A contact' }).expect(201);
  return signIn(service, email);
}

/** A world whose owner takes part as its own studio, and a use of it. */
async function ownStudio(): Promise<[World, object]> {
  const fresh = await makeWorld(service);
  const path = `/v1/productions/${fresh.series}/participations`;
  const part = await idOf(fresh.deniz, path, { role: 'studio', email: fresh.denizEmail });
  await fresh.deniz.post(`/v1/participations/${part}/accept`, {}).expect(200);
  return [fresh, intended({}, { production: fresh.season, performer: fresh.performer })];
}

describe('POST /v1/checks/{id}/disclosure', () => {
  it('discloses the very use of a check, by the organization that asked it', async () => {
    const use = useOf({ description: 'For the trailer', quantity: { lines: 2 } });
    const { body: check } = await world.deniz.post('/v1/checks', checkOf(world, use)).expect(200);
    const { body } = await world.deniz.post(`/v1/checks/${check.id}/disclosure`, {}).expect(201);
    expect(body).toMatchObject({ description: 'For the trailer', performer: world.performer });
    const direct = await world.deniz.post('/v1/disclosures', intended()).expect(201);
    expect(body.useHash).toBe(direct.body.useHash);
    await ava.post(`/v1/checks/${check.id}/disclosure`, {}).expect(404);
  });

  it('answers more at once than the store has connections', async () => {
    const { body: check } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    const many = Array.from({ length: 16 }, () => world.deniz.post(`/v1/checks/${check.id}/disclosure`, {}));
    const answers = await Promise.all(many);
    expect(answers.map(({ status }) => status)).toEqual(many.map(() => 201));
  });
});
