/** What a witness remembers: of each log, the newest checkpoint that it cosigned. */
import { readFile } from 'node:fs/promises';
import { replaceText } from '../files.js';
import { lock, type Lock } from '../lock.js';
import { CommandError, reasonOf } from '../usage.js';

/** The newest checkpoint of one log that was cosigned: the note with the log's signatures and our own. */
export interface Seen {
  readonly size: number;
  /** In base64. */
  readonly root: string;
  readonly note: string;
}

/**
 * The file in which a witness keeps what it saw. INVARIANT: what is kept is on the disk before anybody hears of it, and a
 * kill at any instant leaves the file as it was or as it shall be; so nothing is ever cosigned beside something else.
 */
export class WitnessState {
  private constructor(
    private readonly path: string,
    private readonly logs: Map<string, Seen>,
    private readonly held: Lock,
  ) {}

  /** Opens the file, and keeps others from it until `close`: two witnesses with one key could each cosign another log. */
  static async open(path: string): Promise<WitnessState> {
    const held = await lock(`${path}.lock`);
    try {
      return new WitnessState(path, new Map(Object.entries(await read(path))), held);
    } catch (error) {
      await held.release();
      throw error;
    }
  }

  of(origin: string): Seen | null {
    return this.logs.get(origin) ?? null;
  }

  /** Resolves once it is on the disk. */
  async keep(origin: string, seen: Seen): Promise<void> {
    const logs = new Map(this.logs).set(origin, seen);
    const text = `${JSON.stringify({ countersign: 'witness-state/v1', logs: Object.fromEntries(logs) }, null, 2)}\n`;
    await replaceText(this.path, text);
    this.logs.set(origin, seen);
  }

  async close(): Promise<void> {
    await this.held.release();
  }
}

/** A witness that forgot what it saw would cosign anything, so a file that cannot be read is no empty one. */
async function read(path: string): Promise<Record<string, Seen>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return {};
    throw new CommandError(`\`${path}\` cannot be read: ${reasonOf(error)}`);
  }
  try {
    const { countersign, logs } = membersOf(JSON.parse(text));
    if (countersign === 'witness-state/v1')
      return Object.fromEntries(
        Object.entries(membersOf(logs)).map(([origin, seen]) => [origin, seenOf(membersOf(seen))]),
      );
  } catch {
    // Told below, as all that is no state.
  }
  throw new CommandError(`\`${path}\` is not the state of a witness; restore it, or choose a new name, key and file`);
}

function seenOf({ size, root, note }: Readonly<Record<string, unknown>>): Seen {
  if (typeof size !== 'number' || typeof root !== 'string' || typeof note !== 'string')
    throw new Error('no checkpoint');
  return { size, root, note };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw new Error('no object');
  return { ...value };
}
