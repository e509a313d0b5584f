/** The second door of the store: the lists of the API, which alone are read through TypeORM and given to Nest. */
export { Reads } from './reads.js';
export type { VisibleTable } from './sight.js';
export { StoreModule } from './store-module.js';
