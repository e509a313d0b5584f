import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { troubleOf, typed } from './errors.js';
import { APPLICATION_ROLE, driverConfig, settingsFor } from './pool.js';
import { rootFolder } from './root-folder.js';

/** The database cannot be brought to this program's schema; the message says what to do. */
export class CannotMigrate extends Error {
  override readonly name = 'CannotMigrate';
}

/** The oldest PostgreSQL that is supported, as `server_version_num` writes it. */
const VERSION_MIN = 150_000;
/** Any number, the same in every version of this program: held while migrating, in this database. */
const LOCK = 7_302_659_114;
const ROLE_ATTEMPTS_MAX = 20;

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/**
 * Brings the schema up to date, as the login role, which becomes its owner. Returns the names of the files it applied.
 * Any number of processes may do it at once: one works, the others wait and find it done.
 */
export async function migrate(connectionString: string, folder = join(rootFolder(), 'migrations')): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const settings = settingsFor(connectionString, 'countersign', { role: null, statementTimeoutMs: 0 });
  const client = new pg.Client({ ...driverConfig(settings), query_timeout: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await requireVersion(client);
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await ensureApplicationRole(client);
    return await applyMissing(client, migrations);
  } catch (error) {
    throw typed(error);
  } finally {
    // Ending the session also gives the lock back, whatever happened.
    await client.end().catch(() => undefined);
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z-]+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name`,
  );
  const [version] = rows;
  if (version && version.number < VERSION_MIN)
    throw new CannotMigrate(`the database is PostgreSQL ${version.name}; Countersign needs 15 or newer`);
}

/**
 * Roles belong to the whole cluster, so they are no migration of one database: a restored database finds none, and two
 * databases being migrated at once make the same one.
 */
async function ensureApplicationRole(client: pg.Client): Promise<void> {
  for (let attempt = 1; attempt <= ROLE_ATTEMPTS_MAX; attempt++) {
    try {
      const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APPLICATION_ROLE]);
      if (rowCount === 0) await client.query(`CREATE ROLE ${APPLICATION_ROLE} NOLOGIN`);
      if (!(await canBecomeApplication(client))) await client.query(`GRANT ${APPLICATION_ROLE} TO CURRENT_USER`);
      return;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === 'not_allowed') {
        const user = client.user ?? '';
        const statements = `CREATE ROLE ${APPLICATION_ROLE} NOLOGIN; GRANT ${APPLICATION_ROLE} TO "${user}"`;
        throw new CannotMigrate(`\`${user}\` may not make roles; let an administrator run: ${statements}`);
      }
      if (trouble !== 'exists' && trouble !== 'changed_meanwhile') throw error;
    }
  }
  throw new CannotMigrate(`the role \`${APPLICATION_ROLE}\` is being changed by others all the time; try again`);
}

async function canBecomeApplication(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`SET ROLE ${APPLICATION_ROLE}`);
    await client.query('RESET ROLE');
    return true;
  } catch (error) {
    if (troubleOf(error) === 'not_allowed') return false;
    throw error;
  }
}

async function applyMissing(client: pg.Client, migrations: readonly Migration[]): Promise<string[]> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS countersign;
    CREATE TABLE IF NOT EXISTS migrations (
      name text COLLATE "C" PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    GRANT USAGE ON SCHEMA countersign TO ${APPLICATION_ROLE};
    GRANT SELECT ON migrations TO ${APPLICATION_ROLE};`);
  const { rows } = await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM migrations');
  const applied = new Map(rows.map(({ name, sha256 }) => [name, sha256]));
  refuseDifferences(applied, migrations);
  const missing = migrations.filter(({ name }) => !applied.has(name));
  for (const { name, sql, sha256 } of missing) {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      await client.query('INSERT INTO migrations (name, sha256) VALUES ($1, $2)', [name, sha256]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
  return missing.map(({ name }) => name);
}

function refuseDifferences(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map(({ name, sha256 }) => [name, sha256]));
  for (const [name, sha256] of applied) {
    const ours = known.get(name);
    if (ours === undefined)
      throw new CannotMigrate(`the database has the migration \`${name}\`, this program has not; start the newer one`);
    if (ours !== sha256)
      throw new CannotMigrate(`the released migration \`${name}\` was changed; restore it and write a new one`);
  }
  const last = [...applied.keys()].sort().at(-1);
  const late = migrations.find(({ name }) => last !== undefined && name < last && !applied.has(name));
  if (late)
    throw new CannotMigrate(`the migration \`${late.name}\` comes before \`${String(last)}\`; give it a later number`);
}
