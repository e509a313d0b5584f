/** A small world in a store: organizations, productions, performers, consents and checks, each by one call. */
import { createHash } from 'node:crypto';
import type { Box, ConsentRecord, Instant, Records, Terms } from '#consent';
import { newId } from '#store';
import type {
  CheckHandlers,
  CheckQuestion,
  CheckResult,
  DecidedFacts,
  NewEntry,
  OrganizationKind,
  Store,
  Tx,
} from '#store';

const actor = 'user:test';

/** Appends entries that name their own subjects; the locks are taken for the caller. */
export async function record(store: Store, subjects: string[], entries: NewEntry[]): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lock(subjects);
    await tx.append(entries);
  });
}

/** A new organization; returns its id. */
export async function organization(
  store: Store,
  name = 'Atlas Pictures',
  kind: OrganizationKind = 'studio',
): Promise<string> {
  const id = newId('org');
  await record(
    store,
    [id],
    [
      {
        type: 'organization.created',
        refs: { actor, organization: id },
        evidence: { kind, name },
        personal: null,
      },
    ],
  );
  return id;
}

/** A new production of an organization, below the last id of `above`; returns its id. */
export async function production(store: Store, owner: string, above: readonly string[] = []): Promise<string> {
  const id = newId('prod');
  const path = [...above, id];
  const participation = above.length === 0 ? { participation: newId('part') } : {};
  const refs = { actor, organization: owner, production: id, ...participation };
  const evidence = { kind: 'series' as const, title: 'The Lighthouse', path };
  await record(store, path.slice(-2), [{ type: 'production.created', refs, evidence, personal: null }]);
  return id;
}

/** Lets an organization take part in a production. */
export async function participation(store: Store, node: string, who: string): Promise<string> {
  const id = newId('part');
  const refs = { actor, production: node, participation: id };
  await record(
    store,
    [node, who],
    [
      { type: 'participation.invited', refs, evidence: { role: 'vendor' }, personal: { email: 'vendor@example.com' } },
      { type: 'participation.accepted', refs: { ...refs, organization: who }, evidence: {}, personal: null },
    ],
  );
  return id;
}

/** A performer profile of an organization; returns its id. */
export async function performer(store: Store, owner: string, user?: string): Promise<string> {
  const id = newId('perf');
  const refs = { actor, organization: owner, performer: id };
  const personal = { name: 'Mara Lindqvist', email: `${id.toLowerCase()}@example.com` };
  const claimed: NewEntry[] =
    user === undefined ? [] : [{ type: 'performer.claimed', refs: { ...refs, user }, evidence: {}, personal: null }];
  await record(store, [id], [{ type: 'performer.invited', refs, evidence: {}, personal }, ...claimed]);
  return id;
}

/** Terms that permit ADR lines everywhere, and whatever else is given. */
export function terms(own: Partial<Terms> = {}, box: Box = {}): Terms {
  return {
    description: 'ADR lines',
    permissions: [{ id: 'adr', box: { act: ['generate.voice.adr_line'], territory: ['world'], ...box } }],
    prohibitions: [],
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
    ...own,
  };
}

/** A request of a production to a performer, sent; returns its id. */
export async function request(
  store: Store,
  owner: string,
  node: string,
  who: string,
  asked = terms(),
): Promise<string> {
  const id = newId('req');
  const refs = { actor, organization: owner, production: node, performer: who, request: id };
  const evidence = { terms: asked, respondBy: null };
  await record(
    store,
    [id, who],
    [
      { type: 'request.created', refs, evidence, personal: null },
      { type: 'request.sent', refs, evidence, personal: null },
    ],
  );
  return id;
}

/** A consent of a performer to a production; returns its id. */
export async function consent(
  store: Store,
  owner: string,
  node: string,
  who: string,
  given = terms(),
): Promise<string> {
  const requested = await request(store, owner, node, who, given);
  const entry = consentGiven(owner, node, who, requested, given);
  await record(store, [requested, who], [entry]);
  return entry.refs.consent;
}

