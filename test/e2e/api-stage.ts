/** Full worlds for the tests of access: everybody who has a part in one performer's records, and a record of each kind. */
import { randomInt } from 'node:crypto';
import { newId } from '#store';
import { openService, OPERATOR, sequence, signIn, Visitor, type Service } from './api-service.js';
import { newestSessionOf, recorded, sampleOf, terms, type Persona, type Stage } from './api-samples.js';
import { AUDIT, idOf, signing, termsOf, useOf, type World } from './api-world.js';

/** An operator who made no union, and so is nothing else. */
const CARETAKER = 'caretaker@service.example';

export function openStagedService(env: Readonly<Record<string, string>> = {}): Promise<Service> {
  return openService({ env: { OPERATOR_EMAILS: `${OPERATOR},${CARETAKER}`, ...env } });
}

/** A word that stands nowhere else, and in what it was said. */
export interface Said {
  readonly what: string;
  readonly word: string;
}

/** Each stage has people and organizations of its own, so that two of them are strangers to each other. */
export async function makeStage(service: Service, heard: Said[] = []): Promise<Stage> {
  const word = () => Array.from({ length: 12 }, () => 'bcdfghjklmnpqrstvwxz'.charAt(randomInt(20))).join('');
  const speak = (what: string, form: (word: string) => string) => {
    const said = word();
    heard.push({ what, word: said });
    return form(said);
  };
  const say = (what: string) => speak(what, (said) => `${what} ${said}`);
  const mailbox = (what: string) => speak(what, (said) => `${what}.${said}@example.com`);
  const voices = { say, mailbox };

  const { union, visitor: ruth } = await makeUnion(service, voices);
  const { visitor: rita } = await makeUnion(service, voices);
  const world = await makeWorld(service, voices, union);
  const vendorEmail = mailbox('pia');
  const vendor = await joined(world, { role: 'vendor', email: vendorEmail, ...voices });
  const studio = await joined(world, { role: 'studio', email: mailbox('sam'), ...voices });
  const agentEmail = mailbox('iris');
  const machine = (of: Visitor, organization: string, scope: string) => keyOf(of, { organization, scope, say });
  const visitors: Record<Persona, Visitor> = {
    anonymous: new Visitor(service),
    nobody: await signIn(service, mailbox('nobody')),
    performer: world.mara,
    representative: await signIn(service, agentEmail),
    owner: world.deniz,
    vendor: vendor.visitor,
    studio: studio.visitor,
    union: ruth,
    otherUnion: rita,
    operator: await signIn(service, CARETAKER),
    keyCheck: await machine(world.deniz, world.organization, 'check'),
    keyRequests: await machine(world.deniz, world.organization, 'requests'),
    keyRead: await machine(world.deniz, world.organization, 'read'),
    keyMonitor: await machine(ruth, union, 'monitor'),
    keyVendor: await machine(vendor.visitor, vendor.organization, 'read'),
  };
  const stage: Stage = {
    world,
    union,
    ids: {},
    visitors,
    vendorEmail,
    vendorOrganization: vendor.organization,
    agentEmail,
    ...voices,
  };
  await fill(stage);
  return stage;
}

interface Voices {
  readonly say: (what: string) => string;
  readonly mailbox: (what: string) => string;
}

async function makeUnion(service: Service, { say, mailbox }: Voices) {
  const operator = await signIn(service, OPERATOR);
  // The name tells its agreements, and so holds no word of its own.
  const union = await idOf(operator, '/v1/organizations', { kind: 'union', name: 'SAG-AFTRA' });
  const email = mailbox('rep');
  const member = { email, name: say('Rep'), role: 'admin' };
  await operator.post(`/v1/organizations/${union}/members`, member).expect(201);
  return { union, visitor: await signIn(service, email) };
}

