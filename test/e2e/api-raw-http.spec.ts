import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { CODES } from '../../apps/api/src/errors/codes.js';
import { openService, signIn, Visitor, type Service } from './api-service.js';

let service: Service;
let impatient: Service;
let port: number;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  impatient = await openService({ env: { PORT: '0', HEADERS_TIMEOUT_MS: '100', REQUEST_TIMEOUT_MS: '200' } });
  port = portOf(await service.api.listen());
});
afterAll(async () => {
  await service.close();
  await impatient.close();
});

const portOf = (url: string) => Number(new URL(url).port);

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Everything that is answered to these bytes until the other side ends the connection. */
async function said(bytes: string | Buffer, at = port): Promise<Answer[]> {
  const socket = connect({ port: at, host: '127.0.0.1' });
  socket.write(bytes);
  return answersIn(await textOf(socket));
}

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  try {
    for await (const chunk of socket) text += String(chunk);
  } catch (error) {
    // A connection that is closed on what was still being sent is an end like any other.
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error;
  }
  return text;
}

function answersIn(text: string): Answer[] {
  return text
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .filter((part) => part !== '')
    .map((part) => {
      const [head = '', body = ''] = part.split('\r\n\r\n');
      return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]), head, body };
    });
}

/** Each refusal has the one shape, and holds nothing of what we are made of. */
function expectProblems(answers: readonly Answer[], status: number, code: string): void {
  expect(answers.map((answer) => answer.status)).toEqual([status]);
  for (const { head, body } of answers) {
    expect(CODES).toContain(code);
    expect(head).toMatch(/content-type: application\/problem\+json/i);
    expect(head).toMatch(/content-security-policy: default-src 'none'/i);
    expect(JSON.parse(body)).toMatchObject({ status, code });
    expect(body).not.toMatch(/node_modules|\.ts:|SELECT|INSERT|at Object|HPE_/);
  }
}

const GET = 'GET /v1/health/live HTTP/1.1\r\nHost: localhost\r\n';
const END = 'Connection: close\r\n\r\n';
const POST = 'POST /v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
const FINE = '{"token":"x"}';

describe('a request that two readers could read in two ways', () => {
  const SHAPES: Record<string, string> = {
    'a length and chunks': `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n${END}0\r\n\r\nGET /smuggled HTTP/1.1\r\n`,
    'chunks and a length': `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n${END}0\r\n\r\n`,
    'two lengths': `${POST}Content-Length: 13\r\nContent-Length: 5\r\n${END}${FINE}`,
    'a length that is none': `${POST}Content-Length: 0x0d\r\n${END}${FINE}`,
    'a negative length': `${POST}Content-Length: -13\r\n${END}${FINE}`,
    'a chunk size that is none': `${POST}Transfer-Encoding: chunked\r\n${END}zz\r\n{}\r\n0\r\n\r\n`,
    'a huge chunk size': `${POST}Transfer-Encoding: chunked\r\n${END}FFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n`,
    'chunks that are not last': `${POST}Transfer-Encoding: chunked, identity\r\n${END}0\r\n\r\n`,
    'a folded header': `${GET}X-Folded: a\r\n b\r\n${END}`,
    'a header without a name': `${GET}: x\r\n${END}`,
    'a blank before the colon': `${POST}Content-Length : 13\r\n${END}${FINE}`,
    'a bare line feed': `GET / HTTP/1.1\nHost: localhost\n\n`,
    'a null in a header': `${GET}X-Null: a\0b\r\n${END}`,
    'two hosts': `${GET}Host: evil.example\r\n${END}`,
    'two keys': `${GET}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n${END}`,
    'two media types': `${POST}Content-Type: text/plain\r\nContent-Length: 13\r\n${END}${FINE}`,
    'two origins': `${POST}Origin: http://127.0.0.1:4000\r\nOrigin: https://evil.example\r\nContent-Length: 13\r\n${END}${FINE}`,
    'no host': `GET /v1/health/live HTTP/1.1\r\n${END}`,
    'HTTP/0.9': 'GET /\r\n\r\n',
    'HTTP/3.0': 'GET / HTTP/3.0\r\nHost: localhost\r\n\r\n',
    'no HTTP at all': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'an unknown method': 'BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'a blank in the address': 'GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n',
  };

  it.each(Object.entries(SHAPES))('%s: is refused, and the connection ends', async (_, bytes) => {
    expectProblems(await said(bytes), 400, 'malformed_request');
  });

  it('is never answered twice, nor before what was asked ahead of it', async () => {
    const [first, ...rest] = await said(`${GET}\r\nBLAH\r\n\r\n`);
    // The refusal may come, but only as the second answer.
    expect([200, undefined]).toContain(first?.status);
    expect(rest.length).toBeLessThanOrEqual(1);
    const late = await said(`GET /v1/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\nBLAH\r\n\r\n`);
    if (late.length > 0) expect(late[0]?.status).toBe(200);
  });
});

