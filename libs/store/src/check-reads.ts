/** Reads all that a batch of checks may be decided on: locks first, then one statement over everything. */
import type pg from 'pg';
import { EMPTY_RECORDS } from '#consent';
import type {
  Box,
  ConsentRecord,
  Instant,
  Records,
  RefusedRequest,
  RequestRecord,
  StandingInstruction,
} from '#consent';

/** One check to be decided and recorded. Carry whatever `decide` needs in further fields of your own type. */
export interface CheckQuestion {
  /** By API key: its hash as better-auth keeps it, verified inside the transaction. Or a person, verified by you. */
  readonly asker: { readonly keyHash: string } | { readonly organization: string; readonly actor: string };
  /** `null` claims that no identifiable performer is concerned. */
  readonly performer: string | null;
  readonly production: string;
  /** Further productions whose paths `decide` wants; those that the records name are there anyway. */
  readonly mentions?: readonly string[];
}

/** Who asks, as far as the transaction has verified it. */
export interface Asker {
  readonly organization: string;
  /** `user:…` or the key's id. */
  readonly actor: string;
  /** The key's; `null` for a person. */
  readonly scopes: readonly string[] | null;
}

/** What one question may be decided on. */
export interface Known {
  readonly asker: Asker;
  readonly records: Records;
  /** The performer and the version read; nobody for no performer or one that is unknown to the asker. */
  readonly performer: { readonly id: string | null; readonly version: number };
}

/** Everything that was read for a batch, by what it is looked up with. */
export interface Facts {
  readonly at: Instant;
  readonly versions: ReadonlyMap<string, number>;
  readonly keys: ReadonlyMap<string, Read['keys'][number]>;
  readonly performers: ReadonlyMap<string, Read['performers'][number]>;
  readonly consents: ReadonlyMap<string, Read['consents']>;
  readonly requests: ReadonlyMap<string, Read['requests']>;
  readonly instructions: Read['instructions'];
  readonly owners: ReadonlyMap<string, string>;
  readonly paths: Records['productionPaths'];
  readonly parts: ReadonlySet<string>;
}

interface Read {
  readonly at: Instant;
  readonly keys: readonly { hash: string; id: string; organization: string; scopes: string[] }[];
  readonly performers: readonly { id: string; organization: string; person: string | null }[];
  readonly consents: readonly { performer: string; production: string; record: ConsentRecord }[];
  readonly requests: readonly {
    performer: string;
    production: string;
    record: RequestRecord | null;
    closed_at: Instant;
  }[];
  readonly instructions: readonly {
    person: string | null;
    performer: string;
    id: string;
    box: Box;
    from: Instant;
    until: Instant | null;
  }[];
  readonly paths: Readonly<Record<string, { organization: string; path: string[] }>>;
  /** Accepted parts, as `organization production`. */
  readonly parts: readonly string[];
}

/**
 * Takes the performers, the productions with all nodes above them, and the keys in share, in id order, and then reads.
 *
 * INVARIANT: two statements. A statement that both waits for a lock and reads other tables reads these as they were
 * before it waited, and would answer with a consent whose withdrawal was acknowledged meanwhile.
 */
