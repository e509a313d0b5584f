/**
 * A strike that pauses 10,000 consents of 2,500 performers with 50 employers, declared and lifted over HTTP while a worker runs:
 * how long the act takes, what the next check answers, and how long until the last of them is told: every event in the log, and
 * every mail with the next hop. Ends with 1 where that takes more than a minute.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terms } from '#consent';
import { migrate, newId, removeEmbedded, startEmbedded, type NewEntry } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';
import { BASE_URL, openService, sql, type Service, type Visitor } from '../e2e/api-service.js';
import { checkOf, makeUnion, makeWorld, signedConsent, takeInto, termsOf, type World } from '../e2e/api-world.js';
import { openMailPeer, type MailPeer } from '../support/mail-peer.js';
import { consentGiven } from '../support/recording.js';
import { makeWorkerKeys } from '../support/worker-keys.js';

const EMPLOYERS = 50;
const PERFORMERS_EACH = 50;
const CONSENTS_EACH = 4;
const CONSENTS = EMPLOYERS * PERFORMERS_EACH * CONSENTS_EACH;
const DUE_SECONDS = 60;

/** An employer with its people and consents, as the log holds them. */
async function employer({ store }: Service, union: string, nth: number): Promise<void> {
  const [organization, production, participation] = [newId('org'), newId('prod'), newId('part')];
  const actor = 'user:bench';
  const refs = { actor, organization };
  const addresses = `addresses:${union}`;
  const people = Array.from({ length: PERFORMERS_EACH }, (_, index) => ({
    performer: newId('perf'),
    email: `performer-${nth}-${index}@bench.example`,
    requests: Array.from({ length: CONSENTS_EACH }, () => newId('req')),
  }));
  const owner: NewEntry[] = [
    { type: 'organization.created', refs, evidence: { kind: 'studio', name: `Bench ${nth}` }, personal: null },
    {
      ...{ type: 'member.added', refs: { ...refs, user: `bench-${nth}` }, evidence: { role: 'admin' } },
      personal: { name: 'Bench', email: `studio-${nth}@bench.example` },
    },
    {
      ...{ type: 'production.created', refs: { ...refs, production, participation } },
      ...{ evidence: { kind: 'film', title: `Film ${nth}`, path: [production] }, personal: null },
    },
    {
      ...{ type: 'production.policies_stated', refs: { ...refs, production } },
      ...{ evidence: { agreements: ['sag-aftra-tv@2026'] }, personal: null },
    },
  ];
  const given = people.flatMap(({ performer, email, requests }): NewEntry[] => {
    const hers = { ...refs, performer };
    const stated = { actor, organization: union, membership: newId('mem') };
    return [
      { type: 'performer.invited', refs: hers, evidence: {}, personal: { name: 'Bench Performer', email } },
      { type: 'performer.described', refs: hers, evidence: {}, personal: { unions: [union] } },
      { type: 'membership.stated', refs: stated, evidence: {}, personal: { email } },
      ...requests.flatMap((request): NewEntry[] => {
        // Sound terms, as whoever asks over HTTP sends them.
        const asked = { terms: termsOf({ season: production }) as Terms, respondBy: null };
        const of = { ...hers, production, request };
        return [
          { type: 'request.created', refs: of, evidence: asked, personal: null },
          { type: 'request.sent', refs: of, evidence: asked, personal: null },
          consentGiven(organization, production, performer, request, asked.terms),
        ];
      }),
    ];
  });
  await store.transaction(async (tx) => {
    const ids = people.flatMap(({ performer, requests }) => [performer, ...requests]);
    await tx.lock([organization, production, addresses, ...ids]);
    await tx.append([...owner, ...given]);
  });
}

async function isStruck(world: World): Promise<boolean> {
  const { body } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
  return body.reasons.some(({ code }: { code: string }) => code === 'STRIKE');
}

interface Act {
  readonly what: string;
  readonly type: string;
  /** What the subject of each mail about it says. */
  readonly subject: RegExp;
  readonly isStruckAfter: boolean;
  readonly perform: () => Promise<unknown>;
}

