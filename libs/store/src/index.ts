/** The front door of the store: the only code that speaks SQL. */
export * from './contract.js';
export * from './entry-types.js';
export * from './embedded/index.js';
export * from './errors.js';
export { isId, newId, type IdPrefix } from './ids.js';

import type { Store, StoreOptions } from './contract.js';

/** Opens the store. The schema must have been migrated; the connections are made when first used. */
export function openStore(options: StoreOptions): Store {
  throw new Error(`not yet: ${options.connectionString.length}`);
}

/** Brings the schema up to date with the owner's connection. Any number of processes may do it at once. */
export function migrate(connectionString: string): Promise<void> {
  return Promise.reject(new Error(`not yet: ${connectionString.length}`));
}

/** Opens and closes nothing itself: a `pg` pool on one of the schemas that others' libraries keep their tables in. */
export type LibrarySchema = 'auth' | 'bullmq';
