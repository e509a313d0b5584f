/** Recalls as whoever works on one needs them, within one transaction. */
import type pg from 'pg';
import type { Box } from '#consent';
import { rowOf } from './project.js';
import { readReliance, type Reliance, type Within } from './reliance.js';
import type { RecallDuty, RecallRecipientRow, RecallRow } from './recall-rows.js';

/** Whom a link was mailed to, and for which recall; which answers were given by it already. */
export interface RecallLink {
  readonly recall: string;
  readonly organization: string;
  readonly user: string;
  readonly used: readonly RecallDuty[];
}

/** How long a link counts: it is mailed anew with each reminder. */
const LINK_DAYS = 30;

/** The recipients of recalls, their links, and what is recalled already. */
export class RecallsWithin {
  constructor(private readonly client: pg.ClientBase) {}

  /** Every `allow` that lists this consent and has a point in the scope (`null`: all), expired ones included, in order. */
  reliedOn(consent: string, scope: Box | null = null, within: Within = {}): Promise<Reliance[]> {
    return readReliance(this.client, consent, scope, within);
  }

  /** The recipients of these recalls, in the order in which they became some. */
  async recipients(recalls: readonly string[]): Promise<RecallRecipientRow[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      'SELECT * FROM recall_recipients WHERE recall = ANY ($1) ORDER BY entry, organization',
      [recalls],
    );
    return rows.map((row) => rowOf('recall_recipients', row));
  }

  /** These recalls with their recipients, in the order of the ids: both as they were at one moment, since they change together. */
  async whole(ids: readonly string[]): Promise<{ recall: RecallRow; recipients: RecallRecipientRow[] }[]> {
    const { rows } = await this.client.query<{ recall: object; recipients: readonly object[] }>(
      `SELECT to_jsonb(r) AS recall, coalesce((
         SELECT jsonb_agg(to_jsonb(each) ORDER BY each.entry, each.organization)
         FROM recall_recipients each WHERE each.recall = r.id), '[]') AS recipients
       FROM unnest($1::text[]) WITH ORDINALITY AS wanted (id, place) JOIN recalls r ON r.id = wanted.id
       ORDER BY wanted.place`,
      [ids],
    );
    return rows.map(({ recall, recipients }) => ({
      recall: rowOf('recalls', { ...recall }),
      recipients: recipients.map((each) => rowOf('recall_recipients', { ...each })),
    }));
  }

  /** Of these decisions, those that this recall has not recalled. */
  async notRecalled(recall: string, decisions: readonly string[]): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `SELECT id FROM unnest($2::text[]) AS input (id)
       WHERE NOT EXISTS (SELECT FROM recalled_decisions r WHERE r.recall = $1 AND r.decision = input.id)`,
      [recall, decisions],
    );
    return rows.map(({ id }) => id);
  }

  /** The checks of an organization that a recall has recalled, up to a limit, by their ids. */
  async decisionsOf(recall: string, organization: string, limit: number): Promise<string[]> {
    const { rows } = await this.client.query<{ id: string }>(
      `SELECT d.id FROM recalled_decisions r JOIN decisions d ON d.id = r.decision
       WHERE r.recall = $1 AND d.organization = $2 ORDER BY d.entry DESC LIMIT $3`,
      [recall, organization, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Keeps links by their hashes. */
  async keepLinks(
    links: readonly {
      readonly tokenHash: Uint8Array;
      readonly recall: string;
      readonly organization: string;
      readonly user: string;
      /** The mail that it is in. */
      readonly delivery: string;
    }[],
  ): Promise<void> {
    await this.client.query(
      `INSERT INTO recall_links (token_hash, recall, organization, "user", delivery)
       SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[])`,
      [
        links.map(({ tokenHash }) => tokenHash),
        links.map(({ recall }) => recall),
        links.map(({ organization }) => organization),
        links.map(({ user }) => user),
        links.map(({ delivery }) => delivery),
      ],
    );
  }

  /** To which recipient this mail about a recall went; `null` where its link is gone. */
  async mailedTo(recall: string, delivery: string): Promise<string | null> {
    const { rows } = await this.client.query<{ organization: string }>(
      'SELECT organization FROM recall_links WHERE recall = $1 AND delivery = $2 LIMIT 1',
      [recall, delivery],
    );
    return rows[0]?.organization ?? null;
  }

  /** Whether a mail about this recall has arrived with anybody of a recipient, as far as is known, or may still arrive. */
  async mayReach(recall: string, organization: string): Promise<boolean> {
    const { rows } = await this.client.query(
      `SELECT FROM recall_links l JOIN deliveries d ON d.id = l.delivery
       WHERE l.recall = $1 AND l.organization = $2 AND d.bounced_at IS NULL AND d.state <> 'given_up' LIMIT 1`,
      [recall, organization],
    );
    return rows.length > 0;
  }

  /** What a link is for, which nobody else uses until this transaction ends; `null` for none, and for one that has ended. */
  async link(tokenHash: Uint8Array): Promise<RecallLink | null> {
    const { rows } = await this.client.query<{
      recall: string;
      organization: string;
      user: string;
      answered: boolean;
      stated: boolean;
    }>(
      `SELECT recall, organization, "user", answered_at IS NOT NULL AS answered, stated_at IS NOT NULL AS stated
       FROM recall_links WHERE token_hash = $1 AND made_at > clock_timestamp() - interval '${LINK_DAYS} days' FOR UPDATE`,
      [tokenHash],
    );
    const [found] = rows;
    if (found === undefined) return null;
    const { answered, stated, ...of } = found;
    return { ...of, used: [...(answered ? (['answer'] as const) : []), ...(stated ? (['deletion'] as const) : [])] };
  }

  /** A link has served for these answers, and serves for them no more. */
  async linkUsed(tokenHash: Uint8Array, duties: readonly RecallDuty[]): Promise<void> {
    await this.client.query(
      `UPDATE recall_links SET answered_at = CASE WHEN $2 THEN clock_timestamp() ELSE answered_at END,
         stated_at = CASE WHEN $3 THEN clock_timestamp() ELSE stated_at END WHERE token_hash = $1`,
      [tokenHash, duties.includes('answer'), duties.includes('deletion')],
    );
  }
}
