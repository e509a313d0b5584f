import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { mailTo, openService, type Service, type Visitor } from './api-service.js';
import {
  checkOf,
  idOf,
  keyOf,
  makePartner,
  cover,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  takeInto,
  signing,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let farm: Visitor;
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  farm = await keyOf(world);
});
afterAll(() => service.close());

const REASON = { reason: 'The trailer uses lines that I did not record.' };

async function outcome(of: World = world, by: Visitor = farm): Promise<readonly string[]> {
  const { body } = await by.post('/v1/checks', checkOf(of)).expect(200);
  return [body.outcome, ...body.reasons.map(({ code }: { code: string }) => code)];
}

/** A world of its own, so that nothing else is in force in it. */
async function freshWorld(): Promise<{ of: World; by: Visitor; consent: string }> {
  const of = await makeWorld(service);
  return { of, by: await keyOf(of), consent: await signedConsent(of) };
}

describe('a dispute', () => {
  it('R-12 freezes new decisions on its consent until it is ended', async () => {
    const { of, by, consent } = await freshWorld();
    expect(await outcome(of, by)).toEqual(['allow', 'COVERED']);
    const path = `/v1/consents/${consent}/disputes`;
    const { body: opened } = await of.mara.post(path, REASON).expect(201);
    expect(opened).toMatchObject({ id: expect.stringMatching(/^dsp_/), consent, version: 2, state: 'disputed' });
    expect(await outcome(of, by)).toEqual(['needs_approval', 'DISPUTED']);
    expect((await mailTo(service, of.denizEmail)).join('\n')).toContain(
      `The performer disputes the consent ${consent}`,
    );

    const { body: second } = await of.mara.post(path, REASON).expect(201);
    await of.mara.post(`${path}/${opened.id}/end`, { note: 'They took the lines out.' }).expect(200);
    expect(await outcome(of, by)).toEqual(['needs_approval', 'DISPUTED']);
    const { body: ended } = await of.mara.post(`${path}/${second.id}/end`, {}).expect(200);
    expect(ended).toMatchObject({ id: second.id, version: 5, state: 'given' });
    expect(await outcome(of, by)).toEqual(['allow', 'COVERED']);
    expect((await of.mara.post(`${path}/${second.id}/end`, {}).expect(409)).body.code).toBe('state_conflict');
    expect((await mailTo(service, of.denizEmail)).join('\n')).toContain('has ended a dispute');

    const { body: view } = await of.deniz.get(`/v1/consents/${consent}`).expect(200);
    expect(view.changes.map(({ kind, dispute }: { kind: string; dispute: string }) => [kind, dispute])).toEqual([
      ...[
        ['disputed', opened.id],
        ['disputed', second.id],
        ['dispute_ended', opened.id],
      ],
      ['dispute_ended', second.id],
    ]);
  });

  it('R-12 is the union’s too, for its members, and then only the union ends it, whoever is a member of it since', async () => {
    const { of, by, consent } = await freshWorld();
    const { union, ruth } = await makeUnion(service);
    const path = `/v1/consents/${consent}/disputes`;
    await ruth.post(path, REASON).expect(404);
    await takeInto({ union, ruth }, of);
    // A member's, but under no agreement of the union.
    await ruth.post(path, REASON).expect(404);
    await cover(of);
    const { body: opened } = await ruth.post(path, REASON).expect(201);
    expect(await outcome(of, by)).toEqual(['needs_approval', 'DISPUTED']);
    for (const email of [of.denizEmail, of.maraEmail])
      expect((await mailTo(service, email)).join('\n')).toContain('The union of the performer disputes the consent');
    await of.mara.post(`${path}/${opened.id}/end`, {}).expect(404);
    const { ruth: another } = await makeUnion(service);
    await another.post(`${path}/${opened.id}/end`, {}).expect(404);
    const { body: view } = await of.mara.get(`/v1/consents/${consent}`).expect(200);
    expect(view.changes).toEqual([expect.objectContaining({ kind: 'disputed', dispute: opened.id, union })]);
    await of.mara.post(`/v1/performers/${of.performer}/details`, { unions: [] }).expect(200);
    await ruth.post(path, REASON).expect(404);
    await ruth.post(`${path}/${opened.id}/end`, {}).expect(200);
    expect(await outcome(of, by)).toEqual(['allow', 'COVERED']);
  });

  it('shows its reason to the performer and to the union that opened it, and to the production that it is there', async () => {
    const { of, consent } = await freshWorld();
    const [{ union, ruth }, { ruth: another }] = [await makeUnion(service), await makeUnion(service)];
    const path = `/v1/consents/${consent}/disputes`;
    await takeInto({ union, ruth }, of);
    await cover(of);
    await ruth.get(path).expect(404);
    const hers = await idOf(of.mara, path, { reason: 'Not my lines.' });
    const theirs = await idOf(ruth, path, { reason: 'Not paid.' });
    await of.mara.post(`${path}/${hers}/end`, { note: 'They took the lines out.' }).expect(200);
    const at = expect.stringMatching(/Z$/);
    const opened = { kind: 'disputed', openedAt: at, refusedAt: null, refusal: null };
    const [own, unions] = [
      { ...opened, id: hers, union: null, reason: 'Not my lines.', note: 'They took the lines out.', endedAt: at },
      { ...opened, id: theirs, union, reason: 'Not paid.', note: null, endedAt: null },
    ];
    expect((await of.mara.get(path).expect(200)).body.items).toEqual([own, unions]);
    expect((await ruth.get(path).expect(200)).body.items).toEqual([unions]);
    for (const stranger of [another, world.mara]) await stranger.get(path).expect(404);
    await of.deniz.get(path).expect(403);
    const reasons = async (visitor: Visitor) => {
      const { body } = await visitor.get(`/v1/consents/${consent}`).expect(200);
      return body.changes.map(({ kind, reason }: { kind: string; reason: string | null }) => [kind, reason]);
    };
    const told = ['Not my lines.', 'Not paid.', 'They took the lines out.'];
    const kinds = ['disputed', 'disputed', 'dispute_ended'];
    expect(await reasons(of.mara)).toEqual(kinds.map((kind, index) => [kind, told[index]]));
    for (const visitor of [of.deniz, await keyOf(of, ['read'])])
      expect(await reasons(visitor)).toEqual(kinds.map((kind) => [kind, null]));
  });

  it('is nobody else’s, needs a reason, and keeps it where it can be erased', async () => {
    const { of, consent } = await freshWorld();
    const path = `/v1/consents/${consent}/disputes`;
    await of.deniz.post(path, REASON).expect(403);
    await (await keyOf(of, ['requests'])).post(path, REASON).expect(403);
    await world.mara.post(path, REASON).expect(404);
    await of.mara.post(path, {}).expect(422);
    await of.mara.post(path, { reason: 'x'.repeat(2001) }).expect(422);
    const { body: opened } = await of.mara.post(path, REASON, { 'idempotency-key': newId('req') }).expect(201);
    await of.mara.post(`${path}/${newId('dsp')}/end`, {}).expect(404);
    await of.mara.post(`/v1/consents/${await signedConsent(of)}/disputes/${opened.id}/end`, {}).expect(404);
    const { body: proof } = await of.deniz.get(`/v1/consents/${consent}/proof`).expect(200);
    expect(JSON.stringify(proof)).not.toContain('did not record');
    expect(proof.items.at(-1).entry.refs).toMatchObject({ consent, dispute: opened.id });
  });

  it('leaves the performer free to withdraw, and a withdrawn consent has nothing to dispute', async () => {
    const { of, by, consent } = await freshWorld();
    await of.mara.post(`/v1/consents/${consent}/disputes`, REASON).expect(201);
    await of.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
    expect(await outcome(of, by)).toEqual(['deny', 'WITHDRAWN']);
    expect((await of.mara.post(`/v1/consents/${consent}/disputes`, REASON).expect(409)).body.code).toBe(
      'state_conflict',
    );
  });
});

