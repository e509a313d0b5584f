/** A browser that is led from our site to a provider's and back, with a jar of cookies for each. */
import supertest from 'supertest';
import {
  assertionOf,
  base64,
  questionIn,
  responseOf,
  samlKey,
  signed,
  statement,
  type SamlKey,
} from '../support/saml-provider.js';
import { BASE_URL, Visitor, type Service } from './api-service.js';

export interface Seen {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

const STEPS_MAX = 12;

export class Browser {
  /** Every address that it was led to. */
  readonly visited: string[] = [];
  private readonly jars = new Map<string, Map<string, string>>();

  constructor(private readonly service: Service) {}

  /** Presses Continue on the page where a sign-on begins; returns where that leads. */
  async begin(organization: string): Promise<string> {
    const { status, text } = await this.step(`${BASE_URL}/v1/sso/${organization}`, { method: 'POST' });
    if (status !== 200) throw new Error(`the sign-on did not begin: ${status} ${text}`);
    return JSON.parse(text).location;
  }

  /** Goes there, and wherever that leads; returns where it ends. */
  async go(url: string): Promise<Seen> {
    return this.follow(url, await this.step(url, { method: 'GET' }));
  }

  /** Posts a form from another site: the cookies of ours stay at home. */
  async postFromElsewhere(url: string, form: Readonly<Record<string, string>>): Promise<Seen> {
    return this.follow(url, await this.step(url, { method: 'POST', form }));
  }

  /** Whoever this browser is signed in as. */
  visitor(): Visitor {
    return new Visitor(this.service, { cookie: this.cookiesFor(BASE_URL) });
  }

  get isSignedIn(): boolean {
    return this.cookiesFor(BASE_URL).includes('session_token');
  }

  private async follow(from: string, first: Step): Promise<Seen> {
    let [url, step] = [from, first];
    for (let count = 0; count < STEPS_MAX; count += 1) {
      if (step.location === null) return { url, status: step.status, text: step.text };
      url = new URL(step.location, url).href;
      step = await this.step(url, { method: 'GET' });
    }
    throw new Error('led in circles');
  }

  private async step(url: string, { method, form }: { method: string; form?: object }): Promise<Step> {
    this.visited.push(url);
    const { origin, pathname, search } = new URL(url);
    // A session cookie is of one site and strict; what binds a sign-on is lax: neither comes with a form of another site.
    const cookie = form === undefined ? this.cookiesFor(origin) : '';
    const answer =
      origin === BASE_URL
        ? await this.ask(`${pathname}${search}`, { method, form, cookie })
        : await elsewhere(url, cookie);
    this.keep(origin, answer.cookies);
    return answer;
  }

  private async ask(
    path: string,
    { method, form, cookie }: { method: string; form: object | undefined; cookie: string },
  ): Promise<Step> {
    const agent = supertest(this.service.api.nest.getHttpServer());
    const asked = method === 'POST' ? agent.post(path) : agent.get(path);
    if (cookie !== '') void asked.set('cookie', cookie);
    const foreign = { origin: 'https://idp.example', 'sec-fetch-site': 'cross-site' };
    const answer = form === undefined ? await asked : await asked.set(foreign).type('form').send(form);
    const cookies = [answer.headers['set-cookie'] ?? []].flat().map(String);
    const location = answer.headers['location'] ?? null;
    return { status: answer.status, text: answer.text, cookies, location };
  }

  private cookiesFor(origin: string): string {
    return [...(this.jars.get(origin) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(origin: string, cookies: readonly string[]): void {
    const jar = this.jars.get(origin) ?? new Map<string, string>();
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    this.jars.set(origin, jar);
  }
}

interface Step {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
  readonly location: string | null;
}

async function elsewhere(url: string, cookie: string): Promise<Step> {
  const answer = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
  return {
    status: answer.status,
    text: await answer.text(),
    cookies: answer.headers.getSetCookie(),
    location: answer.headers.get('location'),
  };
}

const PROVIDER = 'https://idp.example/metadata';
let providersKey: Promise<SamlKey> | undefined;

/** A new member of an organization, signed in by its provider: one that speaks SAML, which the organization trusts from now on. */
export async function signedOnBySaml(
  admin: Visitor,
  { organization, email }: { readonly organization: string; readonly email: string },
): Promise<Visitor> {
  const key = await (providersKey ??= samlKey());
  const path = `/v1/organizations/${organization}`;
  await admin.post(`${path}/members`, { email, name: 'A member' }).expect(201);
  const stated = { entityId: PROVIDER, entryPoint: 'https://idp.example/saml', certificates: [key.certificate] };
  await admin.post(`${path}/sign-on/saml`, stated).expect(201);
  const own = `${BASE_URL}/v1/sso/${organization}`;
  const browser = new Browser(admin.service);
  const { id: inResponseTo } = questionIn(await browser.begin(organization));
  const said = statement({ issuer: PROVIDER, audience: own, recipient: `${own}/saml`, inResponseTo, nameId: email });
  const xml = signed(responseOf(said, assertionOf(said)), key);
  await browser.postFromElsewhere(`${own}/saml`, { SAMLResponse: base64(xml), RelayState: '' });
  return browser.visitor();
}
