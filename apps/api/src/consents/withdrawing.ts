/** A withdrawal, previewed and performed by one path: what she is shown is what happens, to whom she is told it happens. */
import {
  admit,
  letsOptOut,
  readBox,
  type Admitted,
  type Box,
  type Command,
  type Instant,
  type Terms,
  type WithdrawalEffect,
} from '#consent';
import { toHex } from '#ledger';
import { mail, type WithdrawalDoes } from '#mails';
import { newId, type ConsentRow, type PerformerRow, type Refs, type Tx } from '#store';
import type { Person } from '../asking/asker.js';
import { pathsIn } from '../asking/entrusted.js';
import { statementsOn } from '../policies/dropping.js';
import { actsAs, underOf, type InPerson } from '../asking/in-her-name.js';
import { notFound } from '../errors/app-error.js';
import { admittedOr } from '../requests/admission.js';
import { valid } from '../reading.js';
import { boxesOf, namesFor } from '../requests/names.js';
import { record } from '../requests/request-acts.js';
import { invalidInput } from '../validation.js';
import { etagOf } from '../writing/previewed.js';
import type { Withdrawal, Withdrawn } from './consents.bodies.js';
import { reliedOnBy, type Relied } from './relying.js';
import { openRecall } from '../recalls/opening.js';

export interface TheWithdrawal extends Given {
  readonly scope: Box | null;
  readonly admitted: Admitted;
  readonly effect: WithdrawalEffect;
  readonly at: Instant;
  readonly relied: Relied;
}

/** So many of the answers that are still good are listed; the count is of all. */
const LISTED_MAX = 100;

/** A consent with whoever takes it back: the performer, or somebody in her name. */
export interface Given {
  readonly row: ConsentRow;
  readonly by: Pick<InPerson, 'performer' | 'held'>;
}

/** A consent of hers, or of whom this person acts for; or nothing. */
export async function consentOf(tx: Tx, id: string, person: Person): Promise<Given> {
  const row = await tx.find('consents', id);
  // Asked whether or not there is one: to a stranger both shall cost the same statements.
  const performer = await tx.find('performers', row?.performer ?? id);
  if (row === null || performer === null) throw notFound();
  const concerned = { production: row.production, terms: row.record.terms };
  return { row, by: await actsAs(tx, { performer, person, weight: 'binds', concerned }) };
}

/**
 * The scope of a withdrawal as sent. It may name only productions that the consent is about, or that lie above or below
 * these: what it names is told by title and stands in the log, and another's may be neither. One that the consent is not
 * about answers as one that does not exist.
 */
export async function readScope(tx: Tx, row: ConsentRow, json: object | null): Promise<Box | null> {
  if (json === null) return null;
  const scope = valid(readBox(json, '/scope'));
  const granted = row.record.terms.permissions.flatMap(({ box }) => box.production ?? []);
  const paths = await pathsIn(tx, [{ production: [row.production, ...granted] }, scope]);
  const isOnOnePath = (one: string, other: string): boolean =>
    (paths[one]?.includes(other) ?? false) || (paths[other]?.includes(one) ?? false);
  const faults = (scope.production ?? []).flatMap((named, index) => {
    if ([row.production, ...granted].some((about) => isOnOnePath(about, named))) return [];
    const message = 'no such production; name one that the consent is about';
    return [{ path: `/scope/production/${index}`, message }];
  });
  if (faults.length > 0) throw invalidInput(faults);
  return scope;
}

/** What withdrawing this scope does now, and who relied on it. For the act, the performer must be locked before. */
export async function withdrawal(tx: Tx, given: Given, scope: Box | null, version?: number): Promise<TheWithdrawal> {
  const expected = version === undefined ? {} : { expectedVersion: version };
  const command = {
    kind: 'consent.withdraw',
    scope,
    dispute: newId('dsp'),
    ...expected,
    ...underOf(given.by),
  } as const;
  const production = await tx.get('productions', given.row.production);
  const isFree = letsOptOut(await statementsOn(tx, production), production.path, await tx.at());
  return admittedWithdrawal(tx, given, scope, command, isFree);
}

