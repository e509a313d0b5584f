/** A small world: a production company with a series, a performer, a signed consent, and a key to check with. */
import { mailTo, OPERATOR, signIn, Visitor, type Service } from './api-service.js';

const TOOL = 'tool_voice_1';

export interface World {
  readonly service: Service;
  readonly deniz: Visitor;
  readonly mara: Visitor;
  readonly maraEmail: string;
  readonly denizEmail: string;
  readonly organization: string;
  readonly series: string;
  readonly season: string;
  readonly performer: string;
}

let worlds = 0;

/** Each world has its own people, so that several share one database and see nothing of each other. */
export async function makeWorld(service: Service): Promise<World> {
  worlds += 1;
  const [denizEmail, maraEmail] = [`deniz${worlds}@harbor.example`, `mara${worlds}@performer.example`];
  const deniz = await signIn(service, denizEmail);
  const organization = await idOf(deniz, '/v1/organizations', {
    kind: 'production_company',
    name: 'Harbor Lane Pictures',
  });
  const series = await idOf(deniz, '/v1/productions', { kind: 'series', title: 'Harbor' });
  const season = await idOf(deniz, '/v1/productions', { kind: 'season', title: 'Harbor, season 1', parent: series });
  const performer = await idOf(deniz, '/v1/performers', { name: 'Mara Velloso', email: maraEmail });
  const mara = await signIn(service, maraEmail);
  return { service, deniz, mara, maraEmail, denizEmail, organization, series, season, performer };
}

export async function idOf(visitor: Visitor, path: string, body: object): Promise<string> {
  const { body: made } = await visitor.post(path, body).expect(201);
  return made.id;
}

/** Terms for the world's season, within which `useOf()` lies. */
export function termsOf({ season }: Pick<World, 'season'>, overrides: object = {}): object {
  return {
    description: 'Lines of Harbor that you recorded, said again by a copy of your voice.',
    permissions: [{ id: 'lines', box: scopeOf({ production: [season], media: ['programme', 'promo.trailer'] }) }],
    prohibitions: [{ id: 'no-training', box: { act: ['train'] } }],
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
    ...overrides,
  };
}

function scopeOf(overrides: object): object {
  return {
    act: ['generate.voice.adr_line'],
    purpose: ['production'],
    territory: ['world'],
    language: ['en', 'es'],
    stage: 'final',
    content: ['none'],
    tool: [TOOL],
    from: '2026-01-01T00:00:00.000Z',
    until: '2036-01-01T00:00:00.000Z',
    ...overrides,
  };
}

/** A use within `termsOf(world)`. */
export function useOf(overrides: object = {}): object {
  return {
    act: ['generate.voice.adr_line'],
    purpose: ['production'],
    media: ['promo.trailer.series'],
    territory: ['US'],
    language: ['es-MX'],
    stage: 'final',
    content: ['none'],
    pipeline: [TOOL],
    from: '2027-01-01T00:00:00.000Z',
    until: '2027-02-01T00:00:00.000Z',
    ...overrides,
  };
}

export async function sentRequest(world: World, terms: object = termsOf(world)): Promise<string> {
  const { deniz, performer, season } = world;
  const request = await idOf(deniz, '/v1/requests', { performer, production: season, terms });
  await deniz.post(`/v1/requests/${request}/send`).expect(200);
  return request;
}

export interface Signing {
  readonly version: number;
  readonly code: string;
  readonly typedName: string;
  readonly clauses: { id: string; textHash: string; confirmed: boolean }[];
  readonly electronicBusiness: boolean;
}

/** Everything a signature takes: the request as read, and the code from the mail. */
export async function signing(
  { service, mara, maraEmail }: Pick<World, 'service' | 'mara' | 'maraEmail'>,
  request: string,
): Promise<Signing> {
  const { body: shown } = await mara.get(`/v1/requests/${request}`).expect(200);
  await mara.post(`/v1/requests/${request}/code`).expect(202);
  const mails = await mailTo(service, maraEmail);
  const code = /code is (\d{6})/.exec(mails.join('\n'))?.[1] ?? '';
  const clauses = shown.rendered.clauses.map(({ id, textHash }: { id: string; textHash: string }) => ({
    ...{ id, textHash, confirmed: true },
  }));
  return { version: shown.version, code, typedName: 'Mara Velloso', clauses, electronicBusiness: true };
}

/** Sends a request and signs it; returns the consent's id. */
export async function signedConsent(world: World, terms: object = termsOf(world)): Promise<string> {
  const request = await sentRequest(world, terms);
  const { body } = await world.mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
  return body.consent;
}

/** The same of terms that take a signature of who asks: she signs first, and they last, each on a device of their own. */
export async function countersignedConsent(world: World, between: () => void = () => undefined): Promise<string> {
  const { mara, deniz, denizEmail } = world;
  const request = await sentRequest(world, termsOf(world, { formalities: { signatures: ['production'] } }));
  const hers = await signing(world, request);
  const theirs = await signing({ ...world, mara: deniz, maraEmail: denizEmail }, request);
  await mara.post(`/v1/requests/${request}/sign`, hers, { 'user-agent': 'Her phone' }).expect(201);
  between();
  const named = { ...theirs, typedName: 'Deniz Aydin' };
  const { body } = await deniz.post(`/v1/requests/${request}/sign`, named, { 'user-agent': 'His desk' }).expect(201);
  return body.consent;
}