async function makeWorld(service: Service, { say, mailbox }: Voices, union: string): Promise<World> {
  const [denizEmail, maraEmail] = [mailbox('deniz'), mailbox('mara')];
  const deniz = await signIn(service, denizEmail);
  const made = { kind: 'production_company', name: say('Harbor Lane') };
  const organization = await idOf(deniz, '/v1/organizations', made);
  const series = await idOf(deniz, '/v1/productions', { kind: 'series', title: say('Harbor') });
  const season = await idOf(deniz, '/v1/productions', { kind: 'season', title: say('Season'), parent: series });
  const performer = await idOf(deniz, '/v1/performers', { name: say('Mara'), email: maraEmail });
  const mara = await signIn(service, maraEmail);
  await mara.post(`/v1/performers/${performer}/details`, { unions: [union] }).expect(200);
  // Under an agreement of hers whose rules ask nothing of the uses here.
  await deniz.post(`/v1/productions/${series}/policies`, { agreements: ['sag-aftra-audio-ai@2024'] }).expect(200);
  return { service, deniz, mara, maraEmail, denizEmail, organization, series, season, performer };
}

async function joined(
  { service, deniz, series }: World,
  { role, email, say }: Voices & { readonly role: 'vendor' | 'studio'; readonly email: string },
) {
  const visitor = await signIn(service, email);
  const organization = await idOf(visitor, '/v1/organizations', { kind: role, name: say('Partner') });
  const part = await idOf(deniz, `/v1/productions/${series}/participations`, { role, email });
  await visitor.post(`/v1/participations/${part}/accept`, {}).expect(200);
  return { visitor, organization };
}

async function keyOf(
  of: Visitor,
  { organization, scope, say }: { organization: string; scope: string; say: Voices['say'] },
): Promise<Visitor> {
  const wanted = { name: say('farm'), scopes: [scope] };
  const { body } = await of.post(`/v1/organizations/${organization}/keys`, wanted).expect(201);
  return new Visitor(of.service, { authorization: `Bearer ${body.secret}` });
}

/** One record of each kind, by the routes themselves. */
async function fill(stage: Stage): Promise<void> {
  const { ids, world, visitors, say, mailbox, vendorEmail } = stage;
  const { owner } = visitors;
  ids['membership'] = await idOf(visitors.union, '/v1/memberships', { email: world.maraEmail });
  // What the agent acts under is not the authority that routes are tried on.
  const held = await recorded(stage, 'performer', stage.agentEmail);
  await visitors.union.post(`/v1/authorities/${held}/verify`, { how: 'copy_seen' }).expect(200);
  const make = async (name: string, route: string, by: Persona = 'owner', changes: object = {}) => {
    const path = route.replace(/^POST /, '').replace(/:(\w+)/g, (_, each: string) => ids[each] ?? each);
    ids[name] = await idOf(visitors[by], path, { ...sampleOf(route)?.body(stage, by), ...changes });
  };
  const { body: session } = await owner.get('/v1/session').expect(200);
  Object.assign(ids, { factor: session.factors[0].id, session: await newestSessionOf(owner) });
  Object.assign(ids, { organization: world.organization, production: world.season, performer: world.performer });
  await make('tool', 'POST /v1/tools', 'owner', { likenessOf: world.performer });
  await make('attestation', 'POST /v1/tools/:tool/attestations');
  await make('authority', 'POST /v1/performers/:performer/authorities');
  await make('clearance', 'POST /v1/clearances');
  const invited = { role: 'vendor', email: vendorEmail };
  ids['participation'] = await idOf(owner, `/v1/productions/${world.season}/participations`, invited);
  await make('key', 'POST /v1/organizations/:organization/keys');
  await make('webhook', 'POST /v1/organizations/:organization/webhooks');
  const tested = `/v1/organizations/${world.organization}/webhooks/${ids['webhook']}/test`;
  ids['delivery'] = (await owner.post(tested).expect(202)).body.delivery;
  const member = { email: mailbox('member'), name: say('Member') };
  const { body: added } = await owner.post(`/v1/organizations/${world.organization}/members`, member).expect(201);
  ids['user'] = added.user;

  ids['recall'] = await recalled(stage);
  // One that nobody answers: to the other all may have been said when somebody is to be reminded.
  ids['openRecall'] = await recalled(stage);
  ids['consent'] = await signedConsent(stage);
  await make('request', 'POST /v1/requests');
  await owner.post(`/v1/requests/${ids['request']}/send`).expect(200);
  const use = useOf({ quantity: { lines: 2 }, description: say('Two lines') });
  const check = { production: world.season, performer: world.performer, use, reference: say('shot') };
  const { body: checked } = await visitors.keyCheck.post('/v1/checks', check).expect(200);
  if (checked.outcome !== 'allow') throw new Error('the check of a stage is allowed');
  ids['check'] = checked.id;
  const { body: made } = await visitors.keyCheck
    .post(`/v1/checks/${checked.id}/usage`, { quantity: { lines: 1 } })
    .expect(201);
  ids['usage'] = made.uses[0].id;
  const period = { from: '2026-01-01T00:00:00.000Z', until: new Date().toISOString() };
  const { body: given } = await owner.post(`/v1/productions/${world.season}/usage-reports`, period).expect(201);
  ids['usageReport'] = given.reports[0].id;
  await make('disclosure', 'POST /v1/disclosures');
  await make('approval', 'POST /v1/disclosures/:disclosure/approvals', 'performer', { verdict: 'given' });
  await make('claim', 'POST /v1/claims');
  await make('unionDispute', 'POST /v1/consents/:consent/disputes', 'union');
  await make('dispute', 'POST /v1/consents/:consent/disputes', 'performer');
  await make('suspension', 'POST /v1/suspensions', 'union');
  ids['finding'] = await foundByUnion(stage);
  await make('report', 'POST /v1/union-reports', 'union');
}

