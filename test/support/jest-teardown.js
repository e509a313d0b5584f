/** Once after all tests: nothing is left running. Jest wants it in a file of its own. */
export { stopDatabases as default } from './jest-setup.js';
