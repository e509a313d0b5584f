/** Where organizations have events sent to: how entries change it. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import type { EntryType } from './entry-types.js';
import type { ProjectionRows } from './rows.js';
import type { WebhookKey } from './webhook-rows.js';

type WebhookType = Extract<EntryType, `webhook.${string}`>;

/** Whether an entry is about a webhook. */
export function isOfWebhook<E extends { readonly type: EntryType }>(
  entry: E,
): entry is E & { readonly type: WebhookType } {
  return entry.type.startsWith('webhook.');
}

/** A webhook; that it was replayed changes nothing of it. */
export function webhookChanges(entry: RecordedEntry<WebhookType>): Change[] {
  const id = ref(entry, 'webhook');
  const changed = (fold: (row: ProjectionRows['webhooks']) => Partial<ProjectionRows['webhooks']>): Change[] => [
    change('webhooks', { id }, (before) => {
      const row = existing(before, entry);
      return { ...row, ...fold(row) };
    }),
  ];
  const { at } = entry;
  switch (entry.type) {
    case 'webhook.created': {
      const { key, publicKey, ...settings } = entry.evidence;
      const keys = [{ id: key, publicKey, madeAt: at, endsAt: null }];
      const standing = { createdAt: at, disabledAt: null, disabledWhy: null, removedAt: null };
      const organization = ref(entry, 'organization');
      return [created('webhooks', { id, organization, ...settings, keys, ...standing, entry: entry.serial })];
    }
    case 'webhook.changed': {
      const settings = entry.evidence;
      return changed(() => settings);
    }
    case 'webhook.rotated': {
      const { key, publicKey, endsAt } = entry.evidence;
      const made = { id: key, publicKey, madeAt: at, endsAt: null };
      return changed(({ keys }) => ({ keys: [made, ...keys.flatMap((each) => endingBy(each, { at, endsAt }))] }));
    }
    case 'webhook.disabled': {
      const { why } = entry.evidence;
      return changed(() => ({ disabledAt: at, disabledWhy: why }));
    }
    case 'webhook.enabled':
      return changed(() => ({ disabledAt: null, disabledWhy: null }));
    case 'webhook.replayed':
      return [];
    case 'webhook.removed':
      return changed(() => ({ removedAt: at }));
  }
}

/** An earlier key once another was made: it ends with the overlap or before, and is forgotten once it has ended. */
function endingBy(
  key: WebhookKey,
  { at, endsAt }: { readonly at: string; readonly endsAt: string },
): readonly WebhookKey[] {
  if (key.endsAt !== null && key.endsAt <= at) return [];
  return [{ ...key, endsAt: key.endsAt !== null && key.endsAt < endsAt ? key.endsAt : endsAt }];
}
