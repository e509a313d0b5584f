/** What who asks is shown of a mail that does not arrive: the API, the real worker and a real mail server. */
import { rm } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { PERSONAL_SECRET } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { openMailPeer, type MailPeer } from '../support/mail-peer.js';
import { consentReliedOn, emailOf, entriesIn, makeSteps, stepsOf, withdrawn } from '../support/recalls.js';
import { LOGGING } from '../support/used-secrets.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { BASE_URL, openService, sql, type Service } from './api-service.js';
import { cover, idOf, joinAs, makeUnion, makeWorld, sentRequest, takeInto, termsOf, type World } from './api-world.js';

let service: Service;
let keysDir: string;
let peer: MailPeer;
let worker: Worker;
const verdicts = new Map<string, number>();

beforeAll(async () => {
  service = await openService();
  keysDir = await makeWorkerKeys();
  peer = await openMailPeer((to) => verdicts.get(to) ?? null);
});
beforeEach(() => {
  verdicts.clear();
});
afterEach(() => worker.close());
afterAll(async () => {
  await peer.close();
  await service.close();
  await rm(keysDir, { recursive: true });
});

async function start(env: Record<string, string> = {}): Promise<void> {
  worker = await startWorker(
    readConfig({
      ...{ DATABASE_URL: service.databaseUrl, BASE_URL, KEYS_DIR: keysDir, SMTP_URL: peer.url },
      ...LOGGING,
      ...env,
    }),
  );
}

