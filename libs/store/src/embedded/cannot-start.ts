/** Something on this machine keeps Countersign from starting; the message says what, and what to do about it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

const WAY_OUT = 'or set `DATABASE_URL` to a PostgreSQL 15 or newer';

/** The sentence every refusal to bring our own PostgreSQL ends with. */
export function orUseYourOwn(message: string): CannotStart {
  return new CannotStart(`${message}, ${WAY_OUT}`);
}

/** Turns what the file system says about a folder into a sentence; anything it does not know passes unchanged. */
export function explainFolder(error: unknown, folder: string): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new CannotStart(fullDisk(folder));
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CannotStart(
        `\`${folder}\` cannot be written by this user; change its owner, or set \`COUNTERSIGN_DATA\` to a folder that can`,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new CannotStart(
        `\`${folder}\` is not a folder; move the file away, or set \`COUNTERSIGN_DATA\` to another folder`,
      );
    default:
      return error;
  }
}

export function fullDisk(folder: string): string {
  return `the disk that holds \`${folder}\` is full; free some space and start again, nothing that was acknowledged is lost`;
}

/** The code of a system error (`ENOENT`, …), or null for any other value. */
export function errorCode(error: unknown): string | null {
  // Not `instanceof`: where code runs in a context of its own, as under Jest, system errors are of another `Error`.
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
