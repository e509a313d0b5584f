/** Which addresses belong to the public internet: a list of what is allowed, so that what nobody thought of is not. */
import ipaddr from 'ipaddr.js';

/** All of IPv6 that is given out to be routed. Beside it lie forms that carry an IPv4 address, which the ranges miss. */
const ROUTED: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
/** Public by its number, and yet the host that a virtual machine of Azure runs on. */
const AZURE_HOST = '168.63.129.16';

/**
 * Whether an address is one of the public internet: none of a private, loopback, link-local, shared, multicast, reserved or
 * documentation range, and none that hides another address within. A text that is no address is not.
 */
export function isPublic(address: string): boolean {
  const ip = addressOf(address);
  if (ip?.range() !== 'unicast') return false;
  return ip instanceof ipaddr.IPv6 ? ip.match(ROUTED) : ip.toString() !== AZURE_HOST;
}

/** Whether an address is this very machine. */
export function isLoopback(address: string): boolean {
  return addressOf(address)?.range() === 'loopback';
}

/** Whether an address lies within a network; one of IPv4 that is written as IPv6 does not lie within one of IPv4. */
export function isWithin(address: string, [network, bits]: Network): boolean {
  const ip = addressOf(address);
  return ip?.kind() === network.kind() && ip.match(network, bits);
}

/** A network: its address and how many bits of it count. */
export type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Reads `10.1.0.0/16`, or one address; `null` for anything else. */
export function networkOf(text: string): Network | null {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const ip = addressOf(text);
  return ip === null ? null : [ip, ip.kind() === 'ipv4' ? 32 : 128];
}

/** Only the plain forms: `0x7f.1`, `017700000001` and a zone behind a percent sign are no address here. */
function addressOf(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes('%') || !ipaddr.IPv6.isValid(text) ? null : ipaddr.IPv6.parse(text);
}
