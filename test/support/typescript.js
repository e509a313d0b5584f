/**
 * Lets plain Node run the TypeScript sources: `node --import ./test/support/typescript.js FILE.ts`. For what runs outside
 * Jest's own module system: its global set-up, and the processes that tests start in order to kill them.
 */
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
