/** Reads all that a batch of checks may be decided on: locks first, then one statement over everything. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { factsOf } from './check-facts.js';
import type { CheckQuestion, Facts, Read } from './check-facts.js';
import { QUEUE } from './lock-order.js';
import { NOBODY } from './persons.js';

/**
 * Takes in share, in id order, all that guards what these questions are decided on: the performers of the productions'
 * owners, the productions with all nodes above them, the tools with the performers whose likeness they give, the asking
 * organizations, the keys and the strikes; then for update what guards the caps of these performers. Then it reads.
 *
 * INVARIANT: locks and reads are statements of their own. A statement that both waits for a lock and reads other tables reads these as they were
 * before it waited, and would answer with a consent whose withdrawal was acknowledged meanwhile.
 */
export async function readFacts(
  client: pg.ClientBase,
  clock: (databaseNow: Instant) => Instant,
  questions: readonly CheckQuestion[],
): Promise<Facts> {
  const asked = askedIn(questions);
  const values = [asked.performers, asked.productions, asked.hashes, asked.tools, asked.organizations];
  await client.query({ name: 'check-queue', text: QUEUE_UP, values });
  const locked = await client.query<{ subject: string; version: number; at: Instant }>({
    ...{ name: 'check-lock', text: LOCK, values },
  });
  const [first] = locked.rows;
  if (first === undefined) throw new Error('the database is not migrated: nothing guards the strikes');
  const versions = new Map(locked.rows.map(({ subject, version }) => [subject, version]));
  // What ran out before the locks were there has run out. What runs out between is told apart by its instant.
  return read(client, clock, asked, { since: clock(first.at), versions });
}

/** The same for what records nothing: it waits for nobody and holds up nobody, and reads what has been committed. */
export async function readFactsFreely(
  client: pg.ClientBase,
  clock: (databaseNow: Instant) => Instant,
  questions: readonly CheckQuestion[],
): Promise<Facts> {
  const { rows } = await client.query<{ at: Instant }>('SELECT instant_now() AS at');
  const [now] = rows;
  if (now === undefined) throw new Error('the database has no clock');
  return read(client, clock, askedIn(questions), { since: clock(now.at), versions: new Map() });
}

/** What a batch asks about, each once. */
type AskedIn = ReturnType<typeof askedIn>;

function askedIn(questions: readonly CheckQuestion[]) {
  return {
    performers: unique(questions.flatMap(({ performer }) => performer ?? [])),
    productions: unique(questions.map(({ production }) => production)),
    hashes: unique(questions.flatMap(({ asker }) => ('keyHash' in asker ? asker.keyHash : []))),
    mentioned: unique(questions.flatMap(({ mentions }) => mentions ?? [])),
    tools: unique(questions.flatMap((question) => question.tools)),
    useHashes: unique(questions.map(({ useHash }) => useHash)),
    organizations: unique(questions.flatMap(({ asker }) => ('keyHash' in asker ? [] : asker.organization))),
    users: unique(questions.flatMap(({ asker }) => ('user' in asker ? asker.user : []))),
    seen: unique(questions.flatMap(({ seen }) => seen ?? [])),
  };
}

