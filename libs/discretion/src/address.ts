import type { Environment } from './files.js';

/** Whether the host of an address is this very machine. */
export function isThisMachine({ hostname }: Pick<URL, 'hostname'>): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/**
 * The address by which people and machines know the service, out of `BASE_URL`. Plain HTTP only on this machine, or where
 * `PLAIN_HTTP` says that nobody else can listen. Where it is unusable it throws what `fail` makes of the sentence.
 */
export function publicAddress(environment: Environment, fail: (sentence: string) => Error): URL {
  const value = environment['BASE_URL'] ?? '';
  if (value === '')
    throw fail('`BASE_URL` is not set; set it to the public address, such as `https://countersign.example`');
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search + url.hash !== '')
    throw fail(`\`BASE_URL\` is \`${value}\`; set it to a plain address such as \`https://countersign.example\``);
  const plainHttp = environment['PLAIN_HTTP'] ?? 'false';
  if (plainHttp !== 'true' && plainHttp !== 'false')
    throw fail(`\`PLAIN_HTTP\` is \`${plainHttp}\`; set it to \`true\` or \`false\``);
  // Over plain HTTP whoever is on the way reads the link that signs somebody in, and their cookie.
  if (url.protocol === 'http:' && !isThisMachine(url) && plainHttp === 'false')
    throw fail(
      `\`BASE_URL\` is \`${value}\`; set it to an \`https:\` address, or set \`PLAIN_HTTP=true\` where nobody else can listen`,
    );
  return url;
}
