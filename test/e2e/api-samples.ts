/**
 * A sound body and sound ids for every route, in one place: what the access matrix, the named ids and the planted words
 * are made of. A route that takes a body and has no row here does not compile; a parameter in a path that `KINDS` does not
 * know fails the matrix.
 *
 * For a new route: give it a row in `SAMPLES` whose body is sound for the records of `stage.ids` (a `GET` or one without a
 * body needs none, others `{}`); write every text through `say`, so that the words are looked for in strangers' answers;
 * and for a new kind of record put one into `stage.ids` in `api-stage.ts`, under the name of the parameter in the path.
 */
import { newId, type IdPrefix } from '#store';
import type { ACCESS } from '../../apps/api/src/access.js';
import type { Relation } from '../../apps/api/src/access/roles.js';
import { signInByLink, type Visitor } from './api-service.js';
import { samlKey } from '../support/saml-provider.js';
import { idOf, termsOf, useOf, type World } from './api-world.js';

/** Two organizations, a union and their people around one performer, with a record of every kind. */
export interface Stage {
  readonly world: World;
  readonly union: string;
  /** The own record of each kind, by the name of the parameter that takes its id. */
  readonly ids: Record<string, string>;
  readonly visitors: Record<Persona, Visitor>;
  /** The address that invitations into the production went to. */
  readonly vendorEmail: string;
  readonly vendorOrganization: string;
  /** Of who acts for the performer. */
  readonly agentEmail: string;
  /** A text of this sort with a word in it that stands nowhere else. */
  readonly say: (what: string) => string;
  /** An address with such a word. */
  readonly mailbox: (what: string) => string;
}

export type Persona =
  | 'anonymous'
  | 'nobody'
  | 'performer'
  | 'representative'
  | 'owner'
  | 'vendor'
  | 'studio'
  | 'union'
  | 'otherUnion'
  | 'operator'
  | 'keyCheck'
  | 'keyRequests'
  | 'keyRead'
  | 'keyMonitor'
  | 'keyVendor';

type Route = keyof typeof ACCESS;
type WritingRoute = Exclude<Route, `GET ${string}`>;

export interface Sample {
  readonly body: (stage: Stage, persona: Persona) => object;
  /** Where the record must be another than that of `stage.ids`: made anew for each request. */
  readonly ids?: (stage: Stage, persona: Persona) => Promise<Readonly<Record<string, string>>>;
  /** The body, not the path, names the record. */
  readonly isNamed?: true;
  /** Why nobody's request succeeds: what is held is whom it reaches. */
  readonly refused?: string;
  /** What is refused so is answered 403, as a role is. */
  readonly isForbidden?: true;
  /** Whoever is let in is answered, with a decision about a stranger. */
  readonly answersAll?: true;
  /** Whom the record of the stage concerns, where it is not the usual. */
  readonly of?: Readonly<Partial<Record<Persona, readonly Relation[]>>>;
  /** It changes who the asker is, and so comes last. */
  readonly isLast?: true;
}

/** What a parameter in a path names: for ids that nothing has. `null` is nobody's record. */
export const KINDS: Readonly<Record<string, IdPrefix | 'user' | null>> = {
  ...{ organization: 'org', production: 'prod', performer: 'perf', consent: 'cons', request: 'req', check: 'chk' },
  ...{ participation: 'part', key: 'key', tool: 'tool', attestation: 'att', authority: 'auth', clearance: 'clr' },
  ...{ suspension: 'sus', dispute: 'dsp', disclosure: 'dsc', approval: 'apv', claim: 'clm', user: 'user' },
  ...{ factor: 'fac', session: 'ses', membership: 'mem', webhook: 'hook', delivery: 'del' },
  ...{ recall: 'rcl', message: null, pack: null, token: null },
  ...{ finding: 'fnd', report: 'rep', usageReport: 'urp' },
};

