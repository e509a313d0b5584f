/** Waits for notifications, on a connection of its own that is made anew whenever it ends. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { driverConfig } from './pool.js';
import type { PoolSettings } from './pool.js';

const RETRY_MS = 500;

/** A running subscription. */
export interface Listening {
  close(): Promise<void>;
}

/**
 * Calls `wake` for every notification, and once after each (re)connection, since some may have been missed. Resolves
 * after the first attempt to connect, whatever came of it.
 */
export async function listen(settings: PoolSettings, channel: string, wake: () => void): Promise<Listening> {
  const closing = new AbortController();
  let client = await open(settings, channel, wake);
  const keeping = (async () => {
    for (;;) {
      await client?.ended;
      // A pause also after a connection that was good: a server that is going down accepts and drops them.
      await delay(RETRY_MS, undefined, { signal: closing.signal });
      client = await open(settings, channel, wake);
      if (closing.signal.aborted) await client?.end();
    }
  })().catch(() => undefined);
  return {
    close: async () => {
      closing.abort();
      await client?.end();
      await keeping;
    },
  };
}

interface Opened {
  readonly ended: Promise<void>;
  end(): Promise<void>;
}

/** Null when the database cannot be reached now. */
async function open(settings: PoolSettings, channel: string, wake: () => void): Promise<Opened | null> {
  const client = new pg.Client(driverConfig(settings));
  client.on('error', () => undefined);
  client.on('notification', wake);
  const ended = new Promise<void>((resolve) => {
    client.once('end', () => {
      resolve();
    });
  });
  const end = (): Promise<void> => client.end().catch(() => undefined);
  try {
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
  } catch {
    await end();
    return null;
  }
  wake();
  return { ended, end };
}
