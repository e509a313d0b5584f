import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CannotMigrate, DatabaseUnavailable, migrate, openStore } from '#store';
import { PERSONAL_SECRET, emptyDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { organization } from '../../../test/support/recording.js';
import { run, withDatabase } from '../../../test/support/test-databases.js';
import { rootFolder } from './root-folder.js';

const FOLDER = join(rootFolder(), 'migrations');

describe('migrate', () => {
  let database: ClonedDatabase;
  let folder: string;
  let names: string[];
  beforeEach(async () => {
    database = await emptyDatabase();
    folder = await mkdtemp(join(tmpdir(), 'migrations-'));
    await cp(FOLDER, folder, { recursive: true });
    names = (await readdir(FOLDER)).filter((name) => name !== 'schema.sql').sort();
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('applies each file once, in order', async () => {
    expect(await migrate(database.connectionString)).toEqual(names);
    expect(await migrate(database.connectionString)).toEqual([]);
  });

  it('is done once by many at the same time, in one process or several', async () => {
    const program = [join('test', 'support', 'typescript.js'), join('test', 'support', 'migrate-process.ts')];
    const [loader = '', script = ''] = program.map((file) => join(rootFolder(), file));
    const elsewhere = Array.from({ length: 2 }, () =>
      promisify(execFile)(process.execPath, ['--import', loader, script, database.connectionString]),
    );
    const here = Array.from({ length: 6 }, () => migrate(database.connectionString));
    const counts = [
      ...(await Promise.all(here)).map((applied) => applied.length),
      ...(await Promise.all(elsewhere)).map(({ stdout }) => Number(stdout)),
    ];
    expect(counts.sort((a, b) => b - a)).toEqual([names.length, 0, 0, 0, 0, 0, 0, 0]);
    const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    await organization(store);
    await store.close();
  }, 30_000);

  it('makes the role once when many databases of a cluster are migrated at the same time', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, () => emptyDatabase()));
    try {
      const applied = await Promise.all(others.map(({ connectionString }) => migrate(connectionString)));
      expect(applied).toEqual(others.map(() => names));
    } finally {
      await Promise.all(others.map((other) => other.drop()));
    }
  }, 30_000);

  it('goes on from where it was, and undoes a file that fails as a whole', async () => {
    await migrate(database.connectionString, folder);
    const next = join(folder, '9998_next.sql');
    await writeFile(next, 'CREATE TABLE half_made (a int); SELECT no_such_column;');
    await expect(migrate(database.connectionString, folder)).rejects.toThrow('no_such_column');
    await writeFile(next, 'CREATE TABLE half_made (a int);');
    expect(await migrate(database.connectionString, folder)).toEqual(['9998_next.sql']);
  });

  it('refuses a released file that was changed, and says so', async () => {
    await migrate(database.connectionString, folder);
    await appendFile(join(folder, '0002_projections.sql'), '\n-- one more line');
    const refused = migrate(database.connectionString, folder);
    await expect(refused).rejects.toThrow(CannotMigrate);
    await expect(refused).rejects.toThrow('the released migration `0002_projections.sql` was changed');
  });

  it('refuses a database that a newer program has migrated', async () => {
    await writeFile(join(folder, '9999_newer.sql'), 'SELECT 1');
    await migrate(database.connectionString, folder);
    await expect(migrate(database.connectionString)).rejects.toThrow('has the migration `9999_newer.sql`');
  });

  it('refuses a file that comes before one that is applied', async () => {
    await migrate(database.connectionString, folder);
    await writeFile(join(folder, '0000_before.sql'), 'SELECT 1');
    await expect(migrate(database.connectionString, folder)).rejects.toThrow('give it a later number');
  });

  it('says what an administrator has to do when the login may not make roles', async () => {
    const login = `poor_${String(process.pid)}`;
    await run(database.connectionString, `CREATE ROLE ${login} LOGIN PASSWORD 'poor'`);
    try {
      const poor = new URL(database.connectionString);
      [poor.username, poor.password] = [login, 'poor'];
      const refused = migrate(poor.href);
      await expect(refused).rejects.toThrow(CannotMigrate);
      await expect(refused).rejects.toThrow(`GRANT countersign_app TO "${login}"`);
    } finally {
      await run(database.connectionString, `DROP ROLE ${login}`);
    }
  });

  it('lets an ordinary login, once it was granted the role, own the schema and use it', async () => {
    const login = `owner_${String(process.pid)}`;
    const owned = await emptyDatabase();
    const name = new URL(owned.connectionString).pathname.slice(1);
    await migrate(database.connectionString);
    await run(
      database.connectionString,
      // Only a superuser may give a database to a role it is no member of.
      `CREATE ROLE ${login} LOGIN PASSWORD 'own'; GRANT countersign_app TO ${login}; GRANT ${login} TO CURRENT_USER`,
    );
    await run(database.connectionString, `ALTER DATABASE ${name} OWNER TO ${login}`);
    const own = new URL(owned.connectionString);
    [own.username, own.password] = [login, 'own'];
    try {
      expect(await migrate(own.href)).toEqual(names);
      const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: own.href });
      await organization(store);
      await store.close();
    } finally {
      await owned.drop();
      await run(database.connectionString, `DROP ROLE ${login}`);
    }
  });

  it('says that a database which is not there cannot be used', async () => {
    const nowhere = withDatabase(database.connectionString, 'nowhere');
    await expect(migrate(nowhere)).rejects.toThrow(DatabaseUnavailable);
  });
});
