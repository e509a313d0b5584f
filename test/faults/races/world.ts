/** What the races are about: performers with one consent each, in many parts, and whoever asks, withdraws, disputes and strikes. */
import { newId, type NewEntry } from '#store';
import { signIn, sql, type Service, type Visitor } from '../../e2e/api-service.js';
import { keyOf, makeUnion, makeWorld, termsOf, useOf, type World } from '../../e2e/api-world.js';

/** The parts of a consent: each is a language, which is asked about and taken back alone. */
const PARTS = [
  ...['ar', 'cs', 'da', 'de', 'el', 'en', 'es', 'fi', 'fr', 'he', 'hi', 'hu'],
  ...['id', 'it', 'ja', 'ko', 'nl', 'pl', 'pt', 'ro', 'sv', 'th', 'tr', 'uk'],
];
/** Under which a union may strike, and which asks nothing of what is asked about here. */
const AGREEMENT = 'sag-aftra-sound';

/** One consent of one performer. */
export interface Life {
  readonly performer: string;
  readonly consent: string;
  readonly parts: readonly string[];
}

/** A person with a session, whose profiles they all are. */
export interface Owner {
  readonly user: string;
  readonly visitor: Visitor;
}

export interface RaceWorld {
  readonly service: Service;
  readonly season: string;
  readonly owners: readonly Owner[];
  readonly farm: Visitor;
  readonly rep: Visitor;
  /** A performer with a new consent of everything. */
  live(owner: Owner): Promise<Life>;
  checkOf(life: Life, part: string): object;
  strike(): object;
}

export async function openRaceWorld(service: Service, ownerCount: number): Promise<RaceWorld> {
  const world = await makeWorld(service);
  const { ruth: rep } = await makeUnion(service);
  await world.deniz.post(`/v1/productions/${world.series}/policies`, { agreements: [`${AGREEMENT}@2024`] }).expect(200);
  const owners: Owner[] = [];
  for (let index = 0; index < ownerCount; index += 1) {
    const visitor = await signIn(service, `owner${index}@performer.example`);
    const { body } = await visitor.get('/v1/session').expect(200);
    owners.push({ user: body.user, visitor });
  }
  const farm = await keyOf(world);
  await sql(service, MARKS);
  const { season, organization } = world;
  return {
    ...{ service, season, owners, farm, rep },
    live: (owner) => newLife(world, owner),
    checkOf: ({ performer }, part) => ({
      ...{ performer, production: season },
      use: useOf({ language: [part], media: ['programme.svod'] }),
    }),
    strike: () => ({
      ...{ agreement: AGREEMENT, employer: organization, reason: 'To be raced.' },
      ...{ from: '2026-01-01T00:00:00.000Z', until: null },
    }),
  };
}

/**
 * When each transaction with an entry began and when it was about to commit, as the database has it. A trigger that is
 * deferred runs last of all in its transaction: what it notes lies within it, so that what overlaps there did overlap.
 */
const MARKS = `
  CREATE SCHEMA races;
  CREATE TABLE races.marks (serial bigint PRIMARY KEY, transaction text NOT NULL, began timestamptz NOT NULL, ended timestamptz NOT NULL);
  CREATE FUNCTION races.mark() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
    INSERT INTO races.marks VALUES (NEW.serial, pg_current_xact_id()::text, transaction_timestamp(), clock_timestamp());
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER race_mark AFTER INSERT ON countersign.entries DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION races.mark()`;

/** Recorded as signing would: what races is how it ends, not how it was given. */
async function newLife({ service, organization, season }: World, { user }: Owner): Promise<Life> {
  const [performer, request, consent] = [newId('perf'), newId('req'), newId('cons')];
  const actor = `user:${user}`;
  const terms = Object(
    termsOf({ season }, { permissions: [{ id: 'lines', box: { ...linesIn(season), language: PARTS } }] }),
  );
  const refs = { actor, organization, performer, production: season, request };
  const proposal = { terms, respondBy: null };
  const hash = '0'.repeat(64);
  const given = {
    ...{ requestVersion: 2, terms, locale: 'en', text: 'race', textHash: hash, electronicBusiness: true as const },
    clauses: [{ id: 'lines', textHash: hash, confirmed: true }],
    signature: { method: 'email_code' as const, capacity: 'self' as const },
  };
  const personal = { name: 'Mara Velloso', email: `${performer.toLowerCase()}@performer.example` };
  const entries: NewEntry[] = [
    { type: 'performer.invited', refs: { actor, organization, performer }, evidence: {}, personal },
    { type: 'performer.claimed', refs: { actor, performer, user }, evidence: {}, personal: null },
    { type: 'request.created', refs, evidence: proposal, personal: null },
    { type: 'request.sent', refs, evidence: proposal, personal: null },
    { type: 'consent.given', refs: { ...refs, consent }, evidence: given, personal: null },
  ];
  await service.store.transaction(async (tx) => {
    await tx.lock([performer, request]);
    await tx.append(entries);
  });
  return { performer, consent, parts: PARTS };
}

function linesIn(season: string): object {
  const { permissions } = Object(termsOf({ season }));
  return { ...permissions[0].box, media: ['programme', 'promo.trailer'] };
}
