/** The pages that mail leads to, in a real browser whose authenticator signs: of a request, from the link to the evidence in the log, and of a recall. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { verifyConsentSignature } from '#evidence';
import { openStore } from '#store';
import { mailTo, openService, sql, type Service } from '../e2e/api-service.js';
import { idOf, makeWorld, sentRequest, termsOf, type World } from '../e2e/api-world.js';
import { signedEntry } from '../support/passkey-signing.js';
import { PERSONAL_SECRET } from '../support/database.js';
import { consentReliedOn, emailOf, linkTo, makeSteps, withdrawn } from '../support/recalls.js';
import { freePort } from '../support/free-port.js';
import { addDevice, openBrowser, type Device } from './browser.js';

let service: Service;
let browser: Browser;
let baseUrl: string;
let world: World;
beforeAll(async () => {
  const port = await freePort();
  baseUrl = `http://localhost:${port}`;
  [service, browser] = await Promise.all([
    openService({ env: { BASE_URL: baseUrl, PORT: String(port) } }),
    openBrowser(),
  ]);
  await service.api.listen();
  world = await makeWorld(service);
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

let context: BrowserContext;
let page: Page;
let device: Device;
let faults: string[] = [];
let email: string;
let people = 0;
beforeEach(async () => {
  email = `reader-${(people += 1)}@performer.example`;
  world = { ...world, performer: await idOf(world.deniz, '/v1/performers', { name: 'Mara Velloso', email }) };
  context = await browser.newContext();
  page = await context.newPage();
  device = await addDevice(page);
  faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => {
    // A refusal is told as such; what the policy of the page forbids is a fault.
    if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) faults.push(line.text());
  });
});
afterEach(async () => {
  await context.close();
  expect(faults).toEqual([]);
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const button = (name: string) => page.getByRole('button', { name, exact: true });
const problem = () => page.locator('#problem:not([hidden])').textContent();
const title = () => page.locator('h1');

/** A request with two clauses, and the link in its mail. */
async function mailedRequest(): Promise<{ readonly request: string; readonly link: string }> {
  const [line] = Object(termsOf(world)).permissions;
  const permissions = [line, { ...line, id: 'more', box: { ...line.box, act: ['generate.face.de_age'] } }];
  await mailTo(service, email);
  const request = await sentRequest(world, termsOf(world, { permissions }));
  const link = /http:\S+\/request#req_\w+/.exec((await mailTo(service, email)).join('\n'))?.[0];
  return { request, link: link ?? '' };
}

