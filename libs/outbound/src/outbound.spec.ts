import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { Outbound, OutboundRefused, permitOf, type OutboundSettings, type Permit } from '#outbound';

const PUBLIC = '93.184.216.34';
const METADATA = '169.254.169.254';

let server: Server;
let port: number;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/away') response.writeHead(302, { location: `http://${METADATA}/` }).end();
    else if (request.url === '/large') response.end('x'.repeat(3000));
    else if (request.url === '/packed') response.end(String(request.headers['accept-encoding']));
    else if (request.url === '/fails') response.writeHead(500, { 'x-said': ['a', 'b'] }).end('no');
    else if (request.url === '/slow') response.write('first');
    else if (request.url === '/told') request.pipe(response);
    else response.writeHead(204).end();
  });
  port = await portOf(server);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('what is refused by its text alone', () => {
  const literals = [
    ...[
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '0',
      '10.0.0.1',
      '172.31.255.254',
      '192.168.1.1',
    ],
    ...[METADATA, '100.64.0.1', '100.100.100.200', '168.63.129.16', '224.0.0.1', '255.255.255.255', '192.0.2.1'],
    ...['[::1]', '[::]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[::ffff:127.0.0.1]', '[::127.0.0.1]'],
    ...['[2002:7f00:1::]', '[64:ff9b::7f00:1]', '[2001:db8::1]', '[ff02::1]', '１２７.0.0.1', '127。0。0。1'],
  ];
  it.each(literals)('https://%s/', async (host) => {
    const outbound = of({ addressesOf: never });
    expect(outbound.isUsable(`https://${host}/`)).toBe(false);
    expect(await faultOf(outbound.fetch(`https://${host}/`))).toBe('address_refused');
  });

  it.each([
    ...['http://public.example/', 'ftp://public.example/', 'file:///etc/passwd', 'data:text/plain,a', 'javascript:1'],
    ...['https://user@public.example/', 'https://user:password@public.example/', 'https://public.example:22/', ''],
    ...['https://public.example:6379/', 'https:///', '//public.example/', 'https://public.example:99999/'],
  ])('%s', async (address) => {
    const outbound = of({ addressesOf: never });
    expect(outbound.isUsable(address)).toBe(false);
    expect(await faultOf(outbound.fetch(address))).toBe('address_refused');
  });

  it('is not the address of a web server of the internet', () => {
    const outbound = of({});
    for (const address of ['https://public.example/', 'https://public.example:8443/a?b', `https://${PUBLIC}/`])
      expect(outbound.isUsable(address)).toBe(true);
  });
});

describe('a name server', () => {
  /** Answers every name with this address, or with nothing at all; tells what it was asked. */
  async function nameServer(answer: readonly number[] | null, work: (at: string, names: string[]) => Promise<void>) {
    const socket = createSocket('udp4');
    const names: string[] = [];
    socket.on('message', (query, { port: from }) => {
      const end = query.indexOf(0, 12) + 5;
      names.push(
        query
          .subarray(13, end - 5)
          .toString('latin1')
          .replaceAll(/[^a-z]/g, '.'),
      );
      if (answer === null) return;
      const isV4 = query.readUInt16BE(end - 4) === 1;
      const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...answer]);
      const head = Buffer.from([query[0]!, query[1]!, 0x81, 0x80, 0, 1, 0, isV4 ? 1 : 0, 0, 0, 0, 0]);
      socket.send(Buffer.concat([head, query.subarray(12, end), ...(isV4 ? [record] : [])]), from);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    await work(`127.0.0.1:${socket.address().port}`, names);
    socket.close();
  }

  it('is asked for what somebody else stated, and what it says is looked at', () =>
    nameServer([10, 0, 0, 1], async (at, names) => {
      const outbound = of({ nameServers: [at] });
      expect(await faultOf(outbound.fetch('https://within.example/'))).toBe('address_refused');
      expect(new Set(names)).toEqual(new Set(['within.example']));
    }));

  it('that says nothing holds up nobody: neither another lookup, nor what the operator named', () =>
    nameServer(null, async (at, names) => {
      const outbound = of({ nameServers: [at], permits: permits(`http://localhost:${port}`), timeLimitMs: 500 });
      const stuck = Array.from({ length: 16 }, () => faultOf(outbound.fetch('https://tarpit.example/')));
      expect((await outbound.fetch(`http://localhost:${port}/beside`)).status).toBe(204);
      expect(new Set(await Promise.all(stuck))).toEqual(new Set(['too_slow']));
      expect(new Set(names)).toEqual(new Set(['tarpit.example']));
    }));
});

