/** `countersign witness`: cosigns the checkpoints of logs, as long as each extends what was seen before. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { importSigner, type Signer } from '#evidence';
import { cosignerKey, LedgerError, parseNoteKey, type NoteKey } from '#ledger';
import { portNumber, type Environment } from '../config.js';
import { writeText } from '../files.js';
import type { Terminal } from '../terminal.js';
import { line } from '../terminal.js';
import { CommandError, readArguments, reasonOf } from '../usage.js';
import { serveWitness } from './server.js';
import { WitnessState } from './state.js';

const HELP = `countersign witness: cosigns the checkpoints of a log, as long as each extends what was seen before

  countersign witness --name NAME --log KEY --key FILE --state FILE [--port PORT] [--host HOST]

  --name NAME    what this witness is called, such as witness.union.example
  --log KEY      the log's key in note form, as \`GET /log/key\` of the service gives it; once for each key
  --key FILE     this witness's own Ed25519 key (PKCS #8 PEM); made, for you alone to read, where there is none
  --state FILE   what it has seen; keep it as long as the key, and never bring back an older copy
  --port, --host where it listens: 4320 and 127.0.0.1, behind a proxy that brings TLS

Whoever runs the log cannot show you another one than everybody else without this witness refusing it, and saying so here.
It speaks c2sp.org/tlog-witness, and follows logs of other programs too. It prints the line that makes it a witness in a
policy (c2sp.org/tlog-policy).
`;

const DEFAULT_PORT = 4320;

export async function witness(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values } = readArguments('witness', args, {
    name: { type: 'string' },
    log: { type: 'string', multiple: true },
    key: { type: 'string' },
    state: { type: 'string' },
    port: { type: 'string' },
    host: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const { name, log = [], key, state: statePath } = values;
  if (name === undefined || log.length === 0 || key === undefined || statePath === undefined) {
    throw new CommandError(
      'say who witnesses what: `countersign witness --name NAME --log KEY --key FILE --state FILE`',
    );
  }
  const logs = log.map(logKeyOf);
  const signer = await importSigner(await keyText(key)).catch((error: unknown) => {
    throw new CommandError(`\`${key}\` is no key: ${reasonOf(error)}`);
  });
  const vkey = cosignerOf(name, signer);
  const state = await WitnessState.open(statePath);
  const now = (): number => Math.floor(Date.now() / 1000);
  try {
    const port = values.port === '0' ? 0 : portNumber(values.port ?? environment['PORT'] ?? String(DEFAULT_PORT));
    const at = { host: values.host ?? '127.0.0.1', port };
    const served = await serveWitness({ name, signer, logs, state, now }, at, terminal);
    terminal.out(line(`witnessing ${logs.map((each) => each.name).join(', ')}`));
    terminal.out(line(`witness ${name} ${vkey} ${served.url}`));
    await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
    await served.close();
    return 0;
  } finally {
    await state.close();
  }
}

function logKeyOf(text: string): NoteKey {
  try {
    return parseNoteKey(text.trim());
  } catch (error) {
    if (error instanceof LedgerError) throw new CommandError(`\`${text}\` is no key of a log: ${error.message}`);
    throw error;
  }
}

function cosignerOf(name: string, signer: Signer): string {
  try {
    return cosignerKey(name, signer.publicKey).vkey;
  } catch (error) {
    if (error instanceof LedgerError) throw new CommandError(`\`${name}\` is no name of a witness: ${error.message}`);
    throw error;
  }
}

async function keyText(path: string): Promise<string> {
  const kept = await readFile(path, 'utf8').catch(() => null);
  if (kept !== null) return kept;
  const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await writeText(path, made, { isNew: true, mode: 0o600 });
  return made;
}
