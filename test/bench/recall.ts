/**
 * A withdrawal that 1,000 allows of 100 organizations relied on: how long from its commit until each organization's mail is handed
 * over, and each recalled decision stands in the log as an event. At most 60 seconds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { withdrawalEffect, type Box } from '#consent';
import { migrate, newId, openStore, removeEmbedded, startEmbedded, type Store } from '#store';
import { reliedOnBy } from '../../apps/api/src/consents/relying.js';
import { openRecall } from '../../apps/api/src/recalls/opening.js';
import { makeMissingKeys } from '../../apps/cli/src/start/data-folder.js';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';
import { openMailPeer } from '../support/mail-peer.js';
import { PERSONAL_SECRET } from '../support/database.js';
import * as recording from '../support/recording.js';

const ORGANIZATIONS = 100;
const DECISIONS_EACH = 10;
const SECONDS_MAX = 60;
const SCOPE: Box = {
  ...{
    purpose: ['production'],
    media: ['programme'],
    language: ['en'],
    stage: 'final',
    content: ['none'],
    tool: ['any'],
  },
  ...{ from: '2026-01-01T00:00:00.000Z', until: '2036-01-01T00:00:00.000Z' },
};
const DECISIONS = ORGANIZATIONS * DECISIONS_EACH;

/** The consent, the performer, and everything that relied on it. */
async function prepare(store: Store): Promise<{ consent: string; performer: string }> {
  const owner = await recording.organization(store);
  const series = await recording.production(store, owner);
  const performer = await recording.performer(store, owner);
  const consent = await recording.consent(
    store,
    owner,
    series,
    performer,
    recording.terms({}, { ...SCOPE, production: [series] }),
  );
  for (let index = 0; index < ORGANIZATIONS; index++) {
    const organization = await recording.organization(store, `Vendor ${index}`, 'vendor');
    await recording.participation(store, series, organization);
    const refs = { actor: 'system', organization, user: `person-${index}` };
    const personal = { name: 'A person', email: `vendor-${index}@bench.example` };
    const added = { type: 'member.added', refs, evidence: { role: 'admin' }, personal } as const;
    await recording.record(store, [organization], [added]);
    const asked = Array.from({ length: DECISIONS_EACH }, () => recording.asks(organization, performer, series));
    await store.checks(asked, recording.simpleHandlers);
  }
  return { consent, performer };
}

/** Withdraws it as the route does, and returns when that was committed. */
async function withdraw(store: Store, { consent, performer }: { consent: string; performer: string }): Promise<number> {
  const recall = newId('rcl');
  await store.transaction(async (tx) => {
    await tx.lock([performer, recall]);
    const row = await tx.get('consents', consent);
    const at = await tx.at();
    const effect = withdrawalEffect(row.record, null, at, { producer: '', productions: {}, tools: {}, zone: 'UTC' });
    if (effect.kind === 'refused') throw new Error(`refused: ${effect.code}`);
    const relied = await reliedOnBy(tx, row, null);
    await recording.withdrawIn(tx, performer, consent);
    const does = { kind: 'at_once', at, works: null } as const;
    await openRecall(tx, { row, scope: null, effect, relied, at }, { recall, entry: newId('entr'), does });
  });
  return performance.now();
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
await makeMissingKeys(folder, 'Bench');
const server = await startEmbedded({ folder: join(folder, 'postgresql'), port: 'free' });
const { connectionString } = server;
const peer = await openMailPeer();
try {
  await migrate(connectionString);
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString });
  const given = await prepare(store);
  const worker = await startWorker(
    readConfig({
      ...{ DATABASE_URL: connectionString, BASE_URL: 'http://127.0.0.1', KEYS_DIR: folder },
      ...{ LOG_LEVEL: 'silent', SMTP_URL: peer.url },
    }),
  );
  const client = new pg.Client({ connectionString });
  // The server is stopped under it where something fails.
  client.on('error', () => undefined);
  await client.connect();
  const counted = `SELECT count(*)::int AS n FROM countersign.leaves l JOIN countersign.entries e ON e.serial = l.entry
    WHERE e.type = 'decision.recalled'`;
  const startedAt = await withdraw(store, given);
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const [told, recalled] = [
    () => new Set(peer.taken.map(({ to }) => to)).size,
    () => client.query<{ n: number }>(counted),
  ];
  let [mails, events] = [0, 0];
  while (seconds() < 2 * SECONDS_MAX && (mails < ORGANIZATIONS || events < DECISIONS)) {
    await pause(100);
    [mails, events] = [told(), (await recalled()).rows[0]?.n ?? 0];
  }
  const took = seconds();
  console.log(
    `${mails} of ${ORGANIZATIONS} organizations told by mail and ${events} of ${DECISIONS} decisions recalled as events, ${took.toFixed(1)} s after the withdrawal (at most ${SECONDS_MAX} is due)`,
  );
  if (mails < ORGANIZATIONS || events < DECISIONS || took > SECONDS_MAX) process.exitCode = 1;
  await client.end();
  await worker.close();
  await store.close();
} finally {
  await peer.close();
  await server.stop();
  await removeEmbedded(join(folder, 'postgresql'));
  await rm(folder, { recursive: true, force: true });
}
