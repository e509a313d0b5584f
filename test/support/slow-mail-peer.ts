/** A mail server whose first connections each stop at another step: there it says the beginning of an answer, for ever. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Where it stops: before its greeting, or after one of these. */
export const STEPS = ['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.'] as const;
type Step = (typeof STEPS)[number];

const LETTER_EVERY_MS = 20;

export async function openSlowMailPeer() {
  const messageIds: string[] = [];
  const lines = new Set<Socket>();
  let opened = 0;
  const server = createServer((line) => {
    lines.add(line.once('close', () => lines.delete(line)));
    line.on('error', () => undefined);
    converse(line, STEPS[opened++] ?? null, (messageId) => messageIds.push(messageId));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on TCP, so it has an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    /** Of each message that came whole, as often as it came. */
    messageIds,
    close: () =>
      new Promise<void>((resolve) => {
        for (const line of lines) line.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function converse(line: Socket, stop: Step | null, take: (messageId: string) => void): void {
  let rest = '';
  let message: string | null = null;
  const answer = (step: Step, text: string): void => {
    if (step !== stop) {
      line.write(`${text}\r\n`);
      return;
    }
    const trickle = setInterval(() => line.write('2'), LETTER_EVERY_MS);
    line.once('close', () => {
      clearInterval(trickle);
    });
  };
  const hear = (said: string): void => {
    if (message !== null && said !== '.') {
      message += `${said}\n`;
      return;
    }
    if (message !== null) {
      take(/^Message-ID: (.*)$/im.exec(message)?.[1] ?? '');
      message = null;
      answer('.', '250 taken');
      return;
    }
    const step = STEPS.find((each) => said.toUpperCase().startsWith(each));
    if (step === 'DATA') message = '';
    answer(step ?? 'EHLO', step === 'DATA' ? '354 go on' : '250 fine');
  };
  answer('greeting', '220 slow.example ESMTP');
  line.on('data', (chunk) => {
    const said = `${rest}${chunk.toString('latin1')}`.split('\r\n');
    rest = said.pop() ?? '';
    for (const each of said) hear(each);
  });
}
