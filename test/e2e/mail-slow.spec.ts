import { rm } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { openStore } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';
import { PERSONAL_SECRET, cloneDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { openSlowMailPeer, STEPS } from '../support/slow-mail-peer.js';
import { LOGGING } from '../support/used-secrets.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { sql } from './api-service.js';

it('a hop that says a letter now and then is waited for no longer than it should, at any step, and nobody else waits', async () => {
  const database = await cloneDatabase();
  const { connectionString: databaseUrl } = database;
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: databaseUrl });
  const keysDir = await makeWorkerKeys();
  const { url, messageIds, close } = await openSlowMailPeer();
  const env = { DATABASE_URL: databaseUrl, BASE_URL: 'http://127.0.0.1', KEYS_DIR: keysDir, ...LOGGING };
  const worker = await startWorker(readConfig({ ...env, SMTP_URL: url, MAIL_TIMEOUT_MS: '400' }));
  try {
    const mails = [...STEPS, 'more'].map((_, place) => ({
      ...{ kind: 'mail' as const, payload: { to: `slow${place}@example.com`, subject: 'Hello', text: 'A text.' } },
    }));
    const ids = await store.transaction((tx) => tx.deliver(mails));
    const standing = async (isOver: (state: string) => boolean) => {
      const rows = await sql({ databaseUrl }, 'SELECT state, last_failure FROM countersign.deliveries');
      const states = rows.map((row) => String(Object(row).last_failure ?? Object(row).state));
      return states.every(isOver) ? states.sort() : null;
    };
    const tried = await eventually('each is tried', () => standing((state) => !['due', 'queued'].includes(state)));
    expect(tried).toEqual([...STEPS.map(() => 'EABORT'), 'delivered']);
    const again = `UPDATE countersign.deliveries SET due_at = now(), last_failure = NULL WHERE state = 'due'`;
    await sql({ databaseUrl }, again);
    await eventually('each is delivered', () => standing((state) => state === 'delivered'));
    // What it had taken when it fell silent comes again under the same id, and nothing else does.
    const times = ids.map((id) => messageIds.filter((messageId) => messageId === `<${id}@127.0.0.1>`).length);
    expect(times.sort()).toEqual([...STEPS.map(() => 1), 2]);
  } finally {
    await worker.close();
    await close();
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  }
}, 30_000);
