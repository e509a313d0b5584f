import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  assertionOf,
  base64,
  questionIn,
  responseOf,
  samlKey,
  signed,
  statement,
  type SamlKey,
  type Statement,
} from '../support/saml-provider.js';
import { SoftPasskey } from '../support/authenticator.js';
import {
  BASE_URL,
  mailTo,
  openService,
  showCode,
  signIn,
  signInByLink,
  sql,
  withCookies,
  type Service,
  type Visitor,
} from './api-service.js';
import { idOf } from './api-world.js';
import { Browser, type Seen } from './sign-on-browser.js';

const ENTITY = 'https://idp.example/metadata';
const EMAIL = 'noor@victim.example';
const HERE = { origin: BASE_URL, rpId: '127.0.0.1' };
const SHA1 = 'http://www.w3.org/2000/09/xmldsig#';
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient';
const PERSISTENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';

let service: Service;
let boss: Visitor;
let organization: string;
let own: string;
let key: SamlKey;
let otherKey: SamlKey;

beforeAll(async () => {
  service = await openService();
  boss = await signIn(service, 'boss@victim.example');
  organization = await idOf(boss, '/v1/organizations', { kind: 'vendor', name: 'The victim' });
  own = `${BASE_URL}/v1/sso/${organization}`;
  const member = { email: EMAIL, name: 'Noor' };
  await boss.post(`/v1/organizations/${organization}/members`, member).expect(201);
  [key, otherKey] = [await samlKey(), await samlKey()];
  await trust(organization, {});
});
afterAll(async () => {
  await service.close();
});

async function trust(of: string, changes: object, status = 201) {
  const stated = { entityId: ENTITY, entryPoint: 'https://idp.example/saml', certificates: [key.certificate] };
  return boss.post(`/v1/organizations/${of}/sign-on/saml`, { ...stated, ...changes }).expect(status);
}

/** Begins in a browser; returns it with the id of its question. */
async function begun(): Promise<{ readonly browser: Browser; readonly question: string }> {
  const browser = new Browser(service);
  return { browser, question: questionIn(await browser.begin(organization)).id };
}

function sound(question: string, changes: Partial<Statement> = {}): Statement {
  const meant = { issuer: ENTITY, audience: own, recipient: `${own}/saml`, inResponseTo: question, nameId: EMAIL };
  return statement(meant, changes);
}

function post(browser: Browser, xml: string): Promise<Seen> {
  return browser.postFromElsewhere(`${own}/saml`, { SAMLResponse: base64(xml), RelayState: '' });
}

/** Answers the question of a browser with what is made of a statement. */
async function answered(
  changes: Partial<Statement>,
  make: (stated: Statement) => string = (stated) => signed(responseOf(stated, assertionOf(stated)), key),
) {
  const { browser, question } = await begun();
  const seen = await post(browser, make(sound(question, changes)));
  return { browser, seen };
}

async function expectRefused(changes: Partial<Statement>, make?: (stated: Statement) => string): Promise<void> {
  const { browser, seen } = await answered(changes, make);
  expect([seen.status, browser.isSignedIn]).toEqual([403, false]);
  const { code, detail } = JSON.parse(seen.text);
  expect(code).toBe('sign_on_failed');
  expect(detail).not.toMatch(/noor|victim|idp|saml:|signature|audience/i);
}

