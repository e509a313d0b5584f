/** What a party may see, record by record: what it may not see does not exist for it. */
import { Inject, Injectable } from '@nestjs/common';
import {
  cursorAfter,
  type DisclosureRow,
  type Page,
  type PageRequest,
  type PerformerRow,
  type ProjectionRows,
  type Refs,
  type Store,
  type StoredEntry,
  type Tx,
  type ViewedHow,
  type Viewer,
} from '#store';
import { Reads, type VisibleTable } from '#store/lists';
import { estateOf } from '../approvals/estates.js';
import { notFound } from '../errors/app-error.js';
import { STORE } from '../provided.js';
import { allViewersOf, isOf, unionEyesOf, viewersOf } from './acting-for.js';
import { isEntrusted, type SeenRow } from './entrusted.js';
import type { Party } from './asked.js';
import type { Asker, Person } from './asker.js';
import { noteLook } from './attempts.js';
import { purposeful, type Look } from './looking.js';
import { Mirror, showingOf, type PersonalTable } from './mirror.js';

/** Which table tells whether an entry with this ref concerns a party, the narrowest first. */
const TABLES = [
  ['decision', 'decisions'],
  ['recall', 'recalls'],
  ['usageReport', 'usage_reports'],
  ['consent', 'consents'],
  ['request', 'requests'],
  ['approval', 'approvals'],
  ['disclosure', 'disclosures'],
  ['claim', 'claims'],
  ['performer', 'performers'],
  ['production', 'productions'],
] as const satisfies readonly (readonly [keyof Refs, VisibleTable])[];

/** What unions answer to, and those who act for a performer see as well. */
const ALSO_FOR_OTHERS: readonly VisibleTable[] = ['approvals', 'disclosures', 'claims'];

/** How often one page is read on for what is theirs. */
const READS_MAX = 50;

