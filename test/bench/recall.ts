/**
 * A withdrawal that 1,000 allows of 100 organizations relied on: how long from its commit until each organization's mail is handed
 * over, its webhook's receiver was called with that, signed, and with each recalled decision. At most 60 seconds.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { withdrawalEffect, type Box } from '#consent';
import { newWebhookKey } from '#outbound';
import { migrate, newId, openStore, removeEmbedded, startEmbedded, type Store } from '#store';
import { reliedOnBy } from '../../apps/api/src/consents/relying.js';
import { openRecall } from '../../apps/api/src/recalls/opening.js';
import { makeMissingKeys } from '../../apps/cli/src/start/data-folder.js';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';
import { openMailPeer } from '../support/mail-peer.js';
import { PERSONAL_SECRET } from '../support/database.js';
import * as recording from '../support/recording.js';
import { isSignedBy, openReceiver } from '../support/webhook-receiver.js';

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

interface Receiving {
  readonly url: string;
  readonly webhookSecret: string;
}

/** The webhook of an organization, as the route makes it; answers with the key that its messages are signed with. */
async function receive(store: Store, organization: string, { url, webhookSecret }: Receiving): Promise<string> {
  const [webhook, key] = [newId('hook'), newId('hkey')];
  const { publicKey, sealed } = newWebhookKey(webhookSecret, key);
  await store.transaction(async (tx) => {
    await tx.lock([organization, webhook]);
    const evidence = { url, events: ['recall.told', 'decision.recalled'], productions: null, key, publicKey };
    const refs = { actor: 'system', organization, webhook };
    await tx.append([{ type: 'webhook.created', refs, evidence, personal: null }]);
    await tx.webhooks.begin(webhook);
    await tx.webhooks.keepSecret(webhook, { id: key, sealed });
  });
  return publicKey;
}

/** The consent, the performer, everything that relied on it, and who is called. */
async function prepare(store: Store, receiving: Receiving) {
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
  const signedBy: string[] = [];
  for (let index = 0; index < ORGANIZATIONS; index++) {
    const organization = await recording.organization(store, `Vendor ${index}`, 'vendor');
    await recording.participation(store, series, organization);
    const refs = { actor: 'system', organization, user: `person-${index}` };
    const personal = { name: 'A person', email: `vendor-${index}@bench.example` };
    const added = { type: 'member.added', refs, evidence: { role: 'admin' }, personal } as const;
    await recording.record(store, [organization], [added]);
    const asked = Array.from({ length: DECISIONS_EACH }, () => recording.asks(organization, performer, series));
    await store.checks(asked, recording.simpleHandlers);
    signedBy.push(await receive(store, organization, receiving));
  }
  return { consent, performer, signedBy };
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
const receiver = await openReceiver();
try {
  await migrate(connectionString);
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString });
  const webhookSecret = (await readFile(join(folder, 'webhook.secret'), 'utf8')).trim();
  const { signedBy, ...given } = await prepare(store, { url: receiver.url, webhookSecret });
  const worker = await startWorker(
    readConfig({
      ...{ DATABASE_URL: connectionString, BASE_URL: 'http://127.0.0.1', KEYS_DIR: folder },
      ...{ LOG_LEVEL: 'silent', SMTP_URL: peer.url, OUTBOUND_ALLOW: 'http://127.0.0.1' },
    }),
  );
  const startedAt = await withdraw(store, given);
  const seconds = (): number => (performance.now() - startedAt) / 1000;
  const bySomebody = (type: string) =>
    new Set(receiver.received.flatMap(({ event }) => (event.type === type ? event.id : [])));
  const counts = () =>
    [new Set(peer.taken.map(({ to }) => to)), bySomebody('recall.told'), bySomebody('decision.recalled')].map(
      ({ size }) => size,
    );
  const due = [ORGANIZATIONS, ORGANIZATIONS, DECISIONS];
  const at: (number | null)[] = due.map(() => null);
  while (seconds() < 2 * SECONDS_MAX && at.includes(null)) {
    await pause(50);
    for (const [index, count] of counts().entries()) if (count === due[index]) at[index] ??= seconds();
  }
  const [mails = 0, calls = 0, decisions = 0] = counts();
  const [mailed, called, recalled] = at.map((each) => (each === null ? 'never' : `${each.toFixed(1)} s`));
  console.log(
    `${mails} of ${ORGANIZATIONS} organizations told by mail, the last ${mailed} after the withdrawal; ${calls} by a call to their receiver, the last after ${called}, with ${decisions} of ${DECISIONS} decisions recalled, the last after ${recalled} (at most ${SECONDS_MAX} s are due)`,
  );
  const first = receiver.received[0];
  const isSigned = signedBy.some((key) => isSignedBy(key, first));
  if (!isSigned) console.log('the first call is signed by none of the webhooks');
  if (!isSigned || at.some((each) => each === null || each > SECONDS_MAX)) process.exitCode = 1;
  await worker.close();
  await store.close();
} finally {
  await Promise.all([peer.close(), receiver.close()]);
  await server.stop();
  await removeEmbedded(join(folder, 'postgresql'));
  await rm(folder, { recursive: true, force: true });
}
