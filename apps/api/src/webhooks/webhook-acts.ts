/** What several routes do about webhooks: find one, and tell the administrators what happened to it. */
import { mail } from '#mails';
import type { Tx, WebhookRow } from '#store';
import { administrationOf } from '../asking/acting-for.js';
import { addressOf, type Person } from '../asking/asker.js';
import { AppError, notFound } from '../errors/app-error.js';
import type { WebhookView } from './webhooks.bodies.js';

/** Throws unless this person administers an organization that can have webhooks. */
export function requireAdministration(person: Person, organization: string): void {
  const { kind } = administrationOf(person, organization);
  // What a union sees of members it sees for a purpose that it states, each time.
  if (kind === 'union') throw new AppError('not_allowed', 'a union takes part in no production; it has no webhooks');
}

/** A webhook of this organization; another's answers like one that does not exist. */
export async function webhookOf(tx: Tx, organization: string, id: string): Promise<WebhookRow> {
  const row = await tx.find('webhooks', id);
  if (row?.organization !== organization || row.removedAt !== null) throw notFound();
  return row;
}

/** The same, which nobody else changes until the transaction ends. Found before the lock, which a stranger shall not hold. */
export async function lockWebhook(tx: Tx, organization: string, id: string): Promise<WebhookRow> {
  await webhookOf(tx, organization, id);
  await tx.lock([id]);
  return webhookOf(tx, organization, id);
}

interface Told {
  readonly what: 'created' | 'changed' | 'rotated' | 'disabled' | 'enabled' | 'removed';
  readonly by: Person;
  readonly webhook: Pick<WebhookRow, 'organization' | 'url'>;
  readonly link: string;
}

/** Whoever answers for where events go hears of each act, also of one that was done with a stolen session. */
export async function tellAdministrators(tx: Tx, { what, by, webhook, link }: Told): Promise<void> {
  const { organization, url } = webhook;
  const { name } = await tx.get('organizations', organization);
  const about = { what, by: `${by.name} (${addressOf(by)})`.trimStart(), organization: name, host: hostOf(url), link };
  await tx.deliver((await tx.administrators(organization)).map(({ email }) => mail(email, 'webhook_changed', about)));
}

function hostOf(url: string): string {
  return new URL(url).host;
}

export async function viewOf(tx: Tx, row: WebhookRow): Promise<WebhookView> {
  const [view] = await viewsOf(tx, [row]);
  if (view === undefined) throw new Error('a webhook was lost');
  return view;
}

export async function viewsOf(tx: Tx, rows: readonly WebhookRow[]): Promise<WebhookView[]> {
  const failing = await tx.webhooks.failingSince(rows.map(({ id }) => id));
  return rows.map(({ entry: _, organization: __, removedAt: ___, ...row }) => ({
    ...row,
    failingSince: failing.get(row.id) ?? null,
  }));
}
