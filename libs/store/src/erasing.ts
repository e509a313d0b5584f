/** Erasing a person: whom that concerns, what keeps it from being done, and what goes. */
import type pg from 'pg';
import { stateOf, type Instant } from '#consent';
import type { JsonValue } from '#ledger';
import type { AppendedEntry } from './append.js';
import { KeptEvidence } from './kept-evidence.js';
import type { Keyring, PersonalColumns } from './keyring.js';
import { PERSONAL } from './keyring.js';
import type { StoredEntry } from './log.js';
import { personsOf } from './persons.js';
import { rowOf } from './project.js';
import { SaidWords } from './said-words.js';
import { takeFromSent } from './sent-words.js';
import type { ConsentRow } from './rows.js';

/** Who is to be erased: an account, whoever has an address, or one profile with whoever claimed it. */
export type WhomToErase = { readonly user: string } | { readonly email: string } | { readonly performer: string };

/** Everything by which one person is known here. */
export interface ErasureScope {
  readonly users: readonly string[];
  readonly performers: readonly string[];
  /** Records that hold nothing but this person's name or address: authorities, memberships, invitations. */
  readonly records: readonly string[];
  /** What nobody else may change meanwhile. */
  readonly guards: readonly string[];
  readonly emails: readonly string[];
  readonly names: readonly string[];
}

/** What keeps a person from being erased. */
export interface ErasureBars {
  readonly holds: readonly { readonly id: string; readonly reason: string; readonly placedAt: Instant }[];
  /** Consents that still give something: whoever is erased gives nothing. */
  readonly consents: readonly { readonly id: string; readonly production: string }[];
}

/** How much of what kind goes. */
export type ErasureCount = Readonly<Record<'entries' | 'documents' | 'profiles' | 'accounts' | 'records', number>>;

const ENDED = ['withdrawn', 'revoked', 'expired', 'superseded', 'invalid'];
/** What somebody said lately may stand in answers that are remembered, and in what is still to be sent. */
const LATELY = `interval '31 days'`;
/** Shorter words stand everywhere. */
const WORD_MIN = 4;
/** What is stated of people in words that many share. */
const SHARED = ['bornOn', 'diedOn', 'zone', 'residence', 'unions'];

