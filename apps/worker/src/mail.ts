import { createTransport, type Transporter } from 'nodemailer';
import type { BounceAddresses } from './bounces.js';
import type { WorkerConfig } from './config.js';

/** One message as the delivery row holds it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** Where one request stops mail like this. */
  readonly unsubscribe?: string;
  readonly attachment?: { readonly name: string; readonly bytes: Uint8Array };
}

/** Hands mail to the next hop. Called at least once per delivery, always with the same id. */
export interface Outbox {
  /** Resolves when the next hop has taken the mail; rejects with the hop's own words. */
  send(delivery: string, mail: Mail): Promise<void>;
  close(): void;
}

/** Keeps a message in the database instead of sending it, once per delivery. */
export type KeepMail = (kept: {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string | null;
  attachments: Record<string, number>;
}) => Promise<void>;

/** For one step of the conversation; `mailTimeoutMs` is for all of it, since a hop may say a letter now and then. */
const PATIENCE = { connectionTimeout: 20_000, greetingTimeout: 20_000, socketTimeout: 60_000 };

/** The headers that stop mail by one request count only where they are signed too (RFC 8058). */
const SIGNED_HEADERS =
  'From:Reply-To:Subject:Date:Message-ID:To:MIME-Version:Content-Type:Content-Transfer-Encoding:Auto-Submitted:' +
  'List-Unsubscribe:List-Unsubscribe-Post';

/** The outbox that the configuration asks for: an SMTP server, or the captured mailbox. */
export function openOutbox(
  config: WorkerConfig,
  keep: KeepMail,
  { dkimKey, bounces }: { readonly dkimKey: string | null; readonly bounces: BounceAddresses | null },
): Outbox {
  const { mail, dkim } = config;
  const defaults = { from: config.mailFrom, ...(config.mailReplyTo !== null && { replyTo: config.mailReplyTo }) };
  const signing =
    dkim === null || dkimKey === null
      ? {}
      : {
          dkim: {
            domainName: dkim.domain,
            keySelector: dkim.selector,
            privateKey: dkimKey,
            headerFieldNames: SIGNED_HEADERS,
          },
        };
  const transport: Transporter =
    mail.kind === 'smtp'
      ? createTransport(
          { url: mail.url, pool: true, maxConnections: config.concurrency, ...PATIENCE, ...signing },
          defaults,
        )
      : createTransport({ jsonTransport: true }, defaults);

  return {
    async send(delivery, { to, subject, text, html, attachment, unsubscribe }) {
      await transport.sendMail({
        // Its connection is cut, and others go on.
        signal: AbortSignal.timeout(config.mailTimeoutMs),
        to,
        ...(bounces !== null && { envelope: { from: bounces.of(delivery), to } }),
        subject,
        text,
        ...(html !== undefined && { html }),
        // The same id every time, so that a mailbox can tell a repeat from a second message.
        messageId: `<${delivery}@${config.baseUrl.hostname}>`,
        headers: {
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribe !== undefined && {
            'List-Unsubscribe': `<${unsubscribe}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }),
        },
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(attachment && { attachments: [{ filename: attachment.name, content: Buffer.from(attachment.bytes) }] }),
      });
      if (mail.kind === 'smtp') return;
      const attachments = attachment ? { [attachment.name]: attachment.bytes.length } : {};
      await keep({ id: delivery, to, subject, text, html: html ?? null, attachments });
    },
    close() {
      transport.close();
    },
  };
}
