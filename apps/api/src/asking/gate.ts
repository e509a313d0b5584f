/** The gate that every request passes, before its body is read: who is it, and may they call this route at all? */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { KeyRow, PerformerRow, Store, Tx } from '#store';
import { ruleOf } from '../access.js';
import { rolesIn, SCOPES, type Rule, type Scope } from '../access/roles.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { descriptionOf, profilesHeld, statedByHerself, type StatedByHerself } from '../performers/details.js';
import type { Accounts, Session } from './accounts.js';
import { isAmong, needsProof, type Asker, type Machine, type Person } from './asker.js';
import { held, secondFactorNeeded } from './held-back.js';
import { keyHashOf } from './key-secret.js';
import type { KeyUses } from './key-uses.js';
import type { Limits } from './limits.js';
import { refuseForeignWrite } from './own-pages.js';
import { inForce } from './representing.js';
import { notSeen, type SeenTokens } from '../writing/seen.js';
import { vouchedAgain, vouchedPerson } from './vouched.js';

export interface GateParts {
  readonly config: Config;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly limits: Limits;
  readonly uses: KeyUses;
  readonly seen: SeenTokens;
}

export function closeGate(fastify: FastifyInstance, parts: GateParts): void {
  const { config, store, limits, uses } = parts;

  fastify.decorateRequest('asker');
  fastify.decorateRequest('counted');
  fastify.addHook('onRequest', async (request, reply) => {
    request.asker = { kind: 'nobody' };
    request.counted = [];
    const rule = ruleFor(request);
    if (rule?.uncounted) return;
    // No door answers from older data before whoever was erased since is erased in them again.
    if (rule !== undefined) await store.refuseReturned();
    const known = knownKeyOf(request, limits);
    // A key that counts has a share of its own; all else is first of all somebody at an address.
    if (known === null) await limits.ofAddress(request, reply, rule);
    else await limits.ofKey(request, reply, known);
    // Without a rule there is no route either, and the answer is 404.
    if (rule === undefined) return;
    if (!rule.takesForeign) refuseForeignWrite(request, config);
    // What is open to all and shows no more to anyone needs not know who asks.
    if (rolesIn(rule).every((role) => role === 'anyone')) return;

    const asker = await whoAsks(request, parts);
    request.asker = asker;
    if (asker.kind === 'key') limits.know(asker.hash, asker.key);
    if (asker.kind === 'key' && known === null) await limits.ofKey(request, reply, asker.key);
    if (asker.kind === 'person') await limits.ofPerson(request, reply, asker.user, rule);
    if (asker.kind === 'nobody' && rule.may.anyone === undefined)
      throw new AppError('not_signed_in', 'sign in, or send an API key as `Authorization: Bearer csk_…`');
    // A key on the hot path is read and judged inside the transaction that records the decision.
    if (asker.kind === 'unread-key') return;
    if (!isAmong(asker, rule)) throw refusal(asker, rule);
  });
  fastify.addHook('onResponse', async ({ asker }, { statusCode }) => {
    // One that is read inside counted if it was answered; before that it may be anything.
    if (asker.kind === 'key' || (asker.kind === 'unread-key' && statusCode < 400)) uses.note(asker.hash);
  });
  heedSeen(fastify, parts);
  countBatches(fastify, limits);
}

/** Whoever names a write is answered from a database that has it. Where all are let in, nobody is told of a write. */
function heedSeen(fastify: FastifyInstance, { store, seen }: GateParts): void {
  fastify.decorateRequest('seen', null);
  fastify.decorateRequest('checked', null);
  fastify.addHook('onRequest', async (request) => {
    const rule = ruleFor(request);
    if (rule === undefined || rule.may.anyone !== undefined) return;
    request.seen = seen.entryIn(request);
    // A check reads it together with all else that it is decided on.
    if (request.seen === null || isReadInside(request, rule)) return;
    if (!(await store.log.has(request.seen))) throw notSeen();
  });
}

/** Counted here, before there is a transaction: one that waits for a second connection could wait for itself. */
function countBatches(fastify: FastifyInstance, limits: Limits): void {
  fastify.addHook('preHandler', async (request, reply) => {
    const list = ruleFor(request)?.batch;
    if (list === undefined) return;
    const body: object = typeof request.body === 'object' && request.body !== null ? request.body : {};
    const items: unknown = Reflect.get(body, list);
    if (Array.isArray(items)) await limits.ofBatch(request, reply, items.length);
  });
}

/** Reads whoever asks once more, for a transaction that runs again; throws when this no longer lets them in. */
export async function askAgain(request: FastifyRequest, tx: Tx): Promise<void> {
  const { asker } = request;
  if (asker.kind === 'key') request.asker = machineOf(asker.hash, await tx.key(asker.hash));
  if (asker.kind === 'person') {
    request.asker = asker.vouched === null ? await selfAgain(asker, tx) : await vouchedAgain(asker, asker.vouched, tx);
  }
  const rule = ruleFor(request);
  if (rule !== undefined && !isAmong(request.asker, rule)) throw refusal(request.asker, rule);
}

/** Judges a key that no transaction reads, because nothing is left to ask; throws where the gate would not let it in. */
export async function refuseUnread(request: FastifyRequest, store: Store): Promise<void> {
  const { asker } = request;
  if (asker.kind !== 'unread-key') return;
  const rule = ruleFor(request);
  const machine = machineOf(asker.hash, await store.askers.key(asker.hash));
  if (rule !== undefined && !isAmong(machine, rule)) throw notAllowed(rule);
}

