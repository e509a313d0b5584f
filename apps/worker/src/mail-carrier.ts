import type { JsonObject } from '#ledger';
import type { Store } from '#store';
import type { Outbox } from './mail.js';
import { Undelivered, type Carrier } from './relay.js';

/** Sends a `mail` delivery: `{ to, subject, text, attachment?: { name, document } }`, the document by its id. */
export function mailCarrier(store: Store, outbox: Outbox): Carrier {
  return async ({ id, payload }) => {
    const { to, subject, text, attachment } = payload;
    if (typeof to !== 'string' || typeof subject !== 'string' || typeof text !== 'string') {
      throw new Undelivered('the delivery is no mail', 'never');
    }
    const attached = isObject(attachment) ? await load(store, attachment) : undefined;
    await outbox.send(id, { to, subject, text, ...(attached && { attachment: attached }) });
  };
}

async function load(store: Store, { name, document }: JsonObject): Promise<{ name: string; bytes: Uint8Array }> {
  if (typeof name !== 'string' || typeof document !== 'string') throw new Error('the attachment names no document');
  const stored = await store.documents.find(document);
  if (stored === null) throw new Error('the attached document does not exist');
  return { name, bytes: stored.bytes };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
