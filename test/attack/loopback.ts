/** Holds this process to the loopback: scanners state addresses of others, and nobody there has asked to be called. */
import { Socket } from 'node:net';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/;

/** From now on no connection leaves this machine; answers whither one would have gone. */
export function stayOnLoopback(): ReadonlySet<string> {
  const astray = new Set<string>();
  const guarded = new Proxy(Reflect.get(Socket.prototype, 'connect'), {
    apply: (connect, socket: Socket, given: unknown[]) => {
      const host = hostOf(given);
      if (host === undefined || LOOPBACK.test(host)) return Reflect.apply(connect, socket, given);
      astray.add(host);
      return Reflect.apply(connect, socket, [{ host: '127.0.0.1', port: NOBODYS_PORT }]);
    },
  });
  Reflect.set(Socket.prototype, 'connect', guarded);
  return astray;
}

const NOBODYS_PORT = 9;

/** `connect` takes a path, a port with a host, or options; Node hands itself those in a list. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const host: unknown = typeof options === 'object' ? Object(options).host : second;
  return typeof host === 'string' ? host : undefined;
}