@Injectable()
export class Sight {
  constructor(
    private readonly reads: Reads,
    private readonly mirror: Mirror,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /**
   * One record of a performer that this party is shown; throws `not_found` when it is not theirs or not there. That they
   * looked is recorded before this resolves. `among` are the eyes that may see it beside those of unions.
   */
  async show<K extends PersonalTable>(
    look: Look,
    table: K,
    id: string,
    how: ViewedHow = 'record',
    among: readonly Viewer[] = ownEyesOf(look.asker, table),
  ): Promise<ProjectionRows[K]> {
    const found = (await this.seen(look.asker, among, { table, id })) ?? (await this.seenByUnion(look, table, id));
    if (found === null) throw notFound();
    const { row, viewer } = found;
    await this.mirror.record(look, showingOf(table, row, viewer), { viewer, how });
    return row;
  }

  /**
   * Whether this party would be shown it, with nothing recorded: who is shown nothing has not looked. That there is one is told
   * to a union for a purpose, as everywhere.
   */
  async wouldShow(
    look: Look,
    table: PersonalTable,
    id: string,
    among: readonly Viewer[] = ownEyesOf(look.asker, table),
  ): Promise<boolean> {
    const isCovered = (await this.coveringUnions(look.asker, table, id)).length > 0;
    const isOwn = (await this.seen(look.asker, among, { table, id })) !== null;
    if (isCovered && !isOwn) purposeful(look);
    return isCovered || isOwn;
  }

  /** The same for a page of a list, read through these eyes; of a list that is all hers also where it is empty. */
  async showPage<K extends PersonalTable>(
    look: Look,
    table: K,
    { eyes: viewer, page }: { readonly eyes: Viewer; readonly page: PageRequest },
    read: (viewer: Viewer, page: PageRequest) => Promise<Page<ProjectionRows[K]>>,
    profile?: PerformerRow,
  ): Promise<Page<ProjectionRows[K]>> {
    if ('agreements' in viewer) purposeful(look);
    const found = await this.filled(look.asker, viewer, page, (each) => read(viewer, each));
    const { items } = found;
    const showing = [
      ...(profile === undefined ? [] : showingOf('performers', profile, viewer)),
      ...items.flatMap((row) => showingOf(table, row, viewer)),
    ];
    await this.mirror.record(look, showing, { viewer, how: 'list' });
    return found;
  }

  /** A page of what is theirs alone: neither a gap in it nor that it goes on tells of what is not. */
  private async filled<R extends SeenRow>(
    asker: Party,
    viewer: Viewer,
    { limit, cursor: from }: PageRequest,
    read: (page: PageRequest) => Promise<Page<R>>,
  ): Promise<Page<R>> {
    const found: R[] = [];
    let cursor = from;
    for (let reads = 0; ; reads += 1) {
      const { items, next } = await read({ limit, ...(cursor !== undefined && { cursor }) });
      if (readsAll(viewer, items)) return { items, next };
      found.push(...(await this.theirs(asker, viewer, items)));
      const [shown, last] = [found.slice(0, limit), found[limit - 1]];
      if (last !== undefined && found.length > limit) return { items: shown, next: cursorAfter(last) };
      if (next === null || reads === READS_MAX) return { items: shown, next };
      cursor = next;
    }
  }

  /** One record that is nobody's own, as this party sees it; throws `not_found` when it is not theirs or not there. */
  one<K extends Exclude<VisibleTable, PersonalTable>>(asker: Party, table: K, id: string): Promise<ProjectionRows[K]> {
    return this.toActOn(asker, table, id);
  }

  /** One record that this party is about to act on: the act is an entry, and so the performer reads of it. */
  async toActOn<K extends VisibleTable>(asker: Party, table: K, id: string, tx?: Tx): Promise<ProjectionRows[K]> {
    const row = await this.find(asker, table, id, tx);
    if (row === null) throw notFound();
    return row;
  }

  /** Whether an entry of the log is about something that the asker sees. */
  async seesEntry(asker: Asker, id: string): Promise<boolean> {
    if (asker.kind !== 'person' && asker.kind !== 'key') return false;
    const entry = await this.store.log.entry(id);
    let seen: boolean | null = null;
    for (const [ref, table] of TABLES) {
      // The narrowest subject decides: who sees a production does not see every consent in it. Every table is asked, for
      // the id of nothing if need be: to a stranger any entry and none shall cost the same statements.
      const subject: string | undefined = seen === null && entry !== null ? toldRefsOf(entry)[ref] : undefined;
      const row: object | null = await this.find(asker, table, subject ?? id);
      if (subject !== undefined) seen = row !== null && (!isHersAlone(entry?.type) || isAboutHerself(row, asker));
    }
    // What a union noted is its own beside.
    return (seen ?? false) || (isUnionsRemark(entry?.type) && isOf(asker, entry?.refs.organization));
  }

  /**
   * The same, with `null` for what is not theirs or not there. Where a transaction is open it must be handed in: one that
   * waits for a second connection of its pool can wait for itself.
   */
  async find<K extends VisibleTable>(asker: Party, table: K, id: string, tx?: Tx): Promise<ProjectionRows[K] | null> {
    const unions = ALSO_FOR_OTHERS.includes(table) ? unionEyesOf(asker) : [];
    return (await this.seen(asker, [...ownEyesOf(asker, table), ...unions], { table, id }, tx))?.row ?? null;
  }

  /** The unions of this person that a record is covered for: those in whose name they may act on it. */
  async coveringUnions(asker: Party, table: PersonalTable, id: string): Promise<string[]> {
    const covering: string[] = [];
    for (const eyes of unionEyesOf(asker))
      if ((await this.reads.one(table, id, eyes)) !== null) covering.push(eyes.organization);
    return covering;
  }

  /** Unions see what is covered, for a purpose. What they ask for beside it does not exist for them, and is recorded. */
  private async seenByUnion<K extends PersonalTable>(look: Look, table: K, id: string): Promise<Seen<K> | null> {
    const unions = unionEyesOf(look.asker);
    if (unions.length === 0) return null;
    const found = await this.seen(purposeful(look).asker, unions, { table, id });
    if (found === null) await noteLook(this.store, look, id);
    return found;
  }

  /** With the eyes that saw it. */
  private async seen<K extends VisibleTable>(
    asker: Party,
    among: readonly Viewer[],
    { table, id }: { readonly table: K; readonly id: string },
    tx?: Tx,
  ): Promise<Seen<K> | null> {
    for (const viewer of among) {
      const row = await this.reads.one(table, id, viewer);
      if (row === null) continue;
      if ('represented' in viewer) {
        if (await this.within(tx, (open) => isEntrusted(open, asAPerson(asker), row))) return { row, viewer };
        continue;
      }
      // An answer is for whoever may read what it answers.
      const disclosure = table === 'disclosures' ? id : 'disclosure' in row ? row.disclosure : null;
      if (disclosure === null || asker.kind === 'key' || !('user' in viewer)) return { row, viewer };
      const isTheirs = async (open: Tx) => isOwnOrOfEstate(open, asker, await open.get('disclosures', disclosure));
      if (await this.within(tx, isTheirs)) return { row, viewer };
    }
    return null;
  }

  /** Of records that were read through these eyes, those that this party may read. */
  private async theirs<R extends SeenRow>(asker: Party, viewer: Viewer, rows: readonly R[]): Promise<readonly R[]> {
    if (asker.kind === 'key' || rows.length === 0) return rows;
    return this.store.transaction(async (tx) => {
      const found: R[] = [];
      for (const row of rows) if (await isTheirs(tx, asker, viewer, row)) found.push(row);
      return found;
    });
  }

  private within<T>(tx: Tx | undefined, work: (tx: Tx) => Promise<T>): Promise<T> {
    return tx === undefined ? this.store.transaction(work) : work(tx);
  }
}

/** A record, and the eyes that saw it. */
interface Seen<K extends VisibleTable> {
  readonly row: ProjectionRows[K];
  readonly viewer: Viewer;
}

/** Everyone but unions through whose eyes a party reads one record of this table. */
function ownEyesOf(asker: Party, table: VisibleTable): readonly Viewer[] {
  return ALSO_FOR_OTHERS.includes(table) ? allViewersOf(asker) : viewersOf(asker);
}

/** Whether whoever reads these rows through these eyes may read each of them. */
function readsAll(viewer: Viewer, rows: readonly SeenRow[]): boolean {
  return 'organization' in viewer || ('user' in viewer && rows.every((row) => !('triage' in row)));
}

function isTheirs(tx: Tx, person: Person, viewer: Viewer, row: SeenRow): Promise<boolean> {
  if ('represented' in viewer) return isEntrusted(tx, person, row);
  return 'triage' in row ? isOwnOrOfEstate(tx, person, row) : Promise.resolve(true);
}

function asAPerson(asker: Party): Person {
  if (asker.kind === 'person') return asker;
  throw new Error('a key acts for its organization, and for no performer');
}

/** Who looked at a performer's record is hers alone to know, and what a union asked for in vain is nobody's. */
function toldRefsOf({ type, refs }: Pick<StoredEntry, 'type' | 'refs'>): Partial<Refs> {
  if (type === 'view.refused') return {};
  const { performer } = refs;
  return isHersAlone(type) ? { ...(performer !== undefined && { performer }) } : refs;
}

/** Who looked at her record and what her union noted there is not for whoever sees the record. */
function isHersAlone(type: StoredEntry['type'] | undefined): boolean {
  return type === 'record.viewed' || isUnionsRemark(type);
}

function isUnionsRemark(type: StoredEntry['type'] | undefined): boolean {
  return type === 'consent.noted' || type?.startsWith('finding.') === true;
}

function isAboutHerself(profile: object, asker: Party): boolean {
  return asker.kind === 'person' && 'user' in profile && profile.user === asker.user;
}

/** What is disclosed of somebody else is for her estate: while it may speak, and of such a use alone. */
async function isOwnOrOfEstate(tx: Tx, person: Person, disclosure: DisclosureRow): Promise<boolean> {
  const { performer } = disclosure;
  const profile = performer === null ? null : await tx.find('performers', performer);
  if (profile?.user === person.user) return true;
  return (await estateOf(tx, { disclosure, person, at: await tx.now() })) !== null;
}
