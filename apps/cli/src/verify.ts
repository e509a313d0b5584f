/** `countersign verify`: checks files offline, against a trust file that its user keeps. */
import type { Statement, Trust, Verdict } from '#evidence';
import { readTrust, verify as verifyFile } from '#evidence';
import { readBytes } from './files.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, EXIT_ERROR, readArguments } from './usage.js';

const HELP = `countersign verify: checks receipts, log proofs, evidence bundles and sealed PDFs, without any network

  countersign verify FILE… --trust FILE [--at INSTANT] [--json]

  --trust FILE   the trust file: whose keys you believe. Fetch it once with \`countersign trust URL --out FILE\`
                 and keep it. Without it nobody can tell: whoever forges a file also forges the keys inside it.
  --at INSTANT   also checks that a decision held at that instant, as 2026-12-01T09:30:00Z, or now; of a bundle, that the
                 consent had been given and not ended as a whole; of a PDF, that it was sealed by then
  --json         prints the verdicts as JSON

Exit code: 0 every file is genuine, 1 a file is not, 3 cannot tell, or an error.
`;

const EXIT = { genuine: 0, not_genuine: 1, cannot_tell: EXIT_ERROR } as const;
const NAME = { genuine: 'GENUINE', not_genuine: 'NOT GENUINE', cannot_tell: 'CANNOT TELL' } as const;

interface FileVerdict extends Verdict {
  readonly file: string;
}

export async function verify(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals: paths } = readArguments('verify', args, {
    trust: { type: 'string' },
    at: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  if (paths.length === 0) throw new CommandError('which file? Say `countersign verify FILE… --trust FILE`');
  const trust = values.trust === undefined ? null : await readTrustFile(values.trust);
  const at = values.at === undefined ? undefined : readInstant(values.at);
  const files: FileVerdict[] = [];
  for (const path of paths) files.push({ file: path, ...(await verifyFile(await readBytes(path), trust, at)) });

  const verdict = overall(files);
  if (values.json === true) terminal.out(`${JSON.stringify({ verdict, files }, null, 2)}\n`);
  else for (const each of files) terminal.out(shown(each, at));
  if (trust === null) terminal.err(line('countersign: no trust file was given; see `countersign verify --help`'));
  return EXIT[verdict];
}

async function readTrustFile(path: string): Promise<Trust> {
  const read = readTrust(await readBytes(path));
  if ('problem' in read) throw new CommandError(`\`${path}\` is not a trust file: ${read.problem}`);
  return read.trust;
}

/** The instant in the one form in which instants are compared. */
function readInstant(text: string): string {
  if (text === 'now') return new Date().toISOString();
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : null;
  if (instant === null || Number.isNaN(instant.getTime())) {
    throw new CommandError(`\`${text}\` is no instant; write one such as \`2026-12-01T09:30:00Z\`, or \`now\``);
  }
  return instant.toISOString();
}

/** One bad file among good ones is what counts. */
function overall(files: readonly FileVerdict[]): Verdict['verdict'] {
  const verdicts = files.map(({ verdict }) => verdict);
  if (verdicts.includes('not_genuine')) return 'not_genuine';
  return verdicts.includes('cannot_tell') ? 'cannot_tell' : 'genuine';
}

function shown({ file, verdict, about, statements }: FileVerdict, at: string | undefined): string {
  const when = at === undefined ? '' : ` at ${at}`;
  return [
    line(`${file}: ${NAME[verdict]}${when}`),
    line(`  ${about}`),
    ...statements.map((statement) => line(`  ${statementText(statement)}`)),
  ].join('');
}

function statementText({ check, ok, detail }: Statement): string {
  const mark = ok === null ? '-' : ok ? 'ok' : 'FAILED';
  return `${mark.padEnd(7)} ${check.padEnd(12)} ${detail}`;
}
