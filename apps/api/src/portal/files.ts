/** Serves the portal's files as they lie in the checkout. */
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export async function servePortal(nest: NestFastifyApplication): Promise<void> {
  await nest.register(fastifyStatic, { root: portalFolder(), index: false, maxAge: '5m', dotfiles: 'ignore' });
}

/** The same from the sources and from what is built of them: the folder of package.json is above both. */
function portalFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('no folder above this file holds a package.json');
    folder = dirname(folder);
  }
  return join(folder, 'apps', 'portal', 'public');
}