describe('a request of a size', () => {
  it('is refused where its headers are too long or too many, or its address is too long', async () => {
    expectProblems(await said(`${GET}X-Long: ${'a'.repeat(17_000)}\r\n${END}`), 431, 'headers_too_large');
    const many = Array.from({ length: 101 }, (_, index) => `X-${index}: a\r\n`).join('');
    expectProblems(await said(`${GET}${many}${END}`), 431, 'headers_too_large');
    const cookies = Array.from({ length: 3000 }, (_, index) => `c${index}=1`).join('; ');
    expectProblems(await said(`${GET}Cookie: ${cookies}\r\n${END}`), 431, 'headers_too_large');
    const address = `GET /v1/packs?q=${'a'.repeat(9000)} HTTP/1.1\r\nHost: localhost\r\n${END}`;
    expectProblems(await said(address), 414, 'address_too_long');
  });

  it('is refused where its body is too long, said or unsaid, before it is read', async () => {
    expectProblems(await said(`${POST}Content-Length: 300000\r\n${END}{`), 413, 'body_too_large');
    const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
    expectProblems(
      await said(`${POST}Transfer-Encoding: chunked\r\n${END}${chunk.repeat(5)}0\r\n\r\n`),
      413,
      'body_too_large',
    );
  });

  it('is refused where its JSON is too deep, too wide, or names what objects are made of', async () => {
    const anyone = new Visitor(service);
    const send = (body: string) => anyone.post('/v1/session').set('content-type', 'application/json').send(body);
    expect((await send(`{"token":${'['.repeat(40)}${']'.repeat(40)}}`).expect(400)).body.code).toBe(
      'malformed_request',
    );
    expect((await send(`{"token":[${'1,'.repeat(21_000)}1]}`).expect(413)).body.code).toBe('body_too_large');
    for (const body of [
      '{"__proto__":{"isOperator":true}}',
      '{"token":{"__proto__":{"x":1}}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"token":"x","constructor":1}',
    ])
      expect((await send(body).expect(400)).body.code).toBe('malformed_request');
    expect(Reflect.get({}, 'isOperator')).toBeUndefined();
  });

  it('with a parameter that is there often is refused as what it is', async () => {
    const mara = await signIn(service, 'mara@example.com');
    for (const query of ['limit=1&limit=2', 'limit[]=1', 'limit[__proto__]=1', '__proto__[x]=1']) {
      const { status, body } = await mara.get(`/v1/organizations?${query}`);
      expect([query, status, body.code]).toEqual([query, 422, 'invalid_input']);
    }
    // These name nothing that is looked at.
    await mara.get('/v1/organizations?__proto__=1&constructor=1&limit=1').expect(200);
    expect(Reflect.get({}, 'x')).toBeUndefined();
    const many = Array.from({ length: 1500 }, () => 'a=1').join('&');
    await mara.get(`/v1/organizations?${many}`).expect(422);
  });
});

describe('a connection', () => {
  it('that sends its headers slowly is told so and closed', async () => {
    const at = portOf(await impatient.api.listen());
    expectProblems(await said('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow:', at), 408, 'request_too_slow');
    expectProblems(await said(`${POST}Content-Length: 13\r\n\r\n{"to`, at), 408, 'request_too_slow');
    expectProblems(await said(`${POST}Transfer-Encoding: chunked\r\n\r\n4\r\n{"to\r\n`, at), 408, 'request_too_slow');
    // Whoever says nothing at all is closed as well.
    const socket = connect({ port: at, host: '127.0.0.1' });
    await textOf(socket);
  });

  it('that asks many things at once gets the answers in their order', async () => {
    const paths = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? '/v1/health/ready' : `/v1/nowhere/${index}`,
    );
    const bytes = paths.map(
      (path, index) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${index === 39 ? END : '\r\n'}`,
    );
    const answers = await said(bytes.join(''));
    expect(answers.map(({ status }) => status)).toEqual(paths.map((path) => (path.includes('nowhere') ? 404 : 200)));
  });

  it('that expects, upgrades or tunnels is answered or closed, and never hangs', async () => {
    expect((await said(`${GET}Expect: the-unexpected\r\n${END}`)).map(({ status }) => status)).toEqual([200]);
    const continued = await said(`${POST}Expect: 100-continue\r\nContent-Length: 13\r\n${END}${FINE}`);
    expect(continued.map(({ status }) => status)).toEqual([100, 410]);
    const upgrade = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n';
    expect((await said(upgrade)).map(({ status }) => status)).toEqual([200]);
    expect(await said('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n')).toEqual([]);
    for (const target of [
      'http://evil.example/',
      '*',
      '//evil.example/',
      '/..//..//etc/passwd',
      '/%2e%2e/%2e%2e/package.json',
      '/%00',
    ]) {
      const [answer] = await said(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${END}`);
      expect([target, (answer?.status ?? 0) < 500 && answer?.status !== 200]).toEqual([target, true]);
    }
    expect((await said(`GET / HTTP/1.0\r\n\r\n`)).map(({ status }) => status)).toEqual([200]);
  });

  it('beyond as many as one process takes is closed, and the others are served', async () => {
    const server: Server = service.api.nest.getHttpServer();
    expect(server.maxConnections).toBe(10_000);
    const countOf = promisify(server.getConnections.bind(server));
    server.maxConnections = (await countOf()) + 1;
    const last = connect({ port, host: '127.0.0.1' });
    await once(last, 'connect');
    expect(await said(`${GET}${END}`)).toEqual([]);
    last.write(`${GET}${END}`);
    expect(answersIn(await textOf(last)).map(({ status }) => status)).toEqual([200]);
    server.maxConnections = 10_000;
    expect((await said(`${GET}${END}`)).map(({ status }) => status)).toEqual([200]);
  });

  it('of anybody else is served all the while', async () => {
    await new Visitor(service).get('/v1/health/ready').expect(200);
  });
});
