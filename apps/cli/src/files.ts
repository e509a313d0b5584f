/** Files that people name on the command line. */
import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError, reasonOf } from './usage.js';

const FILE_BYTES_MAX = 64 * 1024 * 1024;

export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw new CommandError(`\`${path}\` is larger than ${FILE_BYTES_MAX} bytes`);
    return await readFile(path);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`\`${path}\` cannot be read: ${reasonOf(error)}`);
  }
}

export async function readJsonFile(path: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(path));
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`\`${path}\` is not JSON`);
  }
}

/** Writes a file; with `isNew` only where none is yet. */
export async function writeText(path: string, text: string, { isNew = false, mode = 0o666 } = {}): Promise<void> {
  try {
    await writeFile(path, text, { flag: isNew ? 'wx' : 'w', mode });
  } catch (error) {
    throw new CommandError(`\`${path}\` cannot be written: ${reasonOf(error)}`);
  }
}

/**
 * Puts a text in the place of what the file held. INVARIANT: it is on the disk once this resolves, and a kill at any instant leaves
 * the file as it was or as it shall be.
 */
export async function replaceText(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  // The new name is in the folder, which is a file of its own.
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
