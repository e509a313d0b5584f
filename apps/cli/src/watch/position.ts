/** How far events were told, kept in a file so that the next run goes on from there. */
import { readFile } from 'node:fs/promises';
import { replaceText } from '../files.js';
import { lock, type Lock } from '../lock.js';
import { members } from '../service.js';
import { CommandError, partsOf, reasonOf } from '../usage.js';

const FORM = 'watch-position/v1';

/** A place in the log of one service. */
export class Position {
  private constructor(
    private readonly path: string | null,
    private readonly url: string,
    /** The sequence up to which all was told; `null` where nothing was. */
    public after: number | null,
    private readonly held: Lock | null,
  ) {}

  /** One that ends with this process. */
  static passing(url: string, after: number | null): Position {
    return new Position(null, url, after, null);
  }

  /** That of the file, or where to begin while there is none; keeps others from it until `close`. */
  static async open(path: string, url: string, first: number | null): Promise<Position> {
    const held = await lock(`${path}.lock`);
    try {
      const kept = await read(path, url);
      return new Position(path, url, kept ?? first, held);
    } catch (error) {
      await held.release();
      throw error;
    }
  }

  /** All up to here was told. Resolves once that is on the disk. */
  async keep(after: number): Promise<void> {
    if (after === this.after) return;
    if (this.path !== null) {
      try {
        await replaceText(this.path, `${JSON.stringify({ countersign: FORM, url: this.url, after })}\n`);
      } catch (error) {
        throw new CommandError(`\`${this.path}\` cannot be written: ${reasonOf(error)}`);
      }
    }
    this.after = after;
  }

  async close(): Promise<void> {
    await this.held?.release();
  }
}

async function read(path: string, url: string): Promise<number | null> {
  let kept: Readonly<Record<string, unknown>>;
  try {
    kept = members(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (partsOf(error).code === 'ENOENT') return null;
    kept = {};
  }
  const { countersign, url: of, after } = kept;
  // To begin anew would run commands again, and to go on from a wrong place would lose events.
  if (countersign !== FORM || typeof of !== 'string' || !Number.isSafeInteger(after) || Number(after) < 0)
    throw new CommandError(`\`${path}\` is not the position of a watch; restore it, or name another file`);
  if (of !== url) throw new CommandError(`\`${path}\` is a position in the log of \`${of}\`; name another file`);
  return Number(after);
}