describe('an end by the production', () => {
  it('R-02 stops everything at once, is told apart from a withdrawal, and tells who relied on it', async () => {
    const { of, by, consent } = await freshWorld();
    const { pia } = await makePartner(of);
    const { body: me } = await pia.get('/v1/session').expect(200);
    await pia.post('/v1/checks', checkOf(of)).expect(200);
    expect(await outcome(of, by)).toEqual(['allow', 'COVERED']);
    const { body: revoked } = await of.deniz.post(`/v1/consents/${consent}/revoke`, { reason: 'Cut.' }).expect(200);
    expect(revoked).toMatchObject({ consent, version: 2, state: 'revoked' });
    expect(await outcome(of, by)).toEqual(['deny', 'REVOKED']);
    const { body: view } = await of.mara.get(`/v1/consents/${consent}`).expect(200);
    expect([view.state, view.changes[0].kind, view.changes[0].effectiveAt]).toEqual(['revoked', 'revoked', revoked.at]);
    const why = async (visitor: Visitor) =>
      (await visitor.get(`/v1/consents/${consent}`).expect(200)).body.changes[0].reason;
    expect([view.changes[0].reason, await why(of.deniz), await why(pia)]).toEqual(['Cut.', 'Cut.', null]);
    expect((await mailTo(service, of.maraEmail)).join('\n')).toContain(`asked for the consent ${consent} has ended it`);
    expect((await mailTo(service, me.email)).join('\n')).toContain(
      `${consent} was ended by the production that asked for it. You were allowed something by it, in:\n- Harbor, season 1`,
    );
    for (const [visitor, act, body] of [
      [of.deniz, 'revoke', {}],
      [of.mara, 'withdrawals', { scope: null }],
      [of.mara, 'disputes', REASON],
    ] as const)
      expect((await visitor.post(`/v1/consents/${consent}/${act}`, body).expect(409)).body.code).toBe('state_conflict');
  });

  it('is the owner’s alone, by a person', async () => {
    const { of, consent } = await freshWorld();
    const { pia } = await makePartner(of);
    const path = `/v1/consents/${consent}/revoke`;
    await pia.post(path, {}).expect(404);
    await world.deniz.post(path, {}).expect(404);
    await of.mara.post(path, {}).expect(403);
    await (await keyOf(of, ['requests', 'check'])).post(path, {}).expect(403);
    expect((await of.mara.get(`/v1/consents/${consent}`)).body.state).toBe('given');
  });
});

