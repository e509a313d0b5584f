/** Passkeys and the challenges that they answer, within one transaction. */
import type pg from 'pg';

/** A passkey as it is kept. A consent can be signed with it: nothing of it but the counter and the backup ever changes. */
export interface PasskeyRow {
  readonly factor: string;
  readonly user: string;
  /** The authenticator's id of it, in base64url. */
  readonly credential: string;
  /** In COSE form. */
  readonly publicKey: Uint8Array;
  /** Zero for ever where the authenticator keeps none. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly deviceType: string;
  readonly isBackedUp: boolean;
}

/** A challenge that was given out. */
export interface Challenge {
  readonly id: string;
  readonly purpose: 'create' | 'show';
  readonly challenge: string;
  /** That alone may answer it; `null` for whoever was told its id. */
  readonly session: string | null;
}

const COLUMNS = `factor, "user", credential, public_key AS "publicKey", counter, transports,
  device_type AS "deviceType", backed_up AS "isBackedUp"`;

/** See `Factors`. */
export class Passkeys {
  constructor(private readonly client: pg.ClientBase) {}

  /** Those of somebody. */
  async of(user: string): Promise<PasskeyRow[]> {
    const { rows } = await this.client.query<PasskeyRow>(
      `SELECT ${COLUMNS} FROM auth.passkey WHERE "user" = $1 ORDER BY factor`,
      [user],
    );
    return rows;
  }

  /** One by the authenticator's id, held until the transaction ends; `null` when there is none. */
  async take(credential: string): Promise<PasskeyRow | null> {
    const { rows } = await this.client.query<PasskeyRow>(
      `SELECT ${COLUMNS} FROM auth.passkey WHERE credential = $1 FOR UPDATE`,
      [credential],
    );
    return rows[0] ?? null;
  }

  /** Whose one is, by the authenticator's id. */
  async ownerOf(credential: string): Promise<string | null> {
    const { rows } = await this.client.query<{ user: string }>(
      'SELECT "user" FROM auth.passkey WHERE credential = $1',
      [credential],
    );
    return rows[0]?.user ?? null;
  }

  /** Keeps a new one; `false` when there is one with this id of an authenticator already. */
  async keep(passkey: PasskeyRow): Promise<boolean> {
    const { factor, user, credential, publicKey, counter, transports, deviceType, isBackedUp } = passkey;
    const { rowCount } = await this.client.query(
      `INSERT INTO auth.passkey (factor, "user", credential, public_key, counter, transports, device_type, backed_up)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (credential) DO NOTHING`,
      [factor, user, credential, publicKey, counter, transports, deviceType, isBackedUp],
    );
    return rowCount === 1;
  }

  /** Notes what the authenticator said when it was shown. */
  async shown(factor: string, to: Pick<PasskeyRow, 'counter' | 'isBackedUp'>): Promise<void> {
    await this.client.query(
      'UPDATE auth.passkey SET counter = $2, backed_up = $3, last_used_at = clock_timestamp() WHERE factor = $1',
      [factor, to.counter, to.isBackedUp],
    );
  }

  /** Keeps a challenge for some minutes. */
  async keepChallenge({ id, purpose, challenge, session }: Challenge, minutes: number): Promise<void> {
    await this.client.query(
      `INSERT INTO auth.challenge (id, purpose, challenge, "session", expires_at)
       VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 minute')`,
      [id, purpose, challenge, session, minutes],
    );
  }

  /** Spends a challenge, whoever answers it and however; `null` when it has ended, or was of another session or purpose. */
  async spendChallenge({ id, purpose, session }: Omit<Challenge, 'challenge'>): Promise<string | null> {
    const { rows } = await this.client.query<{ challenge: string; good: boolean }>(
      `DELETE FROM auth.challenge WHERE id = $1 AND "session" IS NOT DISTINCT FROM $3
       RETURNING challenge, purpose = $2 AND expires_at > clock_timestamp() AS good`,
      [id, purpose, session],
    );
    const [row] = rows;
    return row?.good === true ? row.challenge : null;
  }
}
