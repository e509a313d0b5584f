/**
 * How often somebody may ask: each address, person and key has a share in each minute, which all processes count together.
 * Answers say how it stands in the header fields of draft-ietf-httpapi-ratelimit-headers-11.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { createHmac } from 'node:crypto';
import type { Allowance, NewDelivery, Store, Tx } from '#store';
import type { Rule } from '../access/roles.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { LINK_MINUTES } from './accounts.js';
import { Leases, type Standing } from './leases.js';

interface Policy extends Allowance {
  /** As the header fields name it. */
  readonly name: 'address' | 'person' | 'key' | 'attempts' | 'mails';
}

interface Counted extends CountedAs {
  readonly standing: Standing;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What this request was counted in so far. */
    counted: Counted[];
  }
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * 60;
/** Codes that may be tried in a day, right or wrong, where a provider alone says whose they are. */
const VOUCHED_CODES_MAX = 10;
/** How often a day an address is mailed what anybody can have mailed to it. */
const TOLD_MAX = 20;
/** How often a day an organization mails an address what it asks of somebody, or takes back. */
const ASKED_MAX = 50;
/** While the accounts cannot be reached nothing is counted, and they are not asked for so long. */
const REST_MS = 5000;
/** A key is known this long without being read, so that what is no key costs its address and not an account of its own. */
const KNOWN_MS = 60_000;
const KNOWN_MAX = 100_000;

export class Limits {
  private readonly leases: Leases;
  private readonly keys = new Map<string, { readonly key: string; readonly untilMs: number }>();
  private restsUntilMs = 0;

  constructor(
    private readonly config: Config,
    private readonly store: Store,
  ) {
    this.leases = new Leases((account, points, allowance) =>
      store.points.draw(this.accountOf(account), points, allowance),
    );
  }

  /** Counts a request to where it comes from; one that asks for mail or tries a secret is counted exactly. */
  async ofAddress(request: FastifyRequest, reply: FastifyReply, rule?: Rule): Promise<void> {
    const network = networkOf(request.ip);
    await this.roughly(request, reply, { policy: this.perMinute('address'), who: network });
    if (rule?.limited === undefined) return;
    // Exactly, and each kind of attempt by itself: guessing codes leaves signing in free.
    const who = `${network} ${request.method} ${request.routeOptions.url ?? ''}`;
    await this.exactly(request, reply, { policy: this.perMinute('attempts'), who });
    if (rule.limited !== 'mail') return;
    const { mailsPerAddressMax } = this.config.limits;
    const policy = { name: 'mails', limit: mailsPerAddressMax, windowSeconds: LINK_MINUTES * MINUTE_SECONDS } as const;
    await this.exactly(request, reply, { policy, who });
  }

  async ofPerson(request: FastifyRequest, reply: FastifyReply, user: string, rule?: Rule): Promise<void> {
    await this.roughly(request, reply, { policy: this.perMinute('person'), who: user });
    if (rule?.limited === undefined) return;
    const who = `${user} ${request.method} ${request.routeOptions.url ?? ''}`;
    await this.exactly(request, reply, { policy: this.perMinute('attempts'), who });
  }

  async ofKey(request: FastifyRequest, reply: FastifyReply, key: string): Promise<void> {
    await this.roughly(request, reply, { policy: this.perMinute('key'), who: key });
  }

  /** A request that asks for much counts as much: a batch as each of its questions, of which the first is counted already. */
  async ofBatch(request: FastifyRequest, reply: FastifyReply, size: number): Promise<void> {
    const last = request.counted.at(-1);
    if (last !== undefined && size > 1) await this.roughly(request, reply, { ...last, points: size - 1 });
  }

  /** Of a key that was seen to count a moment ago, its id. */
  knownKey(hash: string): string | null {
    const known = this.keys.get(hash);
    return known !== undefined && known.untilMs > performance.now() ? known.key : null;
  }

  know(hash: string, key: string): void {
    this.keys.delete(hash);
    this.keys.set(hash, { key, untilMs: performance.now() + KNOWN_MS });
    const [oldest] = this.keys.size > KNOWN_MAX ? this.keys.keys() : [];
    if (oldest !== undefined) this.keys.delete(oldest);
  }

  forget(hash: string): void {
    this.keys.delete(hash);
  }

  /**
   * Whether one more sign-in link may be mailed to an address now. INVARIANT: whoever owns it can always sign in, however
   * many others ask in its name: a window is as long as a link counts, so that as long as none is mailed an earlier one
   * still counts, and the first of each window is mailed also beyond what a day allows.
   */
  async mayMail(tx: Tx, email: string): Promise<boolean> {
    const { mailsPerMailboxMax, mailsPerMailboxDayMax } = this.config.limits;
    const lately = { limit: mailsPerMailboxMax, windowSeconds: LINK_MINUTES * MINUTE_SECONDS };
    const today = { limit: mailsPerMailboxDayMax, windowSeconds: DAY_SECONDS };
    const window = await tx.draw(this.accountOf(`mailbox ${email}`), 1, lately);
    const day = await tx.draw(this.accountOf(`mailbox-day ${email}`), 1, today);
    const isFirst = window.remaining === lately.limit - 1;
    return window.granted > 0 && (day.granted > 0 || isFirst);
  }

