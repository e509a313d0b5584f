import { types } from 'node:util';
import type pg from 'pg';
import { DatabaseUnavailable, typed } from './errors.js';
import { openPool } from './pool.js';
import type { PoolSettings } from './pool.js';

/** A pool for better-auth, which knows no error of ours: an unreachable database says `DatabaseUnavailable` here too. */
export function authPool(settings: PoolSettings): pg.Pool {
  const pool = openPool(settings);
  pool.on('connect', (client) => {
    inOurTerms(client, 'query');
  });
  inOurTerms(pool, 'connect');
  return pool;
}

/** Puts our error in place of the driver's where a promise of this method fails; all else passes untouched. */
function inOurTerms(target: object, name: string): void {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') throw new Error(`the driver has no method ${name}`);
  Reflect.set(target, name, (...args: readonly unknown[]): unknown => {
    const answer: unknown = Reflect.apply(method, target, args);
    return types.isPromise(answer) ? answer.catch(clear) : answer;
  });
}

function clear(error: unknown): never {
  const known = typed(error);
  // Whatever else went wrong is better-auth's to read, by the driver's codes.
  throw known instanceof DatabaseUnavailable ? known : error;
}
