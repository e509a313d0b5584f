import pg from 'pg';
import { DatabaseUnavailable, typed } from './errors.js';
import { driverConfig } from './pool.js';
import type { PoolSettings } from './pool.js';

/** A pool for better-auth, which knows no error of ours: an unreachable database says `DatabaseUnavailable` here too. */
export function authPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool(driverConfig(settings));
  pool.on('error', () => undefined);
  // better-auth asks through promises alone; a callback would be an argument, and none is looked at here.
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const clear = (error: unknown): never => {
    const known = typed(error);
    // Whatever else went wrong is better-auth's to read, by the driver's codes.
    throw known instanceof DatabaseUnavailable ? known : error;
  };
  return Object.assign(pool, {
    connect: () => connect().catch(clear),
  });
}