describe('a consent that takes the place of another', () => {
  it('R-10 is signed in words that say so, and ends the older one with one signature', async () => {
    const { of, by, consent } = await freshWorld();
    const { deniz, mara, performer, season } = of;
    const terms = termsOf(of, { prohibitions: [{ id: 'no-trailers', box: { media: ['promo.trailer'] } }] });
    const body = { performer, production: season, terms, supersedes: consent };
    const request = await idOf(deniz, '/v1/requests', body);
    await deniz.post(`/v1/requests/${request}/send`).expect(200);
    expect(await outcome(of, by)).toEqual(['allow', 'COVERED']);
    const { body: shown } = await mara.get(`/v1/requests/${request}`).expect(200);
    expect([shown.supersedes, shown.rendered.opening]).toEqual([
      consent,
      expect.stringContaining('This takes the place of all that you signed on'),
    ]);
    const yes = await signing(of, request);
    const { body: signed } = await mara
      .post(`/v1/requests/${request}/sign`, { ...yes, textHash: shown.rendered.hash })
      .expect(201);
    expect(await outcome(of, by)).toEqual(['deny', 'PROHIBITED']);
    const { body: episode } = await by.post('/v1/checks', checkOf(of, useOf({ media: ['programme'] }))).expect(200);
    const signature = { method: 'email_code', level: 'simple' };
    const reliedOn = [{ consent: signed.consent, version: 1, signature }];
    expect([episode.outcome, episode.reliedOn]).toEqual(['allow', reliedOn]);
    const { body: old } = await mara.get(`/v1/consents/${consent}`).expect(200);
    expect([old.state, old.changes]).toEqual([
      'superseded',
      [expect.objectContaining({ kind: 'superseded', by: signed.consent })],
    ]);
    const { body: given } = await mara.get(`/v1/consents/${signed.consent}`).expect(200);
    expect([given.supersedes, given.rendered.hash]).toEqual([consent, shown.rendered.hash]);
    await mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(409);
    const { body: twice } = await deniz.post('/v1/requests', body).expect(409);
    expect(twice.code).toBe('state_conflict');
  });

  it('names a consent of the same performer and owner, or nothing', async () => {
    const { of } = await freshWorld();
    const { deniz, performer, season } = of;
    const strange = await signedConsent(world);
    const colleague = await idOf(deniz, '/v1/performers', { name: 'Nils', email: `nils-${newId('perf')}@x.example` });
    const own = await signedConsent(of);
    const ask = (supersedes: string, who = performer) =>
      deniz.post('/v1/requests', { performer: who, production: season, terms: termsOf(of), supersedes });
    await ask(strange).expect(404);
    await ask(newId('cons')).expect(404);
    await ask(own, colleague).expect(404);
    await ask('nonsense').expect(422);
    await ask(own).expect(201);
  });

  it('is refused where another took the place of it first', async () => {
    const { of, consent } = await freshWorld();
    const { deniz, mara, performer, season } = of;
    const requests = [];
    while (requests.length < 2) {
      const body = { performer, production: season, terms: termsOf(of), supersedes: consent };
      const request = await idOf(deniz, '/v1/requests', body);
      await deniz.post(`/v1/requests/${request}/send`).expect(200);
      requests.push(request);
    }
    const [first = '', second = ''] = requests;
    await mara.post(`/v1/requests/${first}/sign`, await signing(of, first)).expect(201);
    const { body } = await mara.post(`/v1/requests/${second}/sign`, await signing(of, second)).expect(409);
    expect(body.code).toBe('state_conflict');
  });
});

