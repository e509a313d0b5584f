import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BlockList, isIP } from 'node:net';
import { isPublic } from './addresses.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 10_000);

/** IANA's registries of special addresses, with what is multicast, held by Node's own lists and not by the library. */
const SPECIAL = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
  ...['::/8', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16'],
  ...['2620:4f:8000::/48', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
] as const;

// Two lists: Node's looks an address of IPv4 up among those of IPv6 as well.
const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const network of SPECIAL) {
  const [address = '', bits] = network.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  lists[family].addSubnet(address, Number(bits), family);
}

const parts = (text: string) => text.split('.').map(Number);
const ipv4 = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 }))).map((bytes) => bytes.join('.'));
const group = fc.integer({ min: 0, max: 0xffff });
const ipv6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => textOf(groups));
const textOf = (groups: readonly number[]) => groups.map((each) => each.toString(16)).join(':');

/** An address within a special network: its first bits, and any others. */
const within = fc
  .tuple(fc.constantFrom(...SPECIAL), fc.array(fc.boolean(), { minLength: 128, maxLength: 128 }))
  .map(([network, noise]) => {
    const [address = '', count] = network.split('/');
    const isV6 = isIP(address) === 6;
    const size = isV6 ? 16 : 8;
    const units = isV6 ? groupsOf(address) : parts(address);
    const bits = units.flatMap((unit) => [...unit.toString(2).padStart(size, '0')].map((bit) => bit === '1'));
    const mixed = bits.map((bit, index) => (index < Number(count) ? bit : (noise[index] ?? false)));
    const out = units.map((_, unit) =>
      mixed.slice(unit * size, (unit + 1) * size).reduce((sum, bit) => sum * 2 + Number(bit), 0),
    );
    return isV6 ? textOf(out) : out.join('.');
  });

function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = address.split('::');
  const read = (text: string) => (text === '' ? [] : text.split(':').map((each) => parseInt(each, 16)));
  const [before, after] = [read(head), read(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

describe('an address that may be sent to', () => {
  it('lies in none of the special networks, as another list than the library has them', () => {
    fc.assert(
      fc.property(within, (address) => !isPublic(address)),
      { numRuns: RUNS },
    );
  });

  it('is any other address of IPv4', () => {
    fc.assert(
      fc.property(ipv4, (address) => isPublic(address) === !lists.ipv4.check(address, 'ipv4')),
      { numRuns: RUNS },
    );
  });

  it('is of IPv6 only what is given out to be routed', () => {
    const routed = fc.tuple(fc.integer({ min: 0x2000, max: 0x3fff }), ipv6).map(([first, rest]) => {
      return [first.toString(16), ...rest.split(':').slice(1)].join(':');
    });
    fc.assert(
      fc.property(routed, (address) => isPublic(address) === !lists.ipv6.check(address, 'ipv6')),
      { numRuns: RUNS },
    );
    fc.assert(
      fc.property(ipv6, (address) => !isPublic(address) || /^[23]/.test(address.split(':')[0]?.padStart(4, '0') ?? '')),
      { numRuns: RUNS },
    );
  });

  it('hides no address of IPv4, whichever it is', () => {
    const hex = (address: string) => {
      const [a = 0, b = 0, c = 0, d = 0] = parts(address);
      return [a * 256 + b, c * 256 + d].map((each) => each.toString(16)) as [string, string];
    };
    const hidings = (address: string) => {
      const [high, low] = hex(address);
      return [
        ...[`::ffff:${address}`, `::${address}`, `::ffff:0:${address}`, `64:ff9b::${address}`, `64:ff9b:1::${address}`],
        ...[`2002:${high}:${low}::1`, `2001:0:${high}:${low}::1`, `::ffff:${high}:${low}`],
      ];
    };
    fc.assert(
      fc.property(ipv4, (address) => hidings(address).every((each) => !isPublic(each))),
      { numRuns: RUNS / 10 },
    );
  });

  it('is written plainly', () => {
    const odd = ['', '8.8.8', '0x8080808', '134744072', '010.8.8.8', '8.8.8.8 ', '8.8.8.8/32', '2606:4700::1111%eth0'];
    expect(odd.filter(isPublic)).toEqual([]);
    expect(['8.8.8.8', '2606:4700:4700::1111'].filter(isPublic)).toHaveLength(2);
  });
});
