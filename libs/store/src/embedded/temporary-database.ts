import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { CannotStart } from './cannot-start.js';

/** A database of its own on a server that somebody else runs; nothing on that server but it is touched. */
export interface TemporaryDatabase {
  readonly connectionString: string;
  drop(): Promise<void>;
}

/** Makes an empty database beside the one that is named. Throws `CannotStart` when the server does not let us. */
export async function temporaryDatabase(server: string): Promise<TemporaryDatabase> {
  const name = `countersign_demo_${randomBytes(6).toString('hex')}`;
  let address: string;
  try {
    const url = new URL(server);
    url.pathname = `/${name}`;
    address = url.href;
    await runOn(server, `CREATE DATABASE ${name}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const way = 'let its user create databases, or unset `DATABASE_URL`';
    throw new CannotStart(`no database can be made on the server of \`DATABASE_URL\` (${reason}); ${way}`);
  }
  return {
    connectionString: address,
    drop: () => runOn(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function runOn(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}
