/** The life of an API key: made, used, warned of, rotated, revoked, found by somebody, ended. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { createApi } from '../../apps/api/src/app.js';
import { newSecret } from '../../apps/api/src/asking/key-secret.js';
import { readConfig } from '../../apps/api/src/config.js';
import { keyEndingCarrier } from '../../apps/worker/src/key-ending-carrier.js';
import {
  BASE_URL,
  ENVIRONMENT,
  mailTo,
  openService,
  OPERATOR,
  signIn,
  sql,
  Visitor,
  type Service,
} from './api-service.js';
import { checkOf, makeUnion, makeWorld, signedConsent, type World } from './api-world.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let service: Service;
let world: World;
let keys: string;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
  world = await makeWorld(service);
  keys = `/v1/organizations/${world.organization}/keys`;
  await signedConsent(world);
});
afterAll(() => service.close());

interface Issued {
  readonly id: string;
  readonly secret: string;
  readonly endsAt: string;
  readonly machine: Visitor;
}

async function made(body: object = {}): Promise<Issued> {
  const { body: key } = await world.deniz.post(keys, { name: 'Render farm', ...body }).expect(201);
  return { ...key, machine: machineWith(key.secret) };
}

async function rotated(key: string, body: object = {}): Promise<Issued & { readonly replacedEndsAt: string }> {
  const { body: next } = await world.deniz.post(`${keys}/${key}/rotate`, body).expect(201);
  return { ...next, machine: machineWith(next.secret) };
}

const machineWith = (secret: string) => new Visitor(service, { authorization: `Bearer ${secret}` });

async function listed(id: string) {
  const { body } = await world.deniz.get(`${keys}?limit=200`).expect(200);
  return body.items.find((each: { id: string }) => each.id === id);
}

/** Whether a key counts, asked in every way there is: inside a check's transaction, before it, and in a read. */
async function counts({ machine }: Pick<Issued, 'machine'>): Promise<boolean> {
  const statuses = [
    (await machine.post('/v1/checks', checkOf(world))).status,
    (await machine.post('/v1/checks/batch', { checks: [checkOf(world)] })).status,
    (await machine.post('/v1/checks', checkOf(world), { 'idempotency-key': newId('key') })).status,
    (await machine.get('/v1/session')).status,
    (await machine.get('/v1/checks')).status,
  ];
  expect(new Set(statuses).size).toBe(1);
  return statuses[0] === 200;
}

async function at<T>(instant: string, work: () => Promise<T>): Promise<T> {
  now = instant;
  try {
    return await work();
  } finally {
    now = null;
  }
}

const after = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

