/** A real SMTP server on this machine, which answers each recipient as it is told and keeps what it took. */
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly to: string;
  /** The sender of the envelope: where it goes when it comes back. */
  readonly from: string;
  readonly messageId: string;
  readonly raw: string;
  readonly wasEncrypted: boolean;
  /** When, in milliseconds of this process. */
  readonly at: number;
}

export interface MailPeer {
  readonly url: string;
  readonly taken: readonly TakenMail[];
  close(): Promise<void>;
}

/** What to say to a recipient: `null` takes the mail, a number refuses with that SMTP code. */
export type Verdict = (to: string, attempt: number) => number | null;

/** What happens between taking a mail and saying so: `answer` says it, `cut` ends the line before it is said. */
export type OnTaken = (to: string, answer: () => void, cut: () => void) => void | Promise<void>;

interface PeerOptions {
  /** Whether the line is cut while a message to this recipient comes. */
  readonly isCut?: (to: string, attempt: number) => boolean;
  /** Offers STARTTLS, with a certificate that nobody vouches for. */
  readonly encrypts?: boolean;
}

export async function openMailPeer(
  verdict: Verdict = () => null,
  onTaken: OnTaken = (_to, answer) => {
    answer();
  },
  { isCut = () => false, encrypts = false }: PeerOptions = {},
): Promise<MailPeer> {
  const taken: TakenMail[] = [];
  const attempts = new Map<string, number>();
  const lines = new Map<number, Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: encrypts ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const attempt = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, attempt);
      const code = verdict(address, attempt);
      done(code === null ? null : Object.assign(new Error('refused by the test'), { responseCode: code }));
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      const cut = () => lines.get(session.remotePort)?.destroy();
      const isLost = isCut(to[0] ?? '', attempts.get(to[0] ?? '') ?? 0);
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (isLost) cut();
      });
      stream.on('end', () => {
        if (isLost) return;
        const raw = Buffer.concat(chunks).toString('utf8');
        const messageId = /^Message-ID: (.*)$/im.exec(raw)?.[1]?.trim() ?? '';
        taken.push(
          ...to.map((address) => ({
            to: address,
            from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
            messageId,
            raw,
            wasEncrypted: session.secure,
            at: performance.now(),
          })),
        );
        void onTaken(
          to[0] ?? '',
          () => {
            done();
          },
          cut,
        );
      });
    },
  });
  // A killed worker leaves half a conversation behind; that is the sender's trouble, not the peer's.
  server.on('error', () => undefined);
  server.server.on('connection', (line: Socket) => lines.set(line.remotePort ?? 0, line));
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  // Listening on TCP, so it has an address.
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}