/** A report as a mail server writes it, sent to where the mail came from; resolves with the answer to it. */
async function report(to: string, action: string, status: string): Promise<number> {
  const client = createTransport({ host: '127.0.0.1', port: worker.bouncePort ?? 0, ignoreTLS: true });
  const lines = [
    ...['From: MAILER-DAEMON@mx.example', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b', '', 'Not delivered.'],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
    ...[
      'Final-Recipient: rfc822; somebody@performer.example',
      `Action: ${action}`,
      `Status: ${status}`,
      '',
      '--b--',
      '',
    ],
  ];
  try {
    const { response } = await client.sendMail({ envelope: { from: '', to }, raw: lines.join('\r\n') });
    return Number(response.slice(0, 3));
  } catch (error) {
    return error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  } finally {
    client.close();
  }
}

/** How her mail fares, as soon as it fares so. */
function fares({ deniz }: World, request: string, state: string): Promise<{ state: string; since: string }> {
  return eventually(state, async () => {
    const { body } = await deniz.get(`/v1/requests/${request}`).expect(200);
    return body.mail?.state === state ? body.mail : null;
  });
}

/** What members were told about it, once nothing is left to send. */
async function toldOf(about: string): Promise<string[]> {
  await eventually('nothing left to send', async () => {
    const open = `SELECT FROM countersign.deliveries WHERE state IN ('due', 'queued')
      AND (kind = 'undelivered' OR kind = 'mail' AND payload ->> 'mail' = 'mail_failed')`;
    return (await sql(service, open)).length === 0 ? true : null;
  });
  return peer.taken
    .filter(({ raw }) => /^Subject: A mail of yours could not be delivered/m.test(raw) && raw.includes(about))
    .map(({ to }) => to);
}

describe('a mail about a request', () => {
  it('that is refused for good is shown to who asked and to nobody else, who is told once and in our words', async () => {
    const world = await makeWorld(service);
    const [studio] = await joinAs(world, 'studio', 'studio.of.bounces@example.com');
    await start();
    const { deniz, mara, maraEmail } = world;
    verdicts.set(maraEmail, 550);
    const request = await sentRequest(world);
    await fares(world, request, 'failed');
    const told = await toldOf(request);
    expect(told).toHaveLength(1);
    expect(told[0]).not.toBe(maraEmail);
    const { raw = '' } = peer.taken.findLast(({ to }) => to === told[0]) ?? {};
    expect(raw).not.toContain(maraEmail);
    expect(raw).not.toMatch(/550|refused/);
    for (const other of [mara, studio]) {
      const { status, body } = await other.get(`/v1/requests/${request}`);
      expect(status === 404 || body.mail === null).toBe(true);
    }
    // Sent again by the operator and refused again, it is the same mail that failed.
    const failed = `SELECT id FROM countersign.deliveries WHERE about = '${request}'`;
    const again = `UPDATE countersign.deliveries SET state = 'due', closed_at = NULL WHERE id IN (${failed}) RETURNING id`;
    expect(await sql(service, again)).toHaveLength(1);
    await fares(world, request, 'failed');
    expect(await toldOf(request)).toEqual(told);
    // A newer mail about it, to an address that is right by then, is what counts.
    verdicts.clear();
    await mara
      .post(`/v1/requests/${request}/counter`, {
        version: 2,
        terms: termsOf(world, { description: 'Fewer lines, said again by a copy of your voice.' }),
      })
      .expect(200);
    await deniz.post(`/v1/requests/${request}/send`).expect(200);
    await fares(world, request, 'sent');
  });

  it('that is deferred is still waited for, and tells nobody until it arrives', async () => {
    const world = await makeWorld(service);
    await start();
    verdicts.set(world.maraEmail, 451);
    const request = await sentRequest(world);
    const tried = `UPDATE countersign.deliveries SET due_at = clock_timestamp()
      WHERE about = '${request}' AND attempts = 1 AND state = 'due' RETURNING id`;
    await eventually('tried', async () => {
      if (
        (await sql(service, `SELECT FROM countersign.deliveries WHERE about = '${request}' AND attempts = 1`))
          .length === 0
      )
        return null;
      return true;
    });
    await fares(world, request, 'waiting');
    verdicts.clear();
    expect(await sql(service, tried)).toHaveLength(1);
    await fares(world, request, 'sent');
    expect(await toldOf(request)).toEqual([]);
  });
});

describe('an invitation into a production', () => {
  it('that is refused for good is told to the members of who invited', async () => {
    const world = await makeWorld(service);
    await start();
    verdicts.set('nobody.there@example.com', 550);
    const invitation = { role: 'vendor', email: 'nobody.there@example.com' };
    const part = await idOf(world.deniz, `/v1/productions/${world.series}/participations`, invitation);
    await eventually('told', async () => ((await toldOf(part)).length === 1 ? true : null));
  });
});

describe('a mail of a recall', () => {
  it('that reaches nobody of a recipient is shown to her, and taken to who owns the production, until somebody there answers', async () => {
    const { world, consent, pia, partner } = await consentReliedOn(service, {});
    const { deniz, mara, denizEmail, maraEmail } = world;
    const piaEmail = await emailOf(service, partner);
    const second = `second.of.${piaEmail}`;
    await pia
      .post(`/v1/organizations/${partner}/members`, { name: 'Second', email: second, role: 'member' })
      .expect(201);
    await start({ BOUNCE_DOMAIN: 'bounces.example', BOUNCE_LISTEN: '127.0.0.1:0' });
    verdicts.set(piaEmail, 550);
    const { recall } = await withdrawn(world, consent);
    const rows = async () => {
      const { body } = await mara.get(`/v1/recalls/${recall}`).expect(200);
      const of = (id: string) => body.recipients.find((each: { organization: string }) => each.organization === id);
      return { escalations: body.escalations, its: of(partner), owner: of(world.organization) };
    };
    const to = (email: string, what: string) =>
      peer.taken.filter((mail) => mail.to === email && mail.raw.includes(what));
    const { from } = await eventually('told', () => to(second, recall.slice(-8))[0] ?? to(second, 'withdrawn')[0]);
    await eventually('refused', async () => {
      const text = `SELECT FROM countersign.deliveries WHERE about = '${recall}' AND state = 'given_up'`;
      return (await sql(service, text)).length === 1 ? true : null;
    });
    // Somebody there has it.
    expect((await rows()).its.unreachedAt).toBeNull();

    expect(await report(from, 'failed', '5.1.1')).toBe(250);
    const { its, owner, escalations } = await eventually('shown', async () => {
      const seen = await rows();
      return seen.its.unreachedAt === null ? null : seen;
    });
    expect([its.answered.state, owner.unreachedAt]).toEqual(['due', null]);
    expect(escalations).toMatchObject([{ to: 'owner', duty: 'unreached', organizations: [partner] }]);
    const what = 'does not arrive';
    await eventually('taken to both', () => (to(denizEmail, what)[0] && to(maraEmail, what)[0] ? true : null));
    expect(to(denizEmail, what)).toHaveLength(1);
    for (const { raw } of [...to(denizEmail, what), ...to(maraEmail, what)]) {
      expect(raw).not.toContain(piaEmail);
      expect(raw).not.toContain(second);
    }
    const [step] = (await stepsOf(service, recall)).filter(({ payload }) => payload['step'] === 'unreached');
    expect(Math.round((Number(step?.due_at) - Date.now()) / 86_400_000)).toBe(2);
    const { body } = await deniz.get(`/v1/recalls/${recall}`).expect(200);
    expect(JSON.stringify(body)).toContain('unreached');

    await pia.post(`/v1/recalls/${recall}/answers`, { answer: 'stopped' }).expect(200);
    expect((await rows()).its).toMatchObject({ unreachedAt: null, answered: { state: 'done' } });
  });
});

describe('a recipient of a recall without any address', () => {
  it('is shown as unreached at once and taken to the owner, then to her union, once; and told anew as soon as somebody is there', async () => {
    const { union, ruth, ruthEmail } = await makeUnion(service);
    const { world, consent, partner } = await consentReliedOn(service, {});
    await cover(world);
    await takeInto({ union, ruth }, world);
    const email = await emailOf(service, partner);
    const members = `UPDATE countersign.members SET email = $x WHERE organization = '${partner}'`;
    await sql(service, members.replace('$x', 'NULL'));
    await start();
    const { recall } = await withdrawn(world, consent);
    const recalled = async () => (await world.mara.get(`/v1/recalls/${recall}`).expect(200)).body;
    const its = async () =>
      (await recalled()).recipients.find((each: { organization: string }) => each.organization === partner);
    await eventually('shown', async () => (await its()).unreachedAt);
    const heard = (to: string) =>
      peer.taken.filter((mail) => mail.to === to && mail.raw.includes('our mail does not')).length;
    await eventually('told', () => (heard(world.denizEmail) === 1 && heard(world.maraEmail) === 1 ? true : null));
    expect(heard(ruthEmail)).toBe(0);
    const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
    try {
      await makeSteps({ service, store }, recall, ({ step }) => step === 'unreached');
      await eventually('told', () => (heard(ruthEmail) === 1 ? true : null));
      expect((await recalled()).escalations).toMatchObject([
        { to: 'owner', duty: 'unreached', organizations: [partner] },
        { to: 'union', duty: 'unreached', organizations: [partner] },
      ]);
      await sql(service, members.replace('$x', `'${email}'`));
      await makeSteps({ service, store }, recall, ({ stage, duty }) => stage === 'remind' && duty === 'answer');
    } finally {
      await store.close();
    }
    expect((await its()).unreachedAt).toBeNull();
    const told = (await entriesIn(service, recall, 'recall.told')).filter(
      ({ refs }) => refs['organization'] === partner,
    );
    expect(told.map(({ evidence }) => evidence['people'])).toEqual([0, 1]);
    expect(await entriesIn(service, recall, 'recall.unreached')).toHaveLength(1);
  });

  it('goes to her union at once where it is itself the owner, who else would have to hear of it', async () => {
    const { union, ruth, ruthEmail } = await makeUnion(service);
    const { world, consent } = await consentReliedOn(service, {});
    await cover(world);
    await takeInto({ union, ruth }, world);
    await sql(service, `UPDATE countersign.members SET email = NULL WHERE organization = '${world.organization}'`);
    await start();
    const { recall } = await withdrawn(world, consent);
    await eventually('told', () =>
      peer.taken.find(({ to, raw }) => to === ruthEmail && raw.includes('our mail does not') && raw.includes(recall)),
    );
  });
});

describe('a mail that was taken and comes back', () => {
  it('has failed after all, once, by a report about itself alone', async () => {
    const world = await makeWorld(service);
    await start({ BOUNCE_DOMAIN: 'bounces.example', BOUNCE_LISTEN: '127.0.0.1:0' });
    const request = await sentRequest(world);
    await fares(world, request, 'sent');
    const { from } = await eventually('taken', () => peer.taken.findLast(({ to }) => to === world.maraEmail));
    expect(from).toMatch(/^bounce\+[0-9a-z]{26}\.[0-9a-f]{24}@bounces\.example$/);
    expect(from.indexOf('@')).toBeLessThanOrEqual(64);
    for (const [action, status] of [
      ['delayed', '4.4.1'],
      ['failed', '4.4.7'],
      ['relayed', '2.0.0'],
    ] as const)
      expect(await report(from, action, status)).toBe(250);
    const other = from.replace(/[0-9a-f](?=@)/, (last) => (last === '0' ? '1' : '0'));
    for (const to of [other, world.denizEmail, from.replace('bounces.example', 'mail.example')])
      expect(await report(to, 'failed', '5.1.1')).toBe(550);
    await fares(world, request, 'sent');
    // Servers on the way may write the name as they like.
    expect(await report(from.toUpperCase(), 'failed', '5.1.1')).toBe(250);
    const { since } = await fares(world, request, 'failed');
    expect(await report(from, 'failed', '5.1.1')).toBe(250);
    expect((await fares(world, request, 'failed')).since).toBe(since);
    await eventually('told', () => peer.taken.find(({ raw }) => raw.includes('could not be delivered')));
    expect(await toldOf(request)).toEqual([world.denizEmail]);
  });
});
