/** Findings in the records of members, computed from what is recorded now, and what the union did about each. */
import {
  findingKeyOf,
  findingsOf,
  PACKS,
  render,
  reportsDue,
  requestStateOf,
  stateOf,
  type ConsentRecord,
  type Finding,
  type FindingRecord,
  type Instant,
  type ProductionPaths,
  type ProductionStatement,
  type RenderedTerms,
} from '#consent';
import {
  findingId,
  type ConsentRow,
  type FindingAct,
  type FindingRow,
  type FoundIn,
  type RequestRow,
  type Tx,
} from '#store';
import { boxesOf, namesFor } from '../requests/names.js';
import type { FindingActView, FindingView, Quoted } from './findings.bodies.js';

/** A record that a union sees. */
export type MemberRecord =
  { readonly kind: 'request'; readonly row: RequestRow } | { readonly kind: 'consent'; readonly row: ConsentRow };

/** A row of either kind. */
export function recordOf(row: MemberRecord['row']): MemberRecord {
  return 'sentAt' in row ? { kind: 'request', row } : { kind: 'consent', row };
}

/** Something that is found now, in which record, and what was done about it. */
export interface FoundHere {
  readonly id: string;
  readonly record: MemberRecord;
  readonly finding: Finding;
  readonly done: FindingRow | null;
}

const STANDING: readonly string[] = ['given', 'narrowed', 'disputed'];

/** What is found in one record; of a consent that has ended, what is still owed. */
export async function foundIn(tx: Tx, record: MemberRecord, union: string): Promise<readonly FoundHere[]> {
  const at = await tx.now();
  const around = await aroundOf(tx, record);
  if (around === null) return [];
  const { performer, productionPaths, productionStatements, transfers } = around;
  const isStanding = isOpen(record, at, productionPaths);
  if (!isStanding && record.kind === 'request') return [];
  const whole: FindingRecord = {
    consent: record.kind === 'consent' ? record.row.record : asSigned(record.row),
    records: { performer, productionPaths, productionStatements },
    ...{ transfers, reports: record.kind === 'consent' ? await reportsOf(tx, record.row, at) : [] },
  };
  const found: FoundHere[] = [];
  for (const finding of findingsOf(whole, PACKS, at)) {
    // What was made while it stood is owed a report still; its words bind nobody any more.
    if (!isStanding && finding.code !== 'report_overdue') continue;
    const id = findingId({ organization: union, kind: record.kind, record: record.row.id, key: findingKeyOf(finding) });
    found.push({ id, record, finding, done: await tx.find('findings', id) });
  }
  return found;
}

/** As entries name it. */
export function namedIn({ record: { kind, row }, finding }: FoundHere): FoundIn {
  const { code, rule, clause, about } = finding;
  return { code, kind, record: row.id, rule, clause, about };
}

/** Open, until it is resolved on the very facts that are found. */
export function stateOfFinding({ finding, done }: Pick<FoundHere, 'finding' | 'done'>): 'open' | 'resolved' {
  const last = done?.acts.findLast(({ act }) => act === 'resolved');
  return last?.act === 'resolved' && last.facts === finding.facts ? 'resolved' : 'open';
}

/** As their union reads them, each with the words that it is about. */
export async function viewsOf(tx: Tx, found: readonly FoundHere[], union: string): Promise<FindingView[]> {
  const names = await tx.memberNames(union);
  const shown = new Map<string, RenderedTerms>();
  const views: FindingView[] = [];
  for (const here of found) {
    const { id } = here.record.row;
    const rendered = shown.get(id) ?? (await renderedOf(tx, here.record));
    shown.set(id, rendered);
    views.push(viewOf(here, names, quotedIn(rendered, here.finding)));
  }
  return views;
}

/** The words of a record, as she reads them: those that she signed, or would. */
export function renderedOf(tx: Tx, { row }: MemberRecord): Promise<RenderedTerms> {
  const { terms } = row.record;
  return namesFor(tx, row.production, boxesOf(terms)).then((names) => render(terms, 'en', names));
}

