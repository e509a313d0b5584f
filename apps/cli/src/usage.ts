/** What stops a command: it is told in one sentence, without a stack, and the exit code is 3. */
import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';

/** A command cannot do what it was asked; the message says why and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export const EXIT_ERROR = 3;

/** The flags and the rest of a command's arguments. Throws `CommandError` for what the command does not know. */
export function readArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  command: string,
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<{ options: Options; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Node's message goes on with advice about its own syntax; the first sentence names the flag.
    const [sentence = ''] = reasonOf(error).split(/\. |\n/);
    throw new CommandError(`${lowerFirst(sentence.replaceAll("'", '`'))}; see \`countersign ${command} --help\``);
  }
}

/** Why something failed, in a few words for a person. */
export function reasonOf(error: unknown): string {
  const { message, code, cause } = partsOf(error);
  // `fetch` says "fetch failed" and keeps the reason behind it.
  if (cause !== undefined) return reasonOf(cause);
  return REASONS[String(code)] ?? String(message ?? code ?? error);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be opened',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: 'the connection was cut',
};

/** Errors are known by their parts: those of another realm, as in a test, are instances of another class. */
export function partsOf(error: unknown): {
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
} {
  return typeof error === 'object' && error !== null ? error : {};
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