describe('a name', () => {
  it.each<[string, string[]]>([
    ['leads within', ['10.0.0.1']],
    ['leads to this machine', ['::1']],
    ['leads to the metadata of a cloud', [METADATA]],
    ['has one address within beside a public one', [PUBLIC, '192.168.0.1']],
    ['has one address within before a public one', ['fd00::1', PUBLIC]],
    ['has no address', []],
    ['has an address that cannot be read', ['not an address']],
  ])('that %s is refused', async (_, addresses) => {
    expect(await faultOf(of({ addressesOf: async () => addresses }).fetch('https://name.example/'))).toBe(
      'address_refused',
    );
  });

  it('that is unknown is refused in the words of one that leads within', async () => {
    const unknown = of({ addressesOf: () => Promise.reject(new Error('ENOTFOUND name.example')) });
    const refused = await unknown.fetch('https://name.example/').catch((error: unknown) => error);
    expect(refused).toEqual(new OutboundRefused('address_refused'));
    expect(String(refused)).not.toContain('name.example');
  });

  it('is looked up once, by the connection, and led elsewhere in between reaches nothing', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const lookups: string[] = [];
    const outbound = of({
      permits: permits(`http://localhost:${port}`),
      addressesOf: async (host) => {
        lookups.push(host);
        return answers.shift() ?? [];
      },
    });
    asked = [];
    expect((await outbound.fetch(`http://localhost:${port}/first`)).status).toBe(204);
    expect(lookups).toEqual(['localhost']);
    // The first connection is not used again, so that the name is looked at anew.
    expect(await faultOf(outbound.fetch(`http://localhost:${port}/second`))).toBe('address_refused');
    expect(lookups).toHaveLength(2);
    expect(asked).toEqual(['/first']);
  });

  it('that the operator trusts is connected to where it leads, and must show a certificate', async () => {
    const tcp = createTcpServer((socket) => socket.destroy());
    const own = await portOf(tcp);
    let connections = 0;
    tcp.on('connection', () => (connections += 1));
    const addressesOf = async () => ['127.0.0.1'];
    const trusting = of({ permits: permits(`idp.within:${own}`), addressesOf });
    expect(await faultOf(trusting.fetch(`https://idp.within:${own}/`))).toBe('unreachable');
    expect(connections).toBe(1);
    const byNetwork = of({ permits: permits('127.0.0.0/8', `idp.within:${own}`), addressesOf });
    expect(await faultOf(byNetwork.fetch(`https://idp.within:${own}/`))).toBe('unreachable');
    expect(connections).toBe(2);
    for (const other of [`other.within:${own}`, `idp.within`]) {
      expect(await faultOf(trusting.fetch(`https://${other}/`))).toBe('address_refused');
    }
    expect(connections).toBe(2);
    tcp.close();
  });
});

describe('an answer', () => {
  const open = (more: Partial<OutboundSettings> = {}) => of({ permits: permits(`http://127.0.0.1:${port}`), ...more });
  const at = (path: string) => `http://127.0.0.1:${port}${path}`;

  it('is handed over whole, whatever its status', async () => {
    const answer = await open().fetch(at('/fails'));
    expect([answer.status, answer.headers.get('x-said'), await answer.text()]).toEqual([500, 'a, b', 'no']);
    const told = await open().fetch(at('/told'), { method: 'POST', body: 'what was sent' });
    expect(await told.text()).toBe('what was sent');
  });

  it('that leads elsewhere is not followed', async () => {
    expect(await faultOf(open().fetch(at('/away')))).toBe('redirected');
  });

  it('that is too large is not read', async () => {
    expect(await faultOf(open({ answerBytesMax: 2000 }).fetch(at('/large')))).toBe('too_large');
  });

  it('is asked for unpacked, so that its size is what is counted', async () => {
    const answer = await open().fetch(at('/packed'), { headers: { 'accept-encoding': 'gzip' } });
    expect(await answer.text()).toBe('identity');
  });

  it('that does not end is given up', async () => {
    expect(await faultOf(open({ timeLimitMs: 150 }).fetch(at('/slow')))).toBe('too_slow');
  });

  it('is not waited for while a name is looked up for ever', async () => {
    const outbound = of({ timeLimitMs: 150, addressesOf: () => new Promise(() => undefined) });
    expect(await faultOf(outbound.fetch('https://name.example/'))).toBe('too_slow');
  });

  it('is waited for from a few addresses at once', async () => {
    const outbound = of({ timeLimitMs: 500, addressesOf: () => new Promise(() => undefined) });
    const faults = await Promise.all(
      Array.from({ length: 40 }, () => faultOf(outbound.fetch('https://name.example/'))),
    );
    expect(faults.filter((fault) => fault === 'busy')).toHaveLength(8);
  });
});

describe('what an operator trusts', () => {
  it.each([
    ...['', 'http://idp.within', 'http://10.0.0.1', 'ftp://idp.within', 'https://idp.within', 'idp.within/path', 'a b'],
    ...['0.0.0.0/0', '::/0', '10.0.0.0/7', 'user@idp.within', 'idp.within:99999', '10.0.0.0/33'],
  ])('is not %p', (text) => {
    expect(permitOf(text)).toBeNull();
  });

  it('opens a network, and nothing beside it', () => {
    const outbound = of({ permits: permits('10.1.0.0/16', 'fd12:3456::/32') });
    const usable = (host: string) => outbound.isUsable(`https://${host}/`);
    expect(['10.1.2.3', '10.1.2.3:9443', '[fd12:3456::1]'].filter(usable)).toHaveLength(3);
    expect(['10.2.0.1', '127.0.0.1', '[fd12:3457::1]', '[::ffff:10.1.2.3]', METADATA].filter(usable)).toEqual([]);
  });

  it('speaks plainly to this machine alone, and on the port that is named', () => {
    const outbound = of({ permits: permits('http://127.0.0.1:4000', 'idp.within') });
    expect(outbound.isUsable('http://127.0.0.1:4000/')).toBe(true);
    for (const address of ['http://127.0.0.1:4001/', 'http://idp.within/', 'http://localhost:4000/'])
      expect(outbound.isUsable(address)).toBe(false);
  });
});

function of(settings: Partial<OutboundSettings>): Outbound {
  return new Outbound({ permits: [], ...settings });
}

function permits(...texts: readonly string[]): Permit[] {
  return texts.map((text) => permitOf(text) ?? fail(text));
}

function fail(text: string): never {
  throw new Error(`\`${text}\` is no permit`);
}

function never(): Promise<never> {
  throw new Error('looked a name up that is refused by its text');
}

async function faultOf(answer: Promise<Response>): Promise<string> {
  try {
    return `answered ${(await answer).status}`;
  } catch (error) {
    if (error instanceof OutboundRefused) return error.fault;
    throw error;
  }
}

async function portOf(listening: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return (listening.address() as AddressInfo).port;
}