/** What of these words a finding is about; `null` where it is about none of them, but about what is missing. */
function quotedIn({ clauses, headings, description }: RenderedTerms, { clause, code }: Finding): Quoted | null {
  if (code === 'not_specific') return { clause: null, title: headings.description, text: description };
  const index = clauses.findIndex(({ id }) => id === clause);
  const found = clauses[index];
  return found === undefined ? null : { clause: index + 1, title: found.title, text: found.text };
}

function viewOf(here: FoundHere, names: ReadonlyMap<string, string>, quoted: Quoted | null): FindingView {
  const { id, record, finding, done } = here;
  const { code, rule, pack, source, certainty, clause, about, words, effect, dueAt, facts } = finding;
  const { performer, production } = record.row;
  return {
    ...{ id, code, state: stateOfFinding(here), rule, pack, source, certainty },
    ...{ record: { kind: record.kind, id: record.row.id }, performer, production, clause, quoted, about },
    ...{ words, effect, dueAt },
    ...{ facts, assignee: done?.assignee ?? null },
    acts: done?.acts.map((act) => actView(act, names, facts)) ?? [],
  };
}

/** What was found once, and is no more. */
export function goneView(
  { id, finding, performer, assignee, acts }: FindingRow,
  production: string,
  names: ReadonlyMap<string, string>,
): FindingView {
  const { code, rule, clause, about, kind, record } = finding;
  return {
    ...{ id, code, state: 'gone', rule, pack: null, source: null, certainty: [] },
    ...{
      record: { kind, id: record },
      performer,
      production,
      clause,
      quoted: null,
      about,
      words: null,
      effect: 'none',
      dueAt: null,
    },
    ...{ facts: null, assignee, acts: acts.map((act) => actView(act, names, null)) },
  };
}

function actView(act: FindingAct, names: ReadonlyMap<string, string>, facts: string | null): FindingActView {
  const user = act.by.startsWith('user:') ? act.by.slice('user:'.length) : '';
  return {
    ...{ act: act.act, by: names.get(user) ?? null, at: act.at },
    assignee: act.act === 'assigned' ? act.assignee : null,
    reason: act.act === 'resolved' ? act.reason : null,
    text: act.text,
    isCurrent: act.act !== 'resolved' || act.facts === facts,
  };
}

function isOpen(record: MemberRecord, at: Instant, paths: ProductionPaths): boolean {
  return record.kind === 'request'
    ? requestStateOf(record.row.record, at) === 'sent'
    : STANDING.includes(stateOf(record.row.record, at, paths));
}

/** As it would be if it were signed as it stands, in the best way: what is found in it is found in its words. */
function asSigned({ id, production, sentAt, createdAt, record }: RequestRow): ConsentRecord {
  const { terms, descriptionReview } = record;
  return {
    ...{ id, version: 1, request: id, production, terms, givenAt: sentAt ?? createdAt, events: [] },
    signature: { method: 'passkey', capacity: 'self', level: 'advanced' },
    ...(descriptionReview !== undefined && { descriptionReview }),
  };
}

async function aroundOf(
  tx: Tx,
  { row }: MemberRecord,
): Promise<(FindingRecord['records'] & Pick<FindingRecord, 'transfers'>) | null> {
  const performer = await tx.find('performers', row.performer);
  if (performer === null) return null;
  const productionPaths: Record<string, readonly string[]> = {};
  for (const id of row.productions) productionPaths[id] = (await tx.find('productions', id))?.path ?? [id];
  const productionStatements: ProductionStatement[] = [];
  for (const node of new Set(Object.values(productionPaths).flat()))
    for (const { actor: _, ...stated } of (await tx.find('productions', node))?.statements ?? [])
      productionStatements.push(stated);
  return {
    performer: performer.record.map(({ actor: _, ...stated }) => stated),
    ...{ productionPaths, productionStatements, transfers: await tx.desk.findings.transfersOf(row.performer) },
  };
}

/** The reports that are owed of what this consent allowed, by the production that asked for each use. */
async function reportsOf(tx: Tx, { id }: ConsentRow, at: Instant): Promise<FindingRecord['reports']> {
  const owing = await tx.usage.owing({ consent: id });
  return owing.flatMap(({ production, checks, given }) =>
    reportsDue(checks, given, at).map((due) => ({ ...due, production })),
  );
}
