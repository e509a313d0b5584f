import type { JsonObject } from '#ledger';
import { isMailLocale, isMailName, renderMail, type Mails, type RenderedMail } from '#mails';
import type { Store } from '#store';
import type { Outbox } from './mail.js';
import { Undelivered, type Carrier } from './carrying.js';

/**
 * Sends a `mail` delivery: `{ to, mail, about, locale, attachment?: { name, document } }`, the document by its id. It is put into
 * words now, so that one that waited through an upgrade speaks the newer ones.
 */
export function mailCarrier(store: Store, outbox: Outbox): Carrier {
  return async ({ id, payload }) => {
    const { to, attachment } = payload;
    if (typeof to !== 'string') throw new Undelivered('the delivery is no mail', 'never');
    const attached = isObject(attachment) ? await load(store, attachment) : undefined;
    await outbox.send(id, { to, ...wordsOf(payload), ...(attached && { attachment: attached }) });
  };
}

function wordsOf({
  mail,
  about,
  locale,
  subject,
  text,
}: JsonObject): Omit<RenderedMail, 'html'> & { html?: string; unsubscribe?: string } {
  if (isMailName(mail) && isObject(about)) {
    // Written by `mail()`, which asks for what this name is filled with.
    const words = renderMail(mail, about as Mails[typeof mail], isMailLocale(locale) ? locale : 'en');
    const { stop } = about;
    return typeof stop === 'string' ? { ...words, unsubscribe: stop } : words;
  }
  // INVARIANT: a row from before mail had names holds its own words, and is sent as it is.
  if (typeof subject === 'string' && typeof text === 'string') return { subject, text };
  throw new Undelivered('the delivery is no mail', 'never');
}

async function load(store: Store, { name, document }: JsonObject): Promise<{ name: string; bytes: Uint8Array }> {
  if (typeof name !== 'string' || typeof document !== 'string')
    throw new Undelivered('the attachment names no document', 'never');
  const stored = await store.documents.find(document);
  if (stored === null) throw new Undelivered('the attached document does not exist', 'never');
  return { name, bytes: stored.bytes };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