async function measure(service: Service, peer: MailPeer, world: World, act: Act): Promise<void> {
  const startedAt = performance.now();
  const since = (): number => (performance.now() - startedAt) / 1000;
  await act.perform();
  const took = since();
  const isEffective = (await isStruck(world)) === act.isStruckAfter;
  const events = async (): Promise<number> => {
    const text = `SELECT count(*)::integer AS n FROM countersign.entries e JOIN countersign.leaves l ON l.entry = e.serial WHERE e.type = '${act.type}'`;
    return Object(await sql(service, text))[0].n;
  };
  const mails = (): number => peer.taken.filter(({ raw }) => act.subject.test(raw)).length;
  // Hers and her employer's among them.
  const [eventsDue, mailsDue] = [CONSENTS + 1, EMPLOYERS * PERFORMERS_EACH + EMPLOYERS + 2];
  let logged: number | null = null;
  while ((logged === null || mails() < mailsDue) && since() < 3 * DUE_SECONDS) {
    if (logged === null && (await events()) >= eventsDue) logged = since();
    await pause(50);
  }
  const done = since();
  const [sent, told] = [mails(), await events()];
  console.log(
    `${act.what}: acknowledged in ${(took * 1000).toFixed(0)} ms, ${isEffective ? 'effective' : 'NOT EFFECTIVE'} on the next check; ${told} events in the log after ${logged?.toFixed(1) ?? 'never'} s, ${sent} mails handed over after ${done.toFixed(1)} s (at most ${DUE_SECONDS} is due)`,
  );
  if (!isEffective || told !== eventsDue || sent !== mailsDue || done > DUE_SECONDS) process.exitCode = 1;
}

async function strikeAndLift(service: Service, peer: MailPeer): Promise<void> {
  const [world, union] = [await makeWorld(service), await makeUnion(service)];
  await world.deniz.post(`/v1/productions/${world.series}/policies`, { agreements: ['sag-aftra-tv@2026'] }).expect(200);
  await takeInto(union, world);
  await signedConsent(world);
  for (let nth = 0; nth < EMPLOYERS; nth += 1) await employer(service, union.union, nth);
  const keysDir = await makeWorkerKeys();
  const settings = { DATABASE_URL: service.databaseUrl, BASE_URL, KEYS_DIR: keysDir, SMTP_URL: peer.url };
  const worker = await startWorker(readConfig({ ...settings, LOG_LEVEL: 'silent' }));
  // What was mailed and logged on the way here is out of the way.
  await pause(3000);
  const asked = { agreement: null, employer: null, from: '2026-01-01T00:00:00.000Z', until: null };
  const previewedAt = performance.now();
  const { body: preview } = await union.ruth.post('/v1/suspensions/preview', asked).expect(200);
  console.log(`a preview counts ${preview.consents} consents in ${(performance.now() - previewedAt).toFixed(0)} ms`);
  let id = '';
  const declare = async (ruth: Visitor): Promise<void> => {
    id = (await ruth.post('/v1/suspensions', { ...asked, reason: 'Bench' }).expect(201)).body.id;
  };
  await measure(service, peer, world, {
    ...{ what: 'a strike', type: 'consent.suspended', isStruckAfter: true },
    ...{ subject: /^Subject: A (strike pauses|union has paused)/m, perform: () => declare(union.ruth) },
  });
  await measure(service, peer, world, {
    ...{ what: 'its end', type: 'consent.resumed', isStruckAfter: false },
    ...{
      subject: /^Subject: A strike is over/m,
      perform: () => union.ruth.post(`/v1/suspensions/${id}/lift`).expect(200),
    },
  });
  await worker.close();
  await rm(keysDir, { recursive: true });
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
const server = await startEmbedded({ folder: join(folder, 'postgresql'), port: 'free' });
const peer = await openMailPeer();
try {
  await migrate(server.connectionString);
  process.env['TEST_DATABASE_TEMPLATE'] = server.connectionString;
  const service = await openService();
  await strikeAndLift(service, peer);
  await service.close();
} finally {
  await peer.close();
  await server.stop();
  await removeEmbedded(join(folder, 'postgresql'));
  await rm(folder, { recursive: true, force: true });
}