describe('a description that reads like boilerplate', () => {
  const VAGUE = 'Any and all media, now known or hereafter devised, throughout the universe, in perpetuity.';

  it('V-03 is flagged, and sent once a person has found it specific', async () => {
    const { of } = await freshWorld();
    const { deniz, mara, performer, season } = of;
    const terms = termsOf(of, { description: VAGUE });
    const request = await idOf(deniz, '/v1/requests', { performer, production: season, terms });
    const { body: draft } = await deniz.get(`/v1/requests/${request}`).expect(200);
    expect([draft.flags, draft.descriptionReview]).toEqual([
      [
        {
          code: 'boilerplate',
          phrases: ['any and all media', 'now known or hereafter devised', 'throughout the universe', 'in perpetuity'],
        },
      ],
      null,
    ]);
    const path = `/v1/requests/${request}/send`;
    const { body: refused } = await deniz.post(path).expect(422);
    expect([refused.code, refused.errors[0].path]).toEqual(['terms_refused', '/terms/description']);
    expect(refused.detail).toContain('in perpetuity');
    const machine = await keyOf(of, ['requests']);
    expect((await machine.post(path, {}).expect(422)).body.code).toBe('terms_refused');
    expect((await machine.post(path, { descriptionReview: 'specific' }).expect(403)).body.code).toBe('not_allowed');
    await deniz.post(path, { descriptionReview: 'vague' }).expect(422);
    const { body: sent } = await deniz.post(path, { descriptionReview: 'specific' }).expect(200);
    expect([sent.state, sent.descriptionReview, sent.flags.length]).toEqual(['sent', 'specific', 1]);
    const { body: signed } = await mara.post(`/v1/requests/${request}/sign`, await signing(of, request)).expect(201);
    const { body: view } = await mara.get(`/v1/consents/${signed.consent}`).expect(200);
    expect(view.descriptionReview).toBe('specific');
  });

  it('V-03 is looked at again when a counter is accepted', async () => {
    const { of } = await freshWorld();
    const { deniz, mara } = of;
    const request = await sentRequest(of);
    expect((await deniz.get(`/v1/requests/${request}`)).body.flags).toEqual([]);
    const terms = termsOf(of, { description: 'As agreed.' });
    await mara.post(`/v1/requests/${request}/counter`, { version: 2, terms }).expect(200);
    const { body: refused } = await deniz.post(`/v1/requests/${request}/send`).expect(422);
    expect(refused.code).toBe('terms_refused');
    await deniz.post(`/v1/requests/${request}/send`, { descriptionReview: 'specific' }).expect(200);
  });
});

describe('terms that say more than their clauses', () => {
  it('are read, shown in words, and refused with unknown facts, units and agreements', async () => {
    const { of } = await freshWorld();
    const { deniz, performer, season } = of;
    const { permissions } = Object(termsOf(of));
    const terms = termsOf(of, {
      permissions: [{ ...permissions[0], caps: { lines: 20 } }],
      formalities: { form: 'rider', agreement: 'sag-aftra-tv' },
      pay: { amount: 110_000, currency: 'USD' },
    });
    const body = { performer, production: season, terms };
    const request = await idOf(deniz, '/v1/requests', body);
    const { body: shown } = await deniz.get(`/v1/requests/${request}`).expect(200);
    for (const words of ['Limit: At most 20 lines in all.', 'the SAG-AFTRA agreement for film and TV', '1,100.00 US'])
      expect(shown.rendered.text).toContain(words);
    const bad = termsOf(of, { formalities: { agreement: 'sag-aftra-tvv' }, pay: { amount: 1 } });
    const { body: refused } = await deniz.post('/v1/requests', { ...body, terms: bad }).expect(422);
    expect(refused.errors).toEqual([
      expect.objectContaining({ path: '/terms/formalities/agreement', suggestions: ['sag-aftra-tv'] }),
      expect.objectContaining({ path: '/terms/pay/currency' }),
    ]);
    const use = useOf({ facts: { scripte: true, scripted: 'yes' }, quantity: { minutes: 2 } });
    const { body: unread } = await farm.post('/v1/checks', checkOf(world, use)).expect(422);
    expect(unread.errors.map(({ path }: { path: string }) => path)).toEqual([
      ...['/use/facts/scripte', '/use/facts/scripted', '/use/quantity/minutes'],
    ]);
  });

  it('names a tool by its register, where whoever registered it takes part', async () => {
    const { of } = await freshWorld();
    const { deniz, performer, season } = of;
    const register = (by: Visitor) =>
      idOf(by, '/v1/tools', { vendor: 'Ondina', name: 'Voice', version: '3.2', tier: 'enterprise' });
    const [own, strange] = [await register(deniz), await register(world.deniz)];
    const { permissions } = Object(termsOf(of));
    const terms = termsOf(of, {
      permissions: [{ ...permissions[0], box: { ...permissions[0].box, tool: [own, strange] } }],
    });
    const request = await idOf(deniz, '/v1/requests', { performer, production: season, terms });
    const { body } = await deniz.get(`/v1/requests/${request}`).expect(200);
    expect(body.rendered.text).toContain(`Tool: Ondina Voice 3.2 and ${strange}. No other tool.`);
  });
});
