/** The service under test: the application itself, on a database of its own, asked over HTTP. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { Client } from 'pg';
import supertest from 'supertest';
import { importSigner, signCheckpoint } from '#evidence';
import { isMailName, renderMail, type Mails } from '#mails';
import { openStore, type JsonObject, type Store } from '#store';
import { createApi, type Api } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { LOGGING, used, usedIn, usedInHeaders } from '../support/used-secrets.js';

export const BASE_URL = 'http://127.0.0.1:4000';
export const OPERATOR = 'operator@service.example';

export interface Service {
  readonly api: Api;
  /** A second hand on the same database: for what the worker does, and to look underneath. */
  readonly store: Store;
  readonly keysDir: string;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

interface ServiceOptions {
  readonly clock?: (databaseNow: string) => string;
  readonly env?: Readonly<Record<string, string>>;
  /** A migrated one, in place of a clone. */
  readonly database?: ClonedDatabase;
  /** Puts more keys into the folder, and may give more environment, before the service reads them. */
  readonly keys?: (folder: string) => Promise<Readonly<Record<string, string>>>;
}

export async function openService({ clock, env = {}, keys, database: given }: ServiceOptions = {}): Promise<Service> {
  const database = given ?? (await cloneDatabase());
  used('password', new URL(database.connectionString).password);
  used('secret', ENVIRONMENT.AUTH_SECRET);
  const keysDir = await writeKeys();
  const settings = { ...env, ...(await keys?.(keysDir)) };
  const config = readConfig({
    ...ENVIRONMENT,
    DATABASE_URL: database.connectionString,
    KEYS_DIR: keysDir,
    ...settings,
  });
  const api = await createApi(config, clock === undefined ? {} : { clock });
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
  // As whoever sends traffic there asks first: it makes what the keyring begins with.
  await store.ping();
  return {
    api,
    store,
    keysDir,
    databaseUrl: database.connectionString,
    close: async () => {
      await api.close();
      await store.close();
      await database.drop();
      await rm(keysDir, { recursive: true });
    },
  };
}

/** What most tests are not about. */
const MANY = '1000000';
const UNLIMITED = {
  ...{ ADDRESS_REQUESTS_PER_MINUTE: MANY, PERSON_REQUESTS_PER_MINUTE: MANY, KEY_REQUESTS_PER_MINUTE: MANY },
  ...{ ATTEMPTS_PER_MINUTE: MANY, SIGN_IN_MAILS_PER_ADDRESS: MANY, SIGN_IN_MAILS_PER_MAILBOX: MANY },
  SIGN_IN_MAILS_PER_MAILBOX_DAY: MANY,
};

export const ENVIRONMENT = {
  BASE_URL,
  PERSONAL_SECRET,
  AUTH_SECRET: 'a secret of the tests that is long enough',
  MAIL_CAPTURE: 'true',
  OPERATOR_EMAILS: OPERATOR,
  ...UNLIMITED,
  ...LOGGING,
};

