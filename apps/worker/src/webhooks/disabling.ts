import { mail } from '#mails';
import type { Store } from '#store';

/** Disables those that have failed for days, also where their tries are spent and nothing new is there to be sent. */
export async function disableFailing(store: Store, link: string): Promise<void> {
  for (const webhook of await store.webhooks.failedForDays()) await disable(store, webhook, { why: 'failing', link });
}

/** Stops a webhook by what its receiver answers, which is an entry, and tells its administrators, once. */
export function disable(
  store: Store,
  webhook: string,
  { why, link }: { readonly why: 'gone' | 'failing'; readonly link: string },
): Promise<void> {
  return store.transaction(async (tx) => {
    await tx.lock([webhook]);
    const { organization, disabledAt, removedAt, url } = await tx.get('webhooks', webhook);
    if (disabledAt !== null || removedAt !== null) return;
    const refs = { actor: 'system', organization, webhook };
    await tx.append([{ type: 'webhook.disabled', refs, evidence: { why }, personal: null }]);
    await tx.webhooks.stop(webhook);
    const { name } = await tx.get('organizations', organization);
    const about = { what: why, by: null, organization: name, host: new URL(url).host, link };
    const told = await tx.administrators(organization);
    await tx.deliver(told.map(({ email }) => mail(email, 'webhook_changed', about)));
  });
}
