/**
 * The mirror: whoever is shown a performer's record leaves an entry that she reads, and that is durable before they see it.
 * INVARIANT: every answer to a read that holds something of a performer's passes here, but for her own reads, for what
 * the asker's own organization made, and for events, which tell who takes part that something happened, as mail and
 * webhooks do unasked: what it was stands in the records.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { NewView, ProjectionRows, Store, Tx, ViewedHow, ViewedKind, Viewer, ViewPurpose } from '#store';
import { STORE } from '../provided.js';
import { actorOf, userOf } from './asker.js';
import type { Look } from './looking.js';

/** What of a performer's record each table holds. */
const KINDS = {
  performers: 'profile',
  authorities: 'authority',
  requests: 'request',
  consents: 'consent',
  decisions: 'check',
  disclosures: 'disclosure',
  approvals: 'approval',
  claims: 'claim',
  recalls: 'recall',
  usage_reports: 'usage_report',
} as const satisfies Partial<Record<keyof ProjectionRows, ViewedKind>>;
export type PersonalTable = keyof typeof KINDS;

/** What an organization says or asks is its own; the performer has the entry of that very act. */
const MADE: readonly PersonalTable[] = ['decisions', 'disclosures', 'claims', 'usage_reports'];

/** One record that somebody is about to be shown. */
export interface Showing {
  readonly kind: ViewedKind;
  readonly id: string;
  readonly performer: string;
  readonly production: string | null;
}

/** Who looks, for which organization, as what, and why. */
export interface Looked {
  /** As entries name who acted. */
  readonly actor: string;
  readonly organization: string | null;
  readonly how: ViewedHow;
  readonly purpose: ViewPurpose | null;
  /** In their own words, and their own name for the work. */
  readonly reason: string | null;
  readonly reference: string | null;
}

@Injectable()
export class Mirror {
  constructor(@Inject(STORE) private readonly store: Store) {}

  /** Records that these are shown, one entry for each performer; resolves once that is durable. */
  async record(
    look: Look,
    showing: readonly Showing[],
    { viewer, how }: { readonly viewer: Viewer; readonly how: ViewedHow },
  ): Promise<void> {
    if (showing.length === 0) return;
    const { asker, purpose, reason, tell } = look;
    const organization = 'organization' in viewer ? viewer.organization : null;
    const looked = { actor: actorOf(asker), organization, how, purpose, reason, reference: null };
    if ((await this.store.transaction((tx) => mirror(tx, looked, showing))) > 0) tell();
  }
}

/** The same in an open transaction, with which it becomes durable; returns how many entries that made. */
export function mirror(tx: Tx, looked: Looked, showing: readonly Showing[]): Promise<number> {
  const performers = [...new Set(showing.map(({ performer }) => performer))];
  const views = performers.map((performer) =>
    viewOf(
      looked,
      performer,
      showing.filter((each) => each.performer === performer),
    ),
  );
  return tx.viewed(views, userOf(looked.actor));
}

function viewOf(looked: Looked, performer: string, showing: readonly Showing[]): NewView {
  const { actor, organization, how, purpose, reason, reference } = looked;
  const [only, another] = new Set(showing.map(({ production }) => production));
  const said = { ...(reason !== null && { reason }), ...(reference !== null && { reference }) };
  return {
    type: 'record.viewed',
    refs: {
      ...{ actor, performer },
      ...(organization !== null && { organization }),
      ...(another === undefined && typeof only === 'string' && { production: only }),
    },
    evidence: {
      ...{ how, purpose },
      records: showing.map(({ kind, id, production }) => ({ kind, id, ...(production !== null && { production }) })),
    },
    personal: Object.keys(said).length === 0 ? null : said,
  };
}

/** What of this row is somebody else's look; nothing where nobody is concerned, where it is own, or not known to her yet. */
export function showingOf<K extends PersonalTable>(table: K, row: ProjectionRows[K], viewer: Viewer): Showing[] {
  // A draft was put to nobody: its performer would learn from the look what she was not asked.
  if ('sentAt' in row && row.sentAt === null) return [];
  const isOwn = 'organization' in viewer && row.organization === viewer.organization;
  if (isOwn && MADE.includes(table)) return [];
  const performer = 'performer' in row ? row.performer : row.id;
  if (performer === null) return [];
  return [{ kind: KINDS[table], id: row.id, performer, production: 'production' in row ? row.production : null }];
}
