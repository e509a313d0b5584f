import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './files.js';

/** The file in the folder of the keys that holds it. */
export const PERSONAL_SECRET_FILE = 'personal.secret';

const LENGTH_MIN = 32;

/**
 * What seals the keys of persons, the same for every process on one database: `PERSONAL_SECRET`, or else the file in the folder of
 * the keys. Where there is none it throws what `fail` makes of the sentence.
 */
export function personalSecret(environment: Environment, keysDir: string, fail: (sentence: string) => Error): string {
  const given = environment['PERSONAL_SECRET'] ?? '';
  const file = join(keysDir, PERSONAL_SECRET_FILE);
  const [secret, where] = given === '' ? [contentOf(file, fail), file] : [given, 'PERSONAL_SECRET'];
  if (secret.length < LENGTH_MIN) throw fail(`\`${where}\` is too short; make it ${LENGTH_MIN} characters or more`);
  return secret;
}

function contentOf(file: string, fail: (sentence: string) => Error): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw fail(`\`PERSONAL_SECRET\` is not set and \`${file}\` cannot be read; provide one of them`);
  }
}