export async function writeKeys(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-api-'));
  for (const name of ['log.key', 'receipt.key']) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    await writeFile(join(folder, name), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    if (name === 'log.key') await writeFile(join(folder, 'log.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  }
  await writeFile(join(folder, 'personal.secret'), PERSONAL_SECRET);
  await writeFile(join(folder, 'webhook.secret'), randomBytes(32).toString('hex'));
  return folder;
}

/** Puts everything recorded so far into the log, as the worker's sequencer does. */
export async function sequence({ store, keysDir }: Service): Promise<void> {
  const signer = await importSigner(await readFile(join(keysDir, 'log.key'), 'utf8'));
  const origin = new URL(BASE_URL).host;
  while ((await store.sequence(1000, (tree) => signCheckpoint(signer, { origin, ...tree }))) > 0);
}

/** The mail that waits to be sent to an address, oldest first; each is told once. */
export async function mailTo({ store }: Service, to: string): Promise<string[]> {
  for (;;) {
    const due = await store.deliveries.claim('deliveries', 100, Number.MAX_SAFE_INTEGER);
    if (due.length === 0) break;
    const kept = outboxes.get(store) ?? [];
    outboxes.set(store, [...kept, ...due.map(({ kind, payload }) => ({ kind, ...payload }))]);
    usedIn(due.map(({ payload }) => payload));
  }
  const all = outboxes.get(store) ?? [];
  outboxes.set(
    store,
    all.filter((mail) => mail['to'] !== to),
  );
  return all.filter((mail) => mail['to'] === to).flatMap(textOf);
}

/** In English whatever the language: most tests are about what is said. */
function textOf({ mail, about, text }: JsonObject): string[] {
  // Written by `mail()`, which asks for what this name is filled with.
  if (isMailName(mail)) return [renderMail(mail, about as Mails[typeof mail], 'en').text];
  return typeof text === 'string' ? [text] : [];
}

const outboxes = new WeakMap<Store, JsonObject[]>();

/** Somebody at the service: nobody, a signed-in person or a machine. Answers are supertest's. */
export class Visitor {
  constructor(
    readonly service: Service,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get(path: string) {
    return heard(this.agent().get(path)).set(this.headers);
  }

  post(path: string, body?: object, headers: Readonly<Record<string, string>> = {}) {
    const request = heard(this.agent().post(path)).set({ ...this.headers, ...headers });
    return body === undefined ? request : request.send(body);
  }

  delete(path: string, headers: Readonly<Record<string, string>> = {}) {
    return heard(this.agent().delete(path)).set({ ...this.headers, ...headers });
  }

  private agent() {
    return supertest(this.service.api.nest.getHttpServer());
  }
}

/** Notes whatever is sent and answered that must stand in no log. */
function heard(test: supertest.Test): supertest.Test {
  test.on('request', () => {
    usedInHeaders(Object(Reflect.get(test, 'header')));
    usedIn(Reflect.get(test, '_data'));
  });
  test.on('response', ({ body, headers }: supertest.Response) => {
    usedInHeaders(headers);
    usedIn(body);
  });
  return test;
}

/**
 * Signs a person in by the link in the mail, and shows a code as well: whoever works here is somebody who needs it, or will. A
 * performer never does, so `…@performer.example` stays with the link alone.
 */
export async function signIn(service: Service, email: string): Promise<Visitor> {
  const visitor = await signInByLink(service, email);
  const { body: session } = await visitor.get('/v1/session').expect(200);
  const isPerformer = email.endsWith('@performer.example') && session.heldBack.length === 0;
  return isPerformer ? visitor : showCode(visitor, email);
}

/** The same by the link alone. */
export async function signInByLink(service: Service, email: string): Promise<Visitor> {
  const anyone = new Visitor(service);
  await anyone.post('/v1/sign-in', { email }).expect(202);
  const [mail = ''] = (await mailTo(service, email)).slice(-1);
  const token = /\/open#(\S+)/.exec(mail)?.[1];
  const answer = await anyone.post('/v1/session', { token }).expect(201);
  // Whoever signs in twice here does it with another device each time, and hears of it.
  await mailTo(service, email);
  return withCookies(service, answer);
}

/** Makes the session strong by an authenticator program, which is added when there is none. */
export async function showCode(visitor: Visitor, email: string): Promise<Visitor> {
  const { service } = visitor;
  const kept = secrets.get(service)?.get(email);
  if (kept !== undefined) {
    // A code is taken once. Nobody waits for the next one here: the step of the last one is forgotten.
    await sql(service, 'UPDATE auth.totp SET last_step = 0');
    return withCookies(service, await visitor.post('/v1/session/code', { code: codeOf(kept) }).expect(200));
  }
  const { body } = await visitor.post('/v1/factors/totp').expect(201);
  const answer = await visitor.post('/v1/factors/totp/confirm', { code: codeOf(body.secret) }).expect(201);
  secrets.set(service, new Map([...(secrets.get(service) ?? []), [email, body.secret]]));
  // What was mailed about it is not what tests look for.
  await mailTo(service, email);
  return withCookies(service, answer);
}

/** A person who signs in and adds an authenticator program, which makes the session strong. */
export async function addTotp(service: Service, email: string) {
  const link = await signInByLink(service, email);
  const { body: shown } = await link.post('/v1/factors/totp').expect(201);
  const confirming = { code: codeOf(shown.secret), name: 'Phone' };
  const answer = await link.post('/v1/factors/totp/confirm', confirming).expect(201);
  const added: { id: string; recoveryCodes: string[] } = answer.body;
  return { email, link, secret: String(shown.secret), added, strong: withCookies(service, answer) };
}

const secrets = new WeakMap<Service, ReadonlyMap<string, string>>();

/** What an authenticator program shows, so many steps of half a minute from now. */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** Whoever the cookies of an answer are for. */
export function withCookies(service: Service, { headers }: { readonly headers: Record<string, unknown> }): Visitor {
  const cookies = [headers['set-cookie']].flat().map((line) => String(line).split(';')[0]);
  return new Visitor(service, { cookie: cookies.join('; ') });
}

/** Looks underneath, or turns a clock that is not ours: as the owner of the database. */
export async function sql({ databaseUrl }: Pick<Service, 'databaseUrl'>, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
