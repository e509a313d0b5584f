/** What webhooks are sent: which events are theirs, the messages made of them, and what is done by hand. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { isoOf } from './clock.js';
import { DELIVERIES_CHANNEL, insertDeliveries, type NewDelivery } from './deliveries.js';
import { concernsOrganization, EVENT, EVENT_TYPES, eventOf, readSize } from './events.js';
import type { EventColumns, LogEvent } from './events.js';
import { newId } from './ids.js';

/** An event for a webhook; `previous` is the one before it, `null` where none is known. */
export interface Given {
  readonly webhook: string;
  readonly event: LogEvent;
  readonly previous: number | null;
}

/** The events within a range of leaves that a webhook `w` is sent, in order; `$1` are all types of events. */
export function eventsFor(
  columns: string,
  { from, until, limit }: { readonly from: string; readonly until: string; readonly limit: string },
): string {
  return `(SELECT ${columns} FROM leaves l JOIN entries e ON e.serial = l.entry
    WHERE l.index >= ${from} AND l.index < ${until} AND e.type = ANY (coalesce(w.events, $1::text[]))
      AND ${concernsOrganization('w.organization')}
      AND (w.productions IS NULL OR EXISTS (
        SELECT FROM productions node WHERE node.id = e.refs ->> 'production' AND (node.path && w.productions
          OR e.type ~ '^(consent|clearance)[.]' AND EXISTS (
            SELECT FROM productions mine WHERE mine.id = ANY (w.productions) AND node.id = ANY (mine.path)))))
    ORDER BY l.index LIMIT ${limit})`;
}

/** Makes the messages, each once for its webhook and event; returns the ids of their deliveries. */
export async function makeMessages(client: pg.ClientBase, given: readonly Given[]): Promise<string[]> {
  const ids = await insertDeliveries(
    client,
    given.map(({ webhook, event }) => ({ ...carrying(webhook), once: `webhook ${webhook} ${event.id}` })),
  );
  await insertMessages(
    client,
    given.map(({ webhook, event, previous }, index) => {
      const { id, type, at, sequence, refs } = event;
      const body = JSON.stringify({ id, type, at, sequence, previous, refs });
      return { delivery: ids[index] ?? '', webhook, event: id, type, sequence, body };
    }),
  );
  return ids;
}

function carrying(webhook: string): NewDelivery {
  return { kind: 'webhook', payload: { webhook } };
}

interface Message {
  readonly delivery: string;
  readonly webhook: string;
  readonly event: string;
  readonly type: string;
  readonly sequence: number | null;
  readonly body: string;
}

async function insertMessages(client: pg.ClientBase, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await client.query(
    `INSERT INTO webhook_messages (delivery, webhook, event, type, sequence, body)
     SELECT delivery, webhook, event, type, sequence, body
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) WITH ORDINALITY
       AS input (delivery, webhook, event, type, sequence, body) ORDER BY ordinality
     ON CONFLICT (delivery) DO NOTHING`,
    [
      messages.map(({ delivery }) => delivery),
      messages.map(({ webhook }) => webhook),
      messages.map(({ event }) => event),
      messages.map(({ type }) => type),
      messages.map(({ sequence }) => sequence),
      messages.map(({ body }) => body),
    ],
  );
}

/** How much one replay sends at most: what is more is asked for again. */
const REPLAYED_MAX = 1000;
const SCANNED_MAX = 10_000;
/** What is sent again comes at this pace, and a receiver answers it beside what is new. */
const PACE = "interval '20 milliseconds'";
/** Those of one organization that are not removed. */
const WEBHOOKS_MAX = 20;
const OPEN_OF_WEBHOOK = `kind = 'webhook' AND state IN ('due', 'queued') AND payload ->> 'webhook'`;

/** What happens to webhooks within one transaction, beside what its entries say. */
export class WebhooksWithin {
  constructor(private readonly client: pg.ClientBase) {}