const FROM = '2026-01-01T00:00:00Z';
const DOCUMENT = 'a'.repeat(64);
const NONE = () => ({});
const NO_LINK = 'no link was mailed with this token';
const WRONG_CODE = 'it is no code that the authenticator program shows';

const asked = ({ world }: Stage) => ({ production: world.season, performer: world.performer, use: useOf() });

const described = (stage: Stage) => ({ ...asked(stage), use: useOf({ description: stage.say('Lines') }) });

const question = ({ world }: Stage) => {
  const { act, ...context } = Object(useOf());
  return {
    ...{ subject: { type: 'production', id: world.season }, action: { name: act[0] } },
    ...{ resource: { type: 'performer', id: world.performer }, context },
  };
};

const box = ({ world }: Stage) => ({ production: [world.season], tool: ['any'] });

export const terms = (stage: Stage) =>
  termsOf(stage.world, {
    description: `${stage.say('Lines of Harbor')}, said again by a copy of your voice.`,
    prohibitions: [{ id: 'no-training', box: { act: ['train'], ...box(stage) } }],
  });

const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

const draft = (stage: Stage) => {
  const { owner } = stage.visitors;
  const { performer, season: production } = stage.world;
  return idOf(owner, '/v1/requests', { performer, production, terms: terms(stage) });
};

const sent = async (stage: Stage) => {
  const request = await draft(stage);
  await stage.visitors.owner.post(`/v1/requests/${request}/send`).expect(200);
  return request;
};

/** A dispute is ended by whose it is. */
const disputed = async ({ ids, visitors, say }: Stage, persona: Persona) => {
  const opener = persona === 'union' ? visitors.union : visitors.performer;
  return { dispute: await idOf(opener, `/v1/consents/${ids['consent']}/disputes`, { reason: say('Not as agreed') }) };
};

const paper = ({ say }: Stage, email: string) => ({
  ...{ capacity: 'agent', name: say('Iris'), email, scope: null, from: FROM, until: null, documentHash: DOCUMENT },
  coversLikeness: true,
});

/** An authority that nobody has verified yet. */
export const recorded = (stage: Stage, by: Persona, email: string, changes: object = {}) =>
  idOf(stage.visitors[by], `/v1/performers/${stage.world.performer}/authorities`, {
    ...paper(stage, email),
    ...changes,
  });

const passkey = () => ({
  challenge: newId('chl'),
  response: {
    ...{ id: 'x', rawId: 'x', type: 'public-key' },
    response: { clientDataJSON: 'x', attestationObject: 'x', authenticatorData: 'x', signature: 'x' },
  },
});

/** What is one person's own is here of who asks for the production. */
const OWNERS = { performer: [], owner: ['self'] } as const;

export async function newestSessionOf(visitor: Visitor): Promise<string> {
  const { body } = await visitor.get('/v1/sessions').expect(200);
  return body.items[0].id;
}

const NOBODY = 'no provider has vouched for anybody';
const SAML = {
  ...{ entityId: 'https://idp.example', entryPoint: 'https://idp.example/saml' },
  certificates: [(await samlKey()).certificate],
};

/** The organization trusts a provider of identities. */
async function trusting({ world, visitors }: Stage): Promise<Record<string, string>> {
  await visitors.owner.post(`/v1/organizations/${world.organization}/sign-on/saml`, SAML).expect(201);
  return {};
}

const RECEIVER = { url: 'https://receiver.example/' };

/** A webhook that may be changed and removed. An organization has 20 at most, and a scanner asks for hundreds. */
const hooked = async ({ world, visitors, ids }: Stage) => {
  const path = `/v1/organizations/${world.organization}/webhooks`;
  const { body } = await visitors.owner.get(`${path}?limit=100`).expect(200);
  const spent = body.items.length < 18 ? [] : body.items.filter(({ id }: { id: string }) => id !== ids['webhook']);
  for (const { id } of spent) await visitors.owner.delete(`${path}/${id}`);
  return { webhook: await idOf(visitors.owner, path, RECEIVER) };
};

let people = 0;
let uses = 0;

