/**
 * A client that sends whatever bytes it is given: those of libraries refuse to send half of what an attacker would. One
 * connection is kept open as browsers keep theirs, and is made anew where an attempt may have left it unreadable.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What came back: an answer, or the end of the connection without one, or nothing in time. */
export type Heard =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly text: string;
    }
  | { readonly kind: 'closed' }
  | { readonly kind: 'silence' };

interface How {
  readonly isHead: boolean;
  readonly isLast: boolean;
}

export class Wire {
  private socket: Socket | null = null;

  constructor(
    private readonly port: number,
    private readonly patienceMs: number,
  ) {}

  /** Sends these bytes and reads one answer. `isHead`: the answer has no body. `isLast`: nothing can follow on this connection. */
  async ask(bytes: Uint8Array, how: How): Promise<Heard> {
    const kept = this.socket;
    if (kept === null) return this.askOn(await this.open(), bytes, how);
    const heard = await this.askOn(kept, bytes, how);
    // The other end may have closed a kept connection before it saw the question, so that is no answer to it.
    return heard.kind === 'closed' ? this.askOn(await this.open(), bytes, how) : heard;
  }

  private async askOn(socket: Socket, bytes: Uint8Array, { isHead, isLast }: How): Promise<Heard> {
    const heard = await this.hear(socket, bytes, isHead);
    if (isLast || heard.kind !== 'answer' || heard.headers.get('connection') === 'close') this.hangUp();
    return heard;
  }

  hangUp(): void {
    this.socket?.destroy();
    this.socket = null;
  }

  private async open(): Promise<Socket> {
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    // Whoever listens next hears of it too; without any listener Node would exit.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      if (this.socket === socket) this.socket = null;
    });
    this.socket = socket;
    return socket;
  }

  private hear(socket: Socket, bytes: Uint8Array, isHead: boolean): Promise<Heard> {
    return new Promise((resolve) => {
      let got: Buffer = Buffer.alloc(0);
      const end = (heard: Heard) => {
        clearTimeout(timer);
        socket.off('data', read).off('close', closed);
        resolve(heard);
      };
      const timer = setTimeout(end, this.patienceMs, { kind: 'silence' });
      const read = (chunk: Buffer) => {
        got = got.length === 0 ? chunk : Buffer.concat([got, chunk]);
        const answer = answerIn(got, isHead);
        if (answer !== null) end(answer);
      };
      const closed = () => {
        end({ kind: 'closed' });
      };
      socket.on('data', read).on('close', closed);
      socket.write(bytes);
    });
  }
}

/** The answer that these bytes hold, or `null` while some are missing. */
function answerIn(got: Buffer, isHead: boolean): Heard | null {
  const headEnd = got.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [statusLine = '', ...lines] = got.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const rest = got.subarray(headEnd + 4);
  // `100 Continue` and its like come before the answer.
  if (status < 200) return answerIn(rest, isHead);
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const answer = (body: string): Heard => ({ kind: 'answer', status, headers, text: body });
  if (isHead || status === 204 || status === 304) return answer('');
  if (headers.get('transfer-encoding') === 'chunked') {
    return rest.toString('latin1').endsWith('0\r\n\r\n') ? answer(rest.toString()) : null;
  }
  const length = Number(headers.get('content-length') ?? 0);
  return rest.length < length ? null : answer(rest.toString('utf8', 0, length));
}
