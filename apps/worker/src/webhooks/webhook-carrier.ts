/** Sends the messages of webhooks, as Standard Webhooks has it. */
import { OutboundRefused, signedHeaders, type Outbound } from '#outbound';
import type { Store, WebhookAttempt, WebhookMessage } from '#store';
import { Undelivered, type Carrier, type Slots } from '../carrying.js';
import { disable } from './disabling.js';

/**
 * Calls under way at a time, fewer than `Outbound` takes; of one webhook, and of all that one organization has: one organization
 * whose receivers hang holds a quarter. Four such hold all, and whoever else is called then waits for one of their calls to be cut.
 */
export const WEBHOOK_SLOTS: Slots = { all: 24, ofShare: [4, 6] };
/** How much of an answer is kept, and how much is read: a receiver has nothing to say but a status. */
const KEPT_MAX = 4096;
const READ_MAX = 64 * 1024;
/** A receiver that asks for more time than this is tried again all the same. */
const RETRY_AFTER_MAX_MS = 24 * 3_600_000;
const GONE = 410;

/** What receivers are waited for, and how much of their answers is read. */
export function receiverLimits({ webhookTimeoutMs }: { readonly webhookTimeoutMs: number }) {
  return { timeLimitMs: webhookTimeoutMs, answerBytesMax: READ_MAX };
}

interface Parts {
  readonly store: Store;
  readonly outbound: Outbound;
  readonly webhookSecret: string;
  /** Where administrators sign in. */
  readonly link: string;
  /** Called after each message: there may be room for another. */
  readonly done: () => void;
}

/** Sends a `webhook` delivery: `{ webhook }`. What it says was written when it was handed out. */
export function webhookCarrier(parts: Parts): Carrier {
  return async ({ id, payload: { webhook } }) => {
    if (typeof webhook !== 'string') throw new Undelivered('the delivery names no webhook', 'never');
    try {
      await send(id, parts);
    } finally {
      parts.done();
    }
  };
}

async function send(delivery: string, parts: Parts): Promise<void> {
  const { store, link } = parts;
  // Read when its turn has come: it may not be wanted any more.
  const message = await store.webhooks.message(delivery);
  if (message === null) return;
  if (!message.isWanted) throw new Undelivered('webhook stopped', 'never');
  const { attempt, retryAfterMs } = await call(message, parts);
  const { webhook, isTest } = message;
  const { hasFailedForDays } = await store.webhooks.note({ delivery, webhook, isTest }, attempt);
  const { status, fault } = attempt;
  if (status !== null && status >= 200 && status < 300) return;
  if (status === GONE && !isTest) await disable(store, webhook, { why: 'gone', link });
  else if (hasFailedForDays) await disable(store, webhook, { why: 'failing', link });
  const reason = status === null ? (fault ?? 'no answer') : `HTTP ${status}`;
  // Of a test somebody waits to see how it went.
  throw new Undelivered(reason, isTest || status === GONE ? 'never' : { notBeforeMs: retryAfterMs });
}

async function call(
  { url, event, body, keys }: WebhookMessage,
  { outbound, webhookSecret }: Parts,
): Promise<{ readonly attempt: WebhookAttempt; readonly retryAfterMs: number }> {
  const signedAt = Math.floor(Date.now() / 1000);
  const headers = {
    ...{ 'content-type': 'application/json', 'user-agent': 'Countersign' },
    ...signedHeaders(webhookSecret, keys, { id: event, timestamp: signedAt, body }),
  };
  const began = performance.now();
  const took = () => ({ signedAt, tookMs: Math.round(performance.now() - began) });
  try {
    const answer = await outbound.fetch(url, { method: 'POST', headers, body });
    const kept = readable(await answer.text());
    return {
      attempt: { ...took(), status: answer.status, fault: null, answer: kept },
      retryAfterMs: retryAfterOf(answer.headers.get('retry-after')),
    };
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error;
    return { attempt: { ...took(), status: null, fault: error.fault, answer: null }, retryAfterMs: 0 };
  }
}

/** The beginning of an answer; what PostgreSQL keeps in no text is left out. */
function readable(answer: string): string {
  return answer.slice(0, KEPT_MAX).replaceAll('\0', '');
}

/** As long as the receiver asks for, in seconds or until an instant. */
function retryAfterOf(header: string | null): number {
  if (header === null) return 0;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS) : 0;
}
