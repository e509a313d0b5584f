/** Records decisions: reads what they rest on, decides, appends and signs, in one transaction for the whole batch. */
import type pg from 'pg';
import { useHashOf } from '#consent';
import type { Instant, Records, Use } from '#consent';
import { merkleBatch, toHex } from '#ledger';
import type { JsonObject } from '#ledger';
import { appendEntries } from './append.js';
import type { AppendedEntry, Writing } from './append.js';
import type { Asker, Unasked } from './check-askers.js';
import { knownOf } from './check-facts.js';
import { hold } from './check-holds.js';
import type { CheckQuestion, Facts, Known } from './check-facts.js';
import { readPastFacts } from './check-past.js';
import { readFacts, readFactsFreely } from './check-reads.js';
import type { FollowedChecks, NewEntry } from './entry-types.js';
import { ReadBehind } from './errors.js';
import type { CheckCurrency } from './idempotency.js';
import { newId } from './ids.js';
import { EntriesWithin } from './log.js';
import type { StoredEntry } from './log.js';
import { usedBy } from './projections.js';

/** What is done with each question and with the whole batch. */
export interface CheckHandlers<Q extends CheckQuestion, F extends DecidedFacts> {
  /**
   * Pure, called once per question in order, with what the asker may know. Anyone without a relation to the performer
   * gets the records of an unknown one. A throw fails this question alone.
   */
  decide(question: Q, given: CheckGiven): F;
  /**
   * Whether the batch ends with this answer; `null` for a question that could not be decided. What comes after is not
   * asked, and gets no result, though what guards it was taken with the rest, in the one order that suits all.
   */
  isLast?(facts: F | null): boolean;
  /** Signs the head of the batch: a compact JWS over this root and size. Called once per transaction. */
  sign(head: { readonly root: Uint8Array; readonly size: number; readonly at: Instant }): string | Promise<string>;
}

/** What a question is decided on. */
export interface CheckGiven {
  /** `chk_…`, the decision's id. */
  readonly id: string;
  readonly at: Instant;
  readonly asker: Asker;
  readonly records: Records;
}

/** What `decide` answers: the entry's facts. `evidence` is what receipts show; see `decision.made`. */
export interface DecidedFacts {
  readonly evidence: NewEntry<'decision.made'>['evidence'];
  readonly personal: JsonObject | null;
}