describe('a signed statement', () => {
  it('that answers the question of this browser signs its person in', async () => {
    const { browser, seen } = await answered({});
    expect([seen.url, browser.isSignedIn]).toEqual([`${BASE_URL}/`, true]);
    const { body } = await browser.visitor().get('/v1/session').expect(200);
    expect(body).toMatchObject({ organization, roles: ['member'], level: 'link' });
  });

  it('may name its person by a name of the provider, and state the address beside it', async () => {
    const { browser } = await answered({ nameId: EMAIL, format: PERSISTENT, emails: [EMAIL.toUpperCase()] });
    expect(browser.isSignedIn).toBe(true);
  });

  it('may stand in a response that is signed as well', async () => {
    const { browser } = await answered({}, (stated) =>
      signed(signed(responseOf(stated, assertionOf(stated)), key), key, { element: 'Response' }),
    );
    expect(browser.isSignedIn).toBe(true);
  });

  it('says whether a second factor was shown', async () => {
    const strong = 'urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract';
    const { browser } = await answered({ context: strong });
    expect((await browser.visitor().get('/v1/session').expect(200)).body.level).toBe('strong');
  });

  it('is asked for in our name, with where to send it and nothing that tells who asks', async () => {
    const browser = new Browser(service);
    const { xml } = questionIn(await browser.begin(organization));
    expect(xml).toContain(`AssertionConsumerServiceURL="${own}/saml"`);
    expect(xml).toContain(`>${own}</`);
  });

  const wrong: readonly (readonly [string, Partial<Statement>])[] = [
    ['that nobody asked for', { inResponseTo: null }],
    ['to a question that nobody asked', { inResponseTo: '_0123456789abcdef0123456789abcdef01234567' }],
    ['for another audience', { audience: `${BASE_URL}/v1/sso/org_0123456789abcdefghijkl` }],
    ['for no audience', { audience: null }],
    ['that was sent to another address', { recipient: 'https://elsewhere.example/saml', destination: '' }],
    ['in a response that was sent to another address', { destination: 'https://elsewhere.example/saml' }],
    ['of another provider', { issuer: 'https://idp.other.example/metadata' }],
    ['that has run out', { notOnOrAfter: -60 }],
    ['that never runs out', { notOnOrAfter: null }],
    ['that does not count yet', { notBefore: 120 }],
    ['that is old, however long it counts', { issued: -3600, notOnOrAfter: 3600 }],
    ['whose bearer must prove a key', { method: 'urn:oasis:names:tc:SAML:2.0:cm:holder-of-key' }],
    ['that names its person anew each time', { format: TRANSIENT, emails: [EMAIL] }],
    ['that names nobody', { nameId: '' }],
    ['without an address', { nameId: 'employee-7', format: PERSISTENT }],
    ['with two addresses', { emails: [EMAIL, 'boss@victim.example'] }],
    ['about somebody who is no member', { nameId: 'stranger@elsewhere.example' }],
  ];
  it.each(wrong)('%s is refused', async (_, changes) => {
    if (changes.destination === '') changes = { ...changes, destination: `${own}/saml` };
    const { browser, seen } = await answered(changes);
    expect([seen.status, browser.isSignedIn]).toEqual([403, false]);
    expect(JSON.parse(seen.text).code).toBe('sign_on_failed');
  });

  it('that came once is refused when it comes again, in this browser and in another', async () => {
    const { browser, question } = await begun();
    const stated = sound(question);
    const xml = signed(responseOf(stated, assertionOf(stated)), key);
    const other = new Browser(service);
    expect((await post(other, xml)).status).toBe(403);
    expect(other.isSignedIn).toBe(false);
    expect((await post(browser, xml)).status).toBe(403);
    expect((await browser.go(`${own}/finish?question=${question}`)).url).toBe(`${BASE_URL}/`);
    expect(browser.isSignedIn).toBe(true);
    expect((await browser.go(`${own}/finish?question=${question}`)).status).toBe(403);
  });
});

