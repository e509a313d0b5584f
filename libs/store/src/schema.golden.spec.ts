import { describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cloneDatabase } from '../../../test/support/database.js';
import { dumpSchema } from '../../../test/support/schema-dump.js';
import { rootFolder } from './root-folder.js';

describe('the schema', () => {
  it('is the one in migrations/schema.sql (`npm run golden` writes it)', async () => {
    const file = join(rootFolder(), 'migrations', 'schema.sql');
    const database = await cloneDatabase();
    try {
      const dump = await dumpSchema(database.connectionString);
      if (process.env['GOLDEN'] === 'write') await writeFile(file, dump);
      expect(dump).toBe(await readFile(file, 'utf8'));
    } finally {
      await database.drop();
    }
  });
});
