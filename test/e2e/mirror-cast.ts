/** Everybody who reads performers' records, around two performers of one house, and what there is to read. */
import { recorded, type Stage } from './api-samples.js';
import { signIn, sql, type Service, type Visitor } from './api-service.js';
import { checkOf, idOf, sentRequest, signedConsent, takeInto, termsOf, useOf, type World } from './api-world.js';
import type { Fact, Kind, Reader } from './mirror-oracle.js';
import { signedOnBySaml } from './sign-on-browser.js';

/** Another performer of the same house, with records of her own. */
export async function makeNora({ world, visitors, union }: Stage): Promise<World> {
  const [email, by] = ['nora@performer.example', visitors.keyCheck];
  const performer = await idOf(world.deniz, '/v1/performers', { name: 'Nora', email });
  const nora = { ...world, performer, mara: await signIn(world.service, email), maraEmail: email };
  await takeInto({ union, ruth: visitors.union }, nora);
  await signedConsent(nora);
  await sentRequest(nora);
  // A draft, and what both sides ask and say themselves.
  await idOf(world.deniz, '/v1/requests', { performer, production: world.season, terms: termsOf(nora) });
  for (const visitor of [by, visitors.vendor]) await visitor.post('/v1/checks', checkOf(nora)).expect(200);
  await idOf(visitors.vendor, '/v1/disclosures', checkOf(nora, useOf({ description: 'Hers' })));
  const claim = { ...checkOf(nora), exemption: 'as_scripted', reason: 'As in the script.' };
  await idOf(visitors.vendor, '/v1/claims', claim);
  await by.post('/v1/checks', { ...checkOf(nora), performer: null }).expect(200);
  return nora;
}

/** Everybody who reads, and some who may not. */
export async function everybody(stage: Stage, nora: World): Promise<Reader[]> {
  const { world, visitors, union, vendorOrganization } = stage;
  const studio = await onlyOrganizationOf(visitors.studio);
  // She has a company as well, which takes part where she plays.
  const own = await idOf(world.mara, '/v1/organizations', { kind: 'vendor', name: 'Her company' });
  const part = { role: 'vendor', email: world.maraEmail };
  const id = await idOf(world.deniz, `/v1/productions/${world.series}/participations`, part);
  await world.mara.post(`/v1/participations/${id}/accept`, {}).expect(200);
  const narrow = await signIn(world.service, 'narrow@agency.example');
  const scope = { production: [world.season], act: ['train'] };
  const authority = await recorded(stage, 'performer', 'narrow@agency.example', { scope });
  await visitors.union.post(`/v1/authorities/${authority}/verify`, { how: 'copy_seen' }).expect(200);
  const vouched = { organization: vendorOrganization, email: 'vouched@vendor.example' };
  const people: [string, Visitor, Reader['role'], string | null, Partial<Reader>?][] = [
    ['performer', world.mara, 'performer', own, { profiles: [world.performer] }],
    ['nora', nora.mara, 'performer', null, { profiles: [nora.performer] }],
    ['representative', visitors.representative, 'representative', null],
    ['representative of a part', narrow, 'representative', null],
    ['owner', visitors.owner, 'member', world.organization],
    ['vendor', visitors.vendor, 'member', vendorOrganization],
    ['vouched for', await signedOnBySaml(visitors.vendor, vouched), 'member', vendorOrganization],
    ['studio', visitors.studio, 'member', studio],
    ['union', visitors.union, 'union', union, { isUnion: true }],
    ['other union', visitors.otherUnion, 'union', await onlyOrganizationOf(visitors.otherUnion), { isUnion: true }],
    ['operator', visitors.operator, null, null],
    ['nobody', visitors.nobody, null, null],
    ['key that checks', visitors.keyCheck, 'key:check', world.organization],
    ['key that reads', visitors.keyRead, 'key:read', world.organization],
    ['key of the vendor', visitors.keyVendor, 'key:read', vendorOrganization],
    ['key of the union', visitors.keyMonitor, null, union],
  ];
  const made: Reader[] = [
    { name: 'anonymous', visitor: visitors.anonymous, actor: null, role: null, organization: null, profiles: [] },
  ];
  for (const [name, visitor, role, organization, more = {}] of people) {
    const { body } = await visitor.get('/v1/session').expect(200);
    made.push({ name, visitor, actor: body.key ?? `user:${body.user}`, role, organization, profiles: [], ...more });
  }
  return made;
}

async function onlyOrganizationOf(visitor: Visitor): Promise<string> {
  const { body } = await visitor.get('/v1/organizations').expect(200);
  return body.items[0].id;
}

/** All records that there are, as the tables have them. */
export async function factsIn(service: Service): Promise<Map<string, Fact>> {
  const of = (kind: Kind, table: string, columns: string) =>
    `SELECT '${kind}' AS kind, id, ${columns}, organization FROM countersign.${table}`;
  const rows = await sql(
    service,
    [
      of('profile', 'performers', 'id AS performer, NULL AS production, false AS "isDraft"'),
      of('authority', 'authorities', 'performer, NULL, false'),
      of('request', 'requests', 'performer, production, sent_at IS NULL'),
      of('consent', 'consents', 'performer, production, false'),
      of('check', 'decisions', 'performer, production, false'),
      of('disclosure', 'disclosures', 'performer, production, false'),
      of('claim', 'claims', 'performer, production, false'),
      of('recall', 'recalls', 'performer, production, false'),
      of('usage_report', 'usage_reports', 'performer, production, false'),
    ].join(' UNION ALL '),
  );
  return new Map((rows as Fact[]).map((fact) => [fact.id, fact]));
}
