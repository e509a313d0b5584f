/** Webhooks from the route that makes them to the receiver: the real service, its worker, and HTTP on this machine. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { developmentIdentity } from '#evidence';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { LOGGING } from '../support/used-secrets.js';
import { openReceiver, type Received, type Receiver } from '../support/webhook-receiver.js';
import { BASE_URL, openService, sequence, type Service, type Visitor } from './api-service.js';
import { checkOf, keyOf, makeWorld, signedConsent, type World } from './api-world.js';

const WITHIN = { OUTBOUND_ALLOW: 'http://127.0.0.1' };

let service: Service;
let worker: Worker;
let world: World;
let farm: Visitor;
const opened: Receiver[] = [];

beforeAll(async () => {
  service = await openService({ env: WITHIN });
  writeFileSync(join(service.keysDir, 'seal.pem'), await developmentIdentity('Webhooks', '2026-01-01T00:00:00.000Z'));
  world = await makeWorld(service);
  await signedConsent(world);
  // What happened before is in the tree, and so is no event of a webhook that is made now.
  await sequence(service);
  farm = await keyOf(world);
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

function startAnother(): Promise<Worker> {
  const own = { ...LOGGING, ...WITHIN, MAIL_CAPTURE: 'true', WEBHOOK_TIMEOUT_MS: '300' };
  const { databaseUrl: DATABASE_URL, keysDir: KEYS_DIR } = service;
  return startWorker(readConfig({ DATABASE_URL, BASE_URL, KEYS_DIR, ...own }));
}

const hooks = (id = '', act = '') =>
  `/v1/organizations/${world.organization}/webhooks${id && `/${id}`}${act && `/${act}`}`;

async function receiver(reply?: Receiver['reply']): Promise<Receiver> {
  const made = await openReceiver(reply);
  opened.push(made);
  return made;
}

interface Made {
  readonly id: string;
  readonly secret: string;
  readonly keys: readonly { readonly id: string; readonly publicKey: string; readonly endsAt: string | null }[];
}

async function hooked(url: string, settings: object = {}): Promise<Made> {
  const { body } = await world.deniz.post(hooks(), { url, ...settings }).expect(201);
  return body;
}

/** Something happens: a check is an event. */
async function check(): Promise<string> {
  const { body } = await farm.post('/v1/checks', checkOf(world)).expect(200);
  return body.id;
}

describe('a webhook', () => {
  it('is sent what happened from then on, in order and signed so that other people’s programs verify it', async () => {
    const { url, until } = await receiver();
    const made = await hooked(url);
    const checks = [await check(), await check()];
    const received = await until(2);

    const events = received.map(({ event }) => event).sort((one, other) => one.sequence - other.sequence);
    expect(events).toEqual([
      expect.objectContaining({ type: 'decision.made', previous: null }),
      expect.objectContaining({ type: 'decision.made', previous: events[0]?.sequence }),
    ]);
    expect(events.map((event) => Object(event).refs)).toEqual(
      checks.map((id) => ({
        ...{ production: world.season, organization: world.organization, performer: world.performer, check: id },
      })),
    );
    for (const each of received) {
      expect(each.headers['webhook-id']).toBe(each.event.id);
      expect(new Webhook(made.secret).verify(each.body, headersOf(each))).toEqual(each.event);
      expect(() => new Webhook(made.secret).verify(`${each.body} `, headersOf(each))).toThrow('No matching signature');
      expect(verifiesWithOpenssl(made.keys[0]?.publicKey ?? '', each)).toBe(true);
      expect(verifiesWithOpenssl(made.keys[0]?.publicKey ?? '', { ...each, body: `${each.body} ` })).toBe(false);
    }
    // The same are fetched.
    const { body: fetched } = await world.deniz.get(`/v1/events?after=${Number(events[0]?.sequence) - 1}`).expect(200);
    expect(fetched.items).toEqual(events.map(({ previous: _, ...event }) => event));
  });
});

const headersOf = ({ headers }: Received) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/** As a receiver without any library does it, or with Node's own where there is no openssl. */
function verifiesWithOpenssl(publicKey: string, { headers, body }: Received): boolean {
  const der = Buffer.concat([SPKI_ED25519, Buffer.from(publicKey.replace('whpk_', ''), 'base64')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const signatures = String(headers['webhook-signature'])
    .split(' ')
    .flatMap((each) => (each.startsWith('v1a,') ? [Buffer.from(each.slice(4), 'base64')] : []));
  return signatures.some((signature) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-v1a-'));
    const write = (name: string, bytes: string | Buffer) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const files = ['-inkey', write('key', key.export({ type: 'spki', format: 'pem' }))];
    const signed = ['-in', write('content', content), '-sigfile', write('signature', signature)];
    try {
      execFileSync('openssl', ['pkeyutl', '-verify', '-pubin', '-rawin', ...files, ...signed], { stdio: 'ignore' });
      return true;
    } catch (error) {
      if (Object(error).code !== 'ENOENT') return false;
      process.stdout.write('skipped: no openssl here; Node verifies in its place\n');
      return verify(null, Buffer.from(content), key, signature);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