describe('an API key', () => {
  it('is made, rotated and revoked by an administrator alone, and listed by every member', async () => {
    const { id } = await made();
    const email = 'member-of-keys@harbor.example';
    const member = { email, name: 'A member', role: 'member' };
    await world.deniz.post(`/v1/organizations/${world.organization}/members`, member).expect(201);
    const visitor = await signIn(service, email);
    await visitor.get(keys).expect(200);
    for (const key of [id, newId('key')]) {
      const answers = [await visitor.post(`${keys}/${key}/rotate`, {}), await visitor.delete(`${keys}/${key}`)];
      for (const { status, body } of answers) expect([status, body.code]).toEqual([403, 'not_allowed']);
    }
    expect((await visitor.post(keys, { name: 'x' }).expect(403)).body.code).toBe('not_allowed');
  });

  it('checks and no more unless that is said, and ends after 90 days unless that is said', async () => {
    const key = await made();
    expect(await listed(key.id)).toMatchObject({ scopes: ['check'], revokedAt: null, replacedBy: null });
    expect(Math.round((Date.parse(key.endsAt) - Date.now()) / DAY)).toBe(90);
    await key.machine.get('/v1/consents').expect(403);
    const long = await made({ expiresInDays: 366, scopes: ['read'] });
    expect(Math.round((Date.parse(long.endsAt) - Date.now()) / DAY)).toBe(366);
    for (const expiresInDays of [0, 367, -1, 1.5])
      await world.deniz.post(keys, { name: 'x', expiresInDays }).expect(422);
    const { union, ruth } = await makeUnion(service);
    const operator = await signIn(service, OPERATOR);
    const { body: monitor } = await operator.post(`/v1/organizations/${union}/keys`, { name: 'x' }).expect(201);
    expect(monitor.scopes).toEqual(['monitor']);
    await ruth.post(`/v1/organizations/${union}/keys`, { name: 'x' }).expect(403);
  });

  it('ends when its time is over, to the millisecond of the database, in an answer given again as well', async () => {
    const key = await made({ expiresInDays: 1, scopes: ['check'] });
    const again = { 'idempotency-key': 'before-the-end' };
    await key.machine.post('/v1/checks', checkOf(world), again).expect(200);
    expect(await at(after(key.endsAt, -1), () => counts(key))).toBe(true);
    expect(await at(key.endsAt, () => counts(key))).toBe(false);
    const replay = await at(key.endsAt, () => key.machine.post('/v1/checks', checkOf(world), again).expect(401));
    expect(replay.body.code).toBe('key_refused');
  });

  it('is warned of before its end, once, to who is an administrator then, unless it was rotated or revoked', async () => {
    await mailTo(service, world.denizEmail);
    const [kept, replaced, revoked] = [await made(), await made(), await made()];
    const { id: next } = await rotated(replaced.id);
    await world.deniz.delete(`${keys}/${revoked.id}`).expect(204);
    const due = "SELECT due_at, payload FROM countersign.deliveries WHERE kind = 'key_ending'";
    const rows = (await sql(service, due)) as { due_at: Date; payload: { key: string } }[];
    const lead = rows.find(({ payload }) => payload.key === kept.id)?.due_at ?? new Date(0);
    expect(Math.round((Date.parse(kept.endsAt) - lead.getTime()) / DAY)).toBe(14);
    expect((await mailTo(service, world.denizEmail)).join('\n')).not.toContain('ends by itself');

    const warn = keyEndingCarrier(service.store, new URL(BASE_URL));
    const delivery = { id: 'del', kind: 'key_ending', attempts: 0, createdAt: kept.endsAt } as const;
    // Twice, as a ticket that was carried before a crash is carried again.
    for (const key of [kept.id, kept.id, replaced.id, revoked.id]) await warn({ ...delivery, payload: { key } });
    const mails = await mailTo(service, world.denizEmail);
    expect(mails).toHaveLength(1);
    const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(kept.endsAt));
    expect(mails[0]).toMatch(new RegExp(`“Render farm” of Harbor Lane Pictures ends by itself on \\w+day ${day}, `));
    await warn({ ...delivery, payload: { key: next } });
    expect(await mailTo(service, world.denizEmail)).toHaveLength(1);
  });

  it('shows when it was last used, to the minute, written down by whichever process served it', async () => {
    const [used, forbidden, revoked] = [await made(), await made(), await made()];
    expect(await listed(used.id)).toMatchObject({ lastUsedAt: null });
    await world.deniz.delete(`${keys}/${revoked.id}`).expect(204);
    const settings = { ...ENVIRONMENT, DATABASE_URL: service.databaseUrl, KEYS_DIR: service.keysDir };
    const other = await createApi(readConfig(settings));
    const there = ({ machine }: Issued) => new Visitor({ ...service, api: other }, machine.headers);
    await there(used).post('/v1/checks', checkOf(world)).expect(200);
    await there(forbidden).get('/v1/consents').expect(403);
    for (const key of [revoked, { ...revoked, machine: machineWith(newSecret()) }])
      await there(key).post('/v1/checks', checkOf(world)).expect(401);
    await other.close();
    const { lastUsedAt } = await listed(used.id);
    expect(lastUsedAt).toMatch(/:00\.000Z$/);
    expect(Math.abs(Date.now() - Date.parse(lastUsedAt))).toBeLessThan(2 * 60_000);
    expect((await listed(forbidden.id)).lastUsedAt).not.toBeNull();
    expect((await listed(revoked.id)).lastUsedAt).toBeNull();
  });

  it('is told of to every administrator when it is made, rotated and revoked, never with a secret', async () => {
    await mailTo(service, world.denizEmail);
    const key = await made({ name: 'Grading “suite”' });
    const next = await rotated(key.id);
    await world.deniz.delete(`${keys}/${next.id}`).expect(204);
    await world.deniz.delete(`${keys}/${next.id}`).expect(204);
    const mails = await mailTo(service, world.denizEmail);
    expect(mails.map((mail) => /\) (\w+) the key “Grading “suite”” of Harbor/.exec(mail)?.[1])).toEqual([
      ...['made', 'rotated', 'revoked'],
    ]);
    expect(mails.join('\n')).not.toContain('csk_');
    expect(await mailTo(service, 'member-of-keys@harbor.example')).toEqual([]);
  });
});

