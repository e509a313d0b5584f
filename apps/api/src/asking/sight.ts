/** What a party may see, record by record: what it may not see does not exist for it. */
import { Inject, Injectable } from '@nestjs/common';
import {
  Reads,
  type DisclosureRow,
  type Page,
  type PerformerRow,
  type ProjectionRows,
  type Refs,
  type Store,
  type StoredEntry,
  type Tx,
  type ViewedHow,
  type Viewer,
  type VisibleTable,
} from '#store';
import { estateOf } from '../approvals/estates.js';
import { notFound } from '../errors/app-error.js';
import { STORE } from '../provided.js';
import { allViewersOf, viewersOf } from './acting-for.js';
import { isEntrusted, type SeenRow } from './entrusted.js';
import type { Party } from './asked.js';
import type { Asker, Person } from './asker.js';
import type { Look } from './looking.js';
import { Mirror, showingOf, type PersonalTable } from './mirror.js';

/** Which table tells whether an entry with this ref concerns a party, the narrowest first. */
const TABLES = [
  ['decision', 'decisions'],
  ['consent', 'consents'],
  ['request', 'requests'],
  ['approval', 'approvals'],
  ['disclosure', 'disclosures'],
  ['claim', 'claims'],
  ['performer', 'performers'],
  ['production', 'productions'],
] as const satisfies readonly (readonly [keyof Refs, VisibleTable])[];

/** What unions and those who act for a performer see as well. */
const ALSO_FOR_OTHERS: readonly VisibleTable[] = ['approvals', 'disclosures', 'claims'];

@Injectable()
export class Sight {
  constructor(
    private readonly reads: Reads,
    private readonly mirror: Mirror,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /**
   * One record of a performer that this party is shown; throws `not_found` when it is not theirs or not there. That they
   * looked is recorded before this resolves.
   */
  async show<K extends PersonalTable>(
    look: Look,
    table: K,
    id: string,
    how: ViewedHow = 'record',
  ): Promise<ProjectionRows[K]> {
    const found = await this.seen(look.asker, table, id);
    if (found === null) throw notFound();
    const { row, viewer } = found;
    await this.mirror.record(look, showingOf(table, row, viewer), { viewer, how });
    return row;
  }

  /** The same for a page of a list, read through these eyes; of a list that is all hers also where it is empty. */
  async showPage<K extends PersonalTable>(
    look: Look,
    table: K,
    viewer: Viewer,
    read: (viewer: Viewer) => Promise<Page<ProjectionRows[K]>>,
    profile?: PerformerRow,
  ): Promise<Page<ProjectionRows[K]>> {
    const page = await read(viewer);
    const items = await this.theirs(look.asker, viewer, page.items);
    const showing = [
      ...(profile === undefined ? [] : showingOf('performers', profile, viewer)),
      ...items.flatMap((row) => showingOf(table, row, viewer)),
    ];
    await this.mirror.record(look, showing, { viewer, how: 'list' });
    return { ...page, items };
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
      if (subject !== undefined) seen = row !== null && (entry?.type !== 'record.viewed' || isAboutHerself(row, asker));
    }
    return seen ?? false;
  }

  /**
   * The same, with `null` for what is not theirs or not there. Where a transaction is open it must be handed in: one that
   * waits for a second connection of its pool can wait for itself.
   */
  async find<K extends VisibleTable>(asker: Party, table: K, id: string, tx?: Tx): Promise<ProjectionRows[K] | null> {
    return (await this.seen(asker, table, id, tx))?.row ?? null;
  }

  /** With the eyes that saw it. */
  private async seen<K extends VisibleTable>(
    asker: Party,
    table: K,
    id: string,
    tx?: Tx,
  ): Promise<{ readonly row: ProjectionRows[K]; readonly viewer: Viewer } | null> {
    for (const viewer of ALSO_FOR_OTHERS.includes(table) ? allViewersOf(asker) : viewersOf(asker)) {
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
    if (asker.kind === 'key' || 'organization' in viewer || rows.length === 0) return rows;
    if ('user' in viewer && rows.every((row) => !('triage' in row))) return rows;
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
  return type === 'record.viewed' ? { ...(performer !== undefined && { performer }) } : refs;
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
