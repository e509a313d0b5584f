/** Mail that comes back: each goes out under a sender of its own, at which only a report about that very mail is taken. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import PostalMime from 'postal-mime';
import type { Logger } from 'pino';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Store } from '#store';

const SIZE_MAX = 1024 * 1024;
const CLIENTS_MAX = 50;
const RECIPIENTS_MAX = 20;
const LINE_PATIENCE_MS = 30_000;
/** A line that is open at the end may say nothing more for its whole patience: whoever is cut off says it again. */
const CLOSING_MS = 1000;
/** In hex, so that the whole name stays within the 64 letters that a mailbox may have. */
const MAC_LENGTH = 24;
/** The letters of an id, and how many of another alphabet hold as much as 22 of these. */
const OF_ID = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ID_LENGTH = 22;
const OF_MAILBOX = '0123456789abcdefghijklmnopqrstuvwxyz';
const MAILBOX_LENGTH = 26;

/** The senders of mails, by which one that comes back is known. */
export class BounceAddresses {
  private readonly key: Buffer;

  /** @param secret what is in a key file of the worker; the key of these addresses is derived from it. */
  constructor(
    secret: string,
    private readonly domain: string,
  ) {
    this.key = Buffer.from(hkdfSync('sha256', secret.trim(), '', 'countersign senders of mail', 32));
  }

  of(delivery: string): string {
    const name = spelled(delivery.slice('del_'.length), OF_ID, OF_MAILBOX).padStart(MAILBOX_LENGTH, '0');
    return `bounce+${name}.${this.macOf(delivery)}@${this.domain}`;
  }

  /** The delivery that an address was made for; `null` of every address that was not made here. */
  deliveryOf(address: string): string | null {
    const [, name = '', mac = '', domain = ''] =
      /^bounce\+([0-9a-z]{26})\.([0-9a-f]{24})@([^@]+)$/.exec(address.toLowerCase()) ?? [];
    if (name === '' || domain !== this.domain.toLowerCase()) return null;
    const delivery = `del_${spelled(name, OF_MAILBOX, OF_ID).padStart(ID_LENGTH, '0')}`;
    return timingSafeEqual(Buffer.from(mac), Buffer.from(this.macOf(delivery))) ? delivery : null;
  }

  private macOf(delivery: string): string {
    return createHmac('sha256', this.key).update(delivery).digest('hex').slice(0, MAC_LENGTH);
  }
}

/** The same number in another alphabet: what mail passes may lower a name, and an id is told by its case. */
function spelled(text: string, from: string, to: string): string {
  let number = 0n;
  for (const letter of text) number = number * BigInt(from.length) + BigInt(from.indexOf(letter));
  let told = '';
  for (; number > 0n; number /= BigInt(to.length)) told = to.charAt(Number(number % BigInt(to.length))) + told;
  return told;
}

/** The status of a report (RFC 3464) that a mail has failed for good; `null` of every other mail and report. */
async function permanentFailureIn(raw: Uint8Array): Promise<string | null> {
  const { attachments } = await PostalMime.parse(raw, { maxNestingDepth: 10 });
  const report = attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  if (report === undefined) return null;
  const { content } = report;
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  // The first group is about the message, each further one about a recipient.
  for (const group of text
    .replaceAll('\r\n', '\n')
    .split(/\n\s*\n/)
    .slice(1)) {
    const status = /^Status:\s*(5\.\d{1,3}\.\d{1,3})\b/im.exec(group)?.[1];
    if (status !== undefined && /^Action:\s*failed\s*$/im.test(group)) return status;
  }
  return null;
}

/** A server that takes reports about mails of ours and nothing else: it relays nothing and signs nobody in. */
export async function listenForBounces(
  { host, port }: { readonly host: string; readonly port: number },
  { store, addresses, log }: { readonly store: Store; readonly addresses: BounceAddresses; readonly log: Logger },
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = new SMTPServer({
    ...{
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      hideENHANCEDSTATUSCODES: true,
    },
    ...{
      size: SIZE_MAX,
      maxClients: CLIENTS_MAX,
      socketTimeout: LINE_PATIENCE_MS,
      closeTimeout: CLOSING_MS,
      logger: false,
    },
    onRcptTo({ address }, { envelope }, done) {
      if (addresses.deliveryOf(address) === null) done(answer(550, 'no such mailbox'));
      else if (envelope.rcptTo.length >= RECIPIENTS_MAX) done(answer(452, 'too many recipients'));
      else done();
    },
    onData(stream, { envelope }, done) {
      const deliveries = envelope.rcptTo.flatMap(({ address }) => addresses.deliveryOf(address) ?? []);
      takeReport(stream, deliveries, store).then(
        (refusal) => {
          done(refusal);
        },
        (error: unknown) => {
          log.warn({ err: error }, 'a report about mail was not taken in');
          done(answer(451, 'try again later'));
        },
      );
    },
  });
  // A line that breaks is the sender's trouble; it says the same again.
  server.on('error', () => undefined);
  const listening: Server = server.listen(port, host);
  await once(listening, 'listening');
  // Listening on TCP, so it has an address.
  const address = listening.address() as AddressInfo;
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

async function takeReport(stream: SMTPServerDataStream, deliveries: string[], store: Store): Promise<Error | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A stream of bytes, for nobody set an encoding; what is too much is read and let go.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= SIZE_MAX) chunks.push(chunk);
  }
  if (size > SIZE_MAX) return answer(552, 'too large');
  // What cannot be read is no report: it would be as unreadable the next time.
  const status = await permanentFailureIn(Buffer.concat(chunks)).catch(() => null);
  if (status !== null) for (const delivery of deliveries) await store.deliveries.bounced(delivery, status);
  return null;
}

function answer(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
