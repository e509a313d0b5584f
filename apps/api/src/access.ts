/**
 * Who may call what: every route, once. The application does not start when a route is missing here or a row has no
 * route. A row decides who gets in at all; which records that person then sees is said in `sees` and decided where the
 * record is read: another's record answers like one that does not exist.
 */

/** What an API key may be made for. A key acts for one organization, and only within its scopes. */
export const SCOPES = ['check', 'requests', 'read', 'monitor'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * `person` is anyone signed in. `performer` has a claimed profile, `member` is in a production company, studio, vendor
 * or agency, `union` in a union, `operator` is named by the configuration; `key:…` is a machine with that scope.
 */
export type Who = 'anyone' | 'person' | 'performer' | 'member' | 'union' | 'operator' | `key:${Scope}`;

export interface Rule {
  readonly who: readonly Who[];
  readonly sees: string;
  /** Asks for mail or tries a secret, and so is limited to a few times a minute for one client. */
  readonly limited?: true;
  /** A key is verified inside the transaction that answers, so that revoking it takes effect at once. */
  readonly keyReadInside?: true;
}

const ANYONE: readonly Who[] = ['anyone'];
const PARTIES: readonly Who[] = ['performer', 'member', 'key:read'];
const CHECKERS: readonly Who[] = ['member', 'key:check'];

export const ACCESS = {
  'GET /': { who: ANYONE, sees: 'the page that shows whether the service is alive' },
  'GET /open': { who: ANYONE, sees: 'the page where a mailed link is spent by a press' },
  'GET /*': { who: ANYONE, sees: "the portal's files, which hold no data" },
  'GET /reference': { who: ANYONE, sees: 'every route, with its answers' },
  'GET /reference/problems': { who: ANYONE, sees: 'every error code, with what to do' },
  'GET /openapi.json': { who: ANYONE, sees: 'the OpenAPI document' },
  'GET /.well-known/jwks.json': { who: ANYONE, sees: 'the public keys of receipts' },
  'GET /.well-known/countersign-trust.json': { who: ANYONE, sees: 'all that checking a proof needs' },
  'GET /.well-known/authzen-configuration': { who: ANYONE, sees: 'where the AuthZEN routes are' },
  'GET /log/checkpoint': { who: ANYONE, sees: 'the signed head of the log' },
  'GET /log/key': { who: ANYONE, sees: "the log's public key" },
  'GET /log/tile/*': {
    who: ['union', 'operator', 'key:monitor'],
    sees: 'tiles and entry bundles, which hold hashes alone',
  },
  'GET /v1/log/proofs': {
    who: ['anyone', 'performer', 'member', 'key:read', 'key:check'],
    sees: 'the proof for a leaf hash that the asker already holds; by entry id, only parties to the entry',
  },
  'GET /v1/health/live': { who: ANYONE, sees: 'whether the process runs' },
  'GET /v1/health/ready': { who: ANYONE, sees: 'whether the database answers' },
  'GET /mailbox': { who: ANYONE, sees: 'captured mail; only with `MAIL_CAPTURE`, and from this machine' },
  'GET /mailbox/:message': {
    who: ANYONE,
    sees: 'one captured message; only with `MAIL_CAPTURE`, and from this machine',
  },
  'GET /v1/mailbox': { who: ANYONE, sees: 'captured mail; only with `MAIL_CAPTURE`, and from this machine' },
  'GET /v1/mailbox/:message': {
    who: ANYONE,
    sees: 'one captured message; only with `MAIL_CAPTURE`, and from this machine',
  },

  'POST /v1/sign-in': { who: ANYONE, sees: 'the same answer whoever asks', limited: true },
  'POST /v1/session': { who: ANYONE, sees: 'the session that the link opens', limited: true },
  'GET /v1/session': { who: ['person', 'key:check', 'key:requests', 'key:read', 'key:monitor'], sees: 'who is asking' },
  'DELETE /v1/session': { who: ['person'], sees: 'nothing' },

  'POST /v1/organizations': { who: ['person'], sees: 'the new organization; a union is made by an operator' },
  'GET /v1/organizations': { who: ['person', 'key:read'], sees: 'the organizations the asker belongs to' },
  'GET /v1/organizations/:organization': { who: ['person', 'key:read'], sees: 'an organization the asker belongs to' },
  'POST /v1/organizations/:organization/members': { who: ['person'], sees: 'a member of the own organization' },
  'GET /v1/organizations/:organization/members': { who: ['person'], sees: 'the members of the own organization' },
  'DELETE /v1/organizations/:organization/members/:user': { who: ['person'], sees: 'a member of the own organization' },
  'POST /v1/organizations/:organization/keys': {
    who: ['member', 'union'],
    sees: 'a key of the own organization, once; the scope `monitor` only for a union',
  },
  'GET /v1/organizations/:organization/keys': { who: ['member', 'union'], sees: 'the keys of the own organization' },
  'DELETE /v1/organizations/:organization/keys/:key': {
    who: ['member', 'union'],
    sees: 'a key of the own organization',
  },

  'POST /v1/productions': { who: ['member', 'key:requests'], sees: 'the new production of the own organization' },
  'GET /v1/productions': { who: PARTIES, sees: 'productions the own organization takes part in' },
  'GET /v1/productions/:production': { who: PARTIES, sees: 'a production the own organization takes part in' },
  'POST /v1/productions/:production/participations': {
    who: ['member', 'key:requests'],
    sees: 'an invitation into a production that the own organization owns',
  },
  'GET /v1/productions/:production/participations': {
    who: ['member', 'key:read'],
    sees: 'who takes part in a production that the own organization takes part in',
  },
  'POST /v1/productions/:production/policies': {
    who: ['member', 'key:requests'],
    sees: 'a production that the own organization owns',
  },
  'GET /v1/productions/:production/policies': {
    who: ['member', 'key:read'],
    sees: 'a production that the own organization takes part in',
  },
  'GET /v1/packs': { who: ANYONE, sees: 'every released policy pack' },
  'GET /v1/packs/:pack': { who: ANYONE, sees: 'one policy pack, with its rules' },
  'GET /v1/participations': { who: ['member', 'key:read'], sees: 'participations of the own organizations' },
  'POST /v1/participations/:participation/accept': {
    who: ['member'],
    sees: 'an invitation of the own organization',
  },

  'POST /v1/performers': { who: ['member', 'key:requests'], sees: "the own organization's id for a performer" },
  'GET /v1/performers': { who: ['member', 'key:read'], sees: 'performers that the own organization invited' },
  'GET /v1/performers/:performer': { who: PARTIES, sees: 'a performer that the own organization invited, or oneself' },
  'POST /v1/performers/:performer/details': {
    who: ['performer', 'member', 'key:requests'],
    sees: 'a performer that the own organization invited, or oneself; an organization adds unions that she does not leave out, takes none away, and says nothing else than she did of herself',
  },
  'POST /v1/performers/:performer/authorities': {
    who: ['performer', 'member', 'key:requests'],
    sees: 'a performer that the own organization invited, or oneself',
  },
  'GET /v1/performers/:performer/authorities': {
    who: PARTIES,
    sees: 'who may act for a performer that the own organization invited, or for oneself',
  },
  'POST /v1/authorities/:authority/end': {
    who: ['performer', 'member', 'key:requests'],
    sees: 'an authority that the own organization recorded, of a key one that nobody verified; or one over oneself',
  },

  'POST /v1/tools': { who: ['member', 'key:requests'], sees: 'the new tool of the own organization' },
  'GET /v1/tools': {
    who: PARTIES,
    sees: 'tools of the own organization, and of those it shares a production with; of a performer, those that give her likeness',
  },
  'GET /v1/tools/:tool': { who: PARTIES, sees: 'as the list' },
  'POST /v1/tools/:tool/attestations': { who: ['member'], sees: 'a tool of the own organization' },
  'POST /v1/attestations/:attestation/withdraw': { who: ['member'], sees: 'a tool of the own organization' },

  'POST /v1/clearances': {
    who: ['member', 'key:requests'],
    sees: 'a clearance for a production one takes part in; of a likeness, by a person alone',
  },
  'GET /v1/clearances': { who: ['member', 'key:read'], sees: 'clearances for productions one takes part in' },
  'POST /v1/clearances/:clearance/end': {
    who: ['member', 'key:requests'],
    sees: 'a clearance that the own organization recorded, or for a production that it owns',
  },

  'POST /v1/suspensions': { who: ['union'], sees: 'the new suspension of the own union' },
  'GET /v1/suspensions': {
    who: ['performer', 'union', 'member', 'key:read'],
    sees: 'those of the own union; of who makes productions, those under their agreements, but for those against an employer they do not work for; of a performer, those that her unions declared',
  },
  'POST /v1/suspensions/:suspension/lift': { who: ['union'], sees: 'a suspension of the own union' },

  'POST /v1/requests': {
    who: ['member', 'key:requests'],
    sees: 'a draft for a production that the own organization owns',
  },
  'GET /v1/requests': { who: PARTIES, sees: 'requests of the own productions; of a performer, those sent to her' },
  'GET /v1/requests/:request': { who: PARTIES, sees: 'as the list' },
  'POST /v1/requests/:request/send': { who: ['member', 'key:requests'], sees: 'a draft of the own organization' },
  'POST /v1/requests/:request/counter': { who: ['performer'], sees: 'a request sent to her' },
  'POST /v1/requests/:request/decline': { who: ['performer'], sees: 'a request sent to her' },
  'POST /v1/requests/:request/withdraw': { who: ['member', 'key:requests'], sees: 'a request of the own organization' },
  'POST /v1/requests/:request/code': { who: ['performer'], sees: 'a request sent to her', limited: true },
  'POST /v1/requests/:request/sign': { who: ['performer'], sees: 'a request sent to her', limited: true },

  'GET /v1/consents': { who: PARTIES, sees: "consents of the own productions' participants; of a performer, her own" },
  'GET /v1/consents/:consent': { who: PARTIES, sees: 'as the list' },
  'POST /v1/consents/:consent/withdraw/preview': { who: ['performer'], sees: 'her own consent' },
  'POST /v1/consents/:consent/withdraw': { who: ['performer'], sees: 'her own consent' },
  'GET /v1/consents/:consent/disputes': {
    who: ['performer', 'union'],
    sees: 'those of her own consent, with their reasons; of a union, those that it opened',
  },
  'POST /v1/consents/:consent/disputes': {
    who: ['performer', 'union'],
    sees: 'her own consent; of a union, one of a member of it',
  },
  'POST /v1/consents/:consent/disputes/:dispute/end': {
    who: ['performer', 'union'],
    sees: 'a dispute of her own; of a union, one that it opened',
  },
  'POST /v1/consents/:consent/revoke': { who: ['member'], sees: 'a consent that the own organization asked for' },
  'GET /v1/consents/:consent/certificate': { who: PARTIES, sees: 'as the list' },
  'GET /v1/consents/:consent/proof': { who: PARTIES, sees: 'as the list' },

  'POST /v1/checks': {
    who: ['member', 'key:check'],
    sees: 'the decision; about a stranger it is always `UNKNOWN`',
    keyReadInside: true,
  },
  'POST /v1/checks/batch': { who: ['member', 'key:check'], sees: 'the decisions, in order', keyReadInside: true },
  'GET /v1/checks': {
    who: ['performer', 'member', 'key:read', 'key:check'],
    sees: 'own checks; of a performer, those about her',
  },
  'GET /v1/checks/:check': {
    who: ['performer', 'member', 'key:read', 'key:check'],
    sees: 'own checks; of a performer, those about her',
  },
  'POST /v1/checks/:check/usage': {
    who: ['member', 'key:check'],
    sees: 'an allow that the own organization asked for',
  },
  'GET /v1/checks/:check/usage': { who: ['performer', 'member', 'key:read', 'key:check'], sees: 'as the check' },
  'POST /v1/checks/:check/release': {
    who: ['member', 'key:check'],
    sees: 'an allow that the own organization asked for',
  },
  'POST /v1/checks/:check/request': {
    who: ['member', 'key:requests'],
    sees: 'a check for a production that the own organization owns',
  },
  'POST /v1/checks/:check/disclosure': {
    who: ['member', 'key:requests'],
    sees: 'a check that the own organization asked',
  },
  'GET /v1/checks/:check/replay': { who: ['performer', 'member', 'key:read', 'key:check'], sees: 'as the check' },

  'POST /v1/disclosures': { who: ['member', 'key:requests'], sees: 'a disclosure for a production one takes part in' },
  'GET /v1/disclosures': {
    who: ['person', 'key:read'],
    sees: 'those for productions one takes part in; of a performer or a union, those about whom it is for; of an estate, those of uses that it may speak about (`organization=self` for who has an organization too)',
  },
  'GET /v1/disclosures/:disclosure': { who: ['person', 'key:read'], sees: 'as the list' },
  'POST /v1/disclosures/:disclosure/approvals': {
    who: ['person'],
    sees: 'a disclosure, in the capacity that the kind of approval takes',
  },
  'POST /v1/approvals/:approval/void': {
    who: ['person'],
    sees: 'an approval of her own or of her organization, or of a kind that she may give for that use now',
  },

  'POST /v1/claims': { who: ['member'], sees: 'a claim for a production one takes part in' },
  'GET /v1/claims': {
    who: ['person', 'key:read'],
    sees: "those for productions one takes part in; of a performer, those about her; of a union, its members'",
  },
  'GET /v1/claims/:claim': { who: ['person', 'key:read'], sees: 'as the list' },
  'POST /v1/claims/:claim/review': { who: ['member'], sees: "another person's claim" },
  'POST /v1/claims/:claim/question': { who: ['performer'], sees: 'a claim about her' },
  'POST /v1/claims/:claim/answer': { who: ['member'], sees: 'a claim of the own organization' },

  'POST /access/v1/evaluation': { who: CHECKERS, sees: 'as `POST /v1/checks`, in the words of OpenID AuthZEN' },
  'POST /access/v1/evaluations': { who: CHECKERS, sees: 'as `POST /v1/checks/batch`, in the words of OpenID AuthZEN' },
  'POST /access/v1/search/subject': { who: CHECKERS, sees: 'productions that the own organization takes part in' },
  'POST /access/v1/search/resource': { who: CHECKERS, sees: 'performers that the own organization invited' },
  'POST /access/v1/search/action': { who: CHECKERS, sees: 'acts, as a check on each would be answered' },
} as const satisfies Readonly<Record<string, Rule>>;

/** The methods that some route takes at an address: what `method_not_allowed` answers with. */
export function methodsAt(path: string): readonly string[] {
  const methods = ROUTES.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

/** The wildcard of the portal's files is left out: it would make every address known. */
const ROUTES = Object.keys(ACCESS)
  .filter((route) => route !== 'GET /*')
  .map((route) => {
    const [method = '', path = ''] = route.split(' ');
    const pattern = path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace('*', '.+');
    return { method, pattern: new RegExp(`^${pattern}$`) };
  });

/** INVARIANT: the table and the routes served are one and the same set. */
export function refuseUnlistedRoutes(served: ReadonlySet<string>, table: object = ACCESS): void {
  const listed = Object.keys(table);
  const unlisted = [...served].filter((route) => !listed.includes(route));
  const unserved = listed.filter((route) => !served.has(route));
  if (unlisted.length + unserved.length === 0) return;
  const found = `not in the table: ${unlisted.join(', ') || 'none'}; without a route: ${unserved.join(', ') || 'none'}`;
  throw new Error(`the routes and the table of access differ; ${found}`);
}