  /** Whether an organization may have another one. */
  async hasRoom(organization: string): Promise<boolean> {
    const { rows } = await this.client.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM webhooks WHERE organization = $1 AND removed_at IS NULL',
      [organization],
    );
    return (rows[0]?.count ?? 0) < WEBHOOKS_MAX;
  }

  /** Since when receivers have taken nothing; those that take what they are sent are not among these. */
  async failingSince(webhooks: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
    const { rows } = await this.client.query<{ webhook: string; since: Instant }>(
      `SELECT webhook, ${isoOf('failing_since')} AS since FROM webhook_progress
       WHERE webhook = ANY ($1) AND failing_since IS NOT NULL`,
      [webhooks],
    );
    return new Map(rows.map(({ webhook, since }) => [webhook, since]));
  }

  /** A new webhook is sent what the log does not hold yet. */
  async begin(webhook: string): Promise<void> {
    await this.client.query('INSERT INTO webhook_progress (webhook, next_sequence) VALUES ($1, $2)', [
      webhook,
      await readSize(this.client),
    ]);
  }

  /** Keeps what is secret of a key, sealed; those that are not named any more are forgotten. */
  async keepSecret(webhook: string, key: { readonly id: string; readonly sealed: string }): Promise<void> {
    await this.client.query('INSERT INTO webhook_secrets (key, webhook, sealed) VALUES ($1, $2, $3)', [
      key.id,
      webhook,
      key.sealed,
    ]);
    await this.client.query(
      `DELETE FROM webhook_secrets s USING webhooks w WHERE s.webhook = $1 AND w.id = $1
         AND NOT EXISTS (SELECT FROM jsonb_array_elements(w.keys) named WHERE named ->> 'id' = s.key)`,
      [webhook],
    );
  }

  /** What is on its way stops: it is handed out again with `resume`, or never where the webhook is removed. */
  async stop(webhook: string, { isRemoved = false } = {}): Promise<void> {
    await this.goBack(webhook);
    if (!isRemoved) return;
    await this.client.query(`DELETE FROM deliveries WHERE ${OPEN_OF_WEBHOOK} = $1`, [webhook]);
    await this.client.query('DELETE FROM webhook_secrets WHERE webhook = $1', [webhook]);
  }

  /** It is handed what has not arrived and what follows, as it has room for it, and with the patience that a new one has. */
  async resume(webhook: string): Promise<void> {
    // Also what was handed out while it was being stopped.
    await this.goBack(webhook);
    await this.beginAnew(webhook);
  }

  /** What its receiver did is not held against the one that it has now: with that one there is the patience of a new webhook. */
  async beginAnew(webhook: string): Promise<void> {
    await this.client.query(
      'UPDATE webhook_progress SET failures = 0, failing_since = NULL, tried_at = NULL WHERE webhook = $1',
      [webhook],
    );
  }

  /**
   * Sends the events of these sequences, the first and the last included, under their ids: those that were sent, and those
   * that were not since it was set otherwise. What the webhook has not come to yet comes by itself. Returns how many, and
   * the last sequence that was looked at, `null` where none was.
   */
  async replay(
    webhook: string,
    { from, to }: { from: number; to: number },
  ): Promise<{ count: number; last: number | null }> {
    const { rows: places } = await this.client.query<{ next: number }>(
      'SELECT next_sequence AS next FROM webhook_progress WHERE webhook = $1 FOR UPDATE',
      [webhook],
    );
    const until = Math.max(from, Math.min(to + 1, from + SCANNED_MAX, places[0]?.next ?? 0));
    const { rows } = await this.client.query<EventColumns>(
      `SELECT event.* FROM webhooks w
       CROSS JOIN LATERAL ${eventsFor(EVENT, { from: '$3', until: '$4', limit: '$5' })} event WHERE w.id = $2
       ORDER BY event.sequence`,
      [EVENT_TYPES, webhook, from, until, REPLAYED_MAX],
    );
    const events = rows.map(eventOf);
    const given = events.map((event, index) => ({
      ...{ webhook, event, previous: events[index - 1]?.sequence ?? null },
    }));
    await this.again(webhook, await makeMessages(this.client, given));
    const looked = until > from ? until - 1 : null;
    return {
      count: events.length,
      last: events.length === REPLAYED_MAX ? (events.at(-1)?.sequence ?? looked) : looked,
    };
  }

  /** Makes a message that says nothing, to see how the receiver answers; returns its delivery's id. */
  async test(webhook: string, at: Instant): Promise<string> {
    const [delivery = ''] = await insertDeliveries(this.client, [carrying(webhook)]);
    const event = newId('entr');
    const body = JSON.stringify({ id: event, type: TEST, at, sequence: null, previous: null, refs: {} });
    await insertMessages(this.client, [{ delivery, webhook, event, type: TEST, sequence: null, body }]);
    return delivery;
  }

  /**
   * Sets its place back to the first message that has not arrived, and drops all that have not: nobody is to send again, or to
   * look after, what is handed out anew. What was replayed after it had arrived has arrived still; it is asked for again by whoever
   * wants it.
   */
  private async goBack(webhook: string): Promise<void> {
    // Before all that is read: what others are handing out is seen then.
    await this.client.query('SELECT FROM webhook_progress WHERE webhook = $1 FOR UPDATE', [webhook]);
    await this.client.query(
      `UPDATE webhook_progress p SET next_sequence = first.sequence, last_sequence = first.previous
       FROM (SELECT m.sequence, (m.body::jsonb ->> 'previous')::bigint AS previous
         FROM webhook_messages m JOIN deliveries d ON d.id = m.delivery
         WHERE m.webhook = $1 AND m.sequence IS NOT NULL AND d.state <> 'delivered'
           AND (d.payload ->> 'replayed') IS DISTINCT FROM 'true'
         ORDER BY m.sequence LIMIT 1) first
       WHERE p.webhook = $1 AND first.sequence < p.next_sequence`,
      [webhook],
    );
    await this.client.query(
      `UPDATE deliveries d SET state = 'delivered', closed_at = arrived.at, payload = NULL
       FROM webhook_messages m CROSS JOIN LATERAL (
         SELECT max(a.at) AS at FROM webhook_attempts a WHERE a.delivery = m.delivery AND a.status BETWEEN 200 AND 299) arrived
       WHERE m.webhook = $1 AND m.sequence IS NOT NULL AND d.id = m.delivery AND d.state <> 'delivered'
         AND d.payload ->> 'replayed' = 'true' AND arrived.at IS NOT NULL`,
      [webhook],
    );
    await this.client.query(
      `DELETE FROM deliveries d USING webhook_messages m
       WHERE m.webhook = $1 AND m.sequence IS NOT NULL AND d.id = m.delivery AND d.state <> 'delivered'`,
      [webhook],
    );
  }

  private async again(webhook: string, deliveries: readonly string[]): Promise<void> {
    // Not what is on its way this instant; of all else the tries begin anew. What is replayed takes no room of what is new; it is
    // `true` of what had arrived or is sent by this alone, which the log does not owe.
    await this.client.query(
      `UPDATE deliveries d SET state = 'due', due_at = clock_timestamp() + input.place * ${PACE}, attempts = 0,
         closed_at = NULL, payload = jsonb_build_object('webhook', $2::text, 'replayed', coalesce(
           (d.payload ->> 'replayed')::boolean, d.state = 'delivered' OR d.created_at >= transaction_timestamp()))
       FROM unnest($1::text[]) WITH ORDINALITY AS input (id, place)
       WHERE d.id = input.id AND d.state <> 'queued' AND d.kind = 'webhook'`,
      [deliveries, webhook],
    );
    await this.client.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
  }
}

/** What a test is called; no entry is. */
const TEST = 'webhook.test';
