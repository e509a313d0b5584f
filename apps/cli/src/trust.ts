/** `countersign trust`: fetches a service's trust file, once, to be kept by whoever verifies. */
import { readFile } from 'node:fs/promises';
import { readTrust, type Trust } from '#evidence';
import { serviceUrl } from './config.js';
import { writeText } from './files.js';
import { ask } from './service.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, readArguments } from './usage.js';

const HELP = `countersign trust: fetches the trust file of a service

  countersign trust URL --out FILE

Fetch it once, compare the keys it names with what the service publishes elsewhere, and keep it: receipts, proofs and
sealed PDFs are verified against your copy. A file that says something else is never overwritten.
`;

export async function trust(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments('trust', args, {
    out: { type: 'string', short: 'o' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const [address, ...others] = positionals;
  if (address === undefined || others.length > 0 || values.out === undefined) {
    throw new CommandError('say which service and where to keep it: `countersign trust URL --out FILE`');
  }
  const url = serviceUrl(address);
  const text = await ask({ method: 'GET', url: `${url}/.well-known/countersign-trust.json` });
  const read = readTrust(new TextEncoder().encode(text));
  if ('problem' in read) throw new CommandError(`\`${url}\` gave no usable trust file: ${read.problem}`);
  await keep(values.out, text);
  terminal.out(summary(values.out, read.trust));
  return 0;
}

async function keep(path: string, text: string): Promise<void> {
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept === text) return;
  if (kept !== null) {
    throw new CommandError(
      `\`${path}\` holds another trust file; to trust anew, move it away first, and ask why it changed`,
    );
  }
  await writeText(path, text, { isNew: true });
}

function summary(path: string, { issuer, receiptKeys, log, witnesses, authorities }: Trust): string {
  return [
    `saved to ${path}`,
    `  issuer        ${issuer}`,
    ...[...receiptKeys].map(([kid, { retiredAt }]) => `  receipt key   ${kid}${retired(retiredAt)}`),
    ...log.keys.map(({ vkey, retiredAt }) => `  log key       ${vkey}${retired(retiredAt)}`),
    ...(witnesses?.witnesses ?? []).map(({ name, key }) => `  witness       ${name} ${key.vkey}`),
    ...(witnesses === null ? [] : [`  quorum        ${witnesses.quorum}`]),
    `  certificates  ${authorities.length}`,
  ]
    .map(line)
    .join('');
}

function retired(at: string | null): string {
  return at === null ? '' : `, retired at ${at}`;
}