/** A recorded decision, or why there is none. */
export type CheckResult<F extends DecidedFacts> =
  | {
      readonly kind: 'decided';
      readonly id: string;
      readonly facts: F;
      readonly entry: AppendedEntry;
      /** As `receiptOf` of `#evidence` takes it. */
      readonly batch: { readonly index: number; readonly path: readonly string[]; readonly head: string };
      /** What a replay of this answer must find unchanged; give it to `rememberAnswer`. */
      readonly current: CheckCurrency;
    }
  /** The entry that whoever asks has seen is not in this database, which lags or was restored. */
  | { readonly kind: 'unseen' }
  /** The key is unknown, revoked or has ended. */
  | { readonly kind: 'key_invalid' }
  /** The key counts, without the scope that was asked for. */
  | { readonly kind: 'key_unscoped' }
  /** The production does not exist, or the asker has no part in it: one answer for both. */
  | { readonly kind: 'production_unknown' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A decided question on its way into the log. */
interface Draft<F extends DecidedFacts> {
  readonly position: number;
  readonly id: string;
  readonly known: Known;
  readonly facts: F;
  readonly entry: NewEntry<'decision.made'>;
}

/** Decides, records and signs a batch in the open transaction; answers in the order of the questions, up to the last. */
export async function recordChecks<Q extends CheckQuestion, F extends DecidedFacts>(
  writing: Writing,
  clock: (databaseNow: Instant) => Instant,
  questions: readonly Q[],
  by: CheckHandlers<Q, F>,
): Promise<CheckResult<F>[]> {
  const facts = await readFacts(writing.client, clock, questions);
  const { at } = facts;
  const results: CheckResult<F>[] = [];
  const drafts: Draft<F>[] = [];
  for (const [position, question] of questions.entries()) {
    const known = knownOf(question, facts);
    let decided: F | null = null;
    if (typeof known === 'string') results[position] = { kind: known };
    else {
      try {
        const draft = draftOf(question, position, known, at, by);
        drafts.push(draft);
        decided = draft.facts;
        // The next question of the batch is asked after this one was answered, and less is left of the caps.
        hold(facts, decided.evidence.reserved ?? []);
      } catch (error) {
        results[position] = { kind: 'failed', error };
      }
    }
    if (by.isLast?.(decided)) break;
  }
  requireLocks(drafts, facts);
  const versions = await raisedByTakingOver(writing.client, facts, drafts);
  for (const [position, result] of await record(writing, { ...facts, versions }, drafts, by))
    results[position] = result;
  return results;
}

/** What was answered while something was held that is held no more is not answered again: it would be allowed twice. */
async function raisedByTakingOver(
  client: pg.ClientBase,
  { versions }: Facts,
  drafts: readonly Draft<DecidedFacts>[],
): Promise<Facts['versions']> {
  const taking = drafts.filter(({ known }) => known.takesOver.length > 0);
  if (taking.length === 0) return versions;
  const guards = [
    ...new Set(taking.flatMap(({ known: { performer } }) => (performer === null ? [] : usedBy(performer)))),
  ];
  const { rows } = await client.query<{ subject: string; version: number }>(
    'UPDATE versions SET version = version + 1 WHERE subject = ANY ($1) RETURNING subject, version',
    [guards],
  );
  return new Map([...versions, ...rows.map(({ subject, version }) => [subject, version] as const)]);
}

/** What may be decided on, or why a question may not be asked. */
export type LookedUp = CheckGiven | Unasked;

/** A decision as it was made, and what it was made on, read anew from the log. */
export interface Replay {
  readonly entry: StoredEntry;
  readonly given: CheckGiven;
  /** Whether something of what it was made on has been erased since: `given` is what is left. */
  readonly inputsErased: boolean;
}

/**
 * What a recorded decision was decided on: the log up to it, by the serial of its entry. `null` for an id that is no
 * decision's. Which version of the engine and of the packs made it, its evidence says.
 */
export async function replayCheck(reading: Writing, decision: string): Promise<Replay | null> {
  const entry = await new EntriesWithin(reading.client, reading.keyring).ofDecision(decision);
  if (entry === null) return null;
  const { refs, evidence, at, serial } = entry;
  const asker = { organization: refs.organization ?? '', actor: refs.actor };
  // What was recorded as the use of a decision is one, but for its description, which no hash binds.
  const use = evidence['use'] as unknown as Use;
  const question: CheckQuestion = {
    ...{ asker, performer: refs.performer ?? null, production: refs.production ?? '' },
    ...{ tools: use.pipeline, useHash: useHashOf(use) },
    // As `draftOf` wrote it.
    ...(evidence['follows'] !== undefined && { follows: evidence['follows'] as unknown as FollowedChecks }),
  };
  const facts = await readPastFacts(reading, question, { before: serial }, at);
  const known = knownOf(question, facts);
  if (typeof known === 'string') throw new Error(`the log does not hold what ${decision} was made on: ${known}`);
  const given = { id: decision, at, asker: known.asker, records: known.records };
  return { entry, given, inputsErased: facts.isErased };
}

/** What `lookUpChecks` would have given at a past instant, to whoever may ask the same now. */
export async function lookUpPast(
  reading: Writing,
  clock: (databaseNow: Instant) => Instant,
  question: CheckQuestion,
  until: Instant,
): Promise<LookedUp> {
  const [now] = await lookUpChecks(reading.client, clock, [question]);
  if (now === undefined || typeof now === 'string') return now ?? 'production_unknown';
  const asked = { ...question, seen: null, asker: now.asker };
  const then = knownOf(asked, await readPastFacts(reading, question, { until }, until));
  return typeof then === 'string' ? then : { ...now, records: then.records };
}

/** What `recordChecks` would give to `decide`, with nothing recorded and nothing locked. */
export async function lookUpChecks(
  client: pg.ClientBase,
  clock: (databaseNow: Instant) => Instant,
  questions: readonly CheckQuestion[],
): Promise<LookedUp[]> {
  const facts = await readFactsFreely(client, clock, questions);
  return questions.map((question) => {
    const known = knownOf(question, facts);
    if (typeof known === 'string') return known;
    return { id: newId('chk'), at: facts.at, asker: known.asker, records: known.records };
  });
}

/**
 * What guards a decision is looked up before it is locked. A part that is accepted while the locks are waited for brings
 * productions and people into sight, and the row that guards the caps of a performer is made with her first capped
 * consent: what was read then stands under no lock, and two checks would each hold all of the cap.
 */
function requireLocks(drafts: readonly Draft<DecidedFacts>[], { versions }: Facts): void {
  for (const { known, facts } of drafts) {
    const isGuarded = isHolding(facts) || known.takesOver.length > 0;
    const caps = isGuarded && known.performer !== null ? [usedBy(known.performer)] : [];
    const missing = [...known.subjects, ...caps].find((guard) => !versions.has(guard));
    if (missing !== undefined) throw new ReadBehind(`\`${missing}\` came into sight after the locks were taken`);
  }
}

function isHolding({ evidence: { reserved = [] } }: DecidedFacts): boolean {
  return reserved.length > 0;
}

function draftOf<Q extends CheckQuestion, F extends DecidedFacts>(
  question: Q,
  position: number,
  known: Known,
  at: Instant,
  by: CheckHandlers<Q, F>,
): Draft<F> {
  const id = newId('chk');
  const { asker, records } = known;
  const facts = by.decide(question, { id, at, asker, records });
  const performer = question.performer === null ? {} : { performer: question.performer };
  const refs = { actor: asker.actor, decision: id, organization: asker.organization, production: question.production };
  const { personal } = facts;
  const follows = question.follows && { ...question.follows, takesOver: [...known.takesOver] };
  const evidence = { ...facts.evidence, ...(follows && { follows }) };
  return {
    position,
    id,
    known,
    facts,
    entry: { type: 'decision.made', refs: { ...refs, ...performer }, evidence, personal },
  };
}

async function record<Q extends CheckQuestion, F extends DecidedFacts>(
  writing: Writing,
  { at, versions, read }: Facts,
  drafts: readonly Draft<F>[],
  by: CheckHandlers<Q, F>,
): Promise<[number, CheckResult<F>][]> {
  if (drafts.length === 0) return [];
  const { client } = writing;
  const keys = Object.entries(read.personKeys).map(
    ([person, key]) => [person, key === null ? null : Buffer.from(key, 'hex')] as const,
  );
  const drafted = drafts.map(({ entry }) => entry);
  const entries = await appendEntries(writing, at, drafted, new Map(keys));
  const { root, paths } = merkleBatch(entries.map(({ leafHash }) => leafHash));
  const head = await by.sign({ root, size: entries.length, at });
  await client.query({
    name: 'check-batch',
    text: `WITH batch AS (INSERT INTO batches (id, head) VALUES ($1, $2))
           INSERT INTO receipts (entry, batch, index)
           SELECT entry, $1, ordinality - 1 FROM unnest($3::bigint[]) WITH ORDINALITY AS input (entry, ordinality)`,
    values: [newId('bat'), head, entries.map(({ serial }) => serial)],
  });
  return drafts.map(({ position, id, known, facts }, index) => {
    const [entry, path] = [entries[index], paths[index]];
    if (entry === undefined || path === undefined) throw new Error('a batch lost one of its entries');
    const current = currencyOf(known, facts, versions);
    const batch = { index, path: path.map(toHex), head };
    return [position, { kind: 'decided', id, facts, entry, batch, current }];
  });
}

function currencyOf({ subjects, performer }: Known, facts: DecidedFacts, versions: Facts['versions']): CheckCurrency {
  // What was held may be given back or used: then the same answer would allow it twice.
  const guards = [...subjects, ...(isHolding(facts) && performer !== null ? [usedBy(performer)] : [])];
  return {
    subjects: guards.map((subject) => [subject, versions.get(subject) ?? 0]),
    validUntil: facts.evidence.validUntil,
  };
}
