import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { errorCode } from './cannot-start.js';
import { processStamp } from './process-stamp.js';

/** Facts about the holder that a second comer is told. */
export type ClaimFacts = Readonly<Record<string, string>>;

/** The lock is ours until `release`. */
export interface Claim {
  /** Replaces the facts, as soon as they are known. */
  tell(facts: ClaimFacts): Promise<void>;
  release(): Promise<void>;
}

/** Somebody who still runs holds the lock. */
export interface Holder {
  readonly pid: number;
  readonly facts: ClaimFacts;
}

const ATTEMPTS_MAX = 5;

/**
 * Takes a lock file for this process, or tells who holds it. A lock whose process is gone, or whose id now belongs to
 * another process, is taken over: no crash leaves a folder locked.
 */
export async function claim(file: string, facts: ClaimFacts): Promise<Claim | Holder> {
  const stamp = await processStamp(process.pid);
  const write = async (facts: ClaimFacts): Promise<string> => {
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      await writeFile(draft, JSON.stringify({ pid: process.pid, stamp, facts }), { mode: 0o644 });
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    return draft;
  };
  const draft = await write(facts);
  try {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      // A link appears whole or not at all, so that nobody reads half a lock.
      if (await linked(draft, file)) {
        return {
          tell: async (facts) => rename(await write(facts), file),
          release: () => rm(file, { force: true }),
        };
      }
      const holder = await holderOf(file);
      if (holder !== null) return holder;
      await removeStale(file);
    }
    throw new Error(`lock \`${file}\` changed hands ${ATTEMPTS_MAX} times`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Who holds a lock and still runs, or `null`. */
export async function holderOf(file: string): Promise<Holder | null> {
  const lock = await readLock(file);
  if (lock === null) return null;
  const stamp = await processStamp(lock.pid);
  return stamp !== null && stamp === lock.stamp ? { pid: lock.pid, facts: lock.facts } : null;
}

/** Tells a claim from its holder. */
export function isHolder(taken: Claim | Holder): taken is Holder {
  return 'pid' in taken;
}

async function linked(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the lock aside before removing it: when a third process took it over meanwhile, its lock is put back. */
async function removeStale(file: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await holderOf(aside)) !== null) await linked(aside, file);
  await rm(aside, { force: true });
}

interface Lock {
  readonly pid: number;
  readonly stamp: string | null;
  readonly facts: ClaimFacts;
}

/** Null for a lock that is gone or that nobody can read: the link makes locks appear whole, so garbage is not ours. */
async function readLock(file: string): Promise<Lock | null> {
  try {
    const lock: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof lock !== 'object' || lock === null || !('pid' in lock) || typeof lock.pid !== 'number') return null;
    const stamp = 'stamp' in lock && typeof lock.stamp === 'string' ? lock.stamp : null;
    const facts = 'facts' in lock && typeof lock.facts === 'object' && lock.facts !== null ? lock.facts : {};
    return { pid: lock.pid, stamp, facts: onlyTexts(facts) };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function onlyTexts(facts: object): ClaimFacts {
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => typeof fact[1] === 'string'),
  );
}
