/** Waits for notifications, on a connection of its own that is made anew whenever it ends. */
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
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let closed = false;

  const connect = async (): Promise<void> => {
    const made = new pg.Client(driverConfig(settings));
    client = made;
    made.on('error', () => undefined);
    made.on('notification', wake);
    // Ends once, whether it never came up, broke or was closed.
    made.once('end', () => {
      if (!closed) retry = setTimeout(() => void connect(), RETRY_MS);
    });
    try {
      await made.connect();
      await made.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      wake();
    } catch {
      await made.end().catch(() => undefined);
    }
  };
  await connect();
  return {
    close: async () => {
      closed = true;
      if (retry) clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}
