/**
 * What becomes of the rows that people read when somebody is erased: every word of theirs is emptied, as if the entry that wrote it
 * had never had any. So `rebuild`, which finds none, makes the very same rows.
 */
import type pg from 'pg';
import type { RecordedEntry, Table } from './change.js';

/** Statements by what is erased: `$1` is the profile, the account, or the ids of records. */
interface Emptied {
  readonly performer?: string;
  readonly user?: string;
  readonly records?: string;
}

const SAID_IN = (column: string, words: string): string => `(
  SELECT coalesce(jsonb_agg(said || '${words}' ORDER BY place), '[]') FROM jsonb_array_elements(${column}) WITH ORDINALITY AS each (said, place))`;
const IS_WRITER = `performer IS NULL AND actor = 'user:' || $1`;

/** INVARIANT: every table that is folded stands here; `null` where no column of it holds anything erasable. */
const EMPTIED: Readonly<Record<Table, Emptied | null>> = {
  organizations: null,
  members: { user: 'UPDATE members SET name = NULL, email = NULL WHERE "user" = $1' },
  productions: null,
  participations: { records: 'UPDATE participations SET email = NULL WHERE id = ANY ($1)' },
  // By its own change, which also says since when.
  performers: null,
  requests: null,
  consents: null,
  standing_instructions: null,
  decisions: null,
  decision_reliance: null,
  keys: null,
  providers: null,
  authorities: {
    performer: 'UPDATE authorities SET name = NULL, email = NULL WHERE performer = $1',
    records: 'UPDATE authorities SET name = NULL, email = NULL WHERE id = ANY ($1)',
  },
  memberships: { records: 'UPDATE memberships SET email = NULL WHERE id = ANY ($1)' },
  tools: null,
  attestations: null,
  clearances: { user: `UPDATE clearances SET note = NULL WHERE actor = 'user:' || $1` },
  disclosures: {
    performer: 'UPDATE disclosures SET description = NULL WHERE performer = $1',
    user: `UPDATE disclosures SET description = NULL WHERE ${IS_WRITER}`,
  },
  approvals: {
    performer: `UPDATE approvals SET note = NULL, void_reason = CASE WHEN id IN (
        SELECT e.refs ->> 'approval' FROM entries e WHERE e.refs ? 'performer' AND e.refs ->> 'performer' = $1
          AND e.type <> 'decision.made' AND e.type <> 'record.viewed' AND e.type = 'approval.voided')
      THEN NULL ELSE void_reason END WHERE performer = $1`,
    user: `UPDATE approvals SET note = CASE WHEN ${IS_WRITER} THEN NULL ELSE note END,
        void_reason = CASE WHEN id IN (SELECT e.refs ->> 'approval' FROM entries e
          WHERE e.type = 'approval.voided' AND e.refs ->> 'actor' = 'user:' || $1 AND NOT e.refs ? 'performer')
        THEN NULL ELSE void_reason END
      WHERE ${IS_WRITER} OR id IN (SELECT e.refs ->> 'approval' FROM entries e
        WHERE e.type = 'approval.voided' AND e.refs ->> 'actor' = 'user:' || $1 AND NOT e.refs ? 'performer')`,
  },
  claims: {
    performer: `UPDATE claims SET reason = NULL, reviews = ${SAID_IN('reviews', '{"note": null}')},
      questions = ${SAID_IN('questions', '{"question": null, "answer": null}')} WHERE performer = $1`,
  },
  findings: { performer: `UPDATE findings SET acts = ${SAID_IN('acts', '{"text": null}')} WHERE performer = $1` },
  reports: null,
  suspensions: { user: `UPDATE suspensions SET reason = NULL WHERE actor = 'user:' || $1` },
  reservations: {
    performer: `UPDATE reservations SET uses = ${SAID_IN('uses', '{"note": null}')},
      payments = ${SAID_IN('payments', '{"reference": null}')} WHERE performer = $1`,
  },
  usage_reports: null,
  factors: { user: 'UPDATE factors SET name = NULL WHERE "user" = $1' },
  recoveries: null,
  webhooks: null,
  recalls: null,
  recall_recipients: {
    performer: `UPDATE recall_recipients SET words = NULL, statement = NULL, signed_as = NULL
      WHERE recall IN (SELECT id FROM recalls WHERE performer = $1)`,
    user: `UPDATE recall_recipients SET statement = NULL, signed_as = NULL WHERE stated_by = 'user:' || $1`,
  },
  recalled_decisions: null,
  holds: {
    performer: 'UPDATE holds SET reason = NULL WHERE performer = $1',
    user: 'UPDATE holds SET reason = NULL WHERE "user" = $1',
  },
};

/** Empties the rows, in whichever schema the search path finds first, of all that this entry erases. */
export async function forget(client: pg.ClientBase, { refs, evidence }: RecordedEntry<'erasure.done'>): Promise<void> {
  const { performer = null, user = null } = refs;
  const records = evidence.records.length === 0 ? null : evidence.records;
  for (const emptied of Object.values(EMPTIED)) {
    if (emptied?.performer !== undefined && performer !== null) await client.query(emptied.performer, [performer]);
    if (emptied?.user !== undefined && user !== null) await client.query(emptied.user, [user]);
    if (emptied?.records !== undefined && records !== null) await client.query(emptied.records, [records]);
  }
}
