/**
 * Sign-ons by an organization's provider of identities: how one begins, who it ends with, and the sessions that come of it.
 * None of it is part of the log, which holds only which provider an organization trusts, and since when.
 */
import type pg from 'pg';
import type { JsonObject } from '#ledger';
import type { Membership } from './people.js';
import { rowOf } from './project.js';
import type { ProviderRow } from './providers.js';

/** A sign-on under way. */
export interface SignOn {
  readonly id: string;
  readonly provider: string;
  readonly nonce: string | null;
  readonly verifier: string | null;
  /** What only the device holds with which it began, hashed: a way back from elsewhere does not show it. */
  readonly deviceHash: Uint8Array;
  /** What the provider has said, where the browser has yet to come back for it. */
  readonly asserted: JsonObject | null;
}

/** A session as a provider vouches for it. */
export interface VouchedSession {
  readonly id: string;
  readonly token: string;
  readonly user: string;
  readonly provider: string;
  /** The provider says that a second factor was shown. */
  readonly isStrong: boolean;
  readonly hours: number;
}

/** Whom a provider vouches for. */
export interface VouchedAccount {
  /** better-auth's id of the person. */
  readonly account: string;
  readonly provider: string;
}

/** A person as a member of the organization whose provider vouches for them. */
export interface Colleague extends Membership {
  /** What the organization calls them; empty once erased. */
  readonly called: string;
}

/** Sign-ons within one transaction. */
export class SignOns {
  constructor(private readonly client: pg.ClientBase) {}

  /** The provider that an organization trusts now. */
  async providerOf(organization: string): Promise<ProviderRow | null> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      'SELECT * FROM providers WHERE organization = $1 AND removed_at IS NULL',
      [organization],
    );
    return rows[0] ? rowOf('providers', rows[0]) : null;
  }

  /** A person for whom a provider vouches, as they are now; `null` once the provider or the membership has ended. */
  colleague(vouched: VouchedAccount): Promise<Colleague | null> {
    return readColleague(this.client, vouched);
  }

  /** Keeps what we show a provider to be its client. */
  async keepSecret(provider: string, sealed: string): Promise<void> {
    await this.client.query('INSERT INTO auth.provider_secret (provider, secret) VALUES ($1, $2)', [provider, sealed]);
  }

  /** What `keepSecret` kept; `null` for a provider that has none. */
  async secretOf(provider: string): Promise<string | null> {
    const { rows } = await this.client.query<{ secret: string }>(
      'SELECT secret FROM auth.provider_secret WHERE provider = $1',
      [provider],
    );
    return rows[0]?.secret ?? null;
  }

  /** Begins a sign-on of the browser that holds what this is the hash of. */
  async begin(
    { id, provider, nonce, verifier }: Omit<SignOn, 'asserted' | 'deviceHash'>,
    how: { browserHash: Uint8Array; deviceHash: Uint8Array; minutes: number },
  ): Promise<void> {
    await this.client.query(
      `INSERT INTO auth.sign_on (id, provider, browser_hash, device_hash, nonce, verifier, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + $7 * interval '1 minute')`,
      [id, provider, how.browserHash, how.deviceHash, nonce, verifier, how.minutes],
    );
  }

  /** Notes what a provider says to a sign-on of its own, once; `false` when it has ended or was told before. */
  async assert({ id, provider }: Pick<SignOn, 'id' | 'provider'>, asserted: JsonObject): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `UPDATE auth.sign_on SET asserted = $3
       WHERE id = $1 AND provider = $2 AND asserted IS NULL AND expires_at > clock_timestamp()`,
      [id, provider, JSON.stringify(asserted)],
    );
    return rowCount === 1;
  }

  /** Ends a sign-on that is of this browser and of a provider that is still trusted; `null` when there is none such. */
  async spend(id: string, browserHash: Uint8Array): Promise<SignOn | null> {
    const { rows } = await this.client.query<SignOn>(
      `DELETE FROM auth.sign_on s USING providers p
       WHERE s.id = $1 AND s.browser_hash = $2 AND s.expires_at > clock_timestamp()
         AND p.id = s.provider AND p.removed_at IS NULL
       RETURNING s.id, s.provider, s.nonce, s.verifier, s.device_hash AS "deviceHash", s.asserted`,
      [id, browserHash],
    );
    return rows[0] ?? null;
  }

  /** The member of the provider's organization with this address, in lower case. */
  async memberWith(provider: string, email: string): Promise<string | null> {
    const { rows } = await this.client.query<{ user: string }>(
      `SELECT m."user" FROM providers p JOIN members m ON m.organization = p.organization
       WHERE p.id = $1 AND p.removed_at IS NULL AND m.removed_at IS NULL AND lower(m.email) = $2
       ORDER BY m.entry LIMIT 1`,
      [provider, email],
    );
    return rows[0]?.user ?? null;
  }

  /** Holds a provider to whom it first meant by a name of its own; `false` when it now means somebody else. */
  async bind(provider: string, subject: string, user: string): Promise<boolean> {
    await this.client.query(
      'INSERT INTO auth.provider_subject (provider, subject, "user") VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [provider, subject, user],
    );
    const { rowCount } = await this.client.query(
      'SELECT FROM auth.provider_subject WHERE provider = $1 AND subject = $2 AND "user" = $3',
      [provider, subject, user],
    );
    return rowCount === 1;
  }

  /** Opens a session of somebody for whom a provider vouches. */
  async open({ id, token, user, provider, isStrong, hours }: VouchedSession): Promise<void> {
    await this.client.query(
      `INSERT INTO auth.session (id, token, "userId", provider, "vouchedStrong", "updatedAt", "expiresAt")
       VALUES ($1, $2, $3, $4, $5, clock_timestamp(), clock_timestamp() + $6 * interval '1 hour')`,
      [id, token, user, provider, isStrong, hours],
    );
  }

  /** Ends all that a provider has vouched for, and forgets what it was shown. */
  async endProvider(provider: string): Promise<void> {
    for (const table of ['session', 'sign_on', 'provider_subject', 'provider_secret'])
      await this.client.query(`DELETE FROM auth.${table} WHERE provider = $1`, [provider]);
  }

  /** Ends what an organization's provider has vouched for of one person, whom it may mean by another name from now on. */
  async endMember(organization: string, user: string): Promise<void> {
    const theirs = 'provider IN (SELECT id FROM providers WHERE organization = $1)';
    await this.client.query(`DELETE FROM auth.session WHERE "userId" = $2 AND ${theirs}`, [organization, user]);
    await this.client.query(`DELETE FROM auth.provider_subject WHERE "user" = $2 AND ${theirs}`, [organization, user]);
  }
}

/** In which organization somebody is whom a provider vouches for; `null` once they, or the provider, are no longer of it. */
export async function readColleague(
  client: pg.ClientBase,
  { account, provider }: VouchedAccount,
): Promise<Colleague | null> {
  const { rows } = await client.query<Colleague>(
    // As in `readMemberNames`: what she calls herself elsewhere is not told to whoever adds her address here.
    `SELECT o.id AS organization, o.kind, o.name, m.role,
       CASE WHEN m.name IS NULL THEN '' ELSE coalesce(nullif(m.name, ''), nullif(u.name, ''), m.email, '') END AS called
     FROM providers p JOIN members m ON m.organization = p.organization JOIN organizations o ON o.id = p.organization
       LEFT JOIN auth."user" u ON u.id = m."user"
     WHERE p.id = $2 AND p.removed_at IS NULL AND m."user" = $1 AND m.removed_at IS NULL`,
    [account, provider],
  );
  return rows[0] ?? null;
}
