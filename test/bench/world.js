/** The data that the contestants run on: our own PostgreSQL, many performers with several consents each, one API key. */
import { createHash, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate, newId, openStore, removeEmbedded, startEmbedded } from '#store';

const PERFORMERS = 2_000;
const CONSENTS_EACH = 5;
const ROWS = 10_000;
const PERFORMERS_PER_TRANSACTION = 50;

/** Starts and fills the database. `stop` removes all of it. */
export async function prepare(say) {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const databaseFolder = join(folder, 'postgresql');
  const server = await startEmbedded({ folder: databaseFolder, port: 'free' });
  await migrate(server.connectionString);
  const keysFolder = join(folder, 'keys');
  await writeKeys(keysFolder);

  const store = openStore({ connectionString: server.connectionString });
  const production = await makeProduction(store);
  const key = await makeKey(store, server.connectionString, production.organization);
  const performers = await makePerformers(store, production);
  await store.close();
  await makeRows(server.connectionString);
  say(`${PERFORMERS} performers with ${CONSENTS_EACH} consents each; ${ROWS} rows for the bare read`);

  return {
    databaseUrl: server.connectionString,
    keysFolder,
    key,
    rowCount: ROWS,
    checkBodies: performers.map((performer) => JSON.stringify(check(performer, production.id))),
    async stop() {
      await server.stop();
      await removeEmbedded(databaseFolder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeKeys(folder) {
  await mkdir(folder, { mode: 0o700 });
  const pem = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  const log = pem();
  await writeFile(join(folder, 'log.key'), log, { mode: 0o600 });
  await writeFile(join(folder, 'log.pub'), createPublicKey(log).export({ type: 'spki', format: 'pem' }));
  await writeFile(join(folder, 'receipt.key'), pem(), { mode: 0o600 });
  for (const name of ['auth.secret', 'personal.secret', 'webhook.secret'])
    await writeFile(join(folder, name), randomBytes(32).toString('base64url'), { mode: 0o600 });
}

const ACTOR = 'user:bench';

function makeProduction(store) {
  const [organization, id, participation] = [newId('org'), newId('prod'), newId('part')];
  return store.transaction(async (tx) => {
    await tx.lock([organization, id]);
    await tx.append([
      {
        type: 'organization.created',
        refs: { actor: ACTOR, organization },
        evidence: { kind: 'production_company', name: 'Bench Pictures' },
        personal: null,
      },
      {
        type: 'production.created',
        refs: { actor: ACTOR, organization, production: id, participation },
        evidence: { kind: 'film', title: 'Night Ferry', path: [id] },
        personal: null,
      },
    ]);
    return { organization, id };
  });
}

async function makeKey(store, databaseUrl, organization) {
  // By its address: the build makes this file, and nothing is built when the bench is read.
  const { newSecret } = await import(new URL('../../dist/apps/api/src/asking/key-secret.js', import.meta.url));
  const secret = newSecret();
  const apikey = newId('key');
  const key = newId('key');
  await withClient(databaseUrl, (client) =>
    client.query(
      `INSERT INTO auth.apikey (id, "configId", "referenceId", key, enabled, "createdAt", "updatedAt")
       VALUES ($1, 'default', 'bench', $2, true, now(), now())`,
      [apikey, createHash('sha256').update(secret).digest('base64url')],
    ),
  );
  await store.transaction(async (tx) => {
    await tx.lock([key]);
    await tx.append([
      {
        type: 'key.issued',
        refs: { actor: ACTOR, organization, key },
        evidence: { apikey, name: 'bench', scopes: ['check'], endsAt: '2100-01-01T00:00:00.000Z', replaces: null },
        personal: null,
      },
    ]);
  });
  return secret;
}

async function makePerformers(store, production) {
  const performers = Array.from({ length: PERFORMERS }, () => newId('perf'));
  for (let from = 0; from < PERFORMERS; from += PERFORMERS_PER_TRANSACTION) {
    const some = performers.slice(from, from + PERFORMERS_PER_TRANSACTION);
    await store.transaction(async (tx) => {
      const made = some.map((performer) => ({
        performer,
        requests: Array.from({ length: CONSENTS_EACH }, newRequest),
      }));
      await tx.lock([...some, ...made.flatMap(({ requests }) => requests.map(({ request }) => request))]);
      await tx.append(made.flatMap((each) => entriesOf(each, production)));
    });
  }
  return performers;
}

function newRequest(_, index) {
  return { request: newId('req'), consent: newId('cons'), language: LANGUAGES[index % LANGUAGES.length] };
}

function entriesOf({ performer, requests }, production) {
  const { organization } = production;
  const invited = {
    type: 'performer.invited',
    refs: { actor: ACTOR, organization, performer },
    evidence: {},
    personal: { name: 'Bench Performer', email: `${performer.toLowerCase()}@bench.example` },
  };
  const signed = requests.flatMap(({ request, consent, language }) => {
    const refs = { actor: ACTOR, organization, production: production.id, performer, request };
    const terms = termsIn(language, production.id);
    const proposal = { terms, respondBy: null };
    return [
      { type: 'request.created', refs, evidence: proposal, personal: null },
      { type: 'request.sent', refs, evidence: proposal, personal: null },
      { type: 'consent.given', refs: { ...refs, consent }, evidence: signing(terms), personal: null },
    ];
  });
  return [invited, ...signed];
}

const LANGUAGES = ['es', 'en', 'ja', 'de', 'fr'];
const FROM = '2026-01-01T00:00:00.000Z';
const UNTIL = '2036-01-01T00:00:00.000Z';

function termsIn(language, production) {
  return {
    description: 'Replacement lines in one language.',
    permissions: [
      {
        id: 'voice',
        box: {
          act: ['generate.voice.adr_line'],
          purpose: ['production'],
          production: [production],
          media: ['programme', 'promo.trailer'],
          territory: ['world'],
          language: [language],
          stage: 'final',
          content: ['none'],
          tool: ['any'],
          from: FROM,
          until: UNTIL,
        },
      },
    ],
    prohibitions: [{ id: 'emotion', box: { act: ['alter.emotion'] } }],
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
  };
}

function signing(terms) {
  const hash = '0'.repeat(64);
  return {
    requestVersion: 2,
    terms,
    locale: 'en',
    text: 'bench',
    textHash: hash,
    clauses: terms.permissions.map(({ id }) => ({ id, textHash: hash, confirmed: true })),
    signature: { method: 'email_code', capacity: 'self' },
    electronicBusiness: true,
  };
}

function check(performer, production) {
  return {
    performer,
    production,
    use: {
      act: ['generate.voice.adr_line'],
      purpose: ['production'],
      media: ['programme.svod'],
      territory: ['US', 'JP'],
      language: ['es-MX'],
      stage: 'final',
      content: ['none'],
      pipeline: ['tool_voice'],
      from: '2027-01-10T00:00:00.000Z',
      until: '2027-02-01T00:00:00.000Z',
    },
    reference: 'shot 12-4',
  };
}

function makeRows(databaseUrl) {
  return withClient(databaseUrl, async (client) => {
    await client.query('CREATE SCHEMA bench');
    await client.query('CREATE TABLE bench.rows (id integer PRIMARY KEY, body text NOT NULL, at timestamptz NOT NULL)');
    await client.query(
      `INSERT INTO bench.rows SELECT n, repeat(md5(n::text), 18), now() FROM generate_series(0, $1::int - 1) n`,
      [ROWS],
    );
    await client.query('VACUUM ANALYZE');
  });
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