/** A use that nobody else has disclosed: who did approves nothing of it. */
const disclosed = (stage: Stage) => {
  const from = new Date(Date.UTC(2027, 0, 1, 0, 0, (uses += 1))).toISOString();
  return idOf(stage.visitors.owner, '/v1/disclosures', { ...asked(stage), use: useOf({ from }) });
};

/** An approval is given in a capacity: those who make the title have none, nor has an agent of the living. */
const NO_CAPACITY = { owner: [], vendor: [], representative: [] };
const kindOf = (persona: Persona) => (persona === 'studio' || persona === 'union' ? persona : 'performer');

const SAMPLES = {
  'POST /v1/sign-in': { body: ({ mailbox }) => ({ email: mailbox('signer') }) },
  'POST /v1/session': { body: () => ({ token: 'x'.repeat(32) }), refused: NO_LINK },
  'DELETE /v1/session': { body: NONE, isLast: true },
  'POST /v1/session/code': { body: () => ({ code: '000000' }), refused: WRONG_CODE, isForbidden: true },
  'POST /v1/factors/totp': { body: NONE },
  'POST /v1/factors/totp/confirm': {
    body: ({ say }) => ({ code: '000000', name: say('Phone') }),
    refused: WRONG_CODE,
    isForbidden: true,
  },
  'POST /v1/session/passkey': { body: NONE },
  'POST /v1/session/passkey/confirm': { body: passkey, refused: 'nobody made this passkey', isForbidden: true },
  'POST /v1/factors/passkey': { body: NONE },
  'POST /v1/factors/passkey/confirm': {
    body: ({ say }) => ({ ...passkey(), name: say('Phone') }),
    refused: 'nobody made this passkey',
    isForbidden: true,
  },
  'POST /v1/factors/:factor/name': { body: ({ say }) => ({ name: say('Phone') }), of: OWNERS },
  'DELETE /v1/factors/:factor': {
    body: NONE,
    of: OWNERS,
    refused: 'it is the last of somebody who needs one',
  },
  'POST /v1/recovery-codes': { body: NONE },
  'POST /v1/recovery': { body: NONE, refused: 'who has shown a factor has not lost it' },
  'DELETE /v1/recovery': { body: NONE, refused: 'nobody has said that anything is lost' },
  'POST /reminders/:token': { body: NONE },
  'POST /v1/recovery/cancel': { body: () => ({ token: 'x' }), refused: NO_LINK },
  'POST /v1/language': { body: () => ({ language: 'es' }) },
  'DELETE /v1/sessions': { body: NONE },
  'POST /v1/erasure': { body: () => ({ etag: 'f'.repeat(64) }), refused: 'it names a preview that nobody was shown' },
  'DELETE /v1/sessions/:session': {
    body: NONE,
    of: OWNERS,
    ids: async ({ world: { service, deniz, denizEmail } }) => {
      await signInByLink(service, denizEmail);
      return { session: await newestSessionOf(deniz) };
    },
  },

  'POST /v1/organizations': { body: ({ say }) => ({ kind: 'studio', name: say('Studio') }), isLast: true },
  'POST /v1/organizations/:organization/members': {
    body: ({ say, mailbox }) => ({ email: mailbox('member'), name: say('Member') }),
  },
  'DELETE /v1/organizations/:organization/members/:user': {
    body: NONE,
    ids: async ({ world, visitors }) => {
      const member = { email: `leaver${(people += 1)}@example.com`, name: 'A leaver' };
      const { body } = await visitors.owner.post(`/v1/organizations/${world.organization}/members`, member).expect(201);
      return { user: body.user };
    },
  },
  'POST /v1/organizations/:organization/keys': { body: ({ say }) => ({ name: say('farm'), scopes: ['check'] }) },
  'POST /v1/organizations/:organization/keys/:key/rotate': { body: NONE },
  'DELETE /v1/organizations/:organization/keys/:key': { body: NONE },
  'POST /v1/organizations/:organization/webhooks': {
    body: ({ say }) => ({ url: `${RECEIVER.url}${say('events').replaceAll(' ', '-')}` }),
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/settings': { body: () => RECEIVER, ids: hooked },
  'POST /v1/organizations/:organization/webhooks/:webhook/rotate': { body: () => ({ overlapHours: 0 }) },
  'DELETE /v1/organizations/:organization/webhooks/:webhook': {
    body: NONE,
    ids: hooked,
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/disable': {
    body: NONE,
    ids: hooked,
  },
  'POST /v1/organizations/:organization/webhooks/:webhook/enable': { body: NONE },
  'POST /v1/organizations/:organization/webhooks/:webhook/test': { body: NONE },
  'POST /v1/organizations/:organization/webhooks/:webhook/replay': { body: () => ({ from: 0, to: 10 }) },
  'POST /v1/leaked-keys': { body: () => ({ text: 'csk_ and no more' }) },

  'POST /v1/organizations/:organization/sign-on/oidc': {
    body: () => ({ issuer: 'https://127.0.0.1', clientId: 'countersign', clientSecret: 'between us' }),
    refused: 'no provider may be asked at that address',
  },
  'POST /v1/organizations/:organization/sign-on/saml': { body: () => SAML },
  'DELETE /v1/organizations/:organization/sign-on': { body: NONE, ids: trusting },
  'POST /v1/sso/:organization': { body: NONE, ids: trusting },
  'POST /v1/sso/:organization/saml': { body: () => ({ SAMLResponse: 'AAAA' }), refused: NOBODY, isForbidden: true },

  'POST /v1/performers': { body: ({ say, mailbox }) => ({ name: say('Somebody'), email: mailbox('somebody') }) },
  'POST /v1/performers/:performer/details': {
    body: ({ union }, persona) => (persona === 'union' ? { identity: 'union_verified' } : { unions: [union] }),
  },
  'POST /v1/performers/:performer/strike-pause/preview': { body: () => ({ pauses: true }) },
  'POST /v1/performers/:performer/strike-pause': { body: () => ({ pauses: true }) },
  'POST /v1/memberships': { body: ({ mailbox }) => ({ email: mailbox('stated') }) },
  'POST /v1/memberships/:membership/end': {
    body: NONE,
    ids: async ({ visitors, mailbox }) => {
      return { membership: await idOf(visitors.union, '/v1/memberships', { email: mailbox('left') }) };
    },
    of: { union: ['own'] },
  },
  'POST /v1/performers/:performer/authorities': {
    body: (stage) => ({ ...paper(stage, stage.mailbox('iris')), scope: box(stage) }),
  },
  // By another person than who recorded it: of what she recorded, by the organization that engages her.
  'POST /v1/authorities/:authority/verify': {
    body: () => ({ how: 'copy_seen' }),
    ids: async (stage, persona) => {
      const by = persona === 'owner' ? 'performer' : 'owner';
      return { authority: await recorded(stage, by, stage.mailbox('iris')) };
    },
  },
  'POST /v1/authorities/:authority/end': {
    body: NONE,
    ids: async (stage, persona) => {
      const { mailbox, agentEmail } = stage;
      const holder = persona === 'representative' ? agentEmail : mailbox('iris');
      return { authority: await recorded(stage, persona === 'performer' ? 'performer' : 'owner', holder) };
    },
  },

  'POST /v1/productions': {
    body: ({ world, say }) => ({ kind: 'season', title: say('Season'), parent: world.series }),
    isNamed: true,
  },
  'POST /v1/productions/:production/participations': {
    body: ({ mailbox }) => ({ role: 'vendor', email: mailbox('vendor') }),
  },
  'POST /v1/productions/:production/policies': { body: () => ({ platform: null }) },
  // An invitation is of whom it invites, not of who sent it.
  'POST /v1/participations/:participation/accept': {
    body: NONE,
    ids: async ({ world, visitors, vendorEmail }) => {
      const invited = { role: 'vendor', email: vendorEmail };
      return { participation: await idOf(visitors.owner, `/v1/productions/${world.season}/participations`, invited) };
    },
    of: { owner: [], vendor: ['own'] },
  },

  'POST /v1/tools': {
    body: ({ say }) => ({ vendor: say('Vocal Works'), name: say('Vocal'), version: say('4'), tier: 'basic' }),
  },
  'POST /v1/tools/:tool/attestations': {
    body: ({ say }) => ({
      ...{ expiresAt: tomorrow(), environment: 'self_hosted', regions: ['US'], subprocessors: [say('Cloud Works')] },
      answers: { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' },
    }),
  },
  'POST /v1/attestations/:attestation/withdraw': { body: NONE },
  'POST /v1/clearances': {
    body: ({ world, say }) => ({
      ...{ production: world.season, covers: 'material', from: FROM, until: null },
      ...{ documentHash: DOCUMENT, note: say('The newspaper page') },
    }),
    isNamed: true,
  },
  'POST /v1/clearances/:clearance/end': { body: NONE },
  'POST /v1/findings/:finding/assign': { body: () => ({ assignee: null }), of: { union: ['covered'] } },
  'POST /v1/findings/:finding/notes': { body: ({ say }) => ({ text: say('Too vague') }), of: { union: ['covered'] } },
  'POST /v1/findings/:finding/resolve': {
    body: ({ say }) => ({ reason: 'not_a_problem', text: say('Mended') }),
    of: { union: ['covered'] },
  },
  'POST /v1/union-reports': { body: () => ({ from: FROM, until: tomorrow() }) },
  'POST /v1/suspensions': {
    body: ({ vendorOrganization: employer, say }) => ({
      ...{ agreement: 'sag-aftra-tv', employer, from: FROM, until: null, reason: say('Pay') },
    }),
  },
  'POST /v1/suspensions/preview': {
    body: ({ vendorOrganization: employer }) => ({ agreement: null, employer, from: FROM, until: null }),
  },
  'POST /v1/suspensions/:suspension/lift': { body: NONE, of: { union: ['own'] } },

  'POST /v1/requests': {
    body: (stage) => ({ performer: stage.world.performer, production: stage.world.season, terms: terms(stage) }),
    isNamed: true,
  },
  'POST /v1/requests/:request/send': { body: NONE, ids: async (stage) => ({ request: await draft(stage) }) },
  'POST /v1/requests/:request/counter': {
    body: (stage) => ({ version: 2, terms: terms(stage), note: stage.say('No trailers') }),
    ids: async (stage) => ({ request: await sent(stage) }),
  },
  'POST /v1/requests/:request/decline': {
    body: ({ say }) => ({ reason: say('Not this time') }),
    ids: async (stage) => ({ request: await sent(stage) }),
  },
  'POST /v1/requests/:request/withdraw': { body: NONE, ids: async (stage) => ({ request: await draft(stage) }) },
  'POST /v1/requests/:request/code': { body: NONE },
  'POST /v1/requests/:request/challenge': {
    body: () => ({
      ...{ version: 2, electronicBusiness: true, clauses: [{ id: 'lines', textHash: DOCUMENT, confirmed: true }] },
    }),
    refused: 'the words are not those that were shown',
  },
  'POST /v1/requests/:request/sign': {
    body: ({ say }) => ({
      ...{ version: 2, code: '000000', typedName: say('Mara'), electronicBusiness: true },
      clauses: [{ id: 'lines', textHash: DOCUMENT, confirmed: true }],
    }),
    refused: 'the code is not the one that was mailed',
  },

  'POST /v1/consents/:consent/withdrawals': {
    body: (stage) => ({ scope: box(stage), version: 99 }),
    refused: 'it would take away what other rows are about, and so names a version that is not there',
  },
  'POST /v1/recalls/:recall/answers': {
    body: ({ say }) => ({ answer: 'stopped', words: say('Nothing was rendered') }),
  },
  'POST /v1/recalls/:recall/reminders': {
    body: NONE,
    ids: ({ ids }) => Promise.resolve({ recall: ids['openRecall'] ?? '' }),
  },
  'POST /v1/recall-links': { body: () => ({ token: 'x' }), refused: NO_LINK },
  'POST /v1/recall-links/answers': { body: () => ({ token: 'x', answer: 'stopped' }), refused: NO_LINK },
  'POST /v1/consents/:consent/reaffirm': { body: NONE, refused: 'no guardian signed it' },
  'POST /v1/consents/:consent/disputes': { body: ({ say }) => ({ reason: say('Not as agreed') }) },
  'POST /v1/consents/:consent/disputes/:dispute/end': {
    body: ({ say }) => ({ note: say('Settled') }),
    ids: disputed,
    of: { union: ['own'] },
  },
  'POST /v1/consents/:consent/disputes/:dispute/agree': {
    body: NONE,
    ids: disputed,
    refused: 'the dispute is no wish to withdraw',
  },
  'POST /v1/consents/:consent/disputes/:dispute/refuse': {
    body: ({ say }) => ({ reason: say('Half of it is shot') }),
    ids: disputed,
    refused: 'the dispute is no wish to withdraw',
  },
  'POST /v1/consents/:consent/notes': { body: ({ say }) => ({ text: say('Names no season') }) },
  'POST /v1/consents/:consent/revoke': { body: ({ say }) => ({ reason: say('The scene was cut') }) },

  'POST /v1/checks': {
    body: (stage) => ({ ...described(stage), reference: stage.say('shot') }),
    isNamed: true,
    answersAll: true,
  },
  'POST /v1/checks/batch': { body: (stage) => ({ checks: [described(stage)] }), isNamed: true, answersAll: true },
  'POST /v1/checks/:check/recheck': { body: ({ say }) => ({ reference: say('job 91') }) },
  'POST /v1/checks/:check/usage': { body: ({ say }) => ({ quantity: { lines: 1 }, note: say('Takes 3 and 4') }) },
  'POST /v1/checks/:check/payments': {
    body: ({ say }) => ({ amount: 12_500, currency: 'USD', reference: say('Payroll') }),
  },
  'POST /v1/productions/:production/usage-reports': {
    body: () => ({ from: '2026-01-01T00:00:00.000Z', until: new Date(Date.now() - 1000).toISOString() }),
  },
  'POST /v1/checks/:check/release': { body: NONE, refused: 'something was reported as made under it' },
  'POST /v1/checks/:check/request': { body: NONE, refused: 'the check was allowed, and nothing was missing' },
  'POST /v1/checks/:check/disclosure': { body: ({ say }) => ({ description: say('Two lines') }) },

  'POST /v1/disclosures': {
    body: (stage) => ({ ...asked(stage), description: stage.say('Two lines') }),
    isNamed: true,
  },
  'POST /v1/disclosures/:disclosure/approvals': {
    body: ({ say }, persona) => ({ kind: kindOf(persona), verdict: 'given', note: say('These lines') }),
    ids: async (stage) => ({ disclosure: await disclosed(stage) }),
    of: NO_CAPACITY,
  },
  'POST /v1/approvals/:approval/void': {
    body: ({ say }) => ({ reason: say('The cut changed') }),
    ids: async (stage, persona) => {
      const given = { kind: kindOf(persona), verdict: 'given' };
      const disclosure = await disclosed(stage);
      return { approval: await idOf(stage.visitors[persona], `/v1/disclosures/${disclosure}/approvals`, given) };
    },
    of: NO_CAPACITY,
  },
  'POST /v1/claims': {
    body: (stage) => ({ ...asked(stage), exemption: 'as_scripted', reason: stage.say('As in the script') }),
    isNamed: true,
  },
  'POST /v1/claims/:claim/review': {
    body: ({ say }) => ({ verdict: 'upheld', note: say('Compared') }),
    // Of another person than who claims.
    of: { owner: [] },
  },
  'POST /v1/claims/:claim/question': { body: ({ say }) => ({ question: say('Which script') }) },
  'POST /v1/claims/:claim/answer': { body: ({ say }) => ({ answer: say('Line 3') }) },

  'POST /access/v1/evaluation': { body: question, isNamed: true, answersAll: true },
  'POST /access/v1/evaluations': {
    body: (stage) => ({ ...question(stage), evaluations: [{}] }),
    isNamed: true,
    answersAll: true,
  },
  'POST /access/v1/search/subject': { body: question, isNamed: true, answersAll: true },
  'POST /access/v1/search/resource': { body: question, isNamed: true, answersAll: true },
  'POST /access/v1/search/action': { body: question, isNamed: true, answersAll: true },
} as const satisfies Readonly<Record<WritingRoute, Sample>>;

/** The row of a route; none for one that only reads. */
export function sampleOf(route: string): Sample | undefined {
  const rows: Readonly<Record<string, Sample>> = SAMPLES;
  return rows[route];
}

interface Reading extends Pick<Sample, 'of' | 'refused' | 'isForbidden'> {
  /** What is nobody's record, and there for all who are let in. */
  readonly path?: (stage: Stage) => string;
}

/** Where a route that only reads is not read like any other. */
const READINGS: Readonly<Partial<Record<Route, Reading>>> = {
  'GET /*': { path: () => '/style.css' },
  'GET /log/tile/*': { path: ({ ids }) => `/log/tile/${ids['tile']}` },
  'GET /v1/log/proofs': { path: ({ ids }) => `/v1/log/proofs?leaf=${ids['leaf']}` },
  'GET /v1/packs/:pack': { path: () => '/v1/packs/sag-aftra-tv@2026' },
  'GET /v1/sso/:organization/callback': { refused: NOBODY, isForbidden: true },
  'GET /v1/sso/:organization/finish': { refused: NOBODY, isForbidden: true },
  // The union has opened one as well.
  'GET /v1/consents/:consent/disputes': { of: { union: ['own'] } },
  'GET /v1/consents/:consent/certificate': { refused: 'the worker makes it, and none runs' },
  'GET /v1/recalls/:recall/certificate': { refused: 'not everybody has answered' },
  'GET /v1/checks/:check/certificate': { refused: 'the worker makes it, and none runs' },
  'GET /v1/union-reports/:report/certificate': { refused: 'the worker makes it, and none runs' },
  'GET /v1/usage-reports/:usageReport/certificate': { refused: 'the worker makes it, and none runs' },
  'GET /v1/unions/statistics': { path: () => `/v1/unions/statistics?from=${FROM}&until=2026-06-01T00:00:00Z` },
};

export function readingOf(route: string): Reading | undefined {
  const rows: Readonly<Record<string, Reading | undefined>> = READINGS;
  return rows[route];
}

/** An id of the kind that a parameter takes, which nothing has. */
export function unknownId(name: string): string {
  const kind = KINDS[name];
  if (kind === undefined) throw new Error(`give the parameter \`${name}\` a row in \`KINDS\``);
  // better-auth makes its ids of 32 letters and digits.
  if (kind === 'user') return newId('org').slice(4).padEnd(32, 'x');
  return kind === null ? 'x' : newId(kind);
}

/** The same body about records that nothing has. */
export function withoutRecords(body: object | undefined, { world, union, ids }: Stage): object | undefined {
  if (body === undefined) return undefined;
  const { organization, series, season, performer } = world;
  const named = [organization, series, season, performer, union, ...Object.values(ids)].flatMap((id) => {
    const kind = Object.values(KINDS).find((prefix) => prefix !== null && id.startsWith(`${prefix}_`));
    return kind === undefined || kind === null || kind === 'user' ? [] : [[id, newId(kind)] as const];
  });
  const text = named.reduce((made, [id, unknown]) => made.replaceAll(id, unknown), JSON.stringify(body));
  return Object(JSON.parse(text));
}