async function read(
  client: pg.ClientBase,
  clock: (databaseNow: Instant) => Instant,
  asked: AskedIn,
  { since, versions }: { readonly since: Instant; readonly versions: Facts['versions'] },
): Promise<Facts> {
  const { performers, productions, hashes, mentioned, tools, useHashes, organizations, users, seen } = asked;
  const { rows } = await client.query<{ read: string }>({
    name: 'check-read',
    text: READ,
    values: [performers, productions, hashes, mentioned, tools, useHashes, since, organizations, users, seen],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('the records of a check came back empty');
  // Built by the statement below, from columns whose contents only `append` writes.
  const found = JSON.parse(row.read) as Read & { readonly at: Instant };
  return factsOf(found, clock(found.at), versions);
}

// Whose a key, a tool, a production or a profile is, what a key is limited to, what lies above a production and whose
// likeness a tool gives never change: looking them up before the lock is safe. Only who takes part may, and then `requireLocks` finds it. What is a
// stranger's is read as nobody's and not locked: no question shall hold it up, or be held up by it. Each later part waits
// for the one before by counting it: `used:` sorts behind every other id, so all of it is in id order.
const WANTED = `
  WITH key AS (
    SELECT k.id, k.organization, k.productions FROM keys k JOIN auth.apikey a ON a.id = k.apikey WHERE a.key = ANY ($3::text[])
  ), asker AS (
    SELECT unnest($5::text[]) AS organization, NULL::text[] AS productions UNION ALL SELECT organization, productions FROM key
  ), part AS (
    SELECT organization, production FROM participations
    WHERE state = 'accepted' AND production IN (SELECT unnest(path) FROM productions WHERE id = ANY ($2::text[]))
  ), production AS (
    SELECT p.path, p.root FROM productions p WHERE p.id = ANY ($2::text[]) AND EXISTS (
      SELECT FROM part JOIN asker USING (organization)
      WHERE part.production = ANY (p.path) AND (asker.productions IS NULL OR asker.productions && p.path))
  ), profile AS (
    SELECT id FROM performers WHERE id = ANY ($1::text[]) AND organization IN (
      SELECT root.organization FROM production p JOIN productions root ON root.id = p.root
    )
  ), tool AS (
    SELECT id, likeness_of FROM tools WHERE id = ANY ($4::text[]) AND organization IN (
      SELECT organization FROM asker
      UNION SELECT part.organization FROM production p JOIN part ON part.production = ANY (p.path)
    )
  ), wanted AS (
    SELECT id AS subject FROM profile
    UNION SELECT unnest(path) FROM production
    UNION SELECT id FROM key
    UNION SELECT organization FROM asker
    UNION SELECT id FROM tool
    UNION SELECT likeness_of FROM tool
    UNION SELECT 'suspensions'
  )`;

// The server has room for some thousand locks in all: of a batch about hundreds of performers some are not queued for.
const QUEUES_MAX = 256;

// In one order for everybody, as `queueFor` has it.
const QUEUE_UP = `${WANTED}
  SELECT pg_advisory_xact_lock_shared(queue)::text FROM (
    SELECT DISTINCT queue FROM (
      SELECT ${QUEUE} AS queue FROM wanted ORDER BY subject LIKE 'perf%', subject LIMIT ${QUEUES_MAX}
    ) AS picked ORDER BY queue
  ) AS queued`;

const LOCK = `${WANTED}, shared AS (
    SELECT subject, version FROM versions
    WHERE subject = ANY (ARRAY(SELECT subject FROM wanted)) ORDER BY subject FOR SHARE
  ), capped AS (
    SELECT subject, version FROM versions
    WHERE (SELECT count(*) FROM shared) >= 0
      AND subject = ANY (ARRAY(SELECT 'used:' || id FROM profile))
    ORDER BY subject FOR UPDATE
  )
  SELECT subject, version, (SELECT instant_now()) AS at FROM shared
  UNION ALL SELECT subject, version, NULL FROM capped`;

// As the index of these claims has it.
const CONTESTED = `
  reviews -> -1 ->> 'verdict' = 'rejected' OR questions <> '[]' AND questions -> -1 ->> 'answeredAt' IS NULL`;

// One row of JSON: the driver's work per row and column costs more than the database's.
const READ = `
  WITH performer AS (
    SELECT id, organization, "user" AS person, record FROM performers WHERE id = ANY ($1::text[]) AND erased_at IS NULL
  ), key AS (
    SELECT a.key AS hash, k.id, k.organization, k.scopes, k.productions, k.ends_at AS "endsAt"
    FROM keys k JOIN auth.apikey a ON a.id = k.apikey WHERE a.key = ANY ($3::text[]) AND k.revoked_at IS NULL
  ), consent AS (
    SELECT performer, production, record, productions FROM consents WHERE performer = ANY ($1::text[])
  ), request AS (
    SELECT performer, production, state, record, productions, closed_at FROM requests
    WHERE performer = ANY ($1::text[]) AND sent_at IS NOT NULL
  ), instruction AS (
    SELECT p."user" AS person, i.performer, i.id, i.box, i."from", i.until
    FROM standing_instructions i JOIN performers p ON p.id = i.performer
    WHERE i.performer = ANY ($1::text[]) OR p."user" IN (SELECT person FROM performer)
  ), named AS (
    SELECT unnest($2::text[]) AS id UNION SELECT unnest($4::text[])
    UNION SELECT root FROM productions WHERE id = ANY ($2::text[])
    UNION SELECT unnest(productions) FROM consent UNION SELECT unnest(productions) FROM request
  ), path AS (
    SELECT id, organization, path FROM productions WHERE id IN (SELECT id FROM named)
  ), node AS (
    SELECT id, statements FROM productions
    WHERE id IN (SELECT unnest(path) FROM productions WHERE id = ANY ($2::text[]))
  ), tool AS (
    SELECT t.id, t.organization, t.version, t.tier, t.record, t.likeness_of AS "likenessOf",
      l."user" AS "likenessPerson", t.registered_at AS "registeredAt"
    FROM tools t LEFT JOIN performers l ON l.id = t.likeness_of WHERE t.id = ANY ($5::text[])
  ), approval AS (
    SELECT production, performer, id, kind, use_hash AS "useHash", given_at AS "givenAt", expires_at AS "expiresAt",
      voided_at AS "voidedAt", authority
    FROM approvals WHERE use_hash = ANY ($6::text[]) AND verdict = 'given' AND voided_at IS NULL
  ), disclosure AS (
    SELECT production, performer, id, use_hash AS "useHash", made_at AS "madeAt"
    FROM disclosures WHERE use_hash = ANY ($6::text[])
  ), claim AS (
    SELECT production, performer, id, exemption, use_hash AS "useHash", claimed_at AS "claimedAt", actor, reviews,
      questions
    FROM claims WHERE use_hash = ANY ($6::text[])
      OR performer = ANY ($1::text[]) AND production = ANY ($2::text[]) AND (${CONTESTED})
  ), clearance AS (
    SELECT production, id, covers, recorded_at AS "recordedAt", "from", until, ended_at AS "endedAt"
    FROM clearances WHERE production IN (SELECT id FROM node)
  ), authority AS (
    SELECT performer, id, capacity, scope, "from", until, recorded_at AS "recordedAt", verified_at AS "verifiedAt",
      ended_at AS "endedAt", "user", email
    FROM authorities WHERE performer = ANY ($1::text[])
  ), suspension AS (
    SELECT id, organization, struck.agreement, employer, declared_at AS "declaredAt", "from", until,
      lifted_at AS "liftedAt"
    FROM suspensions, unnest(agreements) AS struck (agreement) WHERE lifted_at IS NULL
  ), used AS (
    SELECT h.consent, h.clause, h.unit, sum((u.report -> 'quantity' ->> h.unit)::bigint)::bigint AS amount
    FROM reservations r, jsonb_to_recordset(r.held) AS h (consent text, clause text, unit text),
      jsonb_array_elements(r.uses) AS u (report)
    WHERE r.performer = ANY ($1::text[]) AND r.uses <> '[]' AND u.report -> 'quantity' ? h.unit
    GROUP BY h.consent, h.clause, h.unit
  ), held AS (
    SELECT h.consent, h.clause, h.unit, h.amount, r.until, r.decision, r.first_check AS "firstCheck"
    FROM reservations r, jsonb_to_recordset(r.held) AS h (consent text, clause text, unit text, amount bigint)
    WHERE r.performer = ANY ($1::text[]) AND r.until > $7 AND r.released_at IS NULL AND r.taken_over IS NULL
      AND NOT EXISTS (SELECT FROM jsonb_array_elements(r.uses) AS u (report) WHERE u.report -> 'quantity' ? h.unit)
  ), part AS (
    SELECT DISTINCT organization || ' ' || production AS part FROM participations
    WHERE state = 'accepted' AND production IN (SELECT unnest(path) FROM path)
  ), member AS (
    SELECT organization || ' ' || "user" AS member FROM members
    WHERE organization = ANY ($8::text[]) AND "user" = ANY ($9::text[]) AND removed_at IS NULL
  )
  SELECT json_build_object(
    'at', instant_now(),
    'keys', (SELECT coalesce(json_agg(key), '[]') FROM key),
    'personKeys', (SELECT coalesce(json_object_agg(person, encode(sealed, 'hex')), '{}') FROM keyring.persons
      WHERE person = ANY ($1::text[]) OR person = '${NOBODY}'),
    'performers', (SELECT coalesce(json_agg(performer), '[]') FROM performer),
    'consents', (SELECT coalesce(json_agg(json_build_object(
      'performer', performer, 'production', production, 'record', record)), '[]') FROM consent),
    'requests', (SELECT coalesce(json_agg(json_build_object('performer', performer, 'production', production,
      'record', CASE WHEN state = 'declined' OR state = 'sent' AND record ? 'cosigned' THEN record END,
      'closedAt', closed_at)), '[]') FROM request),
    'instructions', (SELECT coalesce(json_agg(instruction), '[]') FROM instruction),
    'paths', (SELECT coalesce(json_object_agg(id, json_build_object('organization', organization, 'path', path)), '{}')
      FROM path),
    'parts', (SELECT coalesce(json_agg(part.part), '[]') FROM part),
    'members', (SELECT coalesce(json_agg(member.member), '[]') FROM member),
    'seen', (SELECT coalesce(json_agg(id), '[]') FROM entries WHERE id = ANY ($10::text[])),
    'statements', (SELECT coalesce(json_agg(stated), '[]') FROM node, jsonb_array_elements(node.statements) AS stated),
    'tools', (SELECT coalesce(json_agg(tool), '[]') FROM tool),
    'approvals', (SELECT coalesce(json_agg(approval), '[]') FROM approval),
    'disclosures', (SELECT coalesce(json_agg(disclosure), '[]') FROM disclosure),
    'claims', (SELECT coalesce(json_agg(claim), '[]') FROM claim),
    'clearances', (SELECT coalesce(json_agg(clearance), '[]') FROM clearance),
    'authorities', (SELECT coalesce(json_agg(authority), '[]') FROM authority),
    'suspensions', (SELECT coalesce(json_agg(suspension), '[]') FROM suspension),
    'used', (SELECT coalesce(json_agg(used), '[]') FROM used),
    'held', (SELECT coalesce(json_agg(held), '[]') FROM held)
  )::text AS read`;

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
