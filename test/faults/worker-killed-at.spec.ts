import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId, openStore, type NewDelivery, type Store } from '#store';
import { cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { AT_ONCE, type KillPoint, type Step } from '../support/kill-points.js';
import { openMailPeer, type MailPeer } from '../support/mail-peer.js';
import { consent, organization, performer, production, record, request } from '../support/recording.js';
import { QUEUES, type RedisServer } from '../support/redis.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { LOGGING } from '../support/used-secrets.js';

const KINDS = ['mail', 'certificate', 'key_ending', 'reminder'] as const;
type Kind = (typeof KINDS)[number];

/** What a worker does to the world for one delivery, besides taking it and writing down that it was made. */
const EFFECTS: Readonly<Record<Kind, readonly (Step | 'sent')[]>> = {
  mail: ['sent'],
  certificate: ['document', 'deliver'],
  key_ending: ['deliver'],
  reminder: ['deliver'],
};
const WHENS = ['before', 'after'] as const;

/** Every place at which a worker can die: on nobody's way in particular, or on the way of one kind of delivery. */
const PLACES = [
  ...(['claim', 'add'] as const).flatMap((step) => WHENS.map((when) => ({ step, when, kind: null }))),
  ...KINDS.flatMap((kind) =>
    (['take', ...EFFECTS[kind], 'delivered'] as const).flatMap((step) => WHENS.map((when) => ({ step, when, kind }))),
  ),
];

describe.each(QUEUES)('a worker that is killed at any step, with its queue in $name', ({ open }) => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;
  let peer: MailPeer;
  let redis: RedisServer | null;
  let pool: pg.Pool;
  /** What dies when a mail arrives: before the peer has answered, or after. */
  let dying: { readonly to: string; readonly when: 'before' | 'after'; readonly child: ChildProcess } | null = null;

  /** Until this has come, no mail is answered. */
  let held: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ connectionString: database.connectionString });
    pool = new pg.Pool({ connectionString: database.connectionString, max: 2 });
    keysDir = await makeWorkerKeys();
    redis = await open();
    peer = await openMailPeer(undefined, async (to, answer) => {
      await held;
      const { child, when } = dying?.to === to ? dying : { child: null, when: 'after' };
      if (when === 'after') answer();
      if (child === null) return;
      dying = null;
      child.kill('SIGKILL');
      await once(child, 'exit');
      if (when === 'before') answer();
    });
  });
  afterAll(async () => {
    await peer.close();
    await redis?.stop();
    await pool.end();
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  });

  function startProcess(point?: KillPoint): ChildProcess {
    const settings = {
      DATABASE_URL: database.connectionString,
      BASE_URL: 'http://127.0.0.1',
      KEYS_DIR: keysDir,
      ...LOGGING,
      SMTP_URL: peer.url,
      ...(redis && { REDIS_URL: redis.url }),
    };
    const program = [
      '--conditions=source',
      '--import',
      './test/support/typescript.js',
      'test/support/worker-process.ts',
    ];
    const args = [...program, JSON.stringify(settings), ...(point ? [JSON.stringify(point)] : [])];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** One delivery of each kind, and whom each tells in the end. */
  async function makeRound(): Promise<Record<Kind, { readonly id: string; readonly tells: string }>> {
    const name = newId('del').toLowerCase();
    const owner = await organization(store);
    const node = await production(store, owner);
    const who = await performer(store, owner);
    const given = await consent(store, owner, node, who);
    const { rows } = await pool.query(
      `SELECT id FROM countersign.entries WHERE type = 'consent.given' AND refs ->> 'consent' = $1`,
      [given],
    );
    const key = newId('key');
    const actor = 'user:test';
    const admin = `admin-${name}@example.com`;
    await record(
      store,
      [owner, key],
      [
        {
          type: 'member.added',
          refs: { actor, organization: owner, user: name },
          evidence: { role: 'admin' },
          personal: { name, email: admin },
        },
        {
          type: 'key.issued',
          refs: { actor, organization: owner, key },
          evidence: {
            apikey: key,
            name: 'farm',
            scopes: ['check'],
            endsAt: '2100-01-01T00:00:00.000Z',
            replaces: null,
          },
          personal: null,
        },
      ],
    );
    const to = `${name}@example.com`;
    const reminded = await performer(store, owner);
    const open = await request(store, owner, node, reminded);
    const { version } = await store.transaction((tx) => tx.get('requests', open));
    const made: Record<Kind, NewDelivery> = {
      mail: { kind: 'mail', payload: { to, subject: 'Hello', text: 'A text.' } },
      certificate: { kind: 'certificate', payload: { entry: rows[0].id } },
      key_ending: { kind: 'key_ending', payload: { key } },
      reminder: { kind: 'reminder', payload: { request: open, version, nth: 1 } },
    };
    const [mail = '', certificate = '', key_ending = '', reminder = ''] = await store.transaction((tx) =>
      tx.deliver([made.mail, made.certificate, made.key_ending, made.reminder]),
    );
    return {
      mail: { id: mail, tells: to },
      certificate: { id: certificate, tells: `${who.toLowerCase()}@example.com` },
      key_ending: { id: key_ending, tells: admin },
      reminder: { id: reminder, tells: `${reminded.toLowerCase()}@example.com` },
    };
  }

  it(`loses and doubles nothing in ${PLACES.length} deaths`, async () => {
    const told: string[] = [];
    for (const { step, when, kind } of PLACES) {
      const round = await makeRound();
      told.push(...KINDS.map((each) => round[each].tells));
      const delivery = kind === null ? {} : { delivery: round[kind].id };
      const child = step === 'sent' ? startProcess() : startProcess({ step, when, ...pointAt(step, delivery) });
      if (step === 'sent') dying = { to: round.mail.tells, when, child };
      const [, signal] = await once(child, 'exit');
      expect({ step, when, kind, signal }).toEqual({ step, when, kind, signal: 'SIGKILL' });
      // Its tickets are lost with it; two minutes later the sweep would find them by itself.
      await store.deliveries.requeueOrphans(0, AT_ONCE);
    }

    const last = startProcess();
    try {
      await eventually('all delivered', async () => ((await countOpen()) === 0 ? true : null), 60_000);
    } finally {
      last.kill('SIGKILL');
      await once(last, 'exit');
    }
    // Every one was told, by one mail; what came twice came under one id.
    const ids = new Map<string, Set<string>>();
    for (const { to, messageId } of peer.taken) ids.set(to, (ids.get(to) ?? new Set()).add(messageId));
    expect([...ids.keys()].sort()).toEqual([...told].sort());
    expect([...ids.values()].filter((each) => each.size !== 1)).toEqual([]);
    const { rows } = await pool.query(
      `SELECT refs ->> 'consent' AS consent, count(*)::int AS n FROM countersign.documents GROUP BY 1`,
    );
    expect(rows.map(({ n }) => n)).toEqual(PLACES.map(() => 1));
  }, 300_000);

  /** What is delivered further is inserted under no id of the delivery that causes it. */
  function pointAt(step: Step, delivery: { readonly delivery?: string }): { readonly delivery?: string } {
    return step === 'document' || step === 'deliver' ? {} : delivery;
  }

  // The queue that holds nothing but numbers may be lost; PostgreSQL, which holds the rows, may not.
  it('sends everything although the queue lost all it held, without being started again', async () => {
    // More than a worker draws at a time, so that some tickets lie in the queue.
    const to = Array.from({ length: 400 }, (_, index) => `lost-${index}@example.com`);
    await store.transaction((tx) =>
      tx.deliver(to.map((each) => ({ kind: 'mail', payload: { to: each, subject: 'Hello', text: 'A text.' } }))),
    );
    let release = (): void => undefined;
    held = new Promise<void>((resolve) => (release = resolve));
    const child = startProcess();
    try {
      await eventually('all in the queue', async () => ((await countOpen('due')) === 0 ? true : null), 60_000);
      await eventually('some mail', () => peer.taken.find((mail) => to.includes(mail.to)), 60_000);
      await (redis === null ? pool.query('TRUNCATE bullmq.job CASCADE') : redis.lose());
      release();
      await eventually(
        'all mail',
        async () => {
          // What the sweep does for tickets that nobody drew in two minutes.
          await store.deliveries.requeueOrphans(3000, AT_ONCE);
          return (await countOpen()) === 0 ? true : null;
        },
        60_000,
      );
      const taken = new Map(peer.taken.map((mail) => [mail.to, mail]));
      expect(to.filter((each) => !taken.has(each))).toEqual([]);
      expect(child.exitCode).toBeNull();
    } finally {
      release();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  }, 120_000);

  async function countOpen(state = ''): Promise<number> {
    const open = `SELECT count(*)::int AS n FROM countersign.deliveries WHERE state <> 'delivered' AND state LIKE $1`;
    return (await pool.query(open, [`${state}%`])).rows[0].n;
  }
});
