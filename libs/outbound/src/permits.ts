/** What an operator trusts beside the public internet, such as an identity provider within. */
import { isLoopback, isPublic, isWithin, networkOf, type Network } from './addresses.js';

const PORTS = ['', '8443'];
/** A wider network is no network that somebody knows, but a slip that opens the cloud's own addresses. */
const LEAST_BITS = { ipv4: 8, ipv6: 32 } as const;

/** One entry of the operator's list. */
export type Permit =
  | { readonly kind: 'network'; readonly network: Network }
  /** `port` is `null` for any; `plain` allows `http:`, and then nothing but this machine. */
  | { readonly kind: 'host'; readonly host: string; readonly port: string | null; readonly plain: boolean }
  /** Not on that list: one address that the operator set for a purpose of its own, and nobody else stated. */
  | { readonly kind: 'setting'; readonly address: string };

/**
 * Reads one entry: a network (`10.1.0.0/16`), a host with or without a port (`idp.within`, `idp.within:9443`), or, for
 * tests on one machine, `http://` and a loopback host. `null` for anything else.
 */
export function permitOf(text: string): Permit | null {
  const network = networkOf(text);
  if (network !== null) return network[1] < LEAST_BITS[network[0].kind()] ? null : { kind: 'network', network };
  const plain = text.startsWith('http://');
  const address = plain ? text : `https://${text}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.username + url.password + url.search + url.hash !== '' || url.pathname !== '/') return null;
  if (plain && !isOfThisMachine(url.hostname)) return null;
  return { kind: 'host', host: url.hostname, port: /:(\d+)$/.exec(text)?.[1] ?? null, plain };
}

/** Reads an operator's list, with commas; for one that is wrong it throws what `refuse` makes of a sentence about it. */
export function permitsIn(list: string | undefined, refuse: (sentence: string) => Error): readonly Permit[] {
  const items = (list ?? '').split(',').map((item) => item.trim());
  return items
    .filter((item) => item !== '')
    .map((item) => {
      const permit = permitOf(item);
      if (permit !== null) return permit;
      throw refuse(
        `\`OUTBOUND_ALLOW\` has \`${item}\`; list hosts such as \`idp.within\` and networks such as \`10.1.0.0/16\``,
      );
    });
}

/** Whether anything may be sent to this address of the web at all, before its name is looked up. */
export function isUsable(url: URL, permits: readonly Permit[]): boolean {
  if (isSetting(url, permits)) return true;
  if (url.username + url.password !== '' || url.hostname === '') return false;
  const named = permits.filter((permit) => permit.kind === 'host' && isNamed(permit, url));
  if (url.protocol === 'http:') return named.some((permit) => permit.kind === 'host' && permit.plain);
  if (url.protocol !== 'https:') return false;
  const literal = literalOf(url);
  if (named.length === 0 && !PORTS.includes(url.port) && !isInNetwork(literal ?? '', permits)) return false;
  return literal === null || mayConnect(url, literal, permits);
}

/** Whether the connection for this address of the web may go to this address of a machine. */
export function mayConnect(url: URL, address: string, permits: readonly Permit[]): boolean {
  if (isSetting(url, permits)) return true;
  if (url.protocol === 'http:') return isLoopback(address);
  if (isPublic(address) || isInNetwork(address, permits)) return true;
  return permits.some((permit) => permit.kind === 'host' && isNamed(permit, url));
}

/** Whether the operator named the host of this address of the web, and not whoever stated it alone. */
export function isOfOperator(url: URL, permits: readonly Permit[]): boolean {
  return isSetting(url, permits) || permits.some((permit) => permit.kind === 'host' && isNamed(permit, url));
}

function isSetting(url: URL, permits: readonly Permit[]): boolean {
  return permits.some((permit) => permit.kind === 'setting' && permit.address === url.href);
}

function isInNetwork(address: string, permits: readonly Permit[]): boolean {
  return permits.some((permit) => permit.kind === 'network' && isWithin(address, permit.network));
}

function isNamed({ host, port }: Extract<Permit, { kind: 'host' }>, url: URL): boolean {
  const own = url.protocol === 'https:' ? '443' : '80';
  return host === url.hostname && (port === null || port === (url.port || own));
}

function isOfThisMachine(host: string): boolean {
  return host === 'localhost' || isLoopback(bare(host));
}

/** The address that stands in place of a name. The parser of addresses has read its decimal, octal and hex forms. */
function literalOf({ hostname }: URL): string | null {
  const text = bare(hostname);
  return networkOf(text) === null ? null : text;
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