describe('a forged statement', () => {
  const plain = (stated: Statement) => responseOf(stated, assertionOf(stated));
  const signedBy =
    (by: SamlKey, how: Parameters<typeof signed>[2] = {}) =>
    (stated: Statement) =>
      signed(plain(stated), by, how);
  /** A sound statement about Noor, with the same about the boss for an attacker to put somewhere. */
  const both = (stated: Statement) => {
    const good = signed(responseOf(stated, assertionOf(stated, '_good')), key);
    const [assertion = ''] = /<saml:Assertion.*<\/saml:Assertion>/s.exec(good) ?? [];
    const [signature = ''] = /<(?:ds:)?Signature .*<\/(?:ds:)?Signature>/s.exec(assertion) ?? [];
    const bare = assertion.replace(signature, '');
    const evil = (id: string, inside = '') =>
      assertionOf({ ...stated, nameId: 'boss@victim.example' }, id).replace(
        '<saml:Subject>',
        `${inside}<saml:Subject>`,
      );
    return { good, assertion, signature, bare, evil };
  };

  const forgeries: readonly (readonly [string, (stated: Statement) => string])[] = [
    ['that is not signed', plain],
    ['whose response alone is signed', (stated) => signed(plain(stated), key, { element: 'Response' })],
    ['by a key that is not trusted, with its certificate beside it', (stated) => signedBy(otherKey)(stated)],
    ['with a signature by SHA-1', (stated) => signedBy(key, { signature: `${SHA1}rsa-sha1` })(stated)],
    ['with a digest by SHA-1', (stated) => signedBy(key, { digest: `${SHA1}sha1` })(stated)],
    ['that was changed', (stated) => signedBy(key)(stated).replace(EMAIL, 'boss@victim.example')],
    [
      'whose name a comment cuts in two',
      (stated) => signedBy(key)(stated).replace(EMAIL, 'boss@victim.example<!-- -->.evil.example'),
    ],
    ['with a comment in it', (stated) => signedBy(key)(stated).replace('<saml:Issuer>', '<!-- a --><saml:Issuer>')],
    ['with a section in it', (stated) => signedBy(key)(stated).replace(EMAIL, `<![CDATA[${EMAIL}]]>`)],
    ['behind a document type', (stated) => `<!DOCTYPE Response [<!ENTITY e "x">]>${signedBy(key)(stated)}`],
    [
      'that reads a file',
      (stated) =>
        `<!DOCTYPE Response [<!ENTITY e SYSTEM "file:///etc/passwd">]>${signedBy(key)(stated).replace(EMAIL, '&e;')}`,
    ],
    ['with an instruction in it', (stated) => signedBy(key)(stated).replace('<saml:Subject>', '<?a b?><saml:Subject>')],
    // Where a signature is over one part and another part is read (XSW 1 to 8).
    [
      'wrapped: the sound response inside the signature of an evil one',
      (stated) => {
        const { good, evil } = both(stated);
        return responseOf(stated, evil('_evil')).replace('</samlp:Response>', `${good}</samlp:Response>`);
      },
    ],
    [
      'wrapped: an evil statement before the sound one',
      (stated) => responseOf(stated, both(stated).evil('_evil') + both(stated).assertion),
    ],
    [
      'wrapped: an evil statement behind the sound one',
      (stated) => responseOf(stated, both(stated).assertion + both(stated).evil('_evil')),
    ],
    [
      'wrapped: the sound statement within the evil one',
      (stated) => responseOf(stated, both(stated).evil('_evil', both(stated).assertion)),
    ],
    [
      'wrapped: the signature moved into the evil one, the sound one within it',
      (stated) => {
        const { signature, bare, evil } = both(stated);
        return responseOf(
          stated,
          evil(
            '_evil',
            signature.replace('</ds:Signature>', '').replace(/<\/Signature>$/, '') +
              `<Object xmlns="${SHA1}">${bare}</Object></Signature>`,
          ),
        );
      },
    ],
    [
      'wrapped: the sound one in an extension of the response',
      (stated) => {
        const { assertion, evil } = both(stated);
        return responseOf(stated, `<samlp:Extensions>${assertion}</samlp:Extensions>${evil('_evil')}`);
      },
    ],
    [
      'wrapped: two with one id',
      (stated) => {
        const { signature, bare, evil } = both(stated);
        return responseOf(stated, evil('_good', signature) + `<samlp:Extensions>${bare}</samlp:Extensions>`);
      },
    ],
    [
      'wrapped: the sound one under another name of its element',
      (stated) => {
        const { signature, bare, evil } = both(stated);
        const hidden = bare.replace('<saml:Assertion', '<saml:Advice').replace('</saml:Assertion>', '</saml:Advice>');
        return responseOf(stated, evil('_good', signature) + hidden);
      },
    ],
    [
      'encrypted, for which there is no key',
      (stated) => plain(stated).replaceAll('saml:Assertion', 'saml:EncryptedAssertion'),
    ],
    [
      'by a transform of its own',
      (stated) =>
        signedBy(key)(stated).replace(
          /(<(?:ds:)?Transforms>)/,
          '$1<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
        ),
    ],
    ['that is no XML', () => 'a statement'],
    ['that is cut off', (stated) => signedBy(key)(stated).slice(0, -40)],
    ['that is no response', (stated) => signedBy(key)(stated).replaceAll('samlp:Response', 'samlp:LogoutResponse')],
  ];
  it.each(forgeries)('%s is refused', async (_, make) => {
    await expectRefused({}, make);
  });

  it('in another writing than UTF-8, or in none, is refused', async () => {
    const { browser, question } = await begun();
    const stated = sound(question);
    const xml = signedBy(key)(stated);
    for (const SAMLResponse of [
      Buffer.from(xml, 'utf16le').toString('base64'),
      `${base64(xml)}=A`,
      '///////',
      'AA==AA==',
    ]) {
      expect((await browser.postFromElsewhere(`${own}/saml`, { SAMLResponse })).status).toBe(403);
    }
    expect((await browser.postFromElsewhere(`${own}/saml`, { SAMLResponse: '<xml>' })).status).toBe(422);
    expect((await browser.postFromElsewhere(`${own}/saml`, {})).status).toBe(422);
    expect((await post(browser, xml)).url).toBe(`${BASE_URL}/`);
  });
});

