import pg from 'pg';
import { typed } from './errors.js';

/** The role whose grants the application runs under, whoever it logged in as. */
export const APPLICATION_ROLE = 'countersign_app';

/** How connections are made: by which login, into which schema, under which role. */
export interface PoolSettings {
  readonly connectionString: string;
  /** What unqualified names mean. */
  readonly schema: string;
  /** `null` stays the login role: for migrations alone. */
  readonly role: string | null;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly connectTimeoutMs: number;
}

/** `poolSettings` with what is usual. */
export function settingsFor(connectionString: string, schema: string, own: Partial<PoolSettings> = {}): PoolSettings {
  return {
    connectionString,
    schema,
    role: APPLICATION_ROLE,
    poolSize: 10,
    statementTimeoutMs: 10_000,
    connectTimeoutMs: 5_000,
    ...own,
  };
}

/** The driver's configuration: everything is set as the connection starts, so that no query ever runs without it. */
export function driverConfig(settings: PoolSettings): pg.PoolConfig {
  const { connectionString, optionsOfUrl } = withoutOptions(settings.connectionString);
  const parameters: Record<string, string> = {
    search_path: settings.schema,
    statement_timeout: String(settings.statementTimeoutMs),
    // A process that stalls inside a transaction must not keep its locks for ever.
    idle_in_transaction_session_timeout: String(settings.statementTimeoutMs * 3),
    timezone: 'UTC',
    // Statements here are short, and estimates of JSON high: compiling one would cost far more than it saves.
    jit: 'off',
    ...(settings.role && { role: settings.role }),
  };
  const options = Object.entries(parameters).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString,
    options: [optionsOfUrl, ...options].join(' ').trim(),
    max: settings.poolSize,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    // The server stops a slow statement itself; this is for a server that has fallen silent.
    query_timeout: settings.statementTimeoutMs + 5_000,
    keepAlive: true,
    types: TYPES,
    // A connection may say that it died after it was given back, when nobody else listens, and Node would exit.
    onConnect: (client) => void client.on('error', () => undefined),
  };
}

/** Opens a pool. Connections are made when first used, and dead ones are replaced without being asked. */
export function openPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool(driverConfig(settings));
  // An idle connection that dies says so here; the pool has dropped it already, and without a listener Node would exit.
  pool.on('error', () => undefined);
  return pool;
}

/** Checks a connection out for `work` and gives it back, or throws it away when it may be broken. */
export async function withClient<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw typed(error);
  });
  let broken = false;
  const breaks = (): void => void (broken = true);
  client.on('error', breaks);
  try {
    return await work(client);
  } catch (error) {
    const clear = typed(error);
    // Whatever state the connection is in after an error that is not ours to know, the next user shall not find out.
    broken ||= clear !== error;
    throw clear;
  } finally {
    client.off('error', breaks);
    client.release(broken);
  }
}

/** The rows of one statement. */
export function rowsOf<T extends pg.QueryResultRow>(pool: pg.Pool, text: string, values: unknown[] = []): Promise<T[]> {
  return withClient(pool, async (client) => (await client.query<T>(text, values)).rows);
}

// The driver lets options in the address win over ours, and ours carry the role: join them instead.
function withoutOptions(connectionString: string): { connectionString: string; optionsOfUrl: string } {
  if (!/[?&]options=/.test(connectionString)) return { connectionString, optionsOfUrl: '' };
  const url = new URL(connectionString);
  const optionsOfUrl = url.searchParams.get('options') ?? '';
  url.searchParams.delete('options');
  return { connectionString: url.href, optionsOfUrl };
}

// Serials and sizes stay far below 2^53, so that plain numbers carry them.
const TYPES = new pg.TypeOverrides();
TYPES.setTypeParser(pg.types.builtins.INT8, Number);
