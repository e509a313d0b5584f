/** Lets the process that runs mutants load the TypeScript of its sandbox, and load it again. */
import { register } from 'node:module';

register('../support/typescript-hooks.js', import.meta.url);
register('./reload-hooks.js', import.meta.url);
