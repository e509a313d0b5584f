import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { openService, signIn, Visitor, type Service } from './api-service.js';

let service: Service;
let secured: Service;
let port: number;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  secured = await openService({ env: { BASE_URL: 'https://countersign.example' } });
  port = Number(new URL(await service.api.listen()).port);
});
afterAll(async () => {
  await service.close();
  await secured.close();
});

const PAGES = [
  '/',
  '/open',
  '/reminders/x',
  '/request',
  '/verify',
  '/sso',
  '/reference',
  '/reference/problems',
  '/mailbox',
  '/home.js',
  '/style.css',
  '/mark.svg',
];
const MACHINES = ['/openapi.json', '/.well-known/jwks.json', '/v1/health/ready', '/v1/packs', '/v1/session'];
const REFUSALS = ['/nowhere', '/v1/%zz', '/v1/consents', '/v1/requests/x', `/v1/requests/${'a'.repeat(300)}`];

/** Everything that must stand in every answer. */
const SAFE = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': expect.stringContaining('camera=(), '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

function headersOf(headers: unknown): Record<string, string> {
  return { ...Object(headers) };
}

describe('every answer', () => {
  it.each([...PAGES, ...MACHINES, ...REFUSALS])('GET %s says how a browser is to treat it', async (path) => {
    const { headers } = await new Visitor(service).get(path).set('host', 'localhost');
    expect(headersOf(headers)).toMatchObject(SAFE);
    expect(headers).not.toHaveProperty('server');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  it('to what Node refuses before there is a request says the same', async () => {
    for (const bytes of ['BLAH\r\n\r\n', `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`]) {
      const [head = ''] = (await said(bytes)).split('\r\n\r\n');
      const lines = head.split('\r\n').slice(1);
      const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/).slice(0, 2)));
      expect(headers).toMatchObject({ ...SAFE, 'cache-control': 'no-store' });
    }
  });

  it('asks for HTTPS from then on where the service is reached by it', async () => {
    for (const path of ['/', '/nowhere', '/v1/session', '/v1/%zz']) {
      const { headers } = await new Visitor(secured).get(path);
      expect(headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains');
    }
  });

  it('is kept by nobody where it may be somebody’s', async () => {
    const person = await signIn(service, 'kept@example.com');
    const own = ['/v1/session', '/v1/organizations', '/v1/disclosures', '/v1/consents', '/v1/nowhere', '/v1/mailbox'];
    for (const path of [...own, '/mailbox', '/v1/health/ready']) {
      expect([path, (await person.get(path).set('host', 'localhost')).headers['cache-control']]).toEqual([
        path,
        'no-store',
      ]);
    }
    for (const path of ['/style.css', '/.well-known/jwks.json', '/log/key'])
      expect([path, (await person.get(path)).headers['cache-control']]).toEqual([
        path,
        expect.stringMatching(/^public, max-age=300$/),
      ]);
  });
});

describe('the pages', () => {
  it('hold no inline script, style or handler that the policy would stop', async () => {
    for (const path of PAGES.slice(0, 5)) {
      const { text } = await new Visitor(service).get(path).set('host', 'localhost').expect(200);
      expect(text).toMatch(/^<!doctype html>/);
      expect(text.replace(/<code>.*?<\/code>/gs, '')).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/i);
      expect(text.match(/<script[^>]*>[^<]/g)).toBeNull();
      const loaded = [...text.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"/g)].map(([, from]) => from);
      for (const from of loaded) expect(from).toMatch(/^\/[a-z]+\.(js|css|svg)$/);
    }
  });

  it('write no markup from text in their scripts', async () => {
    for (const path of ['/home.js', '/open.js']) {
      const { text } = await new Visitor(service).get(path).buffer(true).expect(200);
      expect(text).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/);
    }
  });
});

/** Everything that is answered to these bytes until the connection ends. */
async function said(bytes: string): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.end(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}