/** What becomes of a wish to withdraw once whoever asked for the consent agrees: a withdrawal like any other. */
export async function agreedWithdrawal(
  tx: Tx,
  { row, performer }: { readonly row: ConsentRow; readonly performer: PerformerRow },
  dispute: string,
): Promise<TheWithdrawal> {
  const wish = row.record.events.find((event) => event.kind === 'withdrawal_asked' && event.dispute === dispute);
  const scope = wish?.kind === 'withdrawal_asked' ? wish.scope : null;
  const given = { row, by: { performer, held: null } };
  return admittedWithdrawal(tx, given, scope, { kind: 'consent.agree_to_withdrawal', dispute });
}

async function admittedWithdrawal(
  tx: Tx,
  { row, by }: Given,
  scope: Box | null,
  command: Command,
  isFree = false,
): Promise<TheWithdrawal> {
  const names = await namesFor(tx, row.production, [...boxesOf(row.record.terms), ...(scope === null ? [] : [scope])]);
  const at = await tx.at();
  const history = { at, request: null, consent: row.record, names, letsOptOut: isFree };
  const admitted = admittedOr(admit(command, history));
  const { effect } = admitted;
  if (effect === null) throw new Error('a withdrawal was admitted without an effect');
  return { row, by, scope, admitted, effect, at, relied: await reliedOnBy(tx, row, scope) };
}

/** What is shown before the act and answered after it. */
export function withdrawalView(act: TheWithdrawal): Withdrawal {
  const { row, effect, at, relied } = act;
  const good = relied.decisions.filter(({ validUntil }) => validUntil > at);
  const last =
    good
      .map(({ validUntil }) => validUntil)
      .sort()
      .at(-1) ?? null;
  return {
    ...{ consent: row.id, version: row.version, effect },
    decisions: {
      ...{ count: relied.decisions.length, stillGood: good.length, lastUntil: last },
      items: good.slice(-LISTED_MAX).map(({ decision: check, organization, production, validUntil }) => {
        return { check, organization, production, validUntil };
      }),
    },
    told: relied.told,
    etag: etagOfWithdrawal(act),
    recorded: null,
  };
}

/**
 * Stays while the same would stop, go on and be erased at the same time, and the same would be told. INVARIANT: neither the
 * clock nor one more render under the same terms changes it: a busy production would else keep her from withdrawing.
 */
export function etagOfWithdrawal({ row, scope, effect, at, relied }: TheWithdrawal): string {
  const { kind, effectiveAt, worksMadeBefore, existingWorks, state, words } = effect;
  const told = relied.told.map(({ decisions: _, ...each }) => each);
  const says = {
    ...{ consent: row.id, version: row.version, scope, kind, worksMadeBefore, existingWorks, state, words, told },
    effectiveAt: effectiveAt === at ? null : effectiveAt,
  };
  return etagOf(says);
}

/** The entry of the act, the recall that follows, and the receipt. `recall` is the id of that, and must be locked. */
export async function perform(
  tx: Tx,
  act: TheWithdrawal,
  { person, recall }: { readonly person: Person; readonly recall: string },
): Promise<Withdrawn> {
  const { row, by, admitted, effect, relied } = act;
  const { organization, performer } = row;
  const refs = { ...underOf(by), ...disputeIn(admitted) };
  const [entry] = await record(tx, { organization, performer }, { asker: person, admitted, refs });
  if (entry === undefined) throw new Error('a withdrawal was admitted without an entry');
  const does = doneBy(effect, row.record.terms, await tx.at());
  if (does.kind === 'asked') await tellAsked(tx, act, does);
  const isRecalled = await openRecall(tx, act, { recall, entry: entry.id, does });
  if (does.kind !== 'asked') await tellHolder(tx, act, does);
  const told = relied.told.map(({ name }) => name);
  const receipt = { consent: row.id, effect: effect.words.effect, told, entry: entry.id, does };
  // She has the receipt, whoever did it in her name.
  const isHerself = by.performer.user === person.user;
  const hers = isHerself ? null : by.performer.email;
  // Whoever only agreed to it has taken nothing back.
  const actors = isHerself || by.held !== null ? [person.email] : [];
  const addresses = new Set([...actors, ...(hers === null ? [] : [hers])]);
  await tx.deliver([...addresses].map((to) => mail(to, 'withdrawal_recorded', receipt)));
  // What she was shown stands in no entry, which holds the scope: the certificate says it as it was said.
  const { effect: when, stops, goesOn } = effect.words;
  const shown = { effect: [...when], stops: [...stops], goesOn: [...goesOn], told };
  await tx.deliver([{ kind: 'certificate', payload: { entry: entry.id, ...shown } }]);
  return {
    ...{ entry: entry.id, leafHash: toHex(entry.leafHash), at: entry.at },
    ...{ dispute: refs.dispute ?? null, recall: isRecalled ? recall : null },
  };
}

