/** The people of the fuzzer's world, what they own, and how a request of examples becomes one of theirs. */
import { OPERATOR, signIn, sql, type Service, type Visitor } from '../e2e/api-service.js';
import {
  checkOf,
  idOf,
  keyOf,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from '../e2e/api-world.js';
import { ACTORS, type Actor, type Attempt } from './malformed.js';
import { FOREIGN } from './odd-values.js';
import { EXAMPLE_ID } from './operations.js';

type Ids = Readonly<Record<string, string>>;

/** Everybody that a request can come from, and two worlds: theirs and that of strangers. */
export class Cast {
  private constructor(
    private readonly service: Service,
    private readonly world: World,
    private readonly emails: Readonly<Partial<Record<Actor, string>>>,
    private readonly own: Ids,
    private readonly foreign: Ids,
    private readonly visitors: Map<Actor, Visitor>,
  ) {}

  static async of(service: Service): Promise<Cast> {
    await forgetTries(service);
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const { ruth, ruthEmail } = await makeUnion(service);
    const [own, foreign] = [await recordsOf(world, ruth), await recordsOf(other, ruth)];
    const emails = { performer: world.maraEmail, member: world.denizEmail, union: ruthEmail, operator: OPERATOR };
    const cast = new Cast(service, world, emails, own, foreign, new Map());
    for (const actor of ACTORS) await cast.revive(actor);
    return cast;
  }

  /** Signs somebody in anew: a request that turned out valid may have ended their session or key. */
  async revive(actor: Actor): Promise<void> {
    await forgetTries(this.service);
    const email = this.emails[actor];
    if (email !== undefined) this.visitors.set(actor, await signIn(this.service, email));
    if (actor === 'key') {
      const deniz = await signIn(this.service, this.world.denizEmail);
      this.visitors.set(actor, await keyOf({ ...this.world, deniz }, ['check', 'requests', 'read']));
    }
  }

  /** The headers that say who somebody is. */
  headersOf(actor: Actor): readonly (readonly [string, string])[] {
    return Object.entries(this.visitors.get(actor)?.headers ?? {});
  }

  /** The request with the world's ids in the place of those of examples. */
  filled(attempt: Attempt): Attempt {
    return filledWith(attempt, this.own, this.foreign);
  }
}

/** Wrong codes are among what was sent, and who has tried too many may not sign in for a while. */
async function forgetTries(service: Service): Promise<void> {
  await sql(service, 'DELETE FROM auth.factor_attempt');
}

/** One record of each kind, by the prefix of its id; a draft apart, for what only a draft takes. */
async function recordsOf(world: World, ruth: Visitor): Promise<Ids> {
  const { deniz, mara, performer, season: production, series, organization } = world;
  const cons = await signedConsent(world);
  const req = await sentRequest(world);
  const draft = await idOf(deniz, '/v1/requests', { performer, production, terms: termsOf(world) });
  const { body: check } = await deniz.post('/v1/checks', checkOf(world)).expect(200);
  const stated = { production, performer, use: useOf() };
  const dsc = await idOf(deniz, '/v1/disclosures', stated);
  const apv = await idOf(mara, `/v1/disclosures/${dsc}/approvals`, { kind: 'performer', verdict: 'given' });
  const clm = await idOf(deniz, '/v1/claims', { ...stated, exemption: 'as_scripted', reason: 'As in the script.' });
  const dsp = await idOf(mara, `/v1/consents/${cons}/disputes`, { reason: 'Not as agreed.' });
  const tool = await idOf(deniz, '/v1/tools', { vendor: 'Vocal Works', name: 'Vocal', version: '1', tier: 'basic' });
  const att = await idOf(deniz, `/v1/tools/${tool}/attestations`, ATTESTATION);
  const auth = await idOf(deniz, `/v1/performers/${performer}/authorities`, AUTHORITY);
  const clr = await idOf(deniz, '/v1/clearances', { ...CLEARANCE, production });
  const part = await idOf(deniz, `/v1/productions/${series}/participations`, {
    role: 'vendor',
    email: 'vfx@example.com',
  });
  const strike = { agreement: 'sag-aftra-tv', employer: null, from: FROM, until: null, reason: 'Pay.' };
  const sus = await idOf(ruth, '/v1/suspensions', strike);
  const { body: keys } = await deniz.post(`/v1/organizations/${organization}/keys`, {
    name: 'spare',
    scopes: ['check'],
  });
  const person = { email: 'colleague@harbor.example', name: 'A colleague', role: 'member' };
  const { body: member } = await deniz.post(`/v1/organizations/${organization}/members`, person).expect(201);
  const records = {
    cons,
    req,
    draft,
    dsc,
    apv,
    clm,
    dsp,
    tool,
    att,
    auth,
    clr,
    part,
    sus,
    chk: check.id,
    key: keys.id,
  };
  return { ...records, org: organization, perf: performer, prod: production, user: member.user };
}

const FROM = '2026-01-01T00:00:00Z';
const ATTESTATION = {
  ...{ expiresAt: new Date(Date.now() + 86_400_000).toISOString(), environment: 'self_hosted', regions: ['US'] },
  answers: { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' },
  subprocessors: [],
};
const AUTHORITY = {
  ...{ capacity: 'agent', name: 'Iris Calder', email: 'iris@agency.example', scope: null },
  ...{ from: FROM, until: null, documentHash: 'a'.repeat(64) },
};
const CLEARANCE = {
  ...{ covers: 'material', from: FROM, until: null, documentHash: 'a'.repeat(64), note: 'The page of scene 12.' },
};

const FOREIGN_ID = new RegExp(`\\b([a-z]+)_${FOREIGN}\\b`, 'g');

function filledWith(attempt: Attempt, own: Ids, foreign: Ids): Attempt {
  const of = (ids: Ids) => (id: string, prefix: string) =>
    (prefix === 'req' && attempt.route.endsWith('/send') ? ids['draft'] : ids[prefix]) ?? id;
  const fill = (text: string) => text.replace(EXAMPLE_ID, of(own)).replace(FOREIGN_ID, of(foreign));
  const { target, body, raw } = attempt;
  // Of people there are no examples: their ids have no prefix.
  const withPerson = target.replace('/members/user', `/members/${own['user'] ?? ''}`);
  return { ...attempt, target: fill(withPerson), body: fill(body), ...(raw !== undefined && { raw: fill(raw) }) };
}
