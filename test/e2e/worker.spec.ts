import { generateKeyPairSync } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import pg from 'pg';
import { importSigner, logKey, verify, verifyCheckpoint } from '#evidence';
import { parseNote, parseNoteKey, parsePolicy } from '#ledger';
import { mail as named } from '#mails';
import { newId, openStore, type NewDelivery, type Store } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { dkimOf } from '../support/dkim.js';
import { openMailPeer, type MailPeer, type OnTaken, type Verdict } from '../support/mail-peer.js';
import { textOf } from '../support/pdf-pages.js';
import { consent, organization, performer, production, record } from '../support/recording.js';
import { expectLogIsSound } from '../support/sound-log.js';
import { serveStamps, stampingService } from '../support/time-stamps.js';
import { openWitness } from '../support/witness.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { LOGGING, used } from '../support/used-secrets.js';

describe('the worker', () => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    keysDir = await makeWorkerKeys();
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  });

  async function start(env: Record<string, string>): Promise<Worker> {
    const worker = await startWorker(
      readConfig({
        DATABASE_URL: database.connectionString,
        BASE_URL: 'http://127.0.0.1',
        KEYS_DIR: keysDir,
        ...LOGGING,
        ...env,
      }),
    );
    opened.push(worker);
    return worker;
  }

  async function peer(
    verdict?: Verdict,
    { onTaken, ...options }: Parameters<typeof openMailPeer>[2] & { onTaken?: OnTaken } = {},
  ): Promise<MailPeer> {
    const opening = await openMailPeer(verdict, onTaken, options);
    opened.push(opening);
    return opening;
  }

  function deliver(delivery: NewDelivery): Promise<string> {
    return store.transaction(async (tx) => (await tx.deliver([delivery]))[0] ?? '');
  }

  const mail = (to: string): NewDelivery => {
    used('email', to);
    return { kind: 'mail', payload: { to, subject: 'Hello', text: 'A text.' } };
  };

  async function stateOf(id: string): Promise<{ state: string; attempts: number; last_failure: string | null }> {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      const { rows } = await client.query(
        'SELECT state, attempts, last_failure FROM countersign.deliveries WHERE id = $1',
        [id],
      );
      return rows[0];
    } finally {
      await client.end();
    }
  }

  it('does not begin where its links would go over plain HTTP to others', async () => {
    const open = { BASE_URL: 'http://countersign.example', MAIL_CAPTURE: 'true' };
    await expect(start(open)).rejects.toThrow(/^`BASE_URL` is `.*`; set it to an `https:` address/);
  });

  it('sends a mail by SMTP, once, under an id of its own', async () => {
    const { url, taken } = await peer();
    await start({ SMTP_URL: url });
    const id = await deliver(mail('mara@example.com'));

    await eventually('delivered', async () => ((await stateOf(id)).state === 'delivered' ? true : null));
    expect(taken).toMatchObject([{ to: 'mara@example.com', messageId: `<${id}@127.0.0.1>` }]);
    expect(taken[0]?.raw).toContain('A text.');
  });

  it('sends a mail by its name in the language of its reader, as text and HTML', async () => {
    await query(`INSERT INTO auth."user" (id, name, email, "emailVerified", "updatedAt", language)
      VALUES ('u1', '', 'luz@example.com', true, now(), 'es')`);
    await start({ MAIL_CAPTURE: 'true' });
    used('email', 'luz@example.com');
    const id = await deliver(named('luz@example.com', 'came_of_age', { link: 'http://127.0.0.1' }));
    const kept = await eventually('captured', async () => store.mailbox.find(id));
    expect(kept.subject).toBe('Ya tienes la edad: lo que firmaron por ti te espera');
    expect(kept.text).toContain('Entra con esta dirección para leerlo: http://127.0.0.1\n');
    expect(kept.html).toContain('<html lang="es" dir="ltr">');
  });

  it('signs mail by DKIM when it has a key, and one flipped byte is not signed', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(join(keysDir, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { url, taken } = await peer();
    await start({
      SMTP_URL: url,
      DKIM_SELECTOR: 'mail',
      DKIM_DOMAIN: 'countersign.example',
      MAIL_REPLY_TO: 'desk@example.com',
    });
    await deliver(named('signed@example.com', 'came_of_age', { link: 'http://127.0.0.1' }));
    const { raw } = await eventually('taken', () => taken.find(({ to }) => to === 'signed@example.com'));
    expect(dkimOf(raw, publicKey)).toMatchObject({ isValid: true, tags: { d: 'countersign.example', s: 'mail' } });
    for (const [from, to] of [
      ['You are of age', 'You are of ape'],
      ['guardians signed', 'guardians sighed'],
    ] as const)
      expect(dkimOf(raw.replace(new RegExp(from, 'i'), to), publicKey).isValid).toBe(false);
    expect(raw).toMatch(/^Reply-To: desk@example.com$/im);
  });

  it('sends again what was cut off, under one id, and loses and doubles nothing else', async () => {
    const cutOff = new Set<string>();
    const { url, taken } = await peer(undefined, {
      isCut: (to, attempt) => to.startsWith('during') && attempt === 1,
      onTaken: (to, answer, cut) => {
        if (!to.startsWith('after') || cutOff.has(to)) {
          answer();
          return;
        }
        cutOff.add(to);
        cut();
      },
    });
    await start({ SMTP_URL: url });
    const ids = await Promise.all(
      ['during@example.com', 'after@example.com', 'fine@example.com'].map((to) => deliver(mail(to))),
    );
    for (const id of ids.slice(0, 2))
      await eventually('failed once', async () => ((await stateOf(id)).attempts === 1 ? true : null));
    await query(`UPDATE countersign.deliveries SET due_at = now() WHERE state = 'due' AND id = ANY ($1) RETURNING id`, [
      ids,
    ]);
    for (const id of ids)
      await eventually('delivered', async () => ((await stateOf(id)).state === 'delivered' ? true : null));
    const took = ids.map((id) =>
      taken.filter(({ messageId }) => messageId === `<${id}@127.0.0.1>`).map(({ to }) => to),
    );
    expect(took).toEqual([['during@example.com'], ['after@example.com', 'after@example.com'], ['fine@example.com']]);
  });

  it('sends nothing in the clear where its address demands encryption', async () => {
    const [open, secure] = [await peer(), await peer(undefined, { encrypts: true })];
    await start({ SMTP_URL: `${open.url}?requireTLS=true&tls.rejectUnauthorized=false` });
    const id = await deliver(mail('private@example.com'));
    await eventually('refused', async () => ((await stateOf(id)).attempts === 1 ? true : null));
    expect(open.taken).toEqual([]);
    await opened.pop()?.close();
    await query(`UPDATE countersign.deliveries SET due_at = now() WHERE id = $1 RETURNING id`, [id]);
    await start({ SMTP_URL: `${secure.url}?requireTLS=true&tls.rejectUnauthorized=false` });
    await eventually('delivered', async () => ((await stateOf(id)).state === 'delivered' ? true : null));
    expect(secure.taken.filter(({ to }) => to === 'private@example.com')).toMatchObject([{ wasEncrypted: true }]);
  });

  it('tries again when the next hop defers, and gives up at once when it refuses for good', async () => {
    const { url, taken } = await peer((to) => (to.startsWith('later') ? 451 : 550));
    await start({ SMTP_URL: url });
    const later = await deliver(mail('later@example.com'));
    const never = await deliver(mail('never@example.com'));

    const deferred = await eventually('deferred', async () => {
      const now = await stateOf(later);
      return now.attempts === 1 ? now : null;
    });
    const refused = await eventually('refused', async () => {
      const now = await stateOf(never);
      return now.state === 'given_up' ? now : null;
    });
    expect(deferred).toMatchObject({ state: 'due', last_failure: 'SMTP 451 EENVELOPE' });
    expect(refused).toMatchObject({ attempts: 1, last_failure: 'SMTP 550 EENVELOPE' });
    expect(taken).toEqual([]);
  });

  it('keeps no address in what the operator reads about a failure', async () => {
    const { url } = await peer(() => 550);
    await start({ SMTP_URL: url });
    const id = await deliver(mail('secret.name@example.com'));
    const { last_failure } = await eventually('given up', async () => {
      const now = await stateOf(id);
      return now.state === 'given_up' ? now : null;
    });
    expect(last_failure).not.toContain('secret');
  });

  it('captures mail inside the service when it is told to', async () => {
    await start({ MAIL_CAPTURE: 'true' });
    const id = await deliver(mail('captured@example.com'));
    const kept = await eventually('captured', async () =>
      (await store.mailbox.list(100)).find((each) => each.id === id),
    );
    expect(kept).toMatchObject({ to: 'captured@example.com', subject: 'Hello', text: 'A text.' });
  });

  it('makes one sealed certificate and one mail of it, however often it is told to', async () => {
    const owner = await organization(store);
    const node = await production(store, owner);
    const who = await performer(store, owner);
    const given = await consent(store, owner, node, who);
    const { url, taken } = await peer();
    await start({ SMTP_URL: url });
    const entry = await entryOf(given);

    const ids = await Promise.all([1, 2, 3].map(() => deliver({ kind: 'certificate', payload: { entry } })));
    for (const id of ids) {
      await eventually('made', async () => ((await stateOf(id)).state === 'delivered' ? true : null));
    }
    const document = await store.documents.ofConsent(given, 'certificate');
    expect(Buffer.from(document?.bytes ?? []).toString('latin1')).toMatch(/^%PDF-/);
    // Mail that an earlier test left to be tried again comes here too.
    const toHer = () => taken.filter(({ to }) => to === `${who.toLowerCase()}@example.com`);
    await eventually('the mail', () => toHer()[0]);
    expect(toHer()).toHaveLength(1);
    expect(toHer()[0]?.raw).toContain(`${given}.pdf`);
    expect(await countDocuments(given)).toBe(1);
  });

  it('certifies a withdrawal in the words that were shown, and sends her that', async () => {
    const owner = await organization(store);
    const node = await production(store, owner);
    const who = await performer(store, owner);
    const given = await consent(store, owner, node, who);
    const refs = { actor: 'user:test', consent: given, performer: who, production: node, request: newId('req') };
    const at = await store.transaction((tx) => tx.at());
    const evidence = { version: 2, scope: null, effectiveAt: at, worksMadeBefore: 'stop' as const };
    await record(store, [given, who], [{ type: 'consent.withdrawn', refs, evidence, personal: null }]);
    const entry = await entryOf(given, 'consent.withdrawn');
    const { url, taken } = await peer();
    await start({ SMTP_URL: url, PAPER: 'Letter' });
    const shown = {
      effect: ['It stops at once.'],
      stops: ['Lines in your voice.'],
      goesOn: [],
      told: ['Saltgrass Post'],
    };
    const ids = await Promise.all([1, 2].map(() => deliver({ kind: 'certificate', payload: { entry, ...shown } })));
    for (const id of ids) {
      await eventually('made', async () => ((await stateOf(id)).state === 'delivered' ? true : null));
    }
    const document = await store.documents.ofConsent(given, 'withdrawal');
    const text = await textOf(new Uint8Array(document?.bytes ?? []));
    for (const sentence of [...shown.effect, ...shown.stops, ...shown.told]) expect(text).toContain(sentence);
    expect((await PDFDocument.load(new Uint8Array(document?.bytes ?? []))).getPage(0).getSize()).toEqual({
      width: 612,
      height: 792,
    });
    const toHer = () => taken.filter(({ to }) => to === `${who.toLowerCase()}@example.com`);
    await eventually('the mail', () => toHer()[0]);
    expect(toHer()).toHaveLength(1);
    expect(await countDocuments(given)).toBe(1);
  });

  it('seals nothing without its time-stamp, and tries again', async () => {
    const owner = await organization(store);
    const given = await consent(store, owner, await production(store, owner), await performer(store, owner));
    const time = await stampingService();
    let failing = true;
    const authority = await serveStamps(time.stampingAt(new Date().toISOString()), () => failing);
    opened.push(authority);
    await start({ MAIL_CAPTURE: 'true', TSA_URL: authority.url });
    const id = await deliver({ kind: 'certificate', payload: { entry: await entryOf(given) } });
    const failed = await eventually('failed', async () => {
      const now = await stateOf(id);
      return now.attempts === 1 ? now : null;
    });
    expect(failed).toMatchObject({ state: 'due', last_failure: 'ETIMESTAMP' });
    expect(await countDocuments(given)).toBe(0);

    failing = false;
    await query('UPDATE countersign.deliveries SET due_at = clock_timestamp() WHERE id = $1', [id]);
    await eventually('made', async () => ((await stateOf(id)).state === 'delivered' ? true : null));
    const document = await store.documents.ofConsent(given, 'certificate');
    const { statements } = await verify(new Uint8Array(document?.bytes ?? []), null);
    expect(statements).toContainEqual(expect.objectContaining({ check: 'time-stamp', ok: null }));
  });

  it('puts every entry into the log, under a signed checkpoint', async () => {
    await start({ MAIL_CAPTURE: 'true' });
    await organization(store, 'Sequenced Pictures');
    const size = await countEntries();
    await eventually('a checkpoint', async () => {
      const checkpoint = await store.log.checkpoint();
      return checkpoint !== null && checkpoint.size >= size ? true : null;
    });
    await expectLogIsSound(database.connectionString, size);
  });

  it('has witnesses cosign its checkpoints, whichever worker asks, and waits for none that is down', async () => {
    const key = logKey('127.0.0.1', (await importSigner(await readFile(join(keysDir, 'log.key'), 'utf8'))).publicKey);
    const witnesses = [await openWitness('first.example', [key]), await openWitness('second.example', [key])] as const;
    opened.push(...witnesses);
    const [first, second] = witnesses;
    // It says no, then something that is no cosignature, and then what it should.
    second.answers = { status: 503, text: 'not now' };
    const log = join(keysDir, 'witnesses.log');
    const env = {
      ...{ MAIL_CAPTURE: 'true', LOG_FILE: log, LOG_LEVEL: 'info' },
      WITNESSES: `${first.line}\n${second.line}\ngroup both all first.example second.example\nquorum both\n`,
      OUTBOUND_ALLOW: `${first.origin},${second.origin}`,
    };
    await start(env);
    await start(env);
    await organization(store, 'Witnessed Pictures');
    const size = await countEntries();
    const cosigned = async () => {
      const checkpoint = await store.log.checkpoint();
      return checkpoint !== null && checkpoint.size >= size ? parseNote(checkpoint.note).signatures.length : 0;
    };
    await eventually('one cosignature', async () => ((await cosigned()) === 2 ? true : null));
    second.answers = { status: 200, text: '— second.example AAAAAAAA\n' };
    await eventually('it is asked again', () => (second.answered.includes(200) ? true : null));
    expect(await cosigned()).toBe(2);
    second.answers = null;
    await eventually('both cosignatures', async () => ((await cosigned()) === 3 ? true : null));

    const policy = parsePolicy(env.WITNESSES);
    const own = { log: { origin: '127.0.0.1', keys: [{ ...parseNoteKey(key), retiredAt: null }] }, witnesses: policy };
    const checked = await verifyCheckpoint((await store.log.checkpoint())!.note, own);
    expect(checked).toMatchObject({ signed: true, cosignatures: [{ ok: true }, { ok: true }], unchecked: [] });
    expect(await store.log.cosigned({ size })).toMatchObject([{ witnesses: expect.any(Array) }]);

    // What the first one saw is not what this log then has: whoever operates it must hear of it.
    first.answers = { status: 409, text: '1000000\n' };
    await organization(store, 'Set back Pictures');
    const logged = async () => readFile(log, 'utf8');
    await eventually('the alarm', async () => ((await logged()).includes('has a twin') ? true : null));
    const lines = (await logged()).split('\n').filter((line) => line.includes('a witness did not cosign'));
    expect(lines.some((line) => line.includes('it answered 503'))).toBe(true);
    expect(lines.some((line) => line.includes('no good signature by the key'))).toBe(true);
    expect(await logged()).toContain('the witness cosigns again');
    await expectLogIsSound(database.connectionString, await countEntries());
  });

  it('does not begin with a policy of witnesses that cannot be read', async () => {
    const env = { MAIL_CAPTURE: 'true', WITNESSES: 'quorum nobody' };
    await expect(start(env)).rejects.toThrow(/^`WITNESSES` cannot be read: .*`nobody` is no witness or group/);
  });

  it('deletes what is past its use, and leaves what still counts', async () => {
    const challenges = `INSERT INTO auth.challenge (id, purpose, challenge, expires_at)
      SELECT n::text, 'show', 'x', now() + n * interval '1 hour' FROM generate_series(-3, 3) AS n WHERE n <> 0`;
    await query(challenges);
    await start({ MAIL_CAPTURE: 'true' });
    const left = `SELECT count(*) FILTER (WHERE id LIKE '-%')::integer AS past, count(*)::integer AS all FROM auth.challenge`;
    const counts = await eventually('swept', async () => {
      const now = await query(left);
      return now['past'] === 0 ? now : null;
    });
    expect(counts).toEqual({ past: 0, all: 3 });
  });

  async function query(text: string, values: unknown[] = []): Promise<Record<string, unknown>> {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      return (await client.query(text, values)).rows[0];
    } finally {
      await client.end();
    }
  }
  const entryOf = async (id: string, type = 'consent.given'): Promise<string> =>
    String(
      (await query(`SELECT id FROM countersign.entries WHERE type = $2 AND refs ->> 'consent' = $1`, [id, type]))['id'],
    );
  const countDocuments = async (id: string): Promise<number> =>
    Number(
      (await query(`SELECT count(*)::int AS n FROM countersign.documents WHERE refs ->> 'consent' = $1`, [id]))['n'],
    );
  const countEntries = async (): Promise<number> =>
    Number((await query('SELECT count(*)::int AS n FROM countersign.entries'))['n']);
});
