import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId, openStore, type NewDelivery, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { bundled, type Program } from '../support/bundled.js';
import { AT_ONCE, type KillPoint, type Step } from '../support/kill-points.js';
import { openMailPeer, type MailPeer } from '../support/mail-peer.js';
import {
  check,
  consent,
  organization,
  performer,
  production,
  record,
  request,
  withdrawal,
} from '../support/recording.js';
import { QUEUES, type RedisServer } from '../support/redis.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { LOGGING } from '../support/used-secrets.js';

const KINDS = ['mail', 'certificate', 'withdrawal', 'decision', 'key_ending', 'reminder', 'undelivered'] as const;
type Kind = (typeof KINDS)[number];

/** What a worker does to the world for one delivery, besides taking it and writing down that it was made. */
const EFFECTS: Readonly<Record<Kind, readonly (Step | 'sent')[]>> = {
  mail: ['sent'],
  certificate: ['document', 'deliver'],
  withdrawal: ['document', 'deliver'],
  decision: ['document'],
  key_ending: ['deliver'],
  reminder: ['deliver'],
  undelivered: ['deliver'],
};
const WHENS = ['before', 'after'] as const;

interface Place {
  readonly step: Step | 'sent';
  readonly when: (typeof WHENS)[number];
  /** On the way of one kind of delivery, or on nobody's in particular. */
  readonly kind: Kind | null;
}

const PLACES: readonly Place[] = [
  ...(['claim', 'add'] as const).flatMap((step) => WHENS.map((when) => ({ step, when, kind: null }))),
  ...KINDS.flatMap((kind) =>
    (['take', ...EFFECTS[kind], 'delivered'] as const).flatMap((step) => WHENS.map((when) => ({ step, when, kind }))),
  ),
];

describe.each(QUEUES)('a worker that is killed at any step, with its queue in $name', ({ open }) => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;
  let worker: Program;
  let peer: MailPeer;
  let redis: RedisServer | null;
  let pool: pg.Pool;
  /** What dies when a mail arrives: before the peer has answered, or after. */
  let dying: { readonly to: string; readonly when: 'before' | 'after'; readonly child: ChildProcess } | null = null;

  /** Until this has come, no mail is answered. */
  let held: Promise<unknown> = Promise.resolve();

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    pool = new pg.Pool({ connectionString: database.connectionString, max: 2 });
    keysDir = await makeWorkerKeys();
    worker = await bundled('test/support/worker-process.ts');
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
    await worker.drop();
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
    const args = [worker.file, JSON.stringify(settings), ...(point ? [JSON.stringify(point)] : [])];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** An organization, its administrator, and a production. */
  async function makeOwner(name: string): Promise<{ owner: string; node: string; admin: string }> {
    const owner = await organization(store);
    const node = await production(store, owner);
    const refs = { actor: 'user:test', organization: owner, user: name };
    const admin = `admin-${name}@example.com`;
    const personal = { name, email: admin };
    await record(store, [owner], [{ type: 'member.added', refs, evidence: { role: 'admin' }, personal }]);
    return { owner, node, admin };
  }

  async function entryOf(type: string, about: string): Promise<string> {
    const found = `SELECT id FROM countersign.entries WHERE type = $1 AND refs @> $2::jsonb`;
    return (await pool.query(found, [type, about])).rows[0].id;
  }

  /** A delivery of each kind: whom it tells in the end, and what names what it makes. */
  interface Round {
    readonly id: string;
    readonly tells: string | null;
    readonly document?: string;
  }

  async function makeRound(): Promise<Record<Kind, Round>> {
    const name = newId('del').toLowerCase();
    const { owner, node, admin } = await makeOwner(name);
    const other = await makeOwner(`other-${name}`);
    const [who, leaves, reminded] = [
      await performer(store, owner),
      await performer(store, owner),
      await performer(store, owner),
    ];
    const given = await consent(store, owner, node, who);
    const withdrawn = await consent(store, owner, node, leaves);
    await withdrawal(store, leaves, withdrawn);
    await check(store, owner, who, node);
    const key = newId('key');
    const evidence = {
      apikey: key,
      name: 'farm',
      scopes: ['check' as const],
      endsAt: '2100-01-01T00:00:00.000Z',
      replaces: null,
    };
    const refs = { actor: 'user:test', organization: owner, key };
    await record(store, [owner, key], [{ type: 'key.issued', refs, evidence, personal: null }]);
    const open = await request(store, owner, node, reminded);
    const { version } = await store.transaction((tx) => tx.get('requests', open));
    const about = await request(store, other.owner, other.node, await performer(store, other.owner));
    const to = `${name}@example.com`;
    const shown = { effect: ['It stops.'], stops: [], goesOn: [], told: [] };
    const decision = await entryOf('decision.made', JSON.stringify({ performer: who }));
    const decided = await pool.query(`SELECT refs ->> 'decision' AS decision FROM countersign.entries WHERE id = $1`, [
      decision,
    ]);
    const made: Record<Kind, NewDelivery> = {
      mail: { kind: 'mail', payload: { to, subject: 'Hello', text: 'A text.' } },
      certificate: {
        kind: 'certificate',
        payload: { entry: await entryOf('consent.given', JSON.stringify({ consent: given })) },
      },
      withdrawal: {
        kind: 'certificate',
        payload: { entry: await entryOf('consent.withdrawn', JSON.stringify({ consent: withdrawn })), ...shown },
      },
      decision: { kind: 'certificate', payload: { entry: decision, use: [], nearest: [] } },
      key_ending: { kind: 'key_ending', payload: { key } },
      reminder: { kind: 'reminder', payload: { request: open, version, nth: 1 } },
      undelivered: { kind: 'undelivered', payload: { about } },
    };
    const ids = await store.transaction((tx) => tx.deliver(KINDS.map((kind) => made[kind])));
    const id = (kind: Kind): string => ids[KINDS.indexOf(kind)] ?? '';
    const addressOf = (performer: string): string => `${performer.toLowerCase()}@example.com`;
    return {
      mail: { id: id('mail'), tells: to },
      certificate: { id: id('certificate'), tells: addressOf(who), document: given },
      withdrawal: { id: id('withdrawal'), tells: addressOf(leaves), document: withdrawn },
      decision: { id: id('decision'), tells: null, document: decided.rows[0].decision },
      key_ending: { id: id('key_ending'), tells: admin },
      reminder: { id: id('reminder'), tells: addressOf(reminded) },
      undelivered: { id: id('undelivered'), tells: other.admin },
    };
  }

  it(`loses and doubles nothing in ${PLACES.length} deaths`, async () => {
    const told: string[] = [];
    for (const { step, when, kind } of PLACES) {
      const round = await makeRound();
      told.push(...KINDS.flatMap((each) => round[each].tells ?? []));
      const point = (at: Step): KillPoint => ({ step: at, when, ...(kind && { naming: namedAt(at, round[kind]) }) });
      const child = step === 'sent' ? startProcess() : startProcess(point(step));
      if (step === 'sent') dying = { to: round.mail.tells ?? '', when, child };
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
    const { rows } = await pool.query(`SELECT count(*)::int AS n FROM countersign.documents GROUP BY kind, refs`);
    expect(rows.map(({ n }) => n)).toEqual(PLACES.flatMap(() => [1, 1, 1]));
  }, 300_000);

  /** What is made, and what is delivered further, has no id yet when it is inserted: it is known by what it is about, and by whom it tells. */
  function namedAt(step: Step, { id, tells, document }: Round): string {
    return (step === 'document' ? document : step === 'deliver' ? tells : null) ?? id;
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