/** The signing of a request that was sent. */
export function consentGiven(
  owner: string,
  node: string,
  who: string,
  requested: string,
  given: Terms,
): Extract<NewEntry, { type: 'consent.given' }> & { refs: { consent: string } } {
  const id = newId('cons');
  const refs = { actor, organization: owner, production: node, performer: who, request: requested, consent: id };
  const textHash = createHash('sha256').update('text').digest('hex');
  const evidence = {
    ...{ requestVersion: 2, terms: given, locale: 'en', text: 'text', textHash },
    clauses: given.permissions.map((clause) => ({ id: clause.id, textHash, confirmed: true })),
    ...{ signature: { method: 'email_code' as const, capacity: 'self' as const }, electronicBusiness: true as const },
  };
  const personal = { typedName: 'Mara Lindqvist', userAgent: null };
  return { type: 'consent.given', refs, evidence, personal };
}

/** Withdraws a consent, all of it and at once. */
export async function withdrawal(store: Store, who: string, withdrawn: string): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.lock([who]);
    await withdrawIn(tx, who, withdrawn);
  });
}

/** The same in a transaction that holds the performer. */
export async function withdrawIn(tx: Tx, who: string, withdrawn: string): Promise<void> {
  const row = await tx.find('consents', withdrawn);
  if (row === null) throw new Error(`no consent ${withdrawn}`);
  const { request: asked, production: node, organization: owner, version } = row;
  const refs = { actor, organization: owner, production: node, performer: who, request: asked, consent: withdrawn };
  const act = { version: version + 1, scope: null, effectiveAt: await tx.at(), worksMadeBefore: 'stop' as const };
  await tx.append([{ type: 'consent.withdrawn', refs, evidence: act, personal: null }]);
}

/** A decision that allows while one consent of the records is not withdrawn: enough to see what was read. */
export const simpleHandlers: CheckHandlers<CheckQuestion, DecidedFacts> = {
  decide: (_question, { id, at, records }) => {
    const live = records.consents.filter(isLive);
    const reliedOn = live.map((consented) => ({ consent: consented.id, version: consented.version }));
    const validUntil = new Date(Date.parse(at) + 3_600_000).toISOString();
    return {
      evidence: { outcome: live.length > 0 ? 'allow' : 'deny', validUntil, reliedOn, use: { id } },
      personal: null,
    };
  },
  sign: ({ root }) => `signed.${Buffer.from(root).toString('base64url')}`,
};

function isLive(record: ConsentRecord): boolean {
  return !record.events.some(({ kind }) => kind === 'withdrawn');
}

/** A question about one performer and production, of a use with no tools. */
export function asks(
  asker: string,
  who: string | null,
  node: string,
  own: Partial<Pick<CheckQuestion, 'tools' | 'useHash'>> = {},
): CheckQuestion {
  const asked = { organization: asker, actor };
  return { asker: asked, performer: who, production: node, tools: [], useHash: '', ...own };
}

/** Asks about one performer and production for an organization. */
export async function check(
  store: Store,
  asker: string,
  who: string | null,
  node: string,
): Promise<CheckResult<DecidedFacts>> {
  const [result] = await store.checks([asks(asker, who, node)], simpleHandlers);
  if (result === undefined) throw new Error('a check got no answer');
  return result;
}

/** The outcome of an answer, or its kind when nothing was decided. */
export function outcomeOf(result: CheckResult<DecidedFacts>): string {
  return result.kind === 'decided' ? result.facts.evidence.outcome : result.kind;
}

/** An instant some hours after another. */
export function hoursAfter(at: Instant, hours: number): Instant {
  return new Date(Date.parse(at) + hours * 3_600_000).toISOString();
}

/** The same records whatever the order in which they were read. */
export function ordered(records: Records): unknown {
  const byText = (one: unknown, other: unknown): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
  return Object.fromEntries(
    Object.entries(records).map(([name, value]) => [name, Array.isArray(value) ? [...value].sort(byText) : value]),
  );
}