export async function readFacts(client: pg.ClientBase, questions: readonly CheckQuestion[]): Promise<Facts> {
  const performers = unique(questions.flatMap(({ performer }) => performer ?? []));
  const productions = unique(questions.map(({ production }) => production));
  const hashes = unique(questions.flatMap(({ asker }) => ('keyHash' in asker ? asker.keyHash : [])));
  const mentioned = unique(questions.flatMap(({ mentions }) => mentions ?? []));
  const locked = await client.query<{ subject: string; version: number }>({
    name: 'check-lock',
    text: LOCK,
    values: [performers, productions, hashes],
  });
  const { rows } = await client.query<{ read: string }>({
    name: 'check-read',
    text: READ,
    values: [performers, productions, hashes, mentioned],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('the records of a check came back empty');
  // Built by the statement below, from columns whose contents only `append` writes.
  return factsOf(JSON.parse(row.read) as Read, locked.rows);
}

function factsOf(read: Read, locked: readonly { subject: string; version: number }[]): Facts {
  return {
    at: read.at,
    versions: new Map(locked.map(({ subject, version }) => [subject, version])),
    keys: new Map(read.keys.map((key) => [key.hash, key])),
    performers: new Map(read.performers.map((performer) => [performer.id, performer])),
    consents: byPerformer(read.consents),
    requests: byPerformer(read.requests),
    instructions: read.instructions,
    owners: new Map(Object.entries(read.paths).map(([id, { organization }]) => [id, organization])),
    paths: Object.fromEntries(Object.entries(read.paths).map(([id, { path }]) => [id, path])),
    parts: new Set(read.parts),
  };
}

function byPerformer<R extends { readonly performer: string }>(records: readonly R[]): Map<string, R[]> {
  const found = new Map<string, R[]>();
  for (const record of records) found.set(record.performer, [...(found.get(record.performer) ?? []), record]);
  return found;
}

// A key's id and a production's path never change, so looking them up before the lock is safe.
const LOCK = `
  WITH wanted AS (
    SELECT unnest($1::text[]) AS subject
    UNION SELECT unnest(path) FROM productions WHERE id = ANY ($2::text[])
    UNION SELECT k.id FROM keys k JOIN auth.apikey a ON a.id = k.apikey WHERE a.key = ANY ($3::text[])
  )
  SELECT subject, version FROM versions
  WHERE subject = ANY (ARRAY(SELECT subject FROM wanted)) ORDER BY subject FOR SHARE`;

// One row of JSON: the driver's work per row and column costs more than the database's.
const READ = `
  WITH performer AS (
    SELECT id, organization, "user" AS person FROM performers WHERE id = ANY ($1::text[])
  ), key AS (
    SELECT a.key AS hash, k.id, k.organization, k.scopes FROM keys k JOIN auth.apikey a ON a.id = k.apikey
    WHERE a.key = ANY ($3::text[]) AND k.revoked_at IS NULL AND coalesce(a.enabled, true)
      AND coalesce(a."expiresAt" > clock_timestamp(), true)
  ), consent AS (
    SELECT performer, production, record, productions FROM consents WHERE performer = ANY ($1::text[])
  ), request AS (
    SELECT performer, production, state, record, productions, closed_at FROM requests
    WHERE performer = ANY ($1::text[]) AND state <> 'draft'
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
  ), part AS (
    SELECT DISTINCT organization || ' ' || production AS part FROM participations
    WHERE state = 'accepted' AND production IN (SELECT unnest(path) FROM path)
  )
  SELECT json_build_object(
    'at', instant_now(),
    'keys', (SELECT coalesce(json_agg(key), '[]') FROM key),
    'performers', (SELECT coalesce(json_agg(performer), '[]') FROM performer),
    'consents', (SELECT coalesce(json_agg(json_build_object(
      'performer', performer, 'production', production, 'record', record)), '[]') FROM consent),
    'requests', (SELECT coalesce(json_agg(json_build_object('performer', performer, 'production', production,
      'record', CASE WHEN state = 'declined' THEN record END, 'closed_at', closed_at)), '[]') FROM request),
    'instructions', (SELECT coalesce(json_agg(instruction), '[]') FROM instruction),
    'paths', (SELECT coalesce(json_object_agg(id, json_build_object('organization', organization, 'path', path)), '{}')
      FROM path),
    'parts', (SELECT coalesce(json_agg(part.part), '[]') FROM part)
  )::text AS read`;

/** What this question may be decided on, or why it may not be asked. */
export function knownOf(question: CheckQuestion, facts: Facts): Known | 'key_invalid' | 'production_unknown' {
  const asker = askerOf(question, facts);
  if (asker === null) return 'key_invalid';
  const path = facts.paths[question.production];
  const takesPartIn = (nodes: readonly string[] = []): boolean =>
    nodes.some((node) => facts.parts.has(`${asker.organization} ${node}`));
  if (path === undefined || !takesPartIn(path)) return 'production_unknown';

  const performer = facts.performers.get(question.performer ?? '');
  // A profile of another owner is a stranger here: the answer is that of an id that nobody has.
  if (performer === undefined || performer.organization !== facts.owners.get(path[0] ?? ''))
    return { asker, records: unrelated(question, facts), performer: { id: null, version: 0 } };

  // Seen are the records of every node that the asker has a part in or below, and of the nodes above the asked one.
  const sees = ({ production }: { readonly production: string }): boolean =>
    path.includes(production) || takesPartIn(facts.paths[production]);
  const consents = facts.consents.get(performer.id) ?? [];
  const requests = (facts.requests.get(performer.id) ?? []).filter(sees);
  const seen = consents.filter(sees).map(({ record }) => record);
  const unseen = consents.filter((consent) => !sees(consent)).map(({ record }) => record);
  const records: Records = {
    ...EMPTY_RECORDS,
    related: seen.length > 0 || requests.length > 0,
    consents: seen,
    refused: requests.flatMap(refusedOf),
    standing: [
      ...facts.instructions.filter((instruction) => isOf(instruction, performer)).map(standingOf),
      ...unseen.flatMap((consent) => bindingOf(consent, path[0], facts.paths)),
    ],
    productionPaths: facts.paths,
  };
  return { asker, records, performer: { id: performer.id, version: facts.versions.get(performer.id) ?? 0 } };
}

function askerOf({ asker }: CheckQuestion, { keys }: Facts): Asker | null {
  if (!('keyHash' in asker)) return { ...asker, scopes: null };
  const key = keys.get(asker.keyHash);
  return key ? { organization: key.organization, actor: key.id, scopes: key.scopes } : null;
}

/** The records of somebody unknown: nothing in them depends on whether the id is anybody's. */
function unrelated({ production, mentions = [] }: CheckQuestion, { paths }: Facts): Records {
  const asked = [production, ...mentions].flatMap((id) => (paths[id] ? [[id, paths[id]] as const] : []));
  return { ...EMPTY_RECORDS, related: false, productionPaths: Object.fromEntries(asked) };
}

function refusedOf({ record, closed_at: declinedAt }: Read['requests'][number]): RefusedRequest[] {
  return record === null ? [] : [{ id: record.id, terms: record.terms, declinedAt }];
}

function isOf(instruction: Read['instructions'][number], performer: Read['performers'][number]): boolean {
  return (
    instruction.performer === performer.id || (performer.person !== null && instruction.person === performer.person)
  );
}

function standingOf({ id, box, from, until }: Read['instructions'][number]): StandingInstruction {
  return { id, box, from, until };
}

/**
 * The prohibitions of a consent that the asker may not see: they bind its own production tree, and are told as standing
 * instructions without an id of their own.
 */
function bindingOf(
  consent: ConsentRecord,
  root: string | undefined,
  paths: Records['productionPaths'],
): StandingInstruction[] {
  const isInTree = (production: string): boolean => root !== undefined && paths[production]?.[0] === root;
  if (root === undefined || !isInTree(consent.production)) return [];
  return consent.terms.prohibitions.flatMap(({ box }) => {
    const production = (box.production ?? [root]).filter(isInTree);
    const bound = { ...box, production };
    return production.length === 0 ? [] : [{ id: 'unseen', box: bound, from: consent.givenAt, until: null }];
  });
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