/** Nothing has ended, so nothing is recalled: whoever relied on it hears that it is disputed, and owes no answer. */
async function tellAsked(tx: Tx, { row, effect, relied }: TheWithdrawal, does: WithdrawalDoes): Promise<void> {
  for (const { organization, productions } of relied.told) {
    const about = { consent: row.id, productions, effect: effect.words.effect, stops: effect.words.stops, does };
    const members = await tx.addresses(organization);
    await tx.deliver(members.map(({ email }) => mail(email, 'consent_withdrawn', about)));
  }
}

/** Who asked for the consent plans with it, and hears that it ends whether or not it was allowed anything by it yet. */
async function tellHolder(tx: Tx, { row, effect, relied }: TheWithdrawal, does: WithdrawalDoes): Promise<void> {
  const { organization } = row;
  // Whoever relied on it is told of the recall, with what is owed.
  if (relied.told.some((each) => each.organization === organization)) return;
  const { effect: says, stops } = effect.words;
  const about = { consent: row.id, productions: [], effect: says, stops, does };
  await tx.deliver((await tx.addresses(organization)).map(({ email }) => mail(email, 'consent_withdrawn', about)));
}

/** The dispute that a wish opens, or that a withdrawal settles: events name it. */
function disputeIn({ facts }: Admitted): Pick<Refs, 'dispute'> {
  const [dispute] = facts.flatMap((fact) =>
    fact.type === 'consent.withdrawal_asked' || fact.type === 'consent.withdrawn' ? (fact.evidence.dispute ?? []) : [],
  );
  return dispute === undefined ? {} : { dispute };
}

/** Whoever must answer a wish hears of it, and so does her union under whose agreement it is. */
export async function tellOfWish(tx: Tx, { row }: TheWithdrawal, link: string): Promise<void> {
  const under = await tx.unionsUnder(row.production);
  const unions = (await tx.unionAddresses(row.performer)).filter(({ organization }) => under.includes(organization));
  const owners = await tx.addresses(row.organization);
  const told = (isUnions: boolean) => ({ consent: row.id, isUnions, link });
  await tx.deliver([
    ...owners.map(({ email }) => mail(email, 'withdrawal_asked', told(false))),
    ...unions.map(({ email }) => mail(email, 'withdrawal_asked', told(true))),
  ]);
}

/** What the effect does, for mail in any language; the last of what stops may be about works that exist. */
function doneBy(effect: WithdrawalEffect, { revocation }: Terms, at: string): WithdrawalDoes {
  const { kind, effectiveAt, worksMadeBefore } = effect;
  const { existingWorks } = revocation;
  const stopsWorks = existingWorks === 'stop_unreleased' || existingWorks === 'remove_where_practicable';
  const isAbout = kind === 'ends' && worksMadeBefore === 'stop' && stopsWorks;
  const ends = effectiveAt > at ? 'notice' : worksMadeBefore === 'continue' ? 'new_works' : 'at_once';
  return { kind: kind === 'asked' ? 'asked' : ends, at: effectiveAt, works: isAbout ? existingWorks : null };
}