  /**
   * A mail that anybody can have sent: an invitation, or that they said something of who has the address. It is withheld
   * where the address got enough of them today, and its owner reads of it here; what is done in her name is always mailed.
   */
  async orWithheld(tx: Tx, email: string, mail: NewDelivery): Promise<NewDelivery> {
    return withheldBeyond(await this.drawToday(tx, `told ${email}`, TOLD_MAX), mail);
  }

  /**
   * A mail of what an organization asks of somebody. INVARIANT: it counts to that organization alone: however much others
   * send, nobody misses that she is asked, and who asks learns nothing of them.
   */
  async orWithheldFrom(tx: Tx, organization: string, email: string, mail: NewDelivery): Promise<NewDelivery> {
    return withheldBeyond(await this.drawToday(tx, `asked ${organization} ${email}`, ASKED_MAX), mail);
  }

  private async drawToday(tx: Tx, account: string, limit: number): Promise<number> {
    return (await tx.draw(this.accountOf(account), 1, { limit, windowSeconds: DAY_SECONDS })).granted;
  }

  /**
   * Counts a try at a code where a provider alone says whose codes they are; throws when there were too many. INVARIANT: it
   * counts to that person in that organization. Anybody makes an organization and adds whoever they like to it: wrong codes
   * of theirs would else lock her out everywhere.
   */
  async vouchedCode(tx: Tx, user: string): Promise<void> {
    const allowance = { limit: VOUCHED_CODES_MAX, windowSeconds: DAY_SECONDS };
    const { granted, resetMs } = await tx.draw(this.accountOf(`codes ${user}`), 1, allowance);
    if (granted > 0) return;
    const message = 'too many codes were tried in sessions of single sign-on; wait, or sign in by a mailed link';
    throw new AppError('too_many_requests', message, { retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1000)) });
  }

  private perMinute(name: 'address' | 'person' | 'key' | 'attempts'): Policy {
    return { name, limit: this.config.limits.perMinute[name], windowSeconds: MINUTE_SECONDS };
  }

  /** By leases. Where the accounts cannot be reached it goes on: whatever needs the database says so itself. */
  private async roughly(request: FastifyRequest, reply: FastifyReply, by: CountedAs): Promise<void> {
    const { policy, who, points = 1 } = by;
    if (performance.now() < this.restsUntilMs) return;
    let standing: Standing;
    try {
      standing = await this.leases.take({ account: `${policy.name} ${who}`, points, allowance: policy });
    } catch (error) {
      this.restsUntilMs = performance.now() + REST_MS;
      request.log.warn({ err: error }, 'requests are not counted while the database does not answer');
      return;
    }
    note(request, reply, { policy, who, standing });
  }

  /** One by one. Where it cannot be counted it is not done: a guess that nobody counts is free. */
  private async exactly(request: FastifyRequest, reply: FastifyReply, { policy, who }: CountedAs): Promise<void> {
    const account = this.accountOf(`${policy.name} ${who}`);
    const { granted, remaining, resetMs } = await this.store.points.draw(account, 1, policy);
    note(request, reply, { policy, who, standing: { isWithin: granted > 0, remaining, resetMs } });
  }

  /** Addresses of people and machines are nowhere kept for counting: only what those who hold the secret can compare. */
  private accountOf(name: string): string {
    return createHmac('sha256', this.config.authSecret).update(`rate limit ${name}`).digest('base64url');
  }
}

interface CountedAs {
  readonly policy: Policy;
  readonly who: string;
  readonly points?: number;
}

/** Says in the answer how it stands, and refuses what is too much. */
function note(request: FastifyRequest, reply: FastifyReply, counted: Counted): void {
  const all = [
    ...request.counted.filter((each) => each.policy.name !== counted.policy.name || each.who !== counted.who),
    counted,
  ];
  request.counted = all;
  void reply.headers({
    'ratelimit-policy': all
      .map(({ policy }) => `"${policy.name}";q=${policy.limit};w=${policy.windowSeconds}`)
      .join(', '),
    ratelimit: all
      .map(({ policy, standing }) => `"${policy.name}";r=${standing.remaining};t=${secondsOf(standing)}`)
      .join(', '),
  });
  const { policy, standing } = counted;
  if (standing.isWithin) return;
  const retryAfterSeconds = Math.max(1, secondsOf(standing));
  throw new AppError(
    'too_many_requests',
    `wait ${retryAfterSeconds} seconds; the limit \`${policy.name}\` is reached`,
    {
      retryAfterSeconds,
    },
  );
}

function secondsOf({ resetMs }: Standing): number {
  return Math.ceil(resetMs / 1000);
}

function withheldBeyond(granted: number, mail: NewDelivery): NewDelivery {
  return granted > 0 ? mail : { ...mail, withheld: true };
}

/** Who has one address of IPv6 has 2^64 of them, so the network is what counts. */
export function networkOf(ip: string): string {
  if (!ipaddr.isValid(ip)) return ip;
  const address = ipaddr.process(ip).toString();
  if (ipaddr.IPv4.isValid(address)) return address;
  const [withoutZone = ''] = address.split('%');
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone}/64`).toString()}/64`;
}
