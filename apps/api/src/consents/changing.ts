/** Changes of a consent that are no withdrawal: who may make them, how they are recorded, and who hears of them. */
import { admit, stateOf, type Command, type ConsentEvent, type Wish } from '#consent';
import { toHex } from '#ledger';
import type { ConsentRow, NewDelivery, NewEntry, PerformerRow, Refs, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Person } from '../asking/asker.js';
import { isEntrusted } from '../asking/entrusted.js';
import { actsAs, type InPerson } from '../asking/in-her-name.js';
import { heldOver } from '../asking/representing.js';
import { notFound } from '../errors/app-error.js';
import { admittedOr } from '../requests/admission.js';
import { boxesOf, namesFor } from '../requests/names.js';
import { record } from '../requests/request-acts.js';
import type { ConsentChanged } from './disputes.bodies.js';
import { reliedOnBy } from './relying.js';

/** A consent with the performer who gave it. */
export interface Given {
  readonly row: ConsentRow;
  readonly performer: PerformerRow;
}

/** In whose name a person disputes: the performer's, as herself or for her, or a union's, of which she is a member. */
export type Side = { readonly by: InPerson } | { readonly union: string };

/**
 * A consent that this person may dispute; nobody changes it until the transaction ends.
 * @param unions those of the person that it is covered for.
 */
export async function lockDisputable(
  tx: Tx,
  id: string,
  asked: { readonly person: Person; readonly unions: readonly string[] },
): Promise<Given & { readonly side: Side }> {
  await sideOf(tx, await given(tx, id), asked);
  const held = await locked(tx, id);
  // She may have left the union, or ended the authority, while this waited for her.
  return { ...held, side: await sideOf(tx, held, asked) };
}

/** A consent with a dispute of this person's side, whatever has become of it; nobody changes it until then. */
export async function lockDisputed(
  tx: Tx,
  of: { readonly consent: string; readonly dispute: string },
  person: Person,
): Promise<Given & { readonly side: Side }> {
  const found = await given(tx, of.consent);
  const opened = found.row.record.events.find(
    (event): event is Opening => opens(event) && event.dispute === of.dispute,
  );
  if (opened === undefined) throw notFound();
  const union = unionOf(opened);
  // She may have left the union since, and whoever opened it may have: the dispute is the union's to end.
  if (union !== undefined) {
    if (!isOf(person, union)) throw notFound();
    return { ...(await locked(tx, of.consent)), side: { union } };
  }
  // It pauses for her sake: whoever only acts for her does not end it.
  if (found.performer.user !== person.user) throw notFound();
  const held = await locked(tx, of.consent);
  return { ...held, side: await sideOf(tx, held, { person, unions: [] }) };
}

/** What opens a dispute: that she or her union disputes, or that she asks to withdraw what the terms leave to another's yes. */
type Opening = (DisputeEvent & { readonly kind: 'disputed' }) | Wish;
type DisputeEvent = Extract<ConsentEvent, { readonly kind: 'disputed' | 'dispute_ended' }>;

/** A dispute as it was opened, how it ended, and of a wish to withdraw that it was refused. */
export interface Dispute {
  readonly id: string;
  readonly opened: Opening;
  readonly ended: Ending | null;
  readonly refused: Extract<ConsentEvent, { readonly kind: 'withdrawal_refused' }> | null;
}

function opens(event: ConsentEvent): event is Opening {
  return event.kind === 'disputed' || event.kind === 'withdrawal_asked';
}

/** What ends one: a word of whose it is, or the withdrawal that the wish became. */
type Ending =
  (DisputeEvent & { readonly kind: 'dispute_ended' }) | Extract<ConsentEvent, { readonly kind: 'withdrawn' }>;

function endsDispute(event: ConsentEvent): event is Ending {
  return event.kind === 'dispute_ended' || event.kind === 'withdrawn';
}

/** Whose dispute it is: a union's; `undefined` for the performer's own. */
export function unionOf(opened: Opening): string | undefined {
  return opened.kind === 'disputed' ? opened.union : undefined;
}

/** The disputes of a consent that this person may read: all of her own; of a union, those that it opened. */
export async function disputesSeen(
  tx: Tx,
  id: string,
  person: Person,
): Promise<Given & { readonly disputes: readonly Dispute[] }> {
  const { row, performer } = await given(tx, id);
  const isHers = performer.user === person.user || (await readsFor(tx, person, row));
  const { events } = row.record;
  const disputes = events.flatMap((opened): Dispute[] => {
    if (!opens(opened) || opened.dispute === undefined) return [];
    if (!isHers && !isOf(person, unionOf(opened))) return [];
    const id = opened.dispute;
    const ended = events.flatMap((event) => (endsDispute(event) && event.dispute === id ? [event] : []))[0] ?? null;
    const refused = events.flatMap((event) =>
      event.kind === 'withdrawal_refused' && event.dispute === id ? [event] : [],
    );
    return [{ id, opened, ended, refused: refused[0] ?? null }];
  });
  // A consent of which it disputes nothing does not exist for a union.
  if (!isHers && disputes.length === 0) throw notFound();
  return { row, performer, disputes };
}