/** What one transaction erases. */
export class Erasures {
  /** What is kept of whoever was erased. */
  readonly evidence: KeptEvidence;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly keyring: Keyring,
  ) {
    this.evidence = new KeptEvidence(client);
  }

  /** Everything that is of this person; empty where nobody is known so. */
  async scopeOf(whom: WhomToErase): Promise<ErasureScope> {
    const { user, email, performer } = { user: null, email: null, performer: null, ...whom };
    const [found] = await this.query<Omit<ErasureScope, 'users'> & { user: string | null }>(SCOPE, [
      ...[user, email?.toLowerCase() ?? null, performer],
    ]);
    if (found === undefined) throw new Error('whom to erase was not looked for');
    const { user: account, ...scope } = found;
    return { ...scope, users: account === null ? [] : [account] };
  }

  /** All whose keys are destroyed and of whom something is there again, as it is after a restore of older data. */
  async returned(named: readonly string[] = []): Promise<ErasureScope> {
    const [found] = await this.query<ErasureScope>(RETURNED, [named]);
    if (found === undefined) throw new Error('who came back was not looked for');
    return found;
  }

  /** The ids of all who were erased: of people, and of records that hold an address. */
  async destroyed(): Promise<string[]> {
    const rows = await this.query<{ person: string }>(
      'SELECT person FROM keyring.persons WHERE sealed IS NULL ORDER BY destroyed_at, person',
      [],
    );
    return rows.map(({ person }) => person);
  }

  /** Since when nothing erasable is left of this entry; `null` while whoever it is of has their keys. */
  async erasedSince(entry: Pick<StoredEntry, 'type' | 'refs'>): Promise<Instant | null> {
    const [found] = await this.query<{ at: Instant | null }>(
      'SELECT min(destroyed_at::text) AS at FROM keyring.persons WHERE person = ANY ($1)',
      [personsOf(entry)],
    );
    return found?.at ?? null;
  }

  /** What keeps them from being erased now. */
  async bars({ performers, users }: ErasureScope, at: Instant): Promise<ErasureBars> {
    const holds = await this.query<ErasureBars['holds'][number]>(
      `SELECT id, coalesce(reason, '') AS reason, placed_at AS "placedAt" FROM holds
       WHERE lifted_at IS NULL AND (performer = ANY ($1) OR "user" = ANY ($2)) ORDER BY entry`,
      [performers, users],
    );
    const rows = await this.query('SELECT * FROM consents WHERE performer = ANY ($1) ORDER BY entry', [performers]);
    const consents = rows.map((row): ConsentRow => rowOf('consents', row));
    const named = consents.flatMap(({ productions }) => productions);
    const paths = await this.query<{ id: string; path: string[] }>(
      'SELECT id, path FROM productions WHERE id = ANY ($1)',
      [named],
    );
    const trees = Object.fromEntries(paths.map(({ id, path }) => [id, path]));
    const standing = consents.filter(({ record }) => !ENDED.includes(stateOf(record, at, trees)));
    return { holds, consents: standing.map(({ id, production }) => ({ id, production })) };
  }

  /** How much would go. */
  async count(scope: ErasureScope): Promise<ErasureCount> {
    const { performers, users, records } = scope;
    const [counted] = await this.query<{ entries: number; documents: number }>(
      `SELECT (SELECT count(*)::integer FROM personals q WHERE ${IS_THEIRS}) AS entries,
         (SELECT count(*)::integer FROM documents d WHERE ${NAMES_THEM}) AS documents`,
      [personsIn(scope)],
    );
    const { entries = 0, documents = 0 } = counted ?? {};
    return { entries, documents, profiles: performers.length, accounts: users.length, records: records.length };
  }

  /**
   * Destroys the keys of all whom these entries name, and deletes or empties what is theirs. INVARIANT: the entries were appended in
   * this transaction, under the guards of the scope.
   */
  async forget(scope: ErasureScope, entries: readonly AppendedEntry[], at: Instant): Promise<void> {
    const persons = personsIn(scope);
    const words = await this.wordsOf(scope, at);
    await this.forgetAccounts(scope);
    await this.forgetSent(scope, words);
    const documents = await this.query<{ id: string }>(`SELECT d.id FROM documents d WHERE ${NAMES_THEM}`, [persons]);
    // Whoever appends holds the keys that they need; after this nobody does, and what they appended is deleted with the rest.
    await this.keyring.keysOf(this.client, persons);
    for (const { serial, refs, evidence } of entries) {
      const { performer = null, user = null } = refs;
      const named = [performer, user === null ? null : `user:${user}`, ...textsIn(evidence['records'])];
      await this.query(
        `UPDATE keyring.persons SET sealed = NULL, destroyed_at = $2, destroyed_by = $3
         WHERE person = ANY ($1) AND sealed IS NOT NULL`,
        [named.filter((person) => person !== null), at, serial],
      );
    }
    await this.query(`DELETE FROM personals q WHERE ${IS_THEIRS}`, [persons]);
    await this.query('DELETE FROM documents WHERE id = ANY ($1)', [documents.map(({ id }) => id)]);
  }

  /** What they are called, and what was said lately of them and by them. */
  private async wordsOf(scope: ErasureScope, at: Instant): Promise<string[]> {
    const rows = await this.query<PersonalColumns & pg.QueryResultRow>(
      `SELECT e.id, ${PERSONAL} FROM personals q JOIN entries e ON e.serial = q.entry
       WHERE ${IS_THEIRS} AND e.at::timestamptz > $2::timestamptz - ${LATELY}`,
      [personsIn(scope), at],
    );
    const said = rows.flatMap((row) => wordsIn(this.keyring.open(row)?.personal ?? null));
    const words = [...scope.names, ...said.map(longestRun).filter((word) => word.length >= WORD_MIN)];
    return [...new Set([...words, ...scope.emails])].filter((word) => word !== '');
  }

  private async forgetAccounts({ users, emails, performers, records }: ErasureScope): Promise<void> {
    const of = [users, emails];
    await this.query(
      `DELETE FROM auth.challenge WHERE session IN (SELECT id FROM auth.session WHERE "userId" = ANY ($1))`,
      [users],
    );
    await this.query(
      'DELETE FROM auth.recovery_link WHERE recovery IN (SELECT id FROM recoveries WHERE "user" = ANY ($1))',
      [users],
    );
    await this.query(
      `DELETE FROM auth.verification WHERE EXISTS (SELECT FROM unnest($2::text[]) AS email
         WHERE strpos(lower(identifier || ' ' || value), email) > 0) OR identifier = ANY ($1) OR value = ANY ($1)`,
      of,
    );
    await this.query(
      `DELETE FROM auth.sign_on WHERE EXISTS (
         SELECT FROM unnest($1::text[]) AS email WHERE strpos(lower(asserted::text), email) > 0)`,
      [emails],
    );
    // With it go sessions, devices, factors and codes, by their keys to it.
    await this.query('DELETE FROM auth."user" WHERE id = ANY ($1) OR lower(email) = ANY ($2)', of);
    await this.query(
      `DELETE FROM sign_codes WHERE "user" = ANY ($1) OR request IN (SELECT id FROM requests WHERE performer = ANY ($2))`,
      [users, performers],
    );
    await this.query('DELETE FROM sign_challenges WHERE "user" = ANY ($1)', [users]);
    await this.query('DELETE FROM recall_links WHERE "user" = ANY ($1)', [users]);
    await this.query('DELETE FROM reminder_links WHERE reminded = ANY ($1)', [[...users, ...performers, ...records]]);
  }

  /** Mail to them is sent no more; of what others are sent and were answered their words are taken out. */
  private async forgetSent({ users, emails }: ErasureScope, words: readonly string[]): Promise<void> {
    await this.query('DELETE FROM idempotency_keys WHERE principal = ANY ($1)', [users.map((user) => `user:${user}`)]);
    await this.query(
      `UPDATE deliveries SET payload = NULL, last_failure = 'erased', closed_at = coalesce(closed_at, clock_timestamp()),
         state = CASE WHEN state IN ('due', 'queued') THEN 'given_up' ELSE state END
       WHERE payload IS NOT NULL AND lower(payload ->> 'to') = ANY ($1)`,
      [emails],
    );
    await this.query('DELETE FROM captured_mail WHERE lower(recipient) = ANY ($1)', [emails]);
    await takeFromSent(this.client, new SaidWords(words));
  }

  private async query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return (await this.client.query<T>(text, values)).rows;
  }
}