describe('an administrator', () => {
  it('sets certificates that can be trusted, and is told which cannot', async () => {
    const other = await idOf(boss, '/v1/organizations', { kind: 'vendor', name: 'Another' });
    const [weak, old] = [await samlKey({ bits: 1024 }), await samlKey({ days: -1 })];
    for (const certificate of [weak.certificate, old.certificate, key.certificate.replace('MI', 'AA')]) {
      const { body } = await trust(other, { certificates: [key.certificate, certificate] }, 422);
      expect(body.errors[0].path).toBe('/certificates/1');
    }
    for (const entryPoint of ['http://idp.example/saml', 'javascript:alert(1)', 'https://10.0.0.1/saml'])
      expect((await trust(other, { entryPoint }, 422)).body.errors[0].path).toBe('/entryPoint');
    const { body } = await trust(other, { certificates: [otherKey.certificate, key.certificate] });
    expect(body.provider).toMatchObject({ protocol: 'saml', issuer: ENTITY, entryPoint: 'https://idp.example/saml' });
  });

  it('takes two certificates while a provider changes its key', async () => {
    await trust(organization, { certificates: [otherKey.certificate, key.certificate] });
    expect((await answered({})).browser.isSignedIn).toBe(true);
    const by = (stated: Statement) => signed(responseOf(stated, assertionOf(stated)), otherKey);
    expect((await answered({}, by)).browser.isSignedIn).toBe(true);
    await trust(organization, {});
    await expectRefused({}, by);
  });

  it('is known to the log by what was trusted, and nobody by what they showed', async () => {
    const entries = await sql(
      service,
      `SELECT p.evidence FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial
       WHERE e.type = 'organization.sign_on_set'`,
    );
    expect(JSON.stringify(entries)).toContain('BEGIN CERTIFICATE');
    expect(JSON.stringify(entries)).not.toContain(EMAIL);
  });
});

/** Signs on in this browser, once more. */
async function signOn(browser: Browser): Promise<Visitor> {
  const { id } = questionIn(await browser.begin(organization));
  const stated = sound(id);
  await post(browser, signed(responseOf(stated, assertionOf(stated)), key));
  return browser.visitor();
}

describe('a session of single sign-on', () => {
  it('is mailed to its person where the device is new, whatever the provider says, and listed for her to end', async () => {
    const own = await signInByLink(service, EMAIL);
    const browser = new Browser(service);
    await signOn(browser);
    const [mail = '', ...more] = await mailTo(service, EMAIL);
    expect(mail).toMatch(/Browser: not known\.[^]*The provider of an organization of yours vouched for them\./);
    expect(more).toEqual([]);
    const again = await signOn(browser);
    expect(await mailTo(service, EMAIL)).toEqual([]);
    const { body } = await own.get('/v1/sessions').expect(200);
    expect(body.items[0]).toMatchObject({ address: expect.stringContaining('127.0.0.1'), isThis: false });
    await own.delete(`/v1/sessions/${body.items[0].id}`).expect(204);
    await again.get('/v1/session').expect(401);
  });

  it('takes a passkey of its person, by which it is she who acts, and no passkey of anybody else', async () => {
    const people = [EMAIL, 'stranger@elsewhere.example'];
    const passkeys = people.map(() => new SoftPasskey());
    for (const [index, email] of people.entries()) {
      const strong = await signIn(service, email);
      const { body: begun } = await strong.post('/v1/factors/passkey').expect(201);
      const response = passkeys[index]?.create({ challenge: begun.options.challenge, ...HERE });
      await strong.post('/v1/factors/passkey/confirm', { challenge: begun.challenge, response }).expect(201);
    }
    const show = async (visitor: Visitor, passkey: SoftPasskey | undefined, by = visitor) => {
      const { body: begun } = await visitor.post('/v1/session/passkey').expect(201);
      // Which passkeys she has is hers: to whoever a provider says that she is, nothing is told of them.
      expect(begun.options.allowCredentials ?? []).toEqual([]);
      const response = passkey?.show({ challenge: begun.options.challenge, ...HERE });
      return by.post('/v1/session/passkey/confirm', { challenge: begun.challenge, response });
    };
    const vouched = await signOn(new Browser(service));
    expect((await vouched.get('/v1/session').expect(200)).body).toMatchObject({ level: 'link', factors: [] });
    expect((await show(vouched, passkeys[1])).body.code).toBe('factor_refused');
    expect((await show(vouched, passkeys[0], await signOn(new Browser(service)))).body.code).toBe('factor_refused');
    const answer = await show(vouched, passkeys[0]);
    expect(answer.status).toBe(201);
    const proven = withCookies(service, answer);
    const { body } = await proven.get('/v1/session').expect(200);
    expect(body).toMatchObject({ level: 'strong', organization, roles: ['member'] });
    expect(body.factors.length).toBeGreaterThan(0);
    await vouched.get('/v1/session').expect(401);
    // Still for this organization alone.
    await proven.post('/v1/organizations', { kind: 'vendor', name: 'A front' }).expect(403);
  });
});

it('a person with a factor of her own shows it in a session of SAML as well', async () => {
  await showCode(await signIn(service, EMAIL), EMAIL);
  const { browser } = await answered({});
  const proven = await showCode(browser.visitor(), EMAIL);
  expect((await proven.get('/v1/session').expect(200)).body).toMatchObject({ level: 'strong', organization });
});
