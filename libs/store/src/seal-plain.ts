/** Seals what was written before there were keys of persons. */
import pg from 'pg';
import { typed } from './errors.js';
import type { EntryType, Refs } from './entry-types.js';
import type { JsonObject } from '#ledger';
import { Keyring } from './keyring.js';
import { personsOf } from './persons.js';
import { driverConfig, settingsFor } from './pool.js';

/** Rows of one transaction: killed between two, the next run goes on. */
const BATCH = 1000;

interface PlainRow {
  readonly entry: number;
  readonly id: string;
  readonly type: EntryType;
  readonly refs: Refs;
  readonly personal: string;
  readonly salt: Buffer;
}

/**
 * Seals every erasable part that still lies open, as the owner of the schema, and returns how many. It may be killed, run again, and
 * run by several at once, beside a service that goes on. `personalSecret` is asked for only where there is something to seal.
 */
export async function sealPlain(connectionString: string, personalSecret: () => string): Promise<number> {
  const settings = settingsFor(connectionString, 'countersign', { role: null, statementTimeoutMs: 0 });
  const client = new pg.Client({ ...driverConfig(settings), query_timeout: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query(`SELECT FROM personals WHERE personal <> 'null' LIMIT 1`);
    if (rowCount === 0) return 0;
    const keyring = new Keyring(personalSecret());
    await keyring.unlock(client);
    let count = 0;
    for (let sealed = await sealSome(client, keyring); sealed > 0; sealed = await sealSome(client, keyring))
      count += sealed;
    // What the rows held before must not lie on in the pages of the table.
    await client.query('VACUUM personals');
    return count;
  } catch (error) {
    throw typed(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function sealSome(client: pg.Client, keyring: Keyring): Promise<number> {
  await client.query('BEGIN');
  // Whoever else seals is waited for, and what they sealed is passed over.
  const { rows } = await client.query<PlainRow>(
    `SELECT q.entry, q.personal, q.salt, e.id, e.type, e.refs FROM personals q JOIN entries e ON e.serial = q.entry
     WHERE q.personal <> 'null' ORDER BY q.entry LIMIT $1 FOR UPDATE OF q`,
    [BATCH],
  );
  const keys = await keyring.keysOf(client, rows.flatMap(personsOf));
  const sealed = rows.map((row) => {
    const persons = personsOf(row);
    // Written by `append`, from values of this type.
    const personal = JSON.parse(row.personal) as JsonObject;
    const whole = persons.flatMap((person) => keys.get(person) ?? []);
    if (whole.length < persons.length) throw new Error('something of an erased person lies open');
    return { persons, sealed: keyring.seal(row.id, { personal, salt: row.salt }, persons, whole) };
  });
  await client.query(
    `UPDATE personals q SET personal = NULL, salt = NULL, sealed = made.sealed,
       persons = ARRAY(SELECT jsonb_array_elements_text(made.persons))
     FROM unnest($1::bigint[], $2::jsonb[], $3::bytea[]) AS made (entry, persons, sealed) WHERE q.entry = made.entry`,
    [
      rows.map(({ entry }) => entry),
      sealed.map(({ persons }) => JSON.stringify(persons)),
      sealed.map((each) => each.sealed),
    ],
  );
  await client.query('COMMIT');
  return rows.length;
}