const IS_THEIRS = '(q.persons[1] = ANY ($1::text[]) OR q.persons[2] = ANY ($1::text[]))';
const NAMES_THEM = `(d.refs ->> 'performer' = ANY ($1::text[])
  OR d.refs ->> 'decision' IN (SELECT id FROM decisions WHERE performer = ANY ($1::text[]))
  OR d.refs ->> 'consent' IN (SELECT id FROM consents WHERE performer = ANY ($1::text[]))
  OR d.refs ->> 'consent' IN (
    SELECT c.id FROM personals q JOIN entries e ON e.serial = q.entry JOIN consents c ON c.request = e.refs ->> 'request'
    WHERE ${IS_THEIRS} AND e.type IN ('consent.given', 'request.cosigned'))
  OR d.refs ->> 'recall' IN (
    SELECT e.refs ->> 'recall' FROM personals q JOIN entries e ON e.serial = q.entry
    WHERE ${IS_THEIRS} AND e.type = 'recall.deletion_stated'))`;

// By the account, all addresses that it is known by, all profiles that it claimed, and those of its addresses that nobody has.
const SCOPE = `
  WITH account AS (
    SELECT u.id, lower(u.email) AS email, u.name FROM auth."user" u WHERE u.id = $1 OR lower(u.email) = $2
      OR u.id = (SELECT p."user" FROM performers p WHERE p.id = $3)
  ), known AS (
    SELECT email FROM account UNION SELECT $2
    UNION SELECT lower(p.email) FROM performers p WHERE p.id = $3 OR p."user" IN (SELECT id FROM account)
  ), profile AS (
    SELECT p.id, lower(p.email) AS email, p.name FROM performers p WHERE p.erased_at IS NULL AND (
      p.id = $3 OR p."user" IN (SELECT id FROM account) OR p."user" IS NULL AND lower(p.email) IN (SELECT email FROM known))
  ), authority AS (
    SELECT a.id, a.performer, lower(a.email) AS email, a.name FROM authorities a
    WHERE a.email IS NOT NULL AND (a."user" IN (SELECT id FROM account) OR lower(a.email) IN (SELECT email FROM known))
  ), membership AS (
    SELECT m.id, m.organization FROM memberships m WHERE lower(m.email) IN (SELECT email FROM known)
  ), invitation AS (
    SELECT i.id, i.production FROM participations i WHERE lower(i.email) IN (SELECT email FROM known)
  ), member AS (
    SELECT m.organization, lower(m.email) AS email, m.name FROM members m WHERE m."user" IN (SELECT id FROM account)
  )
  SELECT (SELECT id FROM account LIMIT 1) AS "user",
    ARRAY(SELECT id::text FROM profile ORDER BY id) AS performers,
    ARRAY(SELECT id::text FROM authority UNION SELECT id FROM membership UNION SELECT id FROM invitation ORDER BY 1) AS records,
    ARRAY(SELECT id::text FROM profile UNION SELECT 'user:' || id FROM account UNION SELECT performer FROM authority
      UNION SELECT 'addresses:' || organization FROM membership UNION SELECT production FROM invitation
      UNION SELECT organization FROM member ORDER BY 1) AS guards,
    ARRAY(SELECT email FROM known WHERE email IS NOT NULL UNION SELECT email FROM profile WHERE email IS NOT NULL
      UNION SELECT email FROM authority UNION SELECT email FROM member WHERE email IS NOT NULL) AS emails,
    ARRAY(SELECT name FROM account WHERE name <> '' UNION SELECT name FROM profile WHERE name <> ''
      UNION SELECT name FROM authority WHERE name <> '' UNION SELECT name FROM member WHERE name <> '') AS names`;