/** Somebody whose own organization takes part in the world's series, and the id of that organization. */
export async function joinAs(
  { service, deniz, series }: World,
  role: 'studio' | 'vendor',
  email: string,
): Promise<[Visitor, string]> {
  const visitor = await signIn(service, email);
  const organization = await idOf(visitor, '/v1/organizations', { kind: role, name: `The ${role}` });
  const part = await idOf(deniz, `/v1/productions/${series}/participations`, { role, email });
  await visitor.post(`/v1/participations/${part}/accept`, {}).expect(200);
  return [visitor, organization];
}

/** Another administrator of the world's organization. */
export async function colleagueOf({ service, deniz, organization }: World, email: string): Promise<Visitor> {
  const member = { email, name: 'A colleague', role: 'admin' };
  await deniz.post(`/v1/organizations/${organization}/members`, member).expect(201);
  return signIn(service, email);
}

/** A machine of the organization, with these scopes. */
export async function keyOf({ service, deniz, organization }: World, scopes = ['check']): Promise<Visitor> {
  const { body } = await deniz.post(`/v1/organizations/${organization}/keys`, { name: 'farm', scopes }).expect(201);
  return new Visitor(service, { authorization: `Bearer ${body.secret}` });
}

export function checkOf({ performer, season }: World, use: object = useOf()): object {
  return { performer, production: season, use };
}

/** A union with one representative. */
export async function makeUnion(
  service: Service,
  name = 'SAG-AFTRA',
): Promise<{ readonly union: string; readonly ruth: Visitor; readonly ruthEmail: string }> {
  unions += 1;
  const operator = await signIn(service, OPERATOR);
  const union = await idOf(operator, '/v1/organizations', { kind: 'union', name });
  const ruthEmail = `ruth${unions}@union.example`;
  const member = { email: ruthEmail, name: 'Ruth', role: 'union_rep' };
  await operator.post(`/v1/organizations/${union}/members`, member).expect(201);
  return { union, ruth: await signIn(service, ruthEmail), ruthEmail };
}

let unions = 0;

/** Makes the performer of a world a member of a union: she names it, and it calls her address a member's. */
export async function takeInto(
  { union, ruth }: { readonly union: string; readonly ruth: Visitor },
  { mara, maraEmail, performer }: Pick<World, 'mara' | 'maraEmail' | 'performer'>,
): Promise<void> {
  await mara.post(`/v1/performers/${performer}/details`, { unions: [union] }).expect(200);
  await ruth.post('/v1/memberships', { email: maraEmail, organization: union }).expect(201);
}

/** What a union says that it looks for, as a query. */
export const AUDIT = 'purpose=audit&reason=Terms+of+2026.';

/** Puts all of a world under an agreement of SAG-AFTRA: one whose rules ask nothing of the uses here. */
export async function cover({ deniz, series }: World, agreement = 'sag-aftra-audio-ai@2024'): Promise<void> {
  await deniz.post(`/v1/productions/${series}/policies`, { agreements: [agreement] }).expect(200);
}

/** An organization that takes part in the world's series. */
export async function makePartner(
  world: World,
  role: 'vendor' | 'studio' = 'vendor',
): Promise<{ readonly partner: string; readonly pia: Visitor }> {
  partners += 1;
  const [pia, partner] = await joinAs(world, role, `pia${partners}@partner.example`);
  return { partner, pia };
}

let partners = 0;

/** Where an input was refused, and with what suggestions. */
export function faultsOf({ errors }: { errors: { path: string }[] }): string[] {
  return errors.map(({ path }) => path);
}

/** A colleague of the world's people who looks at papers, the same one each time. */
export function verifierOf(world: World): Promise<Visitor> {
  const found = verifiers.get(world) ?? colleagueOf(world, `verifier${(verified += 1)}@harbor.example`);
  verifiers.set(world, found);
  return found;
}

const verifiers = new WeakMap<World, Promise<Visitor>>();
let verified = 0;

/** An authority, recorded by somebody, with a document that somebody else verified: for an estate a colleague, else she. */
export async function authorityOf(
  world: World,
  overrides: { readonly email: string; readonly capacity?: string; readonly [member: string]: unknown },
  recorder: Visitor = world.deniz,
): Promise<string> {
  const body = {
    ...{ capacity: 'agent', name: 'Iris Calder', scope: null, documentHash: 'a'.repeat(64) },
    ...{ from: '2026-01-01T00:00:00.000Z', until: null, ...overrides },
  };
  const id = await idOf(recorder, `/v1/performers/${world.performer}/authorities`, body);
  const verifier = body.capacity === 'estate' ? await verifierOf(world) : world.mara;
  await verifier.post(`/v1/authorities/${id}/verify`, { how: 'original_seen' }).expect(200);
  return id;
}