/** Opens a request from its mail, and signs in on the way; the page then shows the words. */
async function openFromMail(link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Your e-mail address').fill(email);
  await button('Send me a link').click();
  await page.getByText('a link is on its way').waitFor();
  const mails = (await mailTo(service, email)).join('\n');
  await page.goto(/http:\S+\/open#[\w-]+/.exec(mails)?.[0] ?? '');
  await button('Continue').click();
  await page.waitForURL(link);
  await page.locator('#paper .part').first().waitFor();
}

/** A yes to each clause and to doing it electronically. */
async function answerAll(): Promise<void> {
  for (const yes of await page.getByLabel('Initial it').all()) await yes.check();
  await page.getByLabel('I agree to do this electronically.').check();
}

/** What the screen draws: of each part its lines as they are rendered, hidden ones left out. */
async function drawn(): Promise<{ readonly clause: string | null; readonly text: string }[]> {
  return page.locator('#paper .part').evaluateAll((parts) =>
    parts.map((part) => ({
      clause: part.getAttribute('data-clause'),
      text: [...part.children].map((line) => (line instanceof HTMLElement ? line.innerText : '')).join('\n'),
    })),
  );
}

async function signed(): Promise<void> {
  await title().filter({ hasText: 'You signed' }).waitFor();
}

describe('the page of a request', () => {
  it('is opened from the mail, read, and signed with a passkey made on the way; what it drew is what was hashed', async () => {
    const { request, link } = await mailedRequest();
    await openFromMail(link);
    const parts = await drawn();
    await answerAll();
    await button('Sign with a passkey').click();
    await signed();
    // A screen reader and the keyboard go on at the outcome, and the codes for a lost passkey are shown.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('title');
    expect(await page.locator('#recovery-codes li').count()).toBe(10);

    const entry = await signedEntry(service, request);
    const clauses = parts.flatMap(({ clause: id, text }) =>
      id === null ? [] : [{ id, textHash: sha256(text), confirmed: true }],
    );
    expect(entry.evidence).toMatchObject({ clauses, textHash: sha256(parts.map(({ text }) => text).join('\n\n')) });
    expect(clauses.map(({ id }) => id)).toEqual(['lines', 'more']);
    const [credential] = await device.credentials();
    expect(Buffer.from(entry.evidence.passkey.credential, 'base64url').toString('base64')).toBe(
      credential?.credentialId,
    );
    expect((await verifyConsentSignature(entry)).map(({ check, ok }) => `${check} ${ok}`)).toEqual([
      ...['words true', 'challenge true', 'origin true', 'user_verified true', 'passkey true'],
    ]);
  });

  it('signs nothing where one letter on the screen is another, a part has no answer, or the box is not ticked', async () => {
    const { request, link } = await mailedRequest();
    await openFromMail(link);
    await button('Sign with a passkey').click();
    expect(await problem()).toMatch(/^Answer this part first/);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('problem');
    await page.getByLabel('Leave it out').first().check();
    await button('Sign with a passkey').click();
    expect(await problem()).toMatch(/^You left this out/);
    await page.getByLabel('Initial it').first().check();
    await page.getByLabel('Initial it').last().check();
    await button('Sign with a passkey').click();
    expect(await problem()).toMatch(/^Tick the box/);
    await page.getByLabel('I agree to do this electronically.').check();
    await page
      .locator('#paper .part[data-clause] p')
      .first()
      .evaluate((line) => {
        line.textContent = line.textContent.replace('may', 'nay');
      });
    await button('Sign with a passkey').click();
    await page.locator('#problem', { hasText: 'the words of a clause are not the ones that were shown' }).waitFor();
    expect((await world.deniz.get(`/v1/requests/${request}`).expect(200)).body.state).toBe('sent');
  });

  it('signs with any of several passkeys, and with none that was removed, on a second device and alone by the keyboard', async () => {
    const { request, link } = await mailedRequest();
    await openFromMail(link);
    await button('Add a passkey').click();
    await page.locator('#passkeys[data-count="1"]').waitFor();
    // That device is lost. What is left of the session is strong, and makes another one.
    await device.remove();
    device = await addDevice(page);
    await button('Add a passkey').click();
    await page.locator('#passkeys[data-count="2"]').waitFor();
    await page.getByRole('button', { name: /^Remove Passkey 1/ }).click();
    await page.locator('#passkeys[data-count="1"]').waitFor();
    for (const yes of await page.getByLabel('Initial it').all()) {
      await yes.focus();
      await page.keyboard.press('Space');
    }
    await page.getByLabel('I agree to do this electronically.').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await signed();
    const { passkey } = (await signedEntry(service, request)).evidence;
    const held = (await device.credentials()).map(({ credentialId }) =>
      Buffer.from(credentialId, 'base64').toString('base64url'),
    );
    expect(held).toContain(passkey.credential);

    // Without any the same press makes a new one: what the device still holds of the removed one signs nothing.
    const next = await mailedRequest();
    await page.goto(next.link);
    await page.reload();
    await page.getByRole('button', { name: /^Remove Passkey 1/ }).click();
    await page.locator('#passkeys[data-count="0"]').waitFor();
    await answerAll();
    await button('Sign with a passkey').click();
    await signed();
    const { passkey: replaced } = (await signedEntry(service, next.request)).evidence;
    expect(replaced.credential).not.toBe(passkey.credential);
  });

  it('signs nothing for a user whom nobody verified, nor by a passkey that counts backwards', async () => {
    const { request, link } = await mailedRequest();
    await openFromMail(link);
    await button('Add a passkey').click();
    await page.locator('#passkeys[data-count="1"]').waitFor();
    await answerAll();
    await device.setCounters(10);
    await device.verifies(false);
    await button('Sign with a passkey').click();
    await page.locator('#problem', { hasText: 'Nothing was signed.' }).waitFor();
    // A page that does not ask for it gets an answer, which the service does not take.
    await page.route('**/challenge', async (route) => {
      const answer = await route.fetch();
      const told = await answer.json();
      await route.fulfill({
        response: answer,
        json: { ...told, options: { ...told.options, userVerification: 'discouraged' } },
      });
    });
    await button('Sign with a passkey').click();
    await page.locator('#problem', { hasText: 'did not verify you' }).waitFor();
    await page.unroute('**/challenge');
    await device.verifies(true);
    await device.setCounters(0);
    await button('Sign with a passkey').click();
    await page.locator('#problem', { hasText: 'its counter went back' }).waitFor();
    expect((await world.deniz.get(`/v1/requests/${request}`).expect(200)).body.state).toBe('sent');
    await device.setCounters(1000);
    await button('Sign with a passkey').click();
    await signed();
  });

  it('takes a mailed code with a typed name instead, or a no', async () => {
    const { request, link } = await mailedRequest();
    await openFromMail(link);
    await answerAll();
    await page.getByText('Use a code from an e-mail instead').click();
    await button('Send me a code').click();
    await page.getByText('A code is on its way').waitFor();
    const code = /(\d{6})/.exec((await mailTo(service, email)).join('\n'))?.[0] ?? '';
    await page.getByLabel('The 6 numbers from the e-mail').fill(code);
    await page.getByLabel('Your name, typed by you').fill('Mara Velloso');
    await button('Sign with the code').click();
    await signed();
    expect((await signedEntry(service, request)).evidence.signature).toMatchObject({
      method: 'email_code',
      level: 'simple',
    });

    const other = await mailedRequest();
    await page.goto(other.link);
    await page.reload();
    await page.locator('#paper .part').first().waitFor();
    // Yes and no are of one size and style, and none is chosen for her.
    const [yes, no] = await Promise.all(['#sign', '#decline'].map((id) => page.locator(id).boundingBox()));
    expect([yes?.width, yes?.height, yes?.y]).toEqual([no?.width, no?.height, no?.y]);
    expect(await page.locator('input:checked').count()).toBe(0);
    await button('Decline').click();
    await button('Press again to decline').click();
    await title().filter({ hasText: 'You declined' }).waitFor();
    expect((await world.deniz.get(`/v1/requests/${other.request}`).expect(200)).body.state).toBe('declined');
  });

  it('says the same of a request that is not hers as of none', async () => {
    const other = await makeWorld(service);
    const theirs = await sentRequest(other);
    await openFromMail((await mailedRequest()).link);
    const told: (string | null)[] = [];
    for (const id of [theirs, `${theirs.slice(0, -4)}AAAA`]) {
      await page.goto(`${new URL(page.url()).origin}/request#${id}`);
      await page.reload();
      await page.getByText('There is no such request').waitFor();
      told.push(await page.locator('main').innerText());
    }
    expect(told[0]).toBe(told[1]);
  });
});

describe('the page of a recall', () => {
  /** Something withdrawn that a vendor relied on, with the page that its mail leads to. */
  async function mailedRecall() {
    const { world: given, consent, partner } = await consentReliedOn(service, {});
    const { recall } = await withdrawn(given, consent);
    const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
    await makeSteps({ service, store }, recall, ({ step }) => step === 'tell', 1).finally(() => store.close());
    const token = await linkTo(service, await emailOf(service, partner));
    const its = async () => {
      const { body } = await given.mara.get(`/v1/recalls/${recall}`).expect(200);
      return body.recipients.find((each: { organization: string }) => each.organization === partner);
    };
    return { link: `${baseUrl}/recall#${token}`, its };
  }

  /** Presses Tab until this is what the keyboard is at. */
  async function tabTo(name: string | RegExp): Promise<void> {
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press('Tab');
      const at = page.locator(':focus');
      if ((await at.count()) > 0 && (await at.ariaSnapshot()).match(name) !== null) return;
    }
    throw new Error(`the keyboard does not come to ${String(name)}`);
  }

  it('is read, answered and signed on a phone by the keyboard alone, and shows later what was said', async () => {
    const { link, its } = await mailedRecall();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(link);
    // What a scanner of mail fetches says nothing.
    expect(await page.locator('main').innerText()).not.toMatch(/Harbor|Mara/);
    await tabTo(/button "Continue"/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What stops' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('title');
    expect(await page.locator('#about').innerText()).toMatch(/voice.*Harbor.*One answer that allowed it is recalled/s);
    const isWide = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(await isWide()).toBe(false);

    await tabTo(/button "Send the answer"/);
    await page.keyboard.press('Enter');
    expect(await problem()).toBe('Say what became of it.');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('problem');
    await tabTo(/radio "It has stopped"/);
    await page.keyboard.press('ArrowUp');
    await tabTo(/button "Send the answer"/);
    await page.keyboard.press('Enter');
    expect(await problem()).toBe('Say why it cannot be stopped.');
    await tabTo(/textbox "In your own words"/);
    await page.keyboard.type('It is on air tonight.');
    await tabTo(/button "Send the answer"/);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What you said' }).waitFor();
    expect(await button('Send the answer').count()).toBe(0);
    expect((await its()).answered).toMatchObject({
      state: 'done',
      answer: 'cannot_stop',
      words: 'It is on air tonight.',
    });

    await tabTo(/textbox "What was erased/);
    await page.keyboard.type('The voice model, on both render farms.');
    await tabTo(/textbox "Your name/);
    await page.keyboard.type('Pia Lund');
    await tabTo(/button "Sign the statement"/);
    await page.keyboard.press('Enter');
    expect(await problem()).toMatch(/^Tick the box/);
    await tabTo(/checkbox "All that must/);
    await page.keyboard.press('Space');
    await tabTo(/button "Sign the statement"/);
    await page.keyboard.press('Enter');
    await title().filter({ hasText: 'You have answered' }).waitFor();
    expect((await its()).deletion).toMatchObject({ state: 'done', signedAs: 'Pia Lund' });

    await page.goto('about:blank');
    await page.goto(link);
    await button('Continue').click();
    await title().filter({ hasText: 'You have answered' }).waitFor();
    expect(await page.locator('#said').innerText()).toMatch(
      /cannot be stopped.*on air tonight.*render farms.*Pia Lund/s,
    );
    expect(await page.locator('form:visible').count()).toBe(0);
    expect(await isWide()).toBe(false);
  });

  it('says what to do where the link is wrong, has run out, has served in another window, or is missing', async () => {
    const { link } = await mailedRecall();
    const [other, used] = [await context.newPage(), 'This link has served or is too old'];
    for (const each of [page, other]) {
      await each.goto(link);
      await each.getByRole('button', { name: 'Continue' }).click();
      await each.getByLabel('It has stopped').check();
    }
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByRole('heading', { name: 'What you said' }).waitFor();
    await other.getByRole('button', { name: 'Send the answer' }).click();
    await other.locator('#problem', { hasText: used }).waitFor();
    await other.close();

    await sql(service, `UPDATE countersign.recall_links SET made_at = made_at - interval '31 days'`);
    for (const bad of [link, `${baseUrl}/recall#nonsense`, `${baseUrl}/recall#<b>`]) {
      await page.goto('about:blank');
      await page.goto(bad);
      await button('Continue').click();
      await page.locator('#problem', { hasText: used }).waitFor();
    }
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/recall`);
    await page.getByText('needs the link from your e-mail').waitFor();
    expect(await page.locator('form:visible').count()).toBe(0);
  });
});