describe('a rotation', () => {
  it('gives a new secret for the same; the old one counts until the overlap is over, and says so', async () => {
    const old = await made({ scopes: ['check', 'read'], expiresInDays: 30 });
    const next = await rotated(old.id, { overlapHours: 2 });
    expect(next).toMatchObject({
      name: 'Render farm',
      scopes: ['check', 'read'],
      endsAt: old.endsAt,
      replaces: old.id,
    });
    expect(next.secret).not.toBe(old.secret);
    expect(await listed(old.id)).toMatchObject({ endsAt: next.replacedEndsAt, replacedBy: next.id, revokedAt: null });
    expect(Math.round((Date.parse(next.replacedEndsAt) - Date.now()) / HOUR)).toBe(2);
    expect(await at(after(next.replacedEndsAt, -1), () => counts(old))).toBe(true);
    expect(await at(next.replacedEndsAt, () => counts(old))).toBe(false);
    expect(await at(next.replacedEndsAt, () => counts(next))).toBe(true);
  });

  it('without an overlap ends the old secret at once, and never lengthens its life', async () => {
    const old = await made();
    const again = { 'idempotency-key': 'before-the-rotation' };
    await old.machine.post('/v1/checks', checkOf(world), again).expect(200);
    const next = await rotated(old.id, { overlapHours: 0 });
    expect(await counts(old)).toBe(false);
    await old.machine.post('/v1/checks', checkOf(world), again).expect(401);
    expect(await counts(next)).toBe(true);
    const brief = await made({ expiresInDays: 1 });
    expect((await rotated(brief.id, { overlapHours: 168 })).replacedEndsAt).toBe(brief.endsAt);
    for (const overlapHours of [-1, 169, 0.5])
      await world.deniz.post(`${keys}/${next.id}/rotate`, { overlapHours }).expect(422);
  });

  it('is refused for what was rotated, is revoked or has ended, and the successor is rotated in its turn', async () => {
    const [old, revoked, ended] = [await made(), await made(), await made({ expiresInDays: 1 })];
    const next = await rotated(old.id);
    const refused = async (key: Issued, instant: string | null) => {
      now = instant;
      const { body } = await world.deniz.post(`${keys}/${key.id}/rotate`, {}).expect(409);
      now = null;
      return body.detail;
    };
    expect(await refused(old, null)).toContain(`rotate \`${next.id}\`, which took its place`);
    await world.deniz.delete(`${keys}/${revoked.id}`).expect(204);
    expect(await refused(revoked, null)).toContain('is revoked');
    expect(await refused(ended, ended.endsAt)).toContain('has ended');
    expect((await rotated(next.id)).endsAt).toBe(old.endsAt);
  });

  it('is told once: sent again it refuses, and has made no second key', async () => {
    const old = await made();
    const again = { 'idempotency-key': 'one-rotation' };
    const { body } = await world.deniz.post(`${keys}/${old.id}/rotate`, {}, again).expect(201);
    const { body: refused } = await world.deniz.post(`${keys}/${old.id}/rotate`, {}, again).expect(409);
    expect(refused.code).toBe('replay_secret');
    expect(await listed(old.id)).toMatchObject({ replacedBy: body.id });
  });

  it('wins once, however many try at the same time', async () => {
    const old = await made();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => world.deniz.post(`${keys}/${old.id}/rotate`, { overlapHours: 0 })),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7);
    expect(await counts(old)).toBe(false);
    expect(await counts({ machine: machineWith(won[0]?.body.secret) })).toBe(true);
    const made8 = await sql(service, `SELECT FROM countersign.keys WHERE replaces = '${old.id}'`);
    expect(made8).toHaveLength(1);
  });

  it('that races a revocation leaves the old key dead, and a successor only where it said so', async () => {
    for (let round = 0; round < 6; round += 1) {
      const old = await made();
      const path = `${keys}/${old.id}`;
      const rotating = world.deniz.post(`${path}/rotate`, { overlapHours: 24 });
      const [rotation, revocation] = await Promise.all([rotating, world.deniz.delete(path)]);
      expect(revocation.status).toBe(204);
      expect(await counts(old)).toBe(false);
      expect([201, 409]).toContain(rotation.status);
      const { replacedBy } = await listed(old.id);
      expect(replacedBy).toBe(rotation.status === 201 ? rotation.body.id : null);
      if (rotation.status === 201) expect(await counts({ machine: machineWith(rotation.body.secret) })).toBe(true);
    }
  });
});

