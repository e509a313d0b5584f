/** Sends the messages of webhooks, as Standard Webhooks has it. */
import pLimit, { type LimitFunction } from 'p-limit';
import { OutboundRefused, signedHeaders, type Outbound } from '#outbound';
import type { Store, WebhookAttempt, WebhookMessage } from '#store';
import { Undelivered, type Carrier } from '../relay.js';
import { disable } from './disabling.js';

/** What one receiver is sent at a time: a slow one takes no more than this of what all have together. */
const OF_ONE_MAX = 4;
/** Calls under way at a time; half of what `Outbound` takes. */
const OF_ALL_MAX = 16;
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
  const all = pLimit(OF_ALL_MAX);
  const receivers = new Map<string, LimitFunction>();
  return async ({ id, payload: { webhook } }) => {
    if (typeof webhook !== 'string') throw new Error('the delivery names no webhook');
    const one = receivers.get(webhook) ?? pLimit(OF_ONE_MAX);
    receivers.set(webhook, one);
    try {
      // First in the line of its receiver: whoever waits there keeps nobody else from being called.
      await one(() => all(() => send(id, parts)));
    } finally {
      if (one.activeCount + one.pendingCount === 0) receivers.delete(webhook);
      parts.done();
    }
  };
}

async function send(delivery: string, parts: Parts): Promise<void> {
  const { store, link } = parts;
  // Read when its turn has come: another may have sent it meanwhile, or it is not wanted any more.
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
