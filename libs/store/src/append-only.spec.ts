import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openStore, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { check, organization, performer, production } from '../../../test/support/recording.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';

// Each table with a column of its own, to be set to itself.
const GROWING = {
  entries: 'type',
  payloads: 'evidence',
  personals: 'personal',
  leaves: 'hash',
  tile_hashes: 'hash',
  checkpoints: 'note',
  cosignatures: 'line',
  batches: 'head',
  receipts: 'index',
  documents: 'kind',
};

/** What of somebody who is erased may be deleted, and of nobody else. */
const ERASABLE = { 'DELETE FROM personals': true, 'DELETE FROM documents': true };

describe('the tables of the log', () => {
  let database: ClonedDatabase;
  let store: Store;
  let client: Client;
  let size: number;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    const owner = await organization(store);
    await check(store, owner, await performer(store, owner), await production(store, owner));
    size = await store.sequence(100, () => Promise.resolve('note'));
    const [kind, mediaType, bytes] = ['certificate', 'application/pdf', new Uint8Array(1)] as const;
    const contentHash = new Uint8Array(32);
    await store.documents.keep({ kind, contentHash, refs: { consent: 'cons_1' }, mediaType, bytes });
    await store.cosignatures.keep({ size, witness: 'witness', line: 'line' });
    client = new Client({ connectionString: database.connectionString, options: '-c search_path=countersign' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await store.close();
    await database.drop();
  });

  async function refusalOf(statement: string, role: 'countersign_app' | null): Promise<string> {
    await client.query('BEGIN');
    try {
      if (role !== null) await client.query(`SET LOCAL ROLE ${role}`);
      await client.query(statement);
      return 'done';
    } catch (error) {
      return error instanceof Error ? error.message : 'not an error';
    } finally {
      await client.query('ROLLBACK');
    }
  }

  for (const [table, column] of Object.entries(GROWING)) {
    const update = `UPDATE ${table} SET ${column} = ${column}`;
    for (const statement of [update, `DELETE FROM ${table}`, `TRUNCATE ${table} CASCADE`]) {
      it(`refuse \`${statement}\` from the application's role and from their owner`, async () => {
        const refused = statement in ERASABLE ? /is append-only$/ : /^permission denied for table/;
        expect(await refusalOf(statement, 'countersign_app')).toMatch(refused);
        expect(await refusalOf(statement, null)).toMatch(/is append-only$/);
        // Switching ordinary triggers off, as replication does, does not help.
        expect(await refusalOf(`SET LOCAL session_replication_role = replica; ${statement}`, null)).toMatch(
          /is append-only$|permission denied to set parameter/,
        );
      });
    }
  }

  it('are as they were after all these attempts', () => expectLogIsSound(database.connectionString, size));
});