/** A request that would let a model be taught, as the union finds it. */
async function foundByUnion(stage: Stage): Promise<string> {
  const { world, visitors } = stage;
  const [lines] = Object(termsOf(world)).permissions;
  const taught = { id: 'model', box: { ...lines.box, act: ['train.replica_model'] } };
  const asked = { ...terms(stage), permissions: [taught], prohibitions: [] };
  const { performer, season: production } = world;
  const request = await idOf(visitors.owner, '/v1/requests', { performer, production, terms: asked });
  await visitors.owner.post(`/v1/requests/${request}/send`).expect(200);
  const { body } = await visitors.union.get(`/v1/findings?code=training_allowed&${AUDIT}`).expect(200);
  return body.items[0].id;
}

/** What follows from a withdrawal that the owner relied on. */
async function recalled(stage: Stage): Promise<string> {
  const { world, visitors } = stage;
  const consent = await signedConsent(stage);
  const check = { production: world.season, performer: world.performer, use: useOf() };
  await visitors.keyCheck.post('/v1/checks', check).expect(200);
  const { body } = await visitors.performer.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
  return body.recorded.recall;
}

async function signedConsent(stage: Stage): Promise<string> {
  const { world, visitors } = stage;
  const [lines] = Object(termsOf(world)).permissions;
  const asked = { ...terms(stage), permissions: [lines] };
  const { performer, season: production } = world;
  const request = await idOf(visitors.owner, '/v1/requests', { performer, production, terms: asked });
  await visitors.owner.post(`/v1/requests/${request}/send`).expect(200);
  const signed = { ...(await signing(world, request)), typedName: 'Mara Velloso' };
  const { body } = await visitors.performer.post(`/v1/requests/${request}/sign`, signed).expect(201);
  return body.consent;
}

/** Notes an entry of the consent and its leaf, once the log holds them. */
export async function proveConsent({ ids, world, visitors }: Stage): Promise<void> {
  await sequence(world.service);
  const { body } = await visitors.performer.get(`/v1/consents/${ids['consent']}/proof`).expect(200);
  [ids['entry'], ids['leaf']] = [body.items[0].id, body.items[0].leafHash];
}

/** Records that are nobody's: there for all who are let in. */
export async function addNobodys(stage: Stage): Promise<void> {
  const { store } = stage.world.service;
  await proveConsent(stage);
  const size = (await store.log.checkpoint())?.size ?? 0;
  stage.ids['tile'] = size < 256 ? `0/000.p/${size}` : '0/000';
  stage.ids['message'] = newId('del');
  const mail = { subject: 'Hello', text: 'Hello', html: null, attachments: {}, to: 'somebody@example.com' };
  await store.mailbox.capture({ id: stage.ids['message'], ...mail });
}
