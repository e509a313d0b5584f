/** Sessions: seen by their owner, ended at once, and told of when a device is new. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { countersign } from '../support/command-line.js';
import {
  addTotp,
  codeOf,
  mailTo,
  openService,
  signInByLink,
  sql,
  Visitor,
  withCookies,
  type Service,
} from './api-service.js';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const FORGED = 'Your account is locked, call +1 555 0100/1.0';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

let people = 0;
const somebody = () => `somebody${(people += 1)}@example.com`;

/** Signs in with a browser that sends these headers, and keeps what it was given. */
async function signInWith(email: string, headers: Readonly<Record<string, string>>) {
  const browser = new Visitor(service, { origin: 'http://127.0.0.1:4000', ...headers });
  await browser.post('/v1/sign-in', { email }).expect(202);
  const [mail = ''] = (await mailTo(service, email)).slice(-1);
  const answer = await browser.post('/v1/session', { token: /\/open#(\S+)/.exec(mail)?.[1] }).expect(201);
  return { visitor: withCookies(service, answer), cookies: [answer.headers['set-cookie']].flat().map(String) };
}

describe('sessions', () => {
  it('are listed for their owner: where, with what, since when, how strong, and which is this one', async () => {
    const email = somebody();
    const { visitor } = await signInWith(email, { 'user-agent': FIREFOX });
    const { strong } = await addTotp(service, email);
    const { body } = await visitor.get('/v1/sessions').expect(200);
    expect(body.items).toMatchObject([
      { level: 'strong', device: 'an unknown program', isThis: false },
      { level: 'link', device: 'Firefox on Linux', address: expect.stringMatching(/127\.0\.0\.1$/), isThis: true },
    ]);
    expect((await strong.get('/v1/sessions')).body.items).toMatchObject([{ isThis: true }, { isThis: false }]);
  });

  it('are of people whose mail speaks the language that they chose, whatever browsers ask for', async () => {
    const email = somebody();
    const spoken = async (visitor: Visitor) => (await visitor.get('/v1/session').expect(200)).body.language;
    const { visitor } = await signInWith(email, { 'accept-language': 'en-GB,en' });
    expect(await spoken(visitor)).toBe('en');
    await visitor.post('/v1/language', { language: 'fr' }).expect(422);
    expect((await visitor.post('/v1/language', { language: 'es' }).expect(200)).body).toEqual({ language: 'es' });
    expect(await spoken((await signInWith(email, { 'accept-language': 'en' })).visitor)).toBe('es');
    // Written in it whoever causes it, an English browser among them.
    await new Visitor(service, { 'accept-language': 'en' }).post('/v1/sign-in', { email }).expect(202);
    const [row] = await sql(
      service,
      `SELECT payload ->> 'locale' AS locale FROM countersign.deliveries WHERE payload ->> 'to' = '${email}'
         AND payload ->> 'mail' = 'sign_in' ORDER BY created_at DESC LIMIT 1`,
    );
    expect(row).toEqual({ locale: 'es' });
  });

  it('end at once, one or all others, and never those of somebody else', async () => {
    const email = somebody();
    const [one, two, three] = [
      await signInByLink(service, email),
      await signInByLink(service, email),
      await signInByLink(service, email),
    ];
    const idOf = async (visitor: Visitor) => {
      const { body } = await visitor.get('/v1/sessions').expect(200);
      return String(body.items.find(({ isThis }: { isThis: boolean }) => isThis).id);
    };
    const stranger = await signInByLink(service, somebody());
    const told = [];
    for (const id of [await idOf(one), newId('ses')]) {
      const { text, body } = await stranger.delete(`/v1/sessions/${id}`).expect(404);
      told.push(text.replace(body.requestId, ''));
    }
    expect(new Set(told).size).toBe(1);
    await two.delete(`/v1/sessions/${await idOf(one)}`).expect(204);
    await one.get('/v1/session').expect(401);
    await two.get('/v1/session').expect(200);
    await two.delete('/v1/sessions').expect(204);
    await three.get('/v1/session').expect(401);
    await two.get('/v1/session').expect(200);
    await stranger.get('/v1/session').expect(200);
  });

  it('end by lying unused, a strong one sooner, and a strong one after a day however busy it is', async () => {
    const idle = async (visitor: Visitor, hours: number, status: number) => {
      await sql(service, `UPDATE auth.session SET "lastSeenAt" = now() - interval '${hours} hours'`);
      await visitor.get('/v1/session').expect(status);
    };
    const link = await signInByLink(service, somebody());
    await idle(link, 47, 200);
    // That use was noted, so it counts from now on anew.
    const [{ fresh }] = Object(
      await sql(service, `SELECT max("lastSeenAt") > now() - interval '1 minute' AS fresh FROM auth.session`),
    );
    expect(fresh).toBe(true);
    await idle(link, 49, 401);
    const { strong } = await addTotp(service, somebody());
    await idle(strong, 7, 200);
    await idle(strong, 9, 401);
    const [{ hours }] = Object(
      await sql(
        service,
        `SELECT round(extract(epoch FROM "expiresAt" - "createdAt") / 3600)::integer AS hours
         FROM auth.session WHERE level = 'strong' LIMIT 1`,
      ),
    );
    expect(hours).toBe(24);
  });

  it('cannot be planted: the id and the token of one are new once it is strong', async () => {
    const { email, secret } = await addTotp(service, somebody());
    const planted = await signInByLink(service, email);
    const { body: before } = await planted.get('/v1/sessions').expect(200);
    const answer = await planted.post('/v1/session/code', { code: codeOf(secret, 1) }).expect(200);
    await planted.get('/v1/session').expect(401);
    const { body: after } = await withCookies(service, answer).get('/v1/sessions').expect(200);
    const thisOf = ({ items }: { items: { id: string; isThis: boolean }[] }) => items.find(({ isThis }) => isThis)?.id;
    expect(thisOf(after)).not.toBe(thisOf(before));
    expect(after.items.map(({ id }: { id: string }) => id)).not.toContain(thisOf(before));
  });
});

describe('whoever operates the service', () => {
  const end = (...args: string[]) => countersign(['sessions', 'end', ...args], { DATABASE_URL: service.databaseUrl });
  const recorded = async () => {
    const rows = await sql(service, `SELECT id FROM countersign.entries WHERE type = 'sessions.ended' ORDER BY serial`);
    return Promise.all(rows.map((row) => service.store.log.entry(String(Object(row).id))));
  };

  it('ends every session of one person at once, with a reason that is recorded and told to her, and of nobody else', async () => {
    const [email, others] = [somebody(), somebody()];
    const hers = [await signInByLink(service, email), (await addTotp(service, email)).strong];
    const stranger = await signInByLink(service, others);
    const { body: session } = await stranger.get('/v1/session').expect(200);
    expect(await end('--person', email.toUpperCase(), '--reason', 'Her telephone was stolen')).toEqual({
      ...{ exitCode: 0, err: '', out: expect.stringMatching(/^ended [23] sessions\n$/) },
    });
    for (const visitor of hers) await visitor.get('/v1/session').expect(401);
    await stranger.get('/v1/session').expect(200);
    expect((await mailTo(service, email)).at(-1)).toContain('The reason they gave: Her telephone was stolen');
    expect(await end('--person', email, '--reason', 'Again')).toMatchObject({
      exitCode: 0,
      out: 'there was no session\n',
    });
    const [entry, ...more] = await recorded();
    expect([entry, more]).toMatchObject([
      { refs: { actor: 'system', user: expect.any(String) }, personal: { reason: 'Her telephone was stolen' } },
      [],
    ]);
    expect(entry).not.toMatchObject({ refs: { user: session.user } });
    // She is shut out of nothing.
    await (await signInByLink(service, email)).get('/v1/session').expect(200);
  });

  it('ends those of everybody, and is told where an address is nobody’s', async () => {
    const both = [await signInByLink(service, somebody()), (await addTotp(service, somebody())).strong];
    expect(await end('--person', 'nobody-at-all@example.com', '--reason', 'x')).toEqual({
      ...{ exitCode: 3, out: '' },
      err: 'countersign: nobody is known by `nobody-at-all@example.com`; write the address as they sign in with it\n',
    });
    for (const visitor of both) await visitor.get('/v1/session').expect(200);
    expect((await end('--everybody', '--reason', 'A key was lost')).exitCode).toBe(0);
    for (const visitor of both) await visitor.get('/v1/session').expect(401);
    expect(await sql(service, 'SELECT FROM auth.session')).toEqual([]);
    expect((await recorded()).at(-1)).toMatchObject({
      refs: { actor: 'system' },
      personal: { reason: 'A key was lost' },
    });
  });
});

describe('a new device', () => {
  it('is told by mail with its browser and address, and a known one is not', async () => {
    const email = somebody();
    const first = await signInWith(email, { 'user-agent': FIREFOX });
    expect(await mailTo(service, email)).toEqual([]);
    const device = first.cookies.find((line) => line.startsWith('countersign.device=')) ?? '';
    expect(device).toMatch(/; HttpOnly; SameSite=Strict$/);
    await signInWith(email, { 'user-agent': FIREFOX, cookie: device.split(';')[0] ?? '' });
    expect(await mailTo(service, email)).toEqual([]);
    await signInWith(email, { 'user-agent': FIREFOX });
    const [mail = ''] = await mailTo(service, email);
    expect(mail).toMatch(
      /on \w+day \d+ \w+ \d{4}, \d\d:\d\d UTC\.\s+Browser: Firefox\. System: Linux\. Network address: \S*127\.0\.0\.1\./,
    );
    // Another person at the same device is new to it.
    const other = somebody();
    await signInWith(other, { 'user-agent': FIREFOX });
    await signInWith(other, { 'user-agent': FIREFOX, cookie: device.split(';')[0] ?? '' });
    expect(await mailTo(service, other)).toHaveLength(1);
  });

  it('puts no words of its own into the mail, and leaves nothing in the database that could be sent as its cookie', async () => {
    const email = somebody();
    await signInWith(email, { 'user-agent': FIREFOX });
    const { cookies } = await signInWith(email, { 'user-agent': FORGED });
    const [mail = ''] = await mailTo(service, email);
    expect(mail).toContain('Browser: not known.');
    expect(mail).not.toContain('555');
    const token = /device=([^;]+)/.exec(cookies.join('\n'))?.[1] ?? '';
    expect(token).toHaveLength(43);
    expect(JSON.stringify(await sql(service, `SELECT encode(token_hash, 'escape') FROM auth.device`))).not.toContain(
      token,
    );
  });
});