/** A consent that an organization of this person's asked for; nobody changes it, nor what `also` names, until the transaction ends. */
export async function lockOwned(tx: Tx, id: string, person: Person, also: readonly string[] = []): Promise<Given> {
  const { row } = await given(tx, id);
  if (!isOf(person, row.organization)) throw notFound();
  return locked(tx, id, also);
}

async function given(tx: Tx, id: string): Promise<Given> {
  const row = await tx.find('consents', id);
  // Asked whether or not there is one: to a stranger both shall cost the same statements.
  const performer = await tx.find('performers', row?.performer ?? id);
  if (row === null || performer === null) throw notFound();
  return { row, performer };
}

async function locked(tx: Tx, id: string, also: readonly string[] = []): Promise<Given> {
  const { performer } = await given(tx, id);
  // From here on no check about her runs until this is recorded.
  await tx.lock([performer.id, ...also]);
  return given(tx, id);
}

/** Herself comes first: she may be an officer of her own union. Then her union, and last whoever acts for her. */
async function sideOf(
  tx: Tx,
  { row, performer }: Given,
  { person, unions }: { readonly person: Person; readonly unions: readonly string[] },
): Promise<Side> {
  if (unions.length > 0 && performer.user !== person.user) {
    const hers = await tx.unionsOf(performer.id);
    const own = unions.find((each) => hers.includes(each));
    if (own !== undefined) return { union: own };
  }
  const concerned = { production: row.production, terms: row.record.terms };
  return { by: await actsAs(tx, { performer, person, weight: 'answers', concerned }) };
}

/** Whether somebody reads this consent in her place. */
function readsFor(tx: Tx, person: Person, row: ConsentRow): Promise<boolean> {
  return heldOver(person, row.performer).length === 0 ? Promise.resolve(false) : isEntrusted(tx, person, row);
}

/** Records a change and says what the consent is after it; throws the problem that a refusal is. */
export async function change(
  tx: Tx,
  row: ConsentRow,
  command: Extract<Command, { kind: `consent.${string}` }>,
  by: {
    readonly asker: Person;
    readonly personal: NewEntry['personal'];
    readonly refs?: Pick<Refs, 'dispute' | 'authority'>;
  },
): Promise<ConsentChanged> {
  const names = await namesFor(tx, row.production, boxesOf(row.record.terms));
  const at = await tx.at();
  const admitted = admittedOr(admit(command, { at, request: null, consent: row.record, names }));
  const [entry] = await record(tx, row, { ...by, admitted });
  if (entry === undefined || admitted.consent === null) throw new Error('a change was admitted without an entry');
  const state = stateOf(admitted.consent, at, names.paths);
  const { version } = admitted.consent;
  return { consent: row.id, version, state, at, entry: entry.id, leafHash: toHex(entry.leafHash) };
}

interface Telling {
  readonly asker: Person;
  readonly mail: (to: string) => NewDelivery;
  /** Whether it was done as her: then she is told apart, where somebody did it in her name. */
  readonly isHers?: boolean;
}

/** Mails the other side: the production hears of what the performer or her union does, she of what others do. */
export async function tellSides(
  tx: Tx,
  { row, performer }: Given,
  { asker, mail, isHers = performer.user === asker.user }: Telling,
): Promise<void> {
  const members = await tx.addresses(row.organization);
  const isOwners = members.some(({ user }) => user === asker.account);
  const to = [
    ...(isHers || performer.email === null ? [] : [performer.email]),
    ...(isOwners ? [] : members.map(({ email }) => email)),
  ];
  await tx.deliver(to.map(mail));
}

/** Mails every other organization with an allow, run out or not, that rested on this consent. */
export async function tellRelying(
  tx: Tx,
  row: ConsentRow,
  mail: (to: string, productions: readonly string[]) => NewDelivery,
): Promise<void> {
  for (const { organization, productions } of (await reliedOnBy(tx, row, null)).told) {
    if (organization === row.organization) continue;
    await tx.deliver((await tx.addresses(organization)).map(({ email }) => mail(email, productions)));
  }
}