describe('a secret that somebody found', () => {
  const anyone = () => new Visitor(service);
  const report = async (text: string) => {
    const { status, text: answer, headers } = await anyone().post('/v1/leaked-keys', { text });
    return `${status} ${headers['content-type']} ${answer}`;
  };

  it('is reported by anyone, and the answer is the same whatever it was', async () => {
    const [real, revoked] = [await made(), await made()];
    await world.deniz.delete(`${keys}/${revoked.id}`).expect(204);
    const found = [
      real.secret,
      revoked.secret,
      real.secret,
      newSecret(),
      `csk_${'a'.repeat(42)}`,
      'nonsense',
      ' ',
      '\n',
    ];
    const answers = [];
    for (const text of found) answers.push(await report(text));
    expect(new Set(answers)).toEqual(new Set(['202 application/json; charset=utf-8 {"received":true}']));
    for (const text of ['', 'x'.repeat(2001)]) await anyone().post('/v1/leaked-keys', { text }).expect(422);
  });

  it('is revoked at once, with an entry, and its administrators are told once', async () => {
    const old = await made({ name: 'Dailies' });
    const next = await rotated(old.id);
    await mailTo(service, world.denizEmail);
    const line = `export COUNTERSIGN_API_KEY="${old.secret}" # in a public repository`;
    await report(line);
    expect(await counts(old)).toBe(false);
    expect(await counts(next)).toBe(true);
    const { leakedAt, revokedAt } = await listed(old.id);
    expect([leakedAt !== null, leakedAt]).toEqual([true, revokedAt]);
    await report(line);
    const mails = await mailTo(service, world.denizEmail);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('found the secret of the key “Dailies” of Harbor Lane Pictures');
    expect(mails[0]).not.toContain('csk_');
    const entries = `SELECT refs ->> 'actor' AS actor FROM countersign.entries e
      JOIN countersign.payloads p ON p.entry = e.serial WHERE type = 'key.leaked' AND refs ->> 'key' = '${old.id}'`;
    expect(await sql(service, entries)).toEqual([{ actor: 'system' }]);
  });

  it('is reported together with others, of several organizations, in one text', async () => {
    const other = await makeWorld(service);
    const theirs = await other.deniz.post(`/v1/organizations/${other.organization}/keys`, { name: 'x' }).expect(201);
    const mine = await made();
    await report(`A=${theirs.body.secret}\nB=${mine.secret}\n`);
    for (const secret of [theirs.body.secret, mine.secret])
      expect(await counts({ machine: machineWith(secret) })).toBe(false);
  });

  it('races its revocation and its rotation to one end: it is dead, and so is no successor that was told', async () => {
    for (let round = 0; round < 4; round += 1) {
      const old = await made();
      const path = `${keys}/${old.id}`;
      const rotating = world.deniz.post(`${path}/rotate`, {});
      const [rotation] = await Promise.all([
        rotating,
        report(old.secret),
        world.deniz.delete(path),
        report(old.secret),
      ]);
      expect(await counts(old)).toBe(false);
      if (rotation.status === 201) expect(await counts({ machine: machineWith(rotation.body.secret) })).toBe(true);
    }
  });
});
