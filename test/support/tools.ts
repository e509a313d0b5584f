/** Other people's programs, which check what we make. */
import { spawnSync } from 'node:child_process';

/** What a program said, both streams together, and whether it was content. */
export interface Told {
  readonly ok: boolean;
  readonly text: string;
}

/** Which Debian package brings each. */
const PACKAGES = {
  pdfsig: 'poppler-utils',
  pdftotext: 'poppler-utils',
  mutool: 'mupdf-tools',
  openssl: 'openssl',
  qpdf: 'qpdf',
  'softhsm2-util': 'softhsm2',
} as const;

export type Tool = keyof typeof PACKAGES;

/** Whether a program is here. Where it is not, what is left unchecked is said, or, where all must be here, an error. */
export function hasTool(tool: Tool, unchecked: string): boolean {
  if (spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0) return true;
  const sentence = `\`${tool}\` is not installed (\`apt-get install ${PACKAGES[tool]}\`): ${unchecked}`;
  if (process.env['SEAL_TOOLS'] === 'all') throw new Error(sentence);
  process.stderr.write(`skipped: ${sentence}\n`);
  return false;
}

export function tell(tool: Tool, args: readonly string[], env: Readonly<Record<string, string>> = {}): Told {
  const { status, stdout, stderr } = spawnSync(tool, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { ok: status === 0, text: `${stdout}${stderr}` };
}