const RETURNED = `
  WITH gone AS (SELECT person FROM keyring.persons WHERE sealed IS NULL UNION SELECT unnest($1::text[])), profile AS (
    SELECT p.id, lower(p.email) AS email, p.name FROM performers p JOIN gone ON gone.person = p.id
    WHERE p.erased_at IS NULL OR EXISTS (SELECT FROM personals q WHERE q.persons[1] = p.id)
  ), account AS (
    SELECT u.id, lower(u.email) AS email, u.name FROM auth."user" u JOIN gone ON gone.person = 'user:' || u.id
  ), member AS (
    SELECT m."user" AS id, lower(m.email) AS email, m.name FROM members m JOIN gone ON gone.person = 'user:' || m."user"
    WHERE m.email IS NOT NULL
  ), sealed AS (
    SELECT gone.person FROM gone WHERE EXISTS (SELECT FROM personals q WHERE q.persons[1] = gone.person OR q.persons[2] = gone.person)
  ), record AS (
    SELECT a.id, lower(a.email) AS email, a.name FROM authorities a JOIN gone ON gone.person = a.id WHERE a.email IS NOT NULL
    UNION ALL SELECT m.id, lower(m.email), NULL FROM memberships m JOIN gone ON gone.person = m.id WHERE m.email IS NOT NULL
    UNION ALL SELECT i.id, lower(i.email), NULL FROM participations i JOIN gone ON gone.person = i.id WHERE i.email IS NOT NULL
  ), everybody AS (
    SELECT * FROM profile UNION ALL SELECT * FROM account UNION ALL SELECT * FROM member UNION ALL SELECT * FROM record)
  SELECT ARRAY(SELECT id FROM account UNION SELECT id FROM member UNION
      SELECT substr(person, 6) FROM sealed WHERE person LIKE 'user:%' ORDER BY 1) AS users,
    ARRAY(SELECT id::text FROM profile ORDER BY 1) AS performers,
    ARRAY(SELECT id::text FROM record UNION SELECT person FROM sealed WHERE person NOT LIKE 'user:%' AND person NOT LIKE 'perf%'
      ORDER BY 1) AS records,
    ARRAY(SELECT id::text FROM profile UNION SELECT 'user:' || id FROM account UNION SELECT 'user:' || id FROM member
      UNION SELECT person FROM sealed WHERE person LIKE 'user:%' ORDER BY 1) AS guards,
    ARRAY(SELECT DISTINCT email FROM everybody WHERE email IS NOT NULL) AS emails,
    ARRAY(SELECT DISTINCT name FROM everybody WHERE name <> '') AS names`;

function personsIn({ users, performers, records }: ErasureScope): string[] {
  return [...performers, ...users.map((user) => `user:${user}`), ...records];
}

function wordsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, held]) => (SHARED.includes(name) ? [] : wordsIn(held)));
}

/** As much of it as is written alike however it is kept. */
function longestRun(text: string): string {
  const runs = text.split(/["\\\n\r\t<>&]/).map((run) => run.trim());
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}

function textsIn(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
