/** Once after all tests: nothing is left running, and nothing was logged that is to be secret. Jest wants it in a file of its own. */
export { tearDown as default } from './jest-setup.js';
