/** What a party may see, record by record: what it may not see does not exist for it. */
import { Inject, Injectable } from '@nestjs/common';
import {
  Reads,
  type DisclosureRow,
  type ProjectionRows,
  type Refs,
  type Store,
  type Tx,
  type Viewer,
  type VisibleTable,
} from '#store';
import { estateOf } from '../approvals/estates.js';
import { notFound } from '../errors/app-error.js';
import { STORE } from '../provided.js';
import { allViewersOf, viewersOf } from './acting-for.js';
import type { Party } from './asked.js';
import type { Asker, Person } from './asker.js';

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
    @Inject(STORE) private readonly store: Store,
  ) {}

  /** One record as this party sees it; throws `not_found` when it is not theirs or not there. */
  async one<K extends VisibleTable>(asker: Party, table: K, id: string, tx?: Tx): Promise<ProjectionRows[K]> {
    const row = await this.find(asker, table, id, tx);
    if (row === null) throw notFound();
    return row;
  }

  /** Whether an entry of the log is about something that the asker sees. */
  async seesEntry(asker: Asker, id: string): Promise<boolean> {
    if (asker.kind !== 'person' && asker.kind !== 'key') return false;
    const entry = await this.store.log.entry(id);
    if (entry === null) return false;
    for (const [ref, table] of TABLES) {
      const subject = entry.refs[ref];
      // The narrowest subject decides: who sees a production does not see every consent in it.
      if (subject !== undefined) return (await this.find(asker, table, subject)) !== null;
    }
    return false;
  }

  /**
   * The same, with `null` for what is not theirs or not there. Where a transaction is open it must be handed in: one that
   * waits for a second connection of its pool can wait for itself.
   */
  async find<K extends VisibleTable>(asker: Party, table: K, id: string, tx?: Tx): Promise<ProjectionRows[K] | null> {
    for (const viewer of ALSO_FOR_OTHERS.includes(table) ? allViewersOf(asker) : viewersOf(asker)) {
      const row = await this.reads.one(table, id, viewer);
      if (row === null) continue;
      // An answer is for whoever may read what it answers.
      const disclosure = table === 'disclosures' ? id : 'disclosure' in row ? row.disclosure : null;
      if (disclosure === null || asker.kind === 'key' || !('user' in viewer)) return row;
      const isTheirs = async (open: Tx) => isOwnOrEntrusted(open, asker, await open.get('disclosures', disclosure));
      if (await (tx === undefined ? this.store.transaction(isTheirs) : isTheirs(tx))) return row;
    }
    return null;
  }

  /** Of disclosures that were read through these eyes, those that this party may read. */
  async theirs(asker: Party, viewer: Viewer, rows: readonly DisclosureRow[]): Promise<readonly DisclosureRow[]> {
    if (asker.kind === 'key' || !('user' in viewer)) return rows;
    return this.store.transaction(async (tx) => {
      const found: DisclosureRow[] = [];
      for (const row of rows) if (await isOwnOrEntrusted(tx, asker, row)) found.push(row);
      return found;
    });
  }
}

/** What is disclosed of somebody else is for her estate: while it may speak, and of such a use alone. */
async function isOwnOrEntrusted(tx: Tx, person: Person, disclosure: DisclosureRow): Promise<boolean> {
  const { performer } = disclosure;
  const profile = performer === null ? null : await tx.find('performers', performer);
  if (profile?.user === person.user) return true;
  return (await estateOf(tx, { disclosure, person, at: await tx.now() })) !== null;
}