async function selfAgain(asker: Person, tx: Tx): Promise<Person> {
  const { memberships, represents } = await tx.person(asker.user, asker.email);
  return { ...asker, ...held(memberships, asker.session.level), represents: inForce(represents) };
}

/** What a key or person that is known but not let in is told. */
function refusal(asker: Asker, rule: Rule): AppError {
  if (needsProof(asker, rule)) return secondFactorNeeded();
  if (asker.kind !== 'person' || asker.vouched === null) return notAllowed(rule);
  const detail = 'single sign-on acts for its organization alone; sign in by a mailed link for this';
  return new AppError('not_allowed', detail);
}

export function notAllowed(rule: Rule): AppError {
  return new AppError(
    'not_allowed',
    `this route is for ${rolesIn(rule)
      .map((role) => `\`${role}\``)
      .join(', ')}`,
  );
}

/** The row of the table of access that a request falls under. */
export function ruleFor({ method, routeOptions }: FastifyRequest): Rule | undefined {
  return ruleOf(`${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`);
}

function knownKeyOf({ headers }: FastifyRequest, limits: Limits): string | null {
  const hash = headers.authorization === undefined ? null : keyHashOf(headers.authorization);
  return hash === null ? null : limits.knownKey(hash);
}

async function whoAsks(request: FastifyRequest, parts: Omit<GateParts, 'uses'>): Promise<Asker> {
  const { config, store, accounts, limits } = parts;
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const hash = keyHashOf(authorization);
    if (hash === null) throw KEY_REFUSED;
    // An answer that is given again is verified by no transaction of its own, so then the key is read here; and so is one
    // that nobody has seen lately, which would else be counted to a key that is none.
    if (isReadInside(request, ruleFor(request)) && limits.knownKey(hash) !== null) return { kind: 'unread-key', hash };
    const row = await store.askers.key(hash);
    if (row === null) limits.forget(hash);
    return machineOf(hash, row);
  }
  if (cookie === undefined) return { kind: 'nobody' };
  const session = await accounts.signedIn(cookie);
  if (session === null) return { kind: 'nobody' };
  if (session.isSeenLongAgo) await store.transaction((tx) => tx.sessions.seen(session.id));
  if (session.vouchedBy !== null) return vouchedPerson(session, session.vouchedBy, store);
  return personOf(session, store, config);
}

function isReadInside({ headers }: FastifyRequest, rule: Rule | undefined): boolean {
  return rule?.keyReadInside === true && headers['idempotency-key'] === undefined;
}

export const KEY_REFUSED = new AppError('key_refused', 'the API key is unknown, revoked or expired; create a new one');

function machineOf(hash: string, row: KeyRow | null): Machine {
  if (row === null) throw KEY_REFUSED;
  const scopes = SCOPES.filter((scope: Scope) => row.scopes.includes(scope));
  const { id: key, organization, productions } = row;
  return { kind: 'key', key, hash, organization, scopes, productions };
}

/** Profiles that were invited to her verified address become hers the first time she comes by. */
async function personOf({ account, id, level, sinceMs }: Session, store: Store, config: Config): Promise<Person> {
  const email = account.email.toLowerCase();
  const { memberships, claimed, unclaimed, represents } = await store.askers.person(account.user, email);
  if (unclaimed.length > 0) await claim(store, account.user, { claimed, unclaimed });
  const operates = config.operatorEmails.includes(email);
  return {
    kind: 'person',
    user: account.user,
    account: account.user,
    email,
    name: account.name,
    isPerformer: claimed.length + unclaimed.length > 0,
    ...held(memberships, level),
    represents: inForce(represents),
    isOperator: operates && level === 'strong',
    isOperatorHeldBack: operates && level !== 'strong',
    session: { id, level, sinceMs },
    vouched: null,
  };
}

type Profiles = Pick<Awaited<ReturnType<Store['askers']['person']>>, 'claimed' | 'unclaimed'>;

/** Whoever invited her learns what she has stated herself, as all who did before: majority and unions hang on it. */
async function claim(store: Store, user: string, { claimed, unclaimed }: Profiles): Promise<void> {
  await store.transaction(async (tx) => {
    const [known] = claimed;
    const before = known === undefined ? [] : await profilesHeld(tx, user, known);
    await tx.lock([...before, ...unclaimed]);
    const profiles: PerformerRow[] = [];
    for (const performer of before) profiles.push(await tx.get('performers', performer));
    const stated = statedByHerself(profiles);
    const actor = `user:${user}`;
    for (const performer of unclaimed) {
      const row = await tx.find('performers', performer);
      // Another request of hers may have claimed it since.
      if (row?.user !== null) continue;
      await tx.append([
        { type: 'performer.claimed', refs: { actor, performer, user }, evidence: {}, personal: null },
        ...(Object.keys(stated).length === 0 ? [] : [descriptionOf(joining(stated, row), { actor, performer })]),
      ]);
    }
  });
}

/** A union that others have taken her into stays hers until she says otherwise. */
function joining({ unions, ...stated }: StatedByHerself, before: PerformerRow): StatedByHerself {
  return { ...stated, ...(unions && { unions: [...new Set([...before.unions, ...unions])] }) };
}
