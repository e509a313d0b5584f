/** What specs of webhooks share: the real service, its worker, and receivers on this machine. */
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { developmentIdentity } from '#evidence';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { eventually } from '../support/eventually.js';
import { LOGGING } from '../support/used-secrets.js';
import { openReceiver, type Received, type Receiver } from '../support/webhook-receiver.js';
import { BASE_URL, openService, sequence, sql, type Service, type Visitor } from './api-service.js';
import { checkOf, keyOf, makePartner, makeWorld, signedConsent, type World } from './api-world.js';

const WITHIN = { OUTBOUND_ALLOW: 'http://127.0.0.1' };

export let service: Service;
let worker: Worker;
export let world: World;
export let farm: Visitor;
export let partner: string;
export let pia: Visitor;
const opened: { close(): Promise<void> }[] = [];

/** Opens the service and the worker around the tests of this file. */
export function stageWebhooks(): void {
  beforeAll(async () => {
    service = await openService({ env: { ...WITHIN, PORT: '0' } });
    writeFileSync(join(service.keysDir, 'seal.pem'), await developmentIdentity('Webhooks', '2026-01-01T00:00:00.000Z'));
    world = await makeWorld(service);
    await signedConsent(world);
    // What happened before is in the tree, and so is no event of a webhook that is made now.
    await sequence(service);
    farm = await keyOf(world);
    ({ partner, pia } = await makePartner(world));
    await sequence(service);
    worker = await startAnother();
  });
  afterEach(async () => {
    const { body } = await world.deniz.get(hooks()).expect(200);
    for (const { id } of body.items) await world.deniz.delete(hooks(id)).expect(204);
    for (const each of opened.splice(0)) await each.close();
  });
  afterAll(async () => {
    await worker.close();
    await service.close();
  });
}

export function startAnother(): Promise<Worker> {
  const own = { ...LOGGING, ...WITHIN, MAIL_CAPTURE: 'true', WEBHOOK_TIMEOUT_MS: '300' };
  const { databaseUrl: DATABASE_URL, keysDir: KEYS_DIR } = service;
  return startWorker(readConfig({ DATABASE_URL, BASE_URL, KEYS_DIR, ...own }));
}

export const hooks = (id = '', act = '') =>
  `/v1/organizations/${world.organization}/webhooks${id && `/${id}`}${act && `/${act}`}`;

export async function receiver(reply?: Receiver['reply']): Promise<Receiver> {
  const made = await openReceiver(reply);
  opened.push(made);
  return made;
}

export interface Made {
  readonly id: string;
  readonly secret: string;
  readonly keys: readonly { readonly id: string; readonly publicKey: string; readonly endsAt: string | null }[];
}

export async function hooked(url: string, settings: object = {}): Promise<Made> {
  const { body } = await world.deniz.post(hooks(), { url, ...settings }).expect(201);
  return body;
}

/** Something happens: a check is an event. */
export async function check(): Promise<string> {
  const { body } = await farm.post('/v1/checks', checkOf(world)).expect(200);
  return body.id;
}

export async function deliveriesOf(id: string): Promise<Logged[]> {
  return (await world.deniz.get(hooks(id, 'deliveries?limit=200')).expect(200)).body.items;
}

export interface Logged {
  readonly id: string;
  readonly event: string;
  readonly type: string;
  readonly sequence: number | null;
  readonly state: string;
  readonly attemptCount: number;
  readonly dueAt: string | null;
}

export const settled = (id: string, count: number, state = 'delivered') =>
  eventually(`${count} ${state}`, async () => {
    const found = (await deliveriesOf(id)).filter((each) => each.state === state);
    return found.length >= count ? found : null;
  });

export interface Standing {
  readonly disabledAt: string | null;
  readonly disabledWhy: string | null;
  readonly failingSince: string | null;
}

export async function read(id: string): Promise<Standing> {
  return (await world.deniz.get(hooks(id)).expect(200)).body;
}
export const tried = ({ attemptCount }: Logged) => attemptCount > 0;
export const checksIn = (received: readonly Received[]) => received.map(({ event }) => event.refs['check']);
export const mails = async (subject: string) =>
  (await service.store.mailbox.list(100)).filter((each) => each.subject === subject);
export const mailed = async (subject: string) => (await mails(subject))[0];

/** Until the worker has put everything into the log, and has looked at it. */
export async function sequenced(): Promise<void> {
  await eventually('sequenced', async () => {
    const [left] = await sql(service, `SELECT (SELECT count(*) FROM countersign.unsequenced)::integer AS n`);
    return Object(left).n === 0 ? true : null;
  });
}

/** Whatever waits for its next try is due at once: nobody waits for hours here. */
export const hurry = () =>
  sql(service, `UPDATE countersign.deliveries SET due_at = clock_timestamp() WHERE state = 'due'`);

/** Whatever waits has had its last try; another worker looks around as it begins. */
export async function spend(): Promise<void> {
  await sql(service, `UPDATE countersign.deliveries SET state = 'given_up' WHERE kind = 'webhook'`);
  opened.push(await startAnother());
}
