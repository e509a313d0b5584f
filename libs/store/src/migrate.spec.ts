import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#store';
import { emptyDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { rootFolder } from './root-folder.js';

describe('migrate', () => {
  let database: ClonedDatabase;
  let folder: string;
  beforeAll(async () => {
    database = await emptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'migrations-'));
    await cp(join(rootFolder(), 'migrations'), folder, { recursive: true });
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('applies each file once, in order', async () => {
    const applied = await migrate(database.connectionString);
    expect(applied[0]).toBe('0001_log.sql');
    expect([...applied].sort()).toEqual(applied);
    expect(await migrate(database.connectionString)).toEqual([]);
  });
});
