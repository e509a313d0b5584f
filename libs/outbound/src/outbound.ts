/**
 * The one way out to an address that somebody else stated: a provider of identities, a receiver of webhooks. Whoever
 * states it must not reach through us what only we can reach, so the connection goes to an address that was looked at:
 * the name is looked up once, by the connection itself, and every address it has must be allowed.
 */
import { lookup, Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Agent, errors, request } from 'undici';
import { isOfOperator, isUsable, mayConnect, type Permit } from './permits.js';

const TIME_LIMIT_MS = 10_000;
const ANSWER_BYTES_MAX = 1024 * 1024;
/** After the last try nothing is left of a lookup, also where the request it was for has long been given up. */
const LOOKUP_TIMEOUT_MS = 2000;
const LOOKUP_TRIES = 2;
/** Hostile receivers that answer slowly hold no more than this many of our connections. */
const IN_FLIGHT_MAX = 32;

/** Why nothing came back. Whether a name is unknown or leads within is not told apart: that would map what lies within. */
export type OutboundFault = 'address_refused' | 'unreachable' | 'redirected' | 'too_large' | 'too_slow' | 'busy';

/** Thrown in place of an answer; the message holds nothing but the fault. */
export class OutboundRefused extends Error {
  constructor(readonly fault: OutboundFault) {
    super(SENTENCES[fault]);
  }
}

const SENTENCES: Readonly<Record<OutboundFault, string>> = {
  address_refused: 'the address is not one that this service sends to; state a public `https:` address',
  unreachable: 'nothing that this service trusts answers at the address',
  redirected: 'the address answers with another one; state the final address',
  too_large: 'the answer is larger than this service reads',
  too_slow: 'the address does not answer in time',
  busy: 'too many addresses are being asked at once; try again later',
};

/** What is sent. */
export interface OutboundRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** How names become addresses, and how long and how much is waited for; tests state their own. */
export interface OutboundSettings {
  readonly permits: readonly Permit[];
  readonly addressesOf?: (host: string) => Promise<readonly string[]>;
  /** Whom names that somebody else stated are asked of, by default the system's. */
  readonly nameServers?: readonly string[];
  readonly timeLimitMs?: number;
  readonly answerBytesMax?: number;
}

/** Sends to addresses that somebody else stated. */
export class Outbound {
  private inFlight = 0;

  constructor(private readonly settings: OutboundSettings) {}

  /** The whole answer, whatever its status but a redirect; throws `OutboundRefused`. */
  async fetch(address: string | URL, sent: OutboundRequest = {}): Promise<Response> {
    const url = URL.canParse(String(address)) ? new URL(address) : null;
    if (url === null || !isUsable(url, this.settings.permits)) throw new OutboundRefused('address_refused');
    if (this.inFlight >= IN_FLIGHT_MAX) throw new OutboundRefused('busy');
    this.inFlight += 1;
    // One call, one connection: what was looked at is what is connected to, and nothing of it is left to a later call.
    const agent = this.agentFor(url);
    try {
      return await this.answerOf(url, sent, agent);
    } catch (error) {
      throw faultOf(error);
    } finally {
      this.inFlight -= 1;
      await agent.destroy();
    }
  }

  /** Whether `fetch` would send to this address, as far as its text alone says. */
  isUsable(address: string): boolean {
    return URL.canParse(address) && isUsable(new URL(address), this.settings.permits);
  }

  private async answerOf(url: URL, { method = 'GET', headers, body }: OutboundRequest, agent: Agent) {
    const signal = AbortSignal.timeout(this.settings.timeLimitMs ?? TIME_LIMIT_MS);
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      method,
      // What is packed could unpack to any size.
      headers: { ...headers, 'accept-encoding': 'identity' },
      body: body ?? null,
    });
    const { statusCode } = answer;
    if (statusCode >= 300 && statusCode < 400) throw new OutboundRefused('redirected');
    const bytes = await answer.body.bytes();
    const told = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const each of [value ?? []].flat()) told.append(name, each);
    }
    const isBodiless = [204, 205].includes(statusCode);
    return new Response(isBodiless ? null : new Uint8Array(bytes), { status: statusCode, headers: told });
  }

  private agentFor(url: URL): Agent {
    const { timeLimitMs = TIME_LIMIT_MS, answerBytesMax = ANSWER_BYTES_MAX } = this.settings;
    return new Agent({
      connections: 1,
      maxResponseSize: answerBytesMax,
      headersTimeout: timeLimitMs,
      bodyTimeout: timeLimitMs,
      connect: { lookup: this.lookupFor(url), autoSelectFamily: true, timeout: timeLimitMs },
    });
  }

  /** The lookup of the connection itself: what it answers is connected to, and nothing looks the name up again. */
  private lookupFor(url: URL): LookupFunction {
    const { permits, nameServers } = this.settings;
    const isOurs = isOfOperator(url, permits);
    const usual = (host: string) => (isOurs ? systemAddressesOf(host) : publicAddressesOf(host, nameServers));
    const { addressesOf = usual } = this.settings;
    return (host, _, connect) => {
      addressesOf(host).then(
        (addresses) => {
          const isAllowed = addresses.length > 0 && addresses.every((each) => mayConnect(url, each, permits));
          if (isAllowed)
            connect(
              null,
              addresses.map((each) => ({ address: each, family: each.includes(':') ? 6 : 4 })),
            );
          else connect(new OutboundRefused('address_refused'), []);
        },
        () => {
          connect(new OutboundRefused('address_refused'), []);
        },
      );
    };
  }
}

/**
 * A name that somebody else stated is asked of the name servers by ourselves: the system's own lookup cannot be given up, and a
 * few whose name server says nothing hold the threads on which the names of the database and of time-stamps are looked up too.
 */
async function publicAddressesOf(host: string, nameServers?: readonly string[]): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: LOOKUP_TIMEOUT_MS, tries: LOOKUP_TRIES });
  if (nameServers !== undefined) resolver.setServers(nameServers);
  const found = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
}

/** What the operator named may stand in the machine's own list of hosts. */
async function systemAddressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function faultOf(error: unknown): OutboundRefused {
  if (error instanceof OutboundRefused) return error;
  if (error instanceof errors.ResponseExceededMaxSizeError) return new OutboundRefused('too_large');
  const isSlow =
    (error instanceof DOMException && error.name === 'TimeoutError') ||
    [errors.ConnectTimeoutError, errors.HeadersTimeoutError, errors.BodyTimeoutError].some(
      (type) => error instanceof type,
    );
  return new OutboundRefused(isSlow ? 'too_slow' : 'unreachable');
}
