/** Programs of the tests as one file: a process that is started to be killed spends a third of its life on finding its modules. */
import { build } from 'esbuild';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutFolder } from '../../apps/cli/src/config.js';

export interface Program {
  readonly file: string;
  /** Removes the file. */
  drop(): Promise<void>;
}

/** Bundles our own sources; packages are found from within the checkout, as ever. Nothing with decorators can be bundled so. */
export async function bundled(entry: string): Promise<Program> {
  const checkout = checkoutFolder();
  const cache = join(checkout, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'program-'));
  const file = join(folder, 'program.mjs');
  await build({
    ...{ entryPoints: [entry], absWorkingDir: checkout, outfile: file, logLevel: 'silent' },
    ...{ bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external' },
    conditions: ['source'],
  });
  return { file, drop: () => rm(folder, { recursive: true }) };
}
