import { createTransport, type Transporter } from 'nodemailer';
import type { WorkerConfig } from './config.js';

/** One message as the delivery row holds it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly attachment?: { readonly name: string; readonly bytes: Uint8Array };
}

/** Hands mail to the next hop. Called at least once per delivery, always with the same id. */
export interface Outbox {
  /** Resolves when the next hop has taken the mail; rejects with the hop's own words. */
  send(delivery: string, mail: Mail): Promise<void>;
  close(): void;
}

/** Keeps a message in the database instead of sending it, once per delivery. */
export type KeepMail = (kept: { delivery: string; to: string; subject: string; raw: Buffer }) => Promise<void>;

/** The outbox that the configuration asks for: an SMTP server, or the captured mailbox. */
export function openOutbox(config: WorkerConfig, keep: KeepMail): Outbox {
  const { mail } = config;
  const transport: Transporter =
    mail.kind === 'smtp'
      ? createTransport(mail.url, { from: config.mailFrom })
      : createTransport({ streamTransport: true, buffer: true, newline: 'unix' }, { from: config.mailFrom });

  return {
    async send(delivery, message) {
      const sent: unknown = await transport.sendMail({
        to: message.to,
        subject: message.subject,
        text: message.text,
        // The same id every time, so that a mailbox can tell a repeat from a second message.
        messageId: `<${delivery}@${config.baseUrl.hostname}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(message.attachment && {
          attachments: [{ filename: message.attachment.name, content: Buffer.from(message.attachment.bytes) }],
        }),
      });
      if (mail.kind === 'capture') await keep({ delivery, to: message.to, subject: message.subject, raw: rawOf(sent) });
    },
    close() {
      transport.close();
    },
  };
}

function rawOf(sent: unknown): Buffer {
  if (typeof sent === 'object' && sent !== null && 'message' in sent && Buffer.isBuffer(sent.message)) {
    return sent.message;
  }
  throw new Error('the capturing transport gave no message');
}
