import { createTransport, type Transporter } from 'nodemailer';
import type { WorkerConfig } from './config.js';

/** One message as the delivery row holds it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
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

/** The outbox that the configuration asks for: an SMTP server, or the captured mailbox. */
export function openOutbox(config: WorkerConfig, keep: KeepMail): Outbox {
  const { mail } = config;
  const transport: Transporter =
    mail.kind === 'smtp'
      ? createTransport(mail.url, { from: config.mailFrom })
      : createTransport({ jsonTransport: true }, { from: config.mailFrom });

  return {
    async send(delivery, { to, subject, text, html, attachment }) {
      await transport.sendMail({
        to,
        subject,
        text,
        ...(html !== undefined && { html }),
        // The same id every time, so that a mailbox can tell a repeat from a second message.
        messageId: `<${delivery}@${config.baseUrl.hostname}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
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
