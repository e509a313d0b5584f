import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { countersign } from '../../../test/support/command-line.js';
import { cloneDatabase, emptyDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { run } from '../../../test/support/test-databases.js';

describe('countersign migrate', () => {
  it('brings an empty database up to date, once', async () => {
    const database = await emptyDatabase();
    try {
      const environment = { DATABASE_URL: database.connectionString };
      const first = await countersign(['migrate'], environment);
      expect(first).toMatchObject({ exitCode: 0, err: '', out: expect.stringMatching(/^applied 0001/) });
      expect(await countersign(['migrate'], environment)).toEqual({ exitCode: 0, out: 'up to date\n', err: '' });
    } finally {
      await database.drop();
    }
  });

  it('says in a sentence that a database cannot be reached', async () => {
    const environment = { DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' };
    const { exitCode, out, err } = await countersign(['migrate'], environment);
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toMatch(/^countersign: .*nothing answers there.*\n$/);
    expect(err).not.toContain('secret');
  });
});

describe('countersign rebuild', () => {
  let database: ClonedDatabase;
  let environment: { DATABASE_URL: string };

  beforeAll(async () => {
    database = await cloneDatabase();
    environment = { DATABASE_URL: database.connectionString };
  });

  afterAll(() => database.drop());

  it('finds no difference where there is none', async () => {
    const { exitCode, out } = await countersign(['rebuild'], environment);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^\d+ entries, \d+ rows: no difference\n$/);
  });

  it('names a row that no entry makes, exit code 1, and takes it away when told to', async () => {
    await run(
      database.connectionString,
      `INSERT INTO countersign.organizations (id, name, kind, created_at, entry)
       VALUES ('org_by_hand', 'Not Recorded', 'production_company', '2026-11-23T10:00:00.000Z', 1)`,
    );
    const { exitCode, out } = await countersign(['rebuild'], environment);
    expect(exitCode).toBe(1);
    expect(out).toContain('organizations org_by_hand: no entry makes this row\n');
    expect(out).not.toContain('Not Recorded');
    expect(await countersign(['rebuild', '--write'], environment)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('1 mended'),
    });
    expect((await countersign(['rebuild'], environment)).exitCode).toBe(0);
  });
});

describe('countersign deliveries', () => {
  let database: ClonedDatabase;
  let environment: { DATABASE_URL: string };

  beforeAll(async () => {
    database = await cloneDatabase();
    environment = { DATABASE_URL: database.connectionString };
  });

  afterAll(() => database.drop());

  it('shows what waits and what was given up, by id, and no address', async () => {
    expect(await countersign(['deliveries'], environment)).toMatchObject({ exitCode: 0 });
    await run(
      database.connectionString,
      `INSERT INTO countersign.deliveries (id, kind, payload, state, attempts, due_at, closed_at, last_failure) VALUES
       ('del_waits', 'mail', '{"to":"mara@example.com"}', 'due', 3, '2026-11-23T10:00:00Z', NULL, 'SMTP 451 EENVELOPE'),
       ('del_dead', 'certificate', '{"entry":"entr_1"}', 'given_up', 10, now(), '2026-11-23T10:00:00Z', 'ETIMEDOUT')`,
    );
    const { exitCode, out } = await countersign(['deliveries'], environment);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^mail +1 wait, the oldest since 2026-11-23T10:00:00.000Z, 1 of them failed before$/m);
    expect(out).toContain('del_dead certificate: given up at 2026-11-23T10:00:00.000Z after 10 tries: ETIMEDOUT\n');
    expect(out).not.toContain('mara');
  });

  it('sends again what was given up, and names what it cannot', async () => {
    const unknown = await countersign(['deliveries', 'again', 'del_waits'], environment);
    expect(unknown).toMatchObject({ exitCode: 3, err: expect.stringContaining('`del_waits`') });
    expect(await countersign(['deliveries', 'again', '--all', '--kind', 'mail'], environment)).toMatchObject({
      exitCode: 0,
      out: '0 are sent again\n',
    });
    expect(await countersign(['deliveries', 'again', 'del_dead'], environment)).toMatchObject({
      exitCode: 0,
      out: '1 is sent again\n',
    });
    expect((await countersign(['deliveries'], environment)).exitCode).toBe(0);
    // Behind a thousand newer ones of another kind.
    await run(
      database.connectionString,
      `INSERT INTO countersign.deliveries (id, kind, payload, state, due_at, closed_at, last_failure)
       SELECT 'del_' || n, CASE n WHEN 0 THEN 'mail' ELSE 'webhook' END, '{}', 'given_up', now(), now() + n * interval '1 second', ''
       FROM generate_series(0, 1000) AS n`,
    );
    const all = (kind: string) => countersign(['deliveries', 'again', '--all', '--kind', kind], environment);
    expect((await all('mail')).out).toBe('1 is sent again\n');
    expect((await all('webhook')).out).toBe('1000 are sent again\nthese were the newest; send again what is more\n');
    expect((await countersign(['deliveries'], environment)).exitCode).toBe(0);
    const { exitCode, err } = await countersign(['deliveries', 'again'], environment);
    expect({ exitCode, err }).toMatchObject({ exitCode: 3, err: expect.stringContaining('`--all`') });
  });
});
