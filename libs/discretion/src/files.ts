import { readFileSync, statSync } from 'node:fs';

/** Variables of an environment, by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

const READABLE_BY_OTHERS = 0o004;
/** Where containers mount secrets: whoever is in there may read them. */
const OF_CONTAINERS = '/run/secrets/';

/**
 * The environment in which each of these secrets stands as itself, though it may have come as a file: with `NAME_FILE` its
 * content, without the line's end, becomes `NAME`. A command line and an environment are shown to more people than a file is.
 * Where both are set, or the file cannot be read, it throws what `fail` makes of the sentence.
 */
export function withFiles(
  environment: Environment,
  names: readonly string[],
  fail: (sentence: string) => Error,
): Environment {
  const read: Record<string, string | undefined> = { ...environment };
  for (const name of names) {
    const variable = `${name}_FILE`;
    const path = environment[variable];
    if (path === undefined || path === '') continue;
    if ((environment[name] ?? '') !== '') throw fail(`\`${name}\` and \`${variable}\` are both set; set one of them`);
    try {
      read[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch {
      throw fail(`\`${variable}\` is \`${path}\`, which cannot be read; name a file that this process may read`);
    }
    // What is started from here has the secret and needs no file; both would contradict each other.
    read[variable] = undefined;
  }
  return read;
}

/** A sentence for each of these files that others of this machine may read. Files that are not there have no readers. */
export function warnOfReaders(paths: readonly (string | undefined)[]): string[] {
  return paths.flatMap((path) => {
    if (path === undefined || path.startsWith(OF_CONTAINERS)) return [];
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & READABLE_BY_OTHERS) === 0) return [];
    return [`\`${path}\` holds a secret and everybody on this machine may read it; run \`chmod 600 ${path}\``];
  });
}
